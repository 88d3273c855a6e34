import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOSED_FILE,
  canFold,
  closedMonths,
  foldDays,
  formatClosed,
  rollupFileName,
  unfoldDays,
} from './archive.ts';
import { createRoot, RecordError } from './branch.ts';
import type { Month, Shard } from './format.ts';
import { dayOf, fileName, monthFileName, parseFileName, spanOfMonth } from './format.ts';
import type { Identity } from './git.ts';
import { git, gitBytes, tryGit } from './git.ts';
import { parseFile } from './parse.ts';
import { readRecord } from './read.ts';
import { appendMissing } from './reappend.ts';
import { formatRollup } from './rollup.ts';
import { rollUpRecord } from './rollups.ts';

/**
 * What a compaction does with the commits so far: `keep` adds one to them; `archive` begins the branch anew with one
 * commit and keeps the others under a ref that clones do not fetch; `drop` begins anew and keeps nothing else.
 */
export const HISTORY_RULES = ['keep', 'archive', 'drop'] as const;
export type HistoryRule = (typeof HISTORY_RULES)[number];

export interface CompactOptions {
  /** Now, epoch milliseconds; dates the commit and says which months are over. */
  readonly now: number;
  /** Days for which day files stay as they are after their month; 30 by default. */
  readonly keepDays?: number;
  /** Interval of each probe in milliseconds, by full id; the usual gap between looks where one is missing. */
  readonly intervals?: ReadonlyMap<string, number>;
  /** Why a closed month changes; needed only when looks arrived after their month was closed. */
  readonly note?: string;
  /** What becomes of the commits so far; `keep` by default. The files, and so every look, stay in any case. */
  readonly history?: HistoryRule;
}

export interface CompactResult {
  /** Months that were closed now, as file names. */
  readonly closed: readonly string[];
  /** Closed months that late looks were added to. */
  readonly corrected: readonly string[];
  /** Day files of months that are over but cannot be moved because of damage; they stay. */
  readonly left: readonly string[];
  /** The new tip; `null` when there was nothing to do. */
  readonly commit: string | null;
  /** Tip before; everything up to it is in `commit`. */
  readonly previous: string;
  /** Where the commits up to `previous` are kept when they are no longer on the branch; else `null`. */
  readonly archive: string | null;
}

/** Where to compact: a work tree that is clean and whose writer's lock is held. */
export interface CompactSite {
  readonly dir: string;
  readonly branch: string;
  readonly gitDir: string;
  readonly identity: Identity;
}

interface ClosedMonth {
  readonly month: Month;
  readonly removed: readonly string[];
  readonly left: readonly string[];
  /** `null` where the month was closed already and nothing new came. */
  readonly text: string | null;
  readonly corrected: boolean;
}

/**
 * Moves the day files of months that are over into one file for each month and location, writes their rollups and
 * lists both in {@link CLOSED_FILE}, in one commit, which {@link adoptCommit} then makes the branch's. No look changes:
 * it is checked before anything is committed.
 * Throws {@link RecordError} when a closed month would change without a note.
 */
export async function compactRecord(site: CompactSite, options: CompactOptions): Promise<CompactResult> {
  const { dir } = site;
  const previous = await git(dir, ['rev-parse', 'HEAD']);
  const names = (await git(dir, ['ls-tree', '--name-only', '-z', 'HEAD']))
    .split('\0')
    .filter((each) => each !== '');
  const shards = names.map(parseFileName).filter((each): each is Shard => each !== null);
  const plans: ClosedMonth[] = [];
  for (const [, month] of closedMonths(shards, options.keepDays ?? 30, options.now)) {
    const days = shards.filter(
      ({ day, location }) => location === month.location && day.startsWith(`${month.month}-`),
    );
    plans.push(await planMonth(dir, month, days, names, options.note));
  }
  const changes = plans.filter(({ removed }) => removed.length > 0);
  const result = {
    closed: plans
      .filter(({ text, corrected }) => text !== null && !corrected)
      .map(({ month }) => monthFileName(month)),
    corrected: plans.filter(({ corrected }) => corrected).map(({ month }) => monthFileName(month)),
    left: plans.flatMap(({ left }) => left),
    previous,
    archive: null,
  };
  const tree =
    changes.length === 0 ? null : await writeTree(site, changes, names.includes(CLOSED_FILE), options);
  const commit = await commitTree(site, tree, result.closed, options);
  return { ...result, commit };
}

async function blobText(dir: string, name: string): Promise<string> {
  return (await gitBytes(dir, ['cat-file', 'blob', `HEAD:${name}`])).toString('utf8');
}

