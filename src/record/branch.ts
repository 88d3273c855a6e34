import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DEFAULT_IDENTITY, GitError, git, tryGit } from './git.ts';

/** The record cannot be opened where it was asked for; the message says what to do. */
export class RecordError extends Error {}

export interface Place {
  /** Directory of the record's own work tree. */
  readonly dir: string;
  /** Repository that the branch belongs to; a repository of its own in `dir` when absent. */
  readonly repo?: string | undefined;
  /** Name or address of the remote; `null` for none. */
  readonly remote: string | null;
  readonly branch: string;
}

/** The first commit of every record: nothing in it may change, so that all records share one root. */
const ATTRIBUTES = '* -text\n';
const ROOT_MESSAGE = 'record';
const ROOT_DATE = '@0 +0000';

/** Where to lock while the work tree may have to be made: it has no git directory of its own yet. */
export async function openingLock({ dir, repo }: Place): Promise<string> {
  const common = repo === undefined ? null : await tryGit(repo, ['rev-parse', '--git-common-dir']);
  if (repo !== undefined && common !== null) return resolve(repo, common, 'watchbook-open.lock');
  mkdirSync(dirname(resolve(dir)), { recursive: true });
  return `${resolve(dir)}.lock`;
}

/** Makes sure that the record's branch is checked out in its directory, creating both where missing. */
export async function ensureWorkTree(place: Place): Promise<void> {
  const { dir, repo, branch } = place;
  if (existsSync(resolve(dir, '.git'))) return await checkWorkTree(place);
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new RecordError(
      `${dir} has files but is no git work tree; choose another directory for the record, or empty it`,
    );
  }
  if (repo === undefined) {
    mkdirSync(dir, { recursive: true });
    await git(dir, ['init', '-q', '-b', branch]);
    await createBranch(dir, place);
    await git(dir, ['reset', '-q', '--hard', branch]);
    return;
  }
  if ((await tryGit(repo, ['rev-parse', '--git-dir'])) === null) {
    throw new RecordError(
      `${repo} is not a git repository; run git init there, so that the record has a branch to live on`,
    );
  }
  await createBranch(repo, place);
  // A work tree whose directory was deleted would still count as the branch's place.
  await git(repo, ['worktree', 'prune']);
  try {
    await git(repo, ['worktree', 'add', '-q', resolve(dir), branch]);
  } catch (error) {
    if (error instanceof GitError && /already (checked out|used by worktree)/.test(error.output)) {
      throw new RecordError(
        `branch ${branch} is checked out elsewhere (${error.output.trim()}); remove that work tree or use it`,
      );
    }
    throw error;
  }
}

async function checkWorkTree(place: Place): Promise<void> {
  const { dir, branch } = place;
  const current = await tryGit(dir, ['symbolic-ref', '--short', '-q', 'HEAD']);
  if (current === branch) {
    if ((await tryGit(dir, ['rev-parse', '--verify', '-q', 'HEAD'])) !== null) return;
    // Killed after git init: the branch has a name but no root yet.
    await createBranch(dir, place);
    return void (await git(dir, ['reset', '-q', '--hard', branch]));
  }
  const where = current === null ? 'no branch' : `branch ${current}`;
  throw new RecordError(
    `${dir} stands on ${where}, not on ${branch}; remove the directory and run again to have it made anew`,
  );
}

/** Creates the local branch from the remote's, or from the common root when nobody has one. */
async function createBranch(repo: string, { branch, remote }: Place): Promise<void> {
  const ref = `refs/heads/${branch}`;
  if ((await tryGit(repo, ['rev-parse', '--verify', '-q', ref])) !== null) return;
  const fetched = remote !== null && (await tryGit(repo, ['fetch', '-q', '--no-tags', remote, ref])) !== null;
  const start = fetched ? await git(repo, ['rev-parse', 'FETCH_HEAD']) : await createRoot(repo);
  await git(repo, ['update-ref', ref, start, '']);
}

/** Writes the root commit; the same bytes, so the same id, on every machine. */
export async function createRoot(repo: string): Promise<string> {
  const blob = await git(repo, ['hash-object', '-w', '--stdin'], { input: ATTRIBUTES });
  const tree = await git(repo, ['mktree'], { input: `100644 blob ${blob}\t.gitattributes\n` });
  return await git(repo, ['commit-tree', tree, '-m', ROOT_MESSAGE], {
    identity: DEFAULT_IDENTITY,
    env: { GIT_AUTHOR_DATE: ROOT_DATE, GIT_COMMITTER_DATE: ROOT_DATE },
  });
}
