import { RecordError } from './branch.ts';
import type { CompactOptions, CompactResult } from './compact.ts';
import { adoptCommit, compactRecord } from './compact.ts';
import { dayOf } from './format.ts';
import { GitError, git, tryGit } from './git.ts';
import type { PushSite } from './push.ts';
import { PUSH_TIMEOUT_MS, pauseAfter } from './push.ts';

/** Times that beginning anew is tried while other writers are quicker. */
const ATTEMPTS = 50;

/**
 * The ref that keeps the commits up to `tip` after the branch began anew at `now`. It is neither a branch nor a tag, so
 * no clone fetches it unasked, while a host goes on showing its commits.
 */
export function archiveRef(branch: string, now: number, tip: string): string {
  return `refs/archive/${branch}/${dayOf(now)}-${tip.slice(0, 12)}`;
}

/**
 * {@link compactRecord}, with what `options.history` says about the commits so far. When the branch begins anew and there
 * is a remote, `bringAll` first brings everything there; then the old commits get their ref on the remote, and only when
 * it has that, the branch is replaced there, under a lease on the very tip that was archived. When another writer was
 * quicker, all of it is tried again. The branch here moves last. So a kill at any point leaves every look on both sides,
 * and at worst an archive nobody needs. Throws {@link GitError} when the remote refuses; nothing has changed here then.
 */
export async function compactWithHistory(
  site: PushSite,
  options: CompactOptions,
  bringAll: () => Promise<unknown>,
): Promise<CompactResult> {
  const { dir, branch, remote } = site;
  const anew = (options.history ?? 'keep') !== 'keep';
  const tried = new Map<string, string>();
  for (let attempt = 1; ; attempt += 1) {
    if (anew && remote !== null) await bringAll();
    const result = await compactRecord(site, options);
    const { commit, previous } = result;
    if (commit === null) return result;
    const archive = options.history === 'archive' ? archiveRef(branch, options.now, previous) : null;
    try {
      if (anew && remote !== null) {
        if (archive !== null) await push(dir, [remote, `${previous}:${archive}`]);
        await replaceBranch(dir, remote, `refs/heads/${branch}`, commit, previous);
      } else if (archive !== null) await git(dir, ['update-ref', archive, previous]);
    } catch (error) {
      if (archive !== null) tried.set(archive, previous);
      if (
        remote === null ||
        !(error instanceof GitError) ||
        (await tipOf(dir, remote, branch)) === previous
      ) {
        await dropNeedless(dir, remote, tried, previous);
        throw error;
      }
      if (attempt >= ATTEMPTS) {
        throw new RecordError(
          `other writers brought looks to ${branch} each of ${ATTEMPTS} times that it was to begin anew; nothing was ` +
            'changed: run it again when fewer are at work',
          { cause: error },
        );
      }
      await pauseAfter(attempt);
      continue;
    }
    await adoptCommit(site, commit, previous);
    await dropNeedless(dir, remote, tried, previous);
    return { ...result, archive };
  }
}

/** Takes away archives (ref to tip) whose commits all are below `holder` too, which the remote keeps by another ref. */
async function dropNeedless(
  dir: string,
  remote: string | null,
  tried: ReadonlyMap<string, string>,
  holder: string,
): Promise<void> {
  if (remote === null) return;
  for (const [ref, tip] of tried) {
    // Where the answer to a replacement was lost, its archive is the only holder of the old commits.
    const held = await tryGit(dir, ['merge-base', '--is-ancestor', tip, holder]);
    if (held !== null) await tryGit(dir, ['push', '-q', '--no-verify', remote, `:${ref}`]);
  }
}

async function tipOf(dir: string, remote: string, branch: string): Promise<string | undefined> {
  return (await tryGit(dir, ['ls-remote', remote, `refs/heads/${branch}`]))?.split('\t')[0];
}

async function push(dir: string, args: readonly string[]): Promise<void> {
  await git(dir, ['push', '-q', '--no-verify', ...args], { timeoutMs: PUSH_TIMEOUT_MS });
}

async function replaceBranch(
  dir: string,
  remote: string,
  ref: string,
  commit: string,
  previous: string,
): Promise<void> {
  await push(dir, [`--force-with-lease=${ref}:${previous}`, remote, `${commit}:${ref}`]);
}
