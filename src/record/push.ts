import { setTimeout as sleep } from 'node:timers/promises';
import { RecordError } from './branch.ts';
import { GitError, git, tryGit } from './git.ts';
import type { JoinSite } from './join.ts';
import { joinTips } from './join.ts';

/** A work tree whose branch can be brought to a remote. */
export interface PushSite extends JoinSite {
  readonly branch: string;
  readonly remote: string | null;
}

export interface PushResult {
  /** Commit that the remote's branch has now. */
  readonly commit: string;
  /** Pushes tried, the successful one included. */
  readonly attempts: number;
}

/** Eight writers at once each win about every eighth time; a hundred tries in a row are lost once in 600,000. */
export const DEFAULT_PUSHES = 100;
/** Longest time in milliseconds that one talk with a remote may take. */
export const PUSH_TIMEOUT_MS = 300_000;
const LONGEST_PAUSE_MS = 1500;

/** Brings everything that is committed to the remote, on top of what others brought; see {@link joinTips}. */
export async function pushAll(site: PushSite, attempts: number): Promise<PushResult> {
  const { dir, branch, remote } = site;
  if (remote === null)
    throw new RecordError(`${dir} has no remote to push to; add one named origin, or name it`);
  const tip = await git(dir, ['rev-parse', 'HEAD']);
  let candidate = tip;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git(dir, ['push', '-q', '--no-verify', remote, `${candidate}:refs/heads/${branch}`], {
        timeoutMs: PUSH_TIMEOUT_MS,
      });
      // Only now, with everything safe on the remote, does the work tree move.
      if (candidate !== tip) await git(dir, ['reset', '-q', '--hard', candidate]);
      return { commit: candidate, attempts: attempt };
    } catch (error) {
      if (!(error instanceof GitError) || attempt >= (isConflict(error) ? attempts : Math.min(attempts, 3)))
        throw error;
      await pauseAfter(attempt);
    }
    const fetched = await tryGit(dir, ['fetch', '-q', '--no-tags', remote, `refs/heads/${branch}`], {
      timeoutMs: PUSH_TIMEOUT_MS,
    });
    if (fetched !== null) candidate = await joinTips(site, await git(dir, ['rev-parse', 'FETCH_HEAD']), tip);
  }
}

/** Brings what the remote has into the work tree, below what is committed here; no branch there yet is nothing. */
export async function pullAll(site: PushSite): Promise<void> {
  const { dir, branch, remote } = site;
  if (remote === null) return;
  const there = await git(dir, ['ls-remote', remote, `refs/heads/${branch}`], { timeoutMs: PUSH_TIMEOUT_MS });
  const tip = await git(dir, ['rev-parse', 'HEAD']);
  if (there === '' || there.startsWith(tip)) return;
  await git(dir, ['fetch', '-q', '--no-tags', remote, `refs/heads/${branch}`], {
    timeoutMs: PUSH_TIMEOUT_MS,
  });
  const candidate = await joinTips(site, await git(dir, ['rev-parse', 'FETCH_HEAD']), tip);
  if (candidate !== tip) await git(dir, ['reset', '-q', '--hard', candidate]);
}

/** Waits a random time, longer after more attempts, so that racing writers do not meet again. */
export async function pauseAfter(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(150 * attempt, LONGEST_PAUSE_MS));
}

/** Whether a push failed because somebody else was quicker, which another try can mend. */
function isConflict(error: GitError): boolean {
  return /rejected|fetch first|non-fast-forward|cannot lock ref|failed to lock|failed to update ref|stale info/i.test(
    error.output,
  );
}
