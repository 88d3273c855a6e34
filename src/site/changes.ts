import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Who changed a file last, and when. */
export interface LastChange {
  /** Milliseconds. */
  readonly at: number;
  readonly author: string;
  readonly commit: string;
}

/** Last changes of files by people, or why they are not known. */
export interface Changes {
  /** Null where the file was never committed by a person, or nothing is known at all. */
  of(file: string): LastChange | null;
  /** Every file that people changed, by its path from the root. */
  readonly files: ReadonlyMap<string, LastChange>;
  /** Why no date can be given for any file; null where dates are known. */
  readonly unknown: string | null;
}

const FIELD = '\u001f';
const RECORD = '\u001e';
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * When people last changed the files below folders (or those very files), from the history of the repository at `root`. Commits by machines
 * are passed over: an author whose name ends in `[bot]`, or whose name or address is in `machines`. A clone without
 * its history would date every file alike, so there nothing is known, and the reason says how to mend it.
 */
export async function readChanges(
  root: string,
  folders: string | readonly string[],
  machines: readonly string[] = [],
): Promise<Changes> {
  const nothing = (unknown: string): Changes => ({ of: () => null, files: new Map(), unknown });
  const git = async (...args: string[]) =>
    (
      await promisify(execFile)('git', ['-C', root, '-c', 'core.quotePath=false', ...args], {
        maxBuffer: MOST_BYTES,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      })
    ).stdout;
  try {
    if ((await git('rev-parse', '--is-shallow-repository')).trim() === 'true') {
      return nothing('the clone has no history; fetch all of it (fetch-depth: 0) for dates of changes');
    }
    const log = await git(
      'log',
      '--no-merges',
      '--no-renames',
      '--name-only',
      '-z',
      `--format=${RECORD}%H${FIELD}%ct${FIELD}%an${FIELD}%ae`,
      '--relative',
      '--',
      ...[folders].flat().map((folder) => `:(literal)${folder}`),
    );
    const files = parseLog(log, new Set(machines));
    return { unknown: null, files, of: (file) => files.get(file) ?? null };
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') return nothing('git is not installed, so nobody knows when files were changed');
    return nothing(
      `git cannot tell when files were changed: ${(stderr ?? String(error)).trim().split('\n')[0]}`,
    );
  }
}

/** Newest change of each file by a person; the log gives the newest commit first. */
function parseLog(log: string, machines: ReadonlySet<string>): Map<string, LastChange> {
  const found = new Map<string, LastChange>();
  for (const record of log.split(RECORD).slice(1)) {
    const [head = '', ...files] = record.split('\0').map((part) => part.replace(/^\n/, ''));
    const [commit = '', seconds = '', author = '', address = ''] = head.split(FIELD);
    if (/\[bot\]$/.test(author) || machines.has(author) || machines.has(address)) continue;
    for (const file of files) {
      if (file !== '' && !found.has(file)) found.set(file, { at: Number(seconds) * 1000, author, commit });
    }
  }
  return found;
}
