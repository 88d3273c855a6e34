import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Sample } from '../schemas/sample.ts';
import { OUTCOMES } from '../schemas/vocabulary.ts';
import { ensureWorkTree, openingLock, RecordError } from './branch.ts';
import type { CompactOptions, CompactResult } from './compact.ts';
import { joinEvents, parseEventsFileName } from './events.ts';
import type { Identity } from './git.ts';
import { COMMIT_WORDS, DEFAULT_IDENTITY, git, gitBytes, tryGit } from './git.ts';
import { compactWithHistory } from './history.ts';
import { dated } from './join.ts';
import { clearStaleLocks, withLock } from './lock.ts';
import type { PushResult, PushSite } from './push.ts';
import { DEFAULT_PUSHES, pullAll, pushAll } from './push.ts';
import { appendMissing, isDayFile } from './reappend.ts';
import type { AppendOptions } from './writer.ts';
import { appendRuns } from './writer.ts';

export { RecordError } from './branch.ts';
export { GitError } from './git.ts';
export { RecordBusy } from './lock.ts';
export type { PushResult } from './push.ts';

export interface OpenOptions {
  /** Directory of the record's work tree, usually `.record`. */
  readonly dir: string;
  /** Repository whose branch holds the record; a repository of its own in `dir` when absent. */
  readonly repo?: string;
  /** Name or address of the remote to push to; `origin` when the repository has one. */
  readonly remote?: string;
  /** Branch of the record; `record` by default. */
  readonly branch?: string;
  /** Author and committer of the record's commits. */
  readonly identity?: Identity;
  /** Longest wait in milliseconds for another writer of the same work tree; 30 s by default. */
  readonly lockWaitMs?: number;
}

export interface RunOptions extends AppendOptions {
  /**
   * Called when the lines are on disk, under the same lock and before any commit: what it adds to the record goes into
   * the same commit as the lines. It must not throw, or they wait for the next commit.
   */
  readonly afterwards?: () => void;
}

/** An open record. Every method takes the writer's lock; several processes may share one directory. */
export interface RecordStore {
  readonly dir: string;
  readonly branch: string;
  /** Remote that {@link push} uses; `null` where there is none. */
  readonly remote: string | null;
  /** Appends runs and syncs them to disk, without a commit; the next commit takes them along. */
  append(runs: Iterable<readonly Sample[]>, options?: RunOptions): Promise<void>;
  /** Commits what is appended, whoever left it; `null` when there is nothing. `now` dates the commit. */
  commit(now: number, message: string): Promise<string | null>;
  /** Appends one run and commits it; `null` when there was nothing to commit. */
  commitRun(samples: readonly Sample[], now: number, options?: RunOptions): Promise<string | null>;
  /**
   * Brings the commits to the remote, and what another process of this machine has appended and not committed yet.
   * Throws {@link GitError} when it cannot; nothing is lost then.
   */
  push(options?: { readonly attempts?: number; readonly now?: number }): Promise<PushResult>;
  /** Reads while no writer of this machine moves the work tree. */
  read<T>(work: () => T): Promise<T>;
  /**
   * Brings what others have pushed into the work tree, with what is here on top. Throws {@link GitError} when the remote
   * does not answer; nothing changes then.
   */
  pull(options?: { readonly now?: number }): Promise<void>;
  /** Whether there are commits that this work tree has not brought to the remote, or may not have. */
  ahead(): Promise<boolean>;
  /**
   * Runs `work` while no other process of this machine does the same with this record: other writers go on meanwhile.
   * Throws {@link RecordBusy} when another one does not end in time.
   */
  alone<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Closes months that are over, and begins the branch anew where wished; see {@link compactWithHistory}. `null`
   * commit: nothing to do.
   */
  compact(options: CompactOptions): Promise<CompactResult>;
  /** Lets git pack loose objects where many have gathered, or at once with `now`. */
  tidy(options?: { readonly now?: boolean }): Promise<void>;
}

/**
 * Opens the record in `dir`, creating the branch and its work tree where they are missing, and puts
 * right what a killed run left. Throws {@link RecordError} when the directory cannot be used, and
 * {@link GitError} when git fails.
 */
