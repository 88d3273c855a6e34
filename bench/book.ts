import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import type * as Ranker from '../src/client/search-rank.ts';
import { serveSite } from '../src/site/serve.ts';
import { alertOf, errorOf, writeMixedBook } from './generate-book.ts';

const MEGABYTE = 1024 * 1024;

/**
 * Builds books of 1,000 and of 2,000 generated entries and prints time, memory, growth, the size of what search fetches,
 * and how long the palette of the larger one takes to answer. Nothing here fails on a time.
 */
export async function benchBook(root: string, options: { readonly quick: boolean }): Promise<void> {
  const work = path.join(root, '.watchbook', 'bench');
  const large = options.quick ? 400 : 2000;
  const half = await build(root, work, large / 2);
  const whole = await build(root, work, large);
  console.log(
    `time per page, ${whole.pages} : ${half.pages} pages   ${(whole.seconds / whole.pages / (half.seconds / half.pages)).toFixed(2)}   wanted ≤ 1.10`,
  );
  const out = path.join(work, 'book');
  await printIndex(out, whole.pages);
  await printRanking(out, large);
  await printPalette(out, large);
}

async function build(root: string, work: string, count: number): Promise<{ seconds: number; pages: number }> {
  const content = path.join(work, 'book-content');
  const out = path.join(work, 'book');
  await writeMixedBook(content, count);
  await rm(out, { recursive: true, force: true });
  // A cold build: what an earlier build left would make the later ones look good.
  await rm(path.join(root, 'node_modules', '.cache', 'watchbook'), { recursive: true, force: true });
  const started = performance.now();
  const peak = await runAstro(root, {
    WATCHBOOK_CONTENT: content,
    WATCHBOOK_RECORD: path.join(work, 'no-record'),
    WATCHBOOK_AUDIENCE: 'internal',
    WATCHBOOK_OUT: out,
  });
  const seconds = (performance.now() - started) / 1000;
  const pages = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.html')).length;
  const memory = peak === null ? 'not measured here' : `${Math.round(peak / MEGABYTE)} MB`;
  console.log(
    `${String(count).padStart(5)} entries  ${String(pages).padStart(5)} pages  ${seconds.toFixed(1).padStart(6)} s (wanted < 60)  peak memory ${memory} (wanted < 2,048)  ${((seconds / pages) * 1000).toFixed(1)} ms a page`,
  );
  return { seconds, pages };
}

/** Runs a build and gives the most memory it and its children held at once, in bytes; null where /proc is missing. */
function runAstro(root: string, env: Record<string, string>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    const child = spawn(
      process.execPath,
      [path.join(root, 'node_modules', 'astro', 'bin', 'astro.mjs'), 'build'],
      {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production', ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let peak: number | null = null;
    const timer = setInterval(() => {
      const held = existsSync('/proc/self/statm') ? memoryOf(child.pid as number) : null;
      if (held !== null) peak = Math.max(peak ?? 0, held);
    }, 250);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(printed.join('').slice(-2000)));
    });
  });
}

/** Resident bytes of a process and everything below it. */
function memoryOf(top: number): number {
  const parents = new Map<number, number>();
  const held = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      held.set(Number(name), Number(readFileSync(`/proc/${name}/statm`, 'utf8').split(' ')[1]) * 4096);
    } catch {
      // A process that ended between two readings holds nothing.
    }
  }
  let sum = 0;
  for (const [id, bytes] of held) {
    let at: number | undefined = id;
    while (at !== undefined && at !== top && at > 1) at = parents.get(at);
    if (at === top) sum += bytes;
  }
  return sum;
}

async function printIndex(out: string, pages: number): Promise<void> {
  const names = await readFile(path.join(out, 'search-names.json'));
  const folder = path.join(out, 'pagefind');
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((file) =>
    file.isFile(),
  );
  const sizes = await Promise.all(files.map((file) => stat(path.join(file.parentPath, file.name))));
  const texts = sizes.reduce((sum, { size }) => sum + size, 0);
  const per = (bytes: number) => `${((bytes / pages / 1024) * 1000).toFixed(0)} kB`;
  console.log(
    `index per 1,000 pages   names ${per(names.length)}, ${per(gzipSync(names).length)} compressed (fetched once)   texts ${per(texts)} in ${files.length} files (fetched in parts)`,
  );
}

/** What the fixture of this bench types: alert names whole, cut short and with slips, errors, and words. */
function queries(count: number): string[] {
  return Array.from({ length: 60 }, (_, step) => {
    const at = (step * 331) % count;
    const alert = alertOf(at);
    return [
      alert,
      alert.slice(0, -3),
      `${alert.slice(0, 3)}${alert.slice(4)}`,
      errorOf(at),
      `${alert.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}`,
      `gateway tiemout guide ${at}`,
    ][step % 6] as string;
  });
}

async function printRanking(out: string, count: number): Promise<void> {
  // The script as a browser gets it, without the types.
  const { indexNames, rankNames } = (await import(
    pathToFileURL(path.join(out, 'search-rank.js')).href
  )) as typeof Ranker;
  const pages = JSON.parse(await readFile(path.join(out, 'search-names.json'), 'utf8'));
  const started = performance.now();
  const index = indexNames(pages);
  const made = performance.now() - started;
  const times = queries(count).map((query) => {
    const from = performance.now();
    rankNames(index, query);
    return performance.now() - from;
  });
  console.log(
    `names of ${pages.length} pages   index made in ${made.toFixed(0)} ms   ranking ${spread(times)}`,
  );
}

/** Types into the palette of a real browser; each time runs from the key to the list that holds its answer. */
async function printPalette(out: string, count: number): Promise<void> {
  const executablePath = [
    process.env['WATCHBOOK_BROWSER'],
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ].find((candidate) => candidate && existsSync(candidate));
  if (!executablePath) return console.log('palette   not measured: no Chromium found; set WATCHBOOK_BROWSER');
  const served = await serveSite(() => out, { host: '127.0.0.1', port: 0, base: '/' });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    await page.keyboard.press('/');
    await page.locator('dialog[open] input').waitFor();
    const first: number[] = [];
    const whole: number[] = [];
    for (const query of ['warm up', ...queries(count)]) {
      const [named, all] = await page.evaluate(async (typed) => {
        const dialog = document.querySelector('dialog[open]') as HTMLDialogElement;
        const field = dialog.querySelector('input') as HTMLInputElement;
        const list = dialog.querySelector('ul') as HTMLElement;
        const status = dialog.querySelector('[role="status"]') as HTMLElement;
        const from = performance.now();
        const answered = new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve(performance.now() - from);
          });
          observer.observe(list, { childList: true });
        });
        const finished = new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            if (status.textContent === '') return;
            observer.disconnect();
            resolve(performance.now() - from);
          });
          observer.observe(status, { childList: true, characterData: true, subtree: true });
        });
        field.value = typed;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        return Promise.all([answered, finished]);
      }, query);
      if (query === 'warm up') continue;
      first.push(named);
      whole.push(all);
    }
    console.log(
      `palette in a browser   first answer ${spread(first)} (wanted < 100)   with texts ${spread(whole)}`,
    );
  } finally {
    await browser.close();
    await served.close();
  }
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}