async function planMonth(
  dir: string,
  month: Month,
  shards: readonly Shard[],
  names: readonly string[],
  note: string | undefined,
): Promise<ClosedMonth> {
  const archive = monthFileName(month);
  const before = names.includes(archive) ? await blobText(dir, archive) : null;
  const days = before === null ? new Map<string, string>() : unfoldDays(before);
  const [removed, left, sources]: [string[], string[], [string, string, Shard | Month][]] = [[], [], []];
  if (before !== null) sources.push([archive, before, month]);
  for (const shard of shards) {
    const name = fileName(shard);
    const text = await blobText(dir, name);
    if (!canFold(shard, text)) {
      left.push(name);
      continue;
    }
    const there = days.get(shard.day);
    days.set(shard.day, there === undefined ? text : appendMissing(name, there, text));
    removed.push(name);
    sources.push([name, text, shard]);
  }
  const text = foldDays(days);
  const corrected = before !== null && text !== before;
  if (corrected && !note) {
    throw new RecordError(
      `${archive} is closed, but ${removed.join(', ')} brought looks that it lacks; run again with --note saying why`,
    );
  }
  const [old, now] = [looksIn(sources), looksIn([[archive, text, month]])];
  if (old.size !== now.size || [...old].some((look) => !now.has(look))) {
    throw new RecordError(`${archive} would not hold the same looks as its ${old.size}; nothing was changed`);
  }
  return { month, removed, left, text: text === before ? null : text, corrected };
}

/** Every look of some files as text, each once: the first of those with the same probe and second. */
function looksIn(files: readonly [string, string, Shard | Month][]): Set<string> {
  const looks = new Map<string, string>();
  for (const [name, text, holds] of files) {
    parseFile(Buffer.from(text, 'utf8'), name, holds, {
      problem: () => {},
      columns: (probes) =>
        probes.map((probe) => ({
          add: (at, outcome, latency, reason) => {
            const key = `${at} ${probe}`;
            if (!looks.has(key)) looks.set(key, `${key} ${outcome} ${latency} ${reason}`);
          },
        })),
    });
  }
  return new Set(looks.values());
}

async function writeTree(
  site: CompactSite,
  plans: readonly ClosedMonth[],
  listed: boolean,
  options: CompactOptions,
): Promise<string> {
  const { dir } = site;
  const env = { GIT_INDEX_FILE: join(site.gitDir, `watchbook-compact.${process.pid}`) };
  let list = listed ? await blobText(dir, CLOSED_FILE) : '';
  const lines: string[] = [];
  const put = async (name: string, text: string) => {
    const blob = await git(dir, ['hash-object', '-w', '--stdin'], { input: text });
    lines.push(`100644 ${blob}\t${name}`);
  };
  for (const { month, text, removed, corrected } of plans) {
    for (const name of removed) lines.push(`0 ${'0'.repeat(40)}\t${name}`);
    if (text === null) continue;
    const rollup = rollupOf(dir, month, options.intervals);
    for (const [name, bytes] of [
      [monthFileName(month), text],
      [rollupFileName(month), rollup],
    ] as const) {
      await put(name, bytes);
      const note = corrected ? (options.note ?? null) : null;
      list += formatClosed({ file: name, sha256: sha256(bytes), day: dayOf(options.now), note });
    }
  }
  await put(CLOSED_FILE, list);
  try {
    await git(dir, ['read-tree', 'HEAD'], { env });
    await git(dir, ['update-index', '--index-info'], { env, input: `${lines.join('\n')}\n` });
    return await git(dir, ['write-tree'], { env });
  } finally {
    rmSync(env.GIT_INDEX_FILE, { force: true });
  }
}

/** SHA-256 of a text's bytes, in hexadecimal. */
export function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The rollup file of a month from the looks in the work tree, under the ids they were recorded with. */
export function rollupOf(
  dir: string,
  month: Month,
  intervals: ReadonlyMap<string, number> = new Map(),
): string {
  const span = spanOfMonth(month.month);
  const days = rollUpRecord(readRecord, dir, span, intervals).filter(
    ({ location }) => location === month.location,
  );
  return formatRollup(month, days);
}

async function commitTree(
  { dir, identity }: CompactSite,
  tree: string | null,
  closed: readonly string[],
  { now, history = 'keep' }: CompactOptions,
): Promise<string | null> {
  const head = await git(dir, ['rev-parse', 'HEAD']);
  const anew = history !== 'keep';
  const parent = anew ? await createRoot(dir) : head;
  const short = (await tryGit(dir, ['rev-parse', '--verify', '-q', 'HEAD^'])) === parent || head === parent;
  if (tree === null && (!anew || short)) return null;
  const date = `@${Math.floor(now / 1000)} +0000`;
  const what = tree ?? (await git(dir, ['rev-parse', 'HEAD^{tree}']));
  const message = anew
    ? `begin anew with all looks up to ${head.slice(0, 12)}`
    : closed.length > 0
      ? `close ${closed.join(', ')}`
      : 'late looks of closed months';
  return await git(dir, ['commit-tree', what, '-p', parent, '-m', message], {
    identity,
    env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

/** Makes a commit the tip of the branch, if that still is `previous`: what was committed meanwhile cannot be lost. */
export async function adoptCommit(
  { dir, branch }: CompactSite,
  commit: string,
  previous: string,
): Promise<void> {
  await git(dir, ['update-ref', `refs/heads/${branch}`, commit, previous]);
  await git(dir, ['reset', '-q', '--hard', commit]);
}
