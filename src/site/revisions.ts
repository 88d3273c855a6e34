import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RevisionLog } from '../views/revision.ts';

const MOST_BYTES = 256 * 1024 * 1024;
const read = new Map<string, Promise<RevisionLog>>();

/**
 * Which commit each file below a folder stood at, at any instant: from one reading of the history of the repository at `root`,
 * commits of machines included, because they were live as well. Where git cannot tell, the log says why.
 */
export function readRevisions(root: string, folder: string): Promise<RevisionLog> {
  const key = `${root}\0${folder}`;
  const known = read.get(key) ?? load(root, folder);
  read.set(key, known);
  return known;
}

async function load(root: string, folder: string): Promise<RevisionLog> {
  const git = async (...args: string[]) =>
    (
      await promisify(execFile)('git', ['-C', root, '-c', 'core.quotePath=false', ...args], {
        maxBuffer: MOST_BYTES,
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      })
    ).stdout;
  try {
    if ((await git('rev-parse', '--is-shallow-repository')).trim() === 'true')
      return { at: () => null, unknown: 'the clone has no history; fetch all of it (fetch-depth: 0)' };
    const log = await git(
      'log',
      '--no-renames',
      '--raw',
      '--no-abbrev',
      '-m',
      '--first-parent',
      '--relative',
      '--format=@%H %ct',
      '--',
      folder,
    );
    return { at: lookUp(log), unknown: null };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { at: () => null, unknown: `git cannot tell: ${(stderr ?? String(error)).trim().split('\n')[0]}` };
  }
}

interface Version {
  readonly commit: string;
  /** Milliseconds. */
  readonly at: number;
  readonly gone: boolean;
}

/** The newest version of a file that was committed by an instant; the log gives the newest first. */
function lookUp(log: string): RevisionLog['at'] {
  const versions = new Map<string, Version[]>();
  let head = { commit: '', at: 0 };
  for (const line of log.split('\n')) {
    const commit = /^@([0-9a-f]+) (\d+)$/.exec(line);
    if (commit) head = { commit: commit[1] as string, at: Number(commit[2]) * 1000 };
    const change = /^:\d+ \d+ [0-9a-f]+ [0-9a-f]+ ([AMDT])\t(.+)$/.exec(line);
    if (!change) continue;
    const file = change[2] as string;
    versions.set(file, [...(versions.get(file) ?? []), { ...head, gone: change[1] === 'D' }]);
  }
  return (file, instant) => {
    const found = versions.get(file)?.find(({ at }) => at <= instant);
    return found && !found.gone ? { commit: found.commit, at: found.at } : null;
  };
}
