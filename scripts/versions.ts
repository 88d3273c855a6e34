import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** One committed version of a file. */
export interface FileVersion {
  /** Path below the root of the repository. */
  readonly file: string;
  /** Instant of the commit, milliseconds. */
  readonly at: number;
  readonly text: string;
}

const MOST_BYTES = 1024 * 1024 * 1024;
const run = promisify(execFile);

const git = async (dir: string, args: readonly string[]) =>
  (await run('git', ['-C', dir, '-c', 'core.quotePath=false', ...args], { maxBuffer: MOST_BYTES })).stdout;

/**
 * Every committed version of the wanted files below a folder, newest commit first. Throws where git fails, or where the clone
 * has no history: half of one would be taken for all of it.
 */
export async function fileVersions(
  dir: string,
  folder: string,
  wanted: (file: string) => boolean,
): Promise<FileVersion[]> {
  if ((await git(dir, ['rev-parse', '--is-shallow-repository'])).trim() === 'true')
    throw new Error(`${dir} is a shallow clone; fetch its history first: git fetch --unshallow`);
  const log = await git(dir, [
    'log',
    '--no-merges',
    '--no-renames',
    '--raw',
    '--no-abbrev',
    '--format=@%ct',
    '--',
    folder,
  ]);
  const found: { blob: string; file: string; at: number }[] = [];
  let at = 0;
  for (const line of log.split('\n')) {
    if (line.startsWith('@')) at = Number(line.slice(1)) * 1000;
    const match = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) [AM]\t(.+)$/.exec(line);
    if (match && wanted(match[2] as string))
      found.push({ blob: match[1] as string, file: match[2] as string, at });
  }
  const texts = await blobTexts(dir, [...new Set(found.map(({ blob }) => blob))]);
  return found.map(({ blob, file, at: committed }) => ({ file, at: committed, text: texts.get(blob) ?? '' }));
}

/** When a file was last committed, milliseconds; null where it never was. */
export async function lastCommitAt(dir: string, file: string): Promise<number | null> {
  const seconds = (await git(dir, ['log', '-1', '--format=%ct', '--', file])).trim();
  return seconds === '' ? null : Number(seconds) * 1000;
}

/** Texts of blobs, read by one process however many there are. */
function blobTexts(dir: string, blobs: readonly string[]): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', dir, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`git cat-file ended with ${code} in ${dir}`));
      const all = Buffer.concat(chunks);
      const texts = new Map<string, string>();
      for (let at = 0; at < all.length; ) {
        const end = all.indexOf(10, at);
        const [blob = '', , size = '0'] = all.toString('utf8', at, end).split(' ');
        texts.set(blob, all.toString('utf8', end + 1, end + 1 + Number(size)));
        at = end + 2 + Number(size);
      }
      resolve(texts);
    });
    child.stdin.end(`${blobs.join('\n')}\n`);
  });
}
