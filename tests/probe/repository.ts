import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { edited } from '../book/made.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A repository with the small book, its settings, the probes of its one service, and other files of the book. */
export function repository(
  settings: string,
  probes: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const dir = mkdtempSync(join(tmpdir(), 'watchbook-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));
  execFileSync('git', ['init', '-q', '-b', 'main', dir]);
  const files = edited('services/acme/shop.mdx', /probes:\n[\s\S]*?(?=---\n)/, `probes:\n${probes}\n`);
  files.set('watchbook.yaml', `name: Test book\n${settings}`);
  // Its objective names the probe that has just been replaced.
  files.delete('slos/acme/shop.yaml');
  for (const [path, text] of Object.entries(more)) files.set(path, text);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dir, 'content', path)), { recursive: true });
    writeFileSync(join(dir, 'content', path), text);
  }
  return dir;
}

/** Runs the command to its end, or until `meanwhile` has stopped it. */
export async function probe(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  meanwhile: (child: ChildProcess) => Promise<void> = async () => {},
) {
  const preload = join(import.meta.dirname, 'globalping-preload.mjs');
  const child = spawn(process.execPath, ['--import', preload, join(ROOT, 'scripts/probe.ts'), ...args], {
    cwd,
    env: { ...process.env, ...env },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  try {
    await meanwhile(child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const code = await ended;
  return { code, out, err };
}