export async function openRecord(options: OpenOptions): Promise<RecordStore> {
  const dir = resolve(options.dir);
  const branch = options.branch ?? 'record';
  const remote = options.remote ?? (await defaultRemote(options.repo ?? dir));
  const place = { dir, repo: options.repo, remote, branch };
  await withLock(await openingLock(place), options.lockWaitMs ?? 30_000, () => ensureWorkTree(place));
  const gitDir = await git(dir, ['rev-parse', '--absolute-git-dir']);
  const commonDir = resolve(dir, await git(dir, ['rev-parse', '--git-common-dir']));
  const site: Site = {
    dir,
    branch,
    remote,
    gitDir,
    commonDir,
    identity: options.identity ?? DEFAULT_IDENTITY,
  };
  const pushedFile = join(gitDir, 'watchbook-pushed');
  const exclusively = <T>(work: () => Promise<T>) =>
    withLock(join(gitDir, 'watchbook.lock'), options.lockWaitMs ?? 30_000, async () => {
      await clearStaleLocks(locksOf(site));
      return await work();
    });
  await exclusively(() => restoreTruncated(site));
  return {
    dir,
    branch,
    remote,
    append: (runs, how) =>
      exclusively(async () => {
        appendRuns(dir, runs, how);
        how?.afterwards?.();
      }),
    commit: (now, message) => exclusively(() => commitAll(site, now, message)),
    commitRun: (samples, now, how) =>
      exclusively(async () => {
        appendRuns(dir, [samples], how);
        how?.afterwards?.();
        return await commitAll(site, now, summariseRun(samples));
      }),
    push: (how) =>
      exclusively(async () => {
        // The work tree moves when somebody else was quicker; lines that are in no commit would be gone then.
        await commitAll(site, how?.now ?? Date.now(), summariseRun([]));
        const result = await pushAll(site, how?.attempts ?? DEFAULT_PUSHES);
        writeFileSync(pushedFile, result.commit);
        return result;
      }),
    read: (work) => exclusively(async () => work()),
    pull: (how) =>
      exclusively(async () => {
        await commitAll(site, how?.now ?? Date.now(), summariseRun([]));
        await pullAll(site);
      }),
    ahead: async () => {
      const pushed = existsSync(pushedFile) ? readFileSync(pushedFile, 'utf8') : '';
      return pushed !== (await git(dir, ['rev-parse', 'HEAD']));
    },
    alone: (work) => withLock(join(gitDir, 'watchbook-alone.lock'), options.lockWaitMs ?? 30_000, work),
    compact: (how) => exclusively(() => compactAll(site, how)),
    tidy: (how) => exclusively(() => tidy(site, how?.now ?? false)),
  };
}

interface Site extends PushSite {
  readonly commonDir: string;
}

async function defaultRemote(repo: string): Promise<string | null> {
  if (!existsSync(repo)) return null;
  const remotes = (await tryGit(repo, ['remote']))?.split('\n') ?? [];
  return remotes.includes('origin') ? 'origin' : null;
}

function locksOf({ gitDir, commonDir, branch }: Site): string[] {
  return [
    join(gitDir, 'index.lock'),
    join(gitDir, 'HEAD.lock'),
    join(commonDir, 'refs', 'heads', `${branch}.lock`),
  ];
}

/** A run in a few words, as the message of its commit: `18 up, 1 degraded, 1 down`. */
export function summariseRun(samples: readonly Sample[]): string {
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    count: samples.filter((sample) => sample.outcome === outcome).length,
  }));
  const parts = counts.filter(({ count }) => count > 0).map(({ outcome, count }) => `${count} ${outcome}`);
  return parts.length > 0 ? parts.join(', ') : 'what an earlier run left';
}

/**
 * Day files only ever grow, so one that lost lines against the last commit was cut off by a kill in
 * the middle of a checkout: it gets them back before anything is committed on top.
 */
async function restoreTruncated(site: Site): Promise<void> {
  const status = await git(site.dir, ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no']);
  if (status === '') return;
  // What was staged may be half a checkout too.
  await git(site.dir, ['reset', '-q']);
  for (const entry of status.split('\0').filter((each) => each !== '')) {
    const name = entry.slice(3);
    const committed = (
      await gitBytes(site.dir, ['cat-file', 'blob', `HEAD:${name}`]).catch(() => null)
    )?.toString('utf8');
    if (committed === undefined) continue;
    const path = join(site.dir, name);
    const found = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (found.startsWith(committed)) continue;
    writeFileSync(`${path}.tmp`, restoredText(name, committed, found), { flush: true });
    renameSync(`${path}.tmp`, path);
  }
}

/** What was committed of a file, with the whole lines that were found in it besides. */
function restoredText(name: string, committed: string, found: string): string {
  if (isDayFile(name)) return appendMissing(name, committed, found);
  return parseEventsFileName(name) ? joinEvents(name, committed, found) : committed;
}

async function commitAll(site: Site, now: number, message: string): Promise<string | null> {
  const dirty = await git(site.dir, ['status', '--porcelain', '--', '*.tsv']);
  if (dirty === '') return null;
  // Never removals: a file that is missing here is still part of the record.
  await git(site.dir, ['add', '--ignore-removal', '--', '*.tsv']);
  await git(site.dir, ['commit', '-q', '--no-verify', '-m', message, '-m', COMMIT_WORDS], dated(site, now));
  return await git(site.dir, ['rev-parse', 'HEAD']);
}

async function compactAll(site: Site, options: CompactOptions): Promise<CompactResult> {
  await commitAll(site, options.now, summariseRun([]));
  return await compactWithHistory(site, options, () => pushAll(site, DEFAULT_PUSHES));
}

/** One thread finds differences that several, each with a part of the files, do not; the level is worth 2 %. */
const PACKING = ['-c', 'pack.threads=1', '-c', 'pack.compression=9'];

async function tidy({ dir }: Site, now: boolean): Promise<void> {
  const auto = now ? [] : ['--auto'];
  await git(dir, [...PACKING, '-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '-q', ...auto], {
    timeoutMs: 600_000,
  });
}
