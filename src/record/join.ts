import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSED_FILE, lateLines, parseClosed, unfoldDays } from './archive.ts';
import { joinEvents, parseEventsFileName } from './events.ts';
import { fileName, monthFileName, parseFileName, parseMonthFileName } from './format.ts';
import type { GitOptions, Identity } from './git.ts';
import { git, gitBytes, tryGit } from './git.ts';
import { appendMissing, isBeatFile, joinBeats } from './reappend.ts';

/** What is needed of a work tree to make commits beside it. */
export interface JoinSite {
  readonly dir: string;
  readonly gitDir: string;
  readonly identity: Identity;
}

/** Identity and date of a commit; `now` in epoch milliseconds. */
export function dated({ identity }: JoinSite, now: number): GitOptions {
  const date = `@${Math.floor(now / 1000)} +0000`;
  return { identity, env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } };
}

async function textOf(dir: string, commit: string, name: string): Promise<string> {
  return (await gitBytes(dir, ['cat-file', 'blob', `${commit}:${name}`])).toString('utf8');
}

async function listOf(dir: string, args: readonly string[]): Promise<string[]> {
  return (await git(dir, args)).split('\0').filter((each) => each !== '');
}

/** Names of the files of a commit, each with the id of its blob. */
async function blobsOf(dir: string, commit: string): Promise<Map<string, string>> {
  const rows = await listOf(dir, ['ls-tree', '-r', '-z', commit]);
  return new Map(
    rows.map((row) => [row.slice(row.indexOf('\t') + 1), row.split('\t')[0]?.split(' ')[2] as string]),
  );
}

/** Texts of files, and days of closed months, each read once. */
interface Reading {
  text(name: string): Promise<string | undefined>;
  days(month: string): Promise<ReadonlyMap<string, string>>;
}

function readingOnce(read: (name: string) => Promise<string | undefined>): Reading {
  const texts = new Map<string, Promise<string | undefined>>();
  const months = new Map<string, ReadonlyMap<string, string>>();
  const text = (name: string) => {
    const found = texts.get(name) ?? read(name);
    texts.set(name, found);
    return found;
  };
  const days = async (month: string) => {
    const found = months.get(month) ?? unfoldDays((await text(month)) ?? '');
    months.set(month, found);
    return found;
  };
  return { text, days };
}

/** The files, with their texts, that bring what `ours` holds to where `theirs` gives texts by name. */
async function mergeFile(name: string, ours: string, theirs: Reading): Promise<Map<string, string>> {
  const there = await theirs.text(name);
  const shard = parseFileName(name);
  if (shard) {
    const month = { month: shard.day.slice(0, 7), location: shard.location };
    const archived = (await theirs.days(monthFileName(month))).get(shard.day);
    if (archived !== undefined && lateLines(name, archived, ours) === null) return new Map();
    return new Map([[name, there === undefined ? ours : appendMissing(name, there, ours)]]);
  }
  if (there === undefined) return new Map([[name, ours]]);
  if (isBeatFile(name)) return new Map([[name, joinBeats(there, ours)]]);
  if (parseEventsFileName(name)) return new Map([[name, joinEvents(name, there, ours)]]);
  const month = parseMonthFileName(name);
  if (month) {
    // Closed on both sides: what only ours has goes there as late looks, for a person to add with a note.
    const theirDays = await theirs.days(name);
    const late = new Map<string, string>();
    for (const [day, text] of unfoldDays(ours)) {
      const file = fileName({ day, location: month.location });
      const theirDay = await theirs.text(file);
      if (lateLines(file, theirDays.get(day), text) === null) continue;
      late.set(file, theirDay === undefined ? text : appendMissing(file, theirDay, text));
    }
    return late;
  }
  if (name === CLOSED_FILE) {
    const listed = new Set(parseClosed(there).map((line) => line?.file));
    const added = ours.split(/(?<=\n)/).filter((line) => !listed.has(line.split('\t')[0]));
    return new Map([[name, `${there}${added.join('')}`]]);
  }
  return new Map();
}

/**
 * A commit that stands on `upstream` and holds all lines of `tip`. Built beside the work tree, which
 * stays as it is, so that being killed at any point loses nothing and doubles nothing.
 */
export async function joinTips(site: JoinSite, upstream: string, tip: string): Promise<string> {
  const { dir } = site;
  const base = await tryGit(dir, ['merge-base', upstream, tip]);
  if (base === upstream) return tip;
  if (base === tip) return upstream;
  const diff = (filter: string) =>
    listOf(dir, [
      'diff',
      '--name-only',
      '-z',
      '--no-renames',
      `--diff-filter=${filter}`,
      base ?? upstream,
      tip,
    ]);
  const index = join(site.gitDir, `watchbook-index.${process.pid}`);
  const env = { GIT_INDEX_FILE: index };
  const [here, there] = [await blobsOf(dir, tip), await blobsOf(dir, upstream)];
  const theirs = readingOnce(async (name: string) =>
    there.has(name) ? await textOf(dir, upstream, name) : undefined,
  );
  try {
    await git(dir, ['read-tree', upstream], { env });
    for (const name of await diff('d')) {
      if (here.get(name) === there.get(name)) continue;
      for (const [part, text] of await mergeFile(name, await textOf(dir, tip, name), theirs)) {
        const blob = await git(dir, ['hash-object', '-w', '--stdin'], { input: text });
        await git(dir, ['update-index', '--add', '--cacheinfo', `100644,${blob},${part}`], { env });
      }
    }
    // A day file that was moved into a closed month here goes there too, unless it grew meanwhile.
    for (const name of base === null ? [] : await diff('D')) {
      const was = await tryGit(dir, ['rev-parse', `${base}:${name}`]);
      if (was !== null && was === there.get(name))
        await git(dir, ['update-index', '--force-remove', '--', name], { env });
    }
    const tree = await git(dir, ['write-tree'], { env });
    if (tree === (await git(dir, ['rev-parse', `${upstream}^{tree}`]))) return upstream;
    const date = await git(dir, ['show', '-s', '--format=%ct', tip]);
    const runs = await git(dir, ['rev-list', '--count', tip, `^${base ?? upstream}`]);
    const message = `${runs} ${runs === '1' ? 'run' : 'runs'}, appended again`;
    return await git(
      dir,
      ['commit-tree', tree, '-p', upstream, '-m', message],
      dated(site, Number(date) * 1000),
    );
  } finally {
    rmSync(index, { force: true });
    rmSync(`${index}.lock`, { force: true });
  }
}
