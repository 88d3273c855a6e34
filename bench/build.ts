import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { writeBook, writeStarlight } from './generate.ts';

interface Measured {
  readonly seconds: number;
  readonly pages: number;
  /** Mean bytes of a runbook page. */
  readonly bytes: number;
}

/**
 * Builds generated runbooks with this site and, from the same texts, with Starlight (one sidebar over all of them), one after the
 * other in one run, and prints time and HTML bytes per page as ratios. Nothing here fails on a time.
 */
export async function benchBuild(root: string, options: { readonly quick: boolean }): Promise<void> {
  const work = path.join(root, '.watchbook', 'bench');
  const count = options.quick ? 200 : 1000;
  const starlight = await prepareStarlight(root);
  console.log(`building ${count} runbooks with each, Pagefind included`);
  const ours = await buildOurs(root, work, count);
  report('this site', ours);
  const peer = await buildStarlight(starlight, work, count);
  report('Starlight', peer);
  console.log(
    `time ratio (this site / Starlight)   ${(ours.seconds / peer.seconds).toFixed(2)}   wanted ≤ 0.50`,
  );
  console.log(`bytes ratio (this site / Starlight)  ${(ours.bytes / peer.bytes).toFixed(3)}`);

  const small = await buildOurs(root, work, options.quick ? 100 : 200);
  report('this site', small);
  const large = await buildOurs(root, work, count * 2);
  report('this site', large);
  console.log(
    `bytes per page, ${large.pages} : ${small.pages} pages   ${(large.bytes / small.bytes).toFixed(3)}   wanted ≤ 1.02`,
  );
  console.log(
    `time, ${count * 2} : ${count} runbooks           ${(large.seconds / ours.seconds).toFixed(2)}   wanted ≤ 2.20`,
  );
}

function report(name: string, { seconds, pages, bytes }: Measured): void {
  console.log(
    `${name.padEnd(10)} ${String(pages).padStart(5)} pages  ${seconds.toFixed(1).padStart(6)} s  ${((seconds / pages) * 1000).toFixed(1).padStart(6)} ms a page  ${Math.round(bytes).toLocaleString('en').padStart(9)} bytes of HTML a runbook`,
  );
}

async function prepareStarlight(root: string): Promise<string> {
  const folder = path.join(root, 'bench', 'starlight');
  if (!existsSync(path.join(folder, 'node_modules', '@astrojs', 'starlight'))) {
    console.log('installing Starlight in bench/starlight (once)');
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, maxBuffer: 1 << 24 });
  }
  return folder;
}

async function buildOurs(root: string, work: string, count: number): Promise<Measured> {
  const content = path.join(work, 'content');
  const out = path.join(work, 'ours');
  await writeBook(content, count);
  // A cold build: what an earlier build left would make the later ones look good.
  await rm(path.join(root, 'node_modules', '.cache', 'watchbook'), { recursive: true, force: true });
  const seconds = await run(path.join(root, 'node_modules', 'astro', 'bin', 'astro.mjs'), root, {
    WATCHBOOK_CONTENT: content,
    WATCHBOOK_RECORD: path.join(work, 'no-record'),
    WATCHBOOK_AUDIENCE: 'internal',
    WATCHBOOK_OUT: out,
  });
  return measure(out, path.join(out, 'runbooks', 'bench'), seconds);
}

async function buildStarlight(folder: string, work: string, count: number): Promise<Measured> {
  const out = path.join(work, 'starlight');
  await writeStarlight(path.join(folder, 'src', 'content', 'docs'), count);
  await rm(path.join(folder, 'node_modules', '.astro'), { recursive: true, force: true });
  await rm(path.join(folder, '.astro'), { recursive: true, force: true });
  const seconds = await run(path.join(folder, 'node_modules', 'astro', 'bin', 'astro.mjs'), folder, {
    BENCH_OUT: out,
  });
  return measure(out, path.join(out, 'runbooks'), seconds);
}

function run(astro: string, cwd: string, env: Record<string, string>): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    const child = spawn(process.execPath, [astro, 'build'], {
      cwd,
      env: { ...process.env, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve((performance.now() - started) / 1000)
        : reject(new Error(printed.join('').slice(-2000))),
    );
  });
}

async function measure(out: string, runbooks: string, seconds: number): Promise<Measured> {
  const all = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.html'));
  const entries = (await readdir(runbooks)).filter((name) => name.startsWith('runbook-'));
  const sizes = await Promise.all(
    entries.map(async (name) => (await stat(path.join(runbooks, name, 'index.html'))).size),
  );
  return { seconds, pages: all.length, bytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length };
}
