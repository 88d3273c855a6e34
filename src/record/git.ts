import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';

/** A git command that failed; `output` is what git said. */
export class GitError extends Error {
  readonly output: string;
  constructor(args: readonly string[], dir: string, output: string) {
    super(
      `git ${args.slice(0, 2).join(' ')} failed in ${dir}: ${output.trim().split('\n').slice(-3).join(' ')}`,
    );
    this.output = output;
  }
}

export interface GitOptions {
  /** Further environment, such as a temporary index. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Milliseconds after which git is ended; 60 s by default, so that a hung transport cannot hold a run. */
  readonly timeoutMs?: number;
  readonly identity?: Identity;
}

/** Who the commits of the record are by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export const DEFAULT_IDENTITY: Identity = { name: 'watchbook', email: 'probe@watchbook.invalid' };

/**
 * Second paragraph of every commit of looks. Git stores a commit as a difference from another only where that takes
 * less than half of it. A run's commit alone is too short for that; with these words only its two hashes and the time
 * are stored, 28 bytes less of 145. The length is chosen, too: some lengths compress worse by four bytes.
 */
export const COMMIT_WORDS =
  'One run of probes, written by a machine; docs/record.md says how to read it. These words are the same ' +
  'in every commit, so that git keeps of each only what differs from others.';

/**
 * Settings that make git behave the same on every machine: no hooks, no signing, no housekeeping in
 * the background, no change of line ends, and loose objects on disk before a ref names them.
 */
const SETTINGS = {
  'core.hooksPath': devNull,
  'core.autocrlf': 'false',
  'core.fsync': 'committed,loose-object,reference',
  'commit.gpgSign': 'false',
  'push.gpgSign': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  // A line of log for each run, and an index of commits nobody walks, take a third again of the record's size.
  'core.logAllRefUpdates': 'false',
  'gc.writeCommitGraph': 'false',
  'advice.detachedHead': 'false',
};
const SETTING_ARGS = Object.entries(SETTINGS).flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/** Variables that would point git at the repository whose hook or command started this process. */
const FOREIGN = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
];

/** Runs git in a directory and returns the bytes it printed. Never asks anything. Throws {@link GitError}. */
export function gitBytes(dir: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['-C', dir, ...SETTING_ARGS, ...args],
      {
        env: environment(options),
        encoding: 'buffer',
        maxBuffer: 1024 ** 3,
        timeout: options.timeoutMs ?? 60_000,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if ((error as NodeJS.ErrnoException).code === 'ENOENT')
          reject(new GitError(args, dir, whyNotStarted(dir)));
        else
          reject(
            new GitError(
              args,
              dir,
              `${stderr.toString('utf8')}${error.killed ? '\ntimed out' : ''}` || error.message,
            ),
          );
      },
    );
    // A git that ends before it has read its input is reported by the callback.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** Runs git and returns what it printed, without the last end of line. Throws {@link GitError}. */
export async function git(dir: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(dir, args, options)).toString('utf8').replace(/\n$/, '');
}

/** Like {@link git}, but `null` where git failed: for questions to which "no" is a good answer. */
export async function tryGit(
  dir: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string | null> {
  try {
    return await git(dir, args, options);
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Commit that the work tree in `dir` itself stands on; `null` when it is none, or has no commit. */
export function headOf(dir: string): string | null {
  // Without this, git would answer for a repository around the directory.
  if (!existsSync(join(dir, '.git'))) return null;
  try {
    const out = execFileSync('git', ['-C', dir, 'rev-parse', '--verify', '-q', 'HEAD'], {
      env: environment({}),
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
      timeout: 10_000,
    });
    return out.trim();
  } catch {
    return null;
  }
}

function whyNotStarted(dir: string): string {
  return existsSync(dir) ? 'git is not installed or not on the PATH' : `the directory ${dir} does not exist`;
}

function environment({ env, identity = DEFAULT_IDENTITY }: GitOptions): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name)));
  return {
    ...own,
    // Messages are read for conflicts, so they must be in one language.
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
    ...env,
  };
}
