import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, dayOf, fileName } from '../src/record/format.ts';
import { COMMIT_WORDS, DEFAULT_IDENTITY } from '../src/record/git.ts';
import { bytesBelow } from '../src/record/stats.ts';
import { openRecord, summariseRun } from '../src/record/store.ts';
import { appendRuns, encodeAppend, tailOf } from '../src/record/writer.ts';
import { type MadeRun, madeProbes, makeRuns } from './record-made.ts';

const FROM = Date.parse('2025-01-01T00:00:00Z');
const STEP_MS = 5 * 60_000;
const PROVEN_RUNS = 12;
/** Runs after which a writer has 6,700 loose objects (three for each run), the point at which git gc --auto packs them. */
const HOUSEKEEPING_RUNS = 2233;

function sh(dir: string, ...args: string[]): string {
  return execFileSync('git', ['-C', dir, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function startImport(dir: string): ChildProcess {
  const args = [
    '-C',
    dir,
    '-c',
    'core.autocrlf=false',
    '-c',
    'fastimport.unpackLimit=0',
    'fast-import',
    '--quiet',
  ];
  return spawn('git', args, { stdio: ['pipe', 'ignore', 'inherit'] });
}

function keptPacks(dir: string): string[] {
  const packs = join(dir, '.git', 'objects', 'pack');
  return readdirSync(packs)
    .filter((name) => name.endsWith('.pack'))
    .map((name) => join(packs, name.replace(/pack$/, 'keep')));
}

/** Packs what is in no kept pack by itself and from nothing, as git gc --auto does with loose objects; keeps the result. */
function packAlone(dir: string): void {
  sh(dir, '-c', 'pack.threads=1', '-c', 'pack.compression=9', 'repack', '-q', '-a', '-d', '-f');
  for (const keep of keptPacks(dir)) writeFileSync(keep, '');
}

/**
 * A record of `days` days with one commit for each run, made with git fast-import, which takes seconds where
 * the writer would take hours. The objects are those of the writer: {@link benchYear} compares commit ids.
 */
export async function importYear(dir: string, probes: number, days: number): Promise<number> {
  await openRecord({ dir });
  const root = sh(dir, 'rev-parse', 'HEAD');
  let git = startImport(dir);
  const put = async (text: string) => {
    if (!git.stdin?.write(text)) await once(git.stdin as NodeJS.WritableStream, 'drain');
  };
  const finish = async () => {
    git.stdin?.end();
    await once(git, 'exit');
    packAlone(dir);
  };
  const ids = madeProbes(probes);
  let text = '';
  let day = '';
  let runs = 0;
  const { name, email } = DEFAULT_IDENTITY;
  for (const { at, samples } of makeRuns({ probes, from: FROM, runs: days * 288, stepMs: STEP_MS })) {
    if (runs > 0 && runs % HOUSEKEEPING_RUNS === 0) {
      await finish();
      git = startImport(dir);
    }
    if (dayOf(at) !== day) [day, text] = [dayOf(at), ''];
    const shard = { day, location: 'local' };
    // Only the end of the text matters for how it goes on, and its columns never change here.
    const tail = text === '' ? tailOf('', shard) : { opened: true, torn: false, columns: ids };
    text += encodeAppend(tail, shard, [samples], ids);
    const who = `${name} <${email}> ${Math.floor(at / 1000)} +0000`;
    const message = `${summariseRun(samples)}\n\n${COMMIT_WORDS}\n`;
    const parent =
      runs === 0 ? `from ${root}\n` : runs % HOUSEKEEPING_RUNS === 0 ? 'from refs/heads/record^0\n' : '';
    runs += 1;
    await put(
      `commit refs/heads/record\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}${parent}` +
        `M 100644 inline ${fileName(shard)}\ndata ${text.length}\n${text}\n`,
    );
  }
  await finish();
  for (const keep of keptPacks(dir)) rmSync(keep);
  sh(dir, 'reset', '-q', '--hard', 'record');
  return runs;
}

/** Whether the writer, given the same runs, makes the same commits as {@link importYear}. */
async function provesTheSame(dir: string, imported: string, probes: number, runs: number): Promise<boolean> {
  const store = await openRecord({ dir });
  let last = '';
  for (const { at, samples } of makeRuns({ probes, from: FROM, runs, stepMs: STEP_MS })) {
    last = (await store.commitRun(samples, at, { probes: madeProbes(probes) })) ?? last;
  }
  const total = Number(sh(imported, 'rev-list', '--count', 'record')) - 1;
  return sh(imported, 'rev-parse', `record~${total - runs}`) === last;
}

/** Milliseconds of one run of the writer, the middle of several: append, sync, commit. */
async function timeOfRun(dir: string, probes: number, from: number): Promise<number> {
  const store = await openRecord({ dir });
  const times: number[] = [];
  for (const { at, samples } of makeRuns({ probes, from, runs: 15, stepMs: STEP_MS })) {
    const started = performance.now();
    await store.commitRun(samples, at, { probes: madeProbes(probes) });
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[7] as number;
}

/**
 * Prints what a year of 50 probes at 5 minutes takes after git gc, everything in .git counted, before and after
 * compaction, and what one more run costs then, against a run after one day.
 */
export async function benchYear({ quick = false }: { quick?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'watchbook-bench-'));
  const [probes, days] = [50, quick ? 60 : 365];
  try {
    const dir = join(folder, 'record');
    const started = performance.now();
    const runs = await importYear(dir, probes, days);
    const looks = runs * probes;
    console.log(`${looks} looks in ${runs} commits, made in ${secondsSince(started)} s`);
    const same = await provesTheSame(join(folder, 'proof'), dir, probes, PROVEN_RUNS);
    console.log(`the writer makes the same first ${PROVEN_RUNS} commits: ${same ? 'yes' : 'NO'}`);
    await (await openRecord({ dir })).tidy({ now: true });
    printSize("after the writer's housekeeping", dir, looks);
    sh(dir, 'gc', '-q');
    printSize('after a plain git gc', dir, looks);
    printClones(folder, dir, looks);
    await benchRun(folder, dir, probes, days, 'not compacted');
    const host = join(folder, 'host.git');
    sh(folder, 'clone', '-q', '--bare', `file://${dir}`, host);
    const compacting = performance.now();
    const store = await openRecord({ dir, remote: host });
    const intervals = new Map(madeProbes(probes).map((id) => [id, STEP_MS]));
    const { closed } = await store.compact({
      now: FROM + (days + 1) * DAY_MS,
      intervals,
      history: 'archive',
    });
    console.log(`${closed.length} months closed and the branch begun anew in ${secondsSince(compacting)} s`);
    await benchRun(folder, dir, probes, days, 'compacted');
    sh(host, 'gc', '-q');
    printSize('the host after compaction and git gc, with every old commit', host, looks);
    printClones(folder, host, looks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints what clones of the record's branch take after a plain git gc. */
function printClones(folder: string, from: string, looks: number): void {
  const out = join(folder, 'clone');
  for (const [what, ...how] of [['a clone'], ['a bare clone, with its bitmaps', '--bare']] as const) {
    sh(folder, 'clone', '-q', '--branch', 'record', ...how, `file://${from}`, out);
    sh(out, 'gc', '-q');
    printSize(`${what}, after a plain git gc`, out, looks);
    rmSync(out, { recursive: true });
  }
}

/** Compares a run after one day with a run in `dir`, in turns, so that other work on the machine hits both. */
async function benchRun(
  folder: string,
  dir: string,
  probes: number,
  days: number,
  what: string,
): Promise<void> {
  const young = join(folder, `young-${what.replace(' ', '-')}`);
  await importYear(young, probes, 1);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round += 1) {
    theirs.push(await timeOfRun(young, probes, FROM + (round + 2) * DAY_MS));
    ours.push(await timeOfRun(dir, probes, FROM + (days + round + 2) * DAY_MS));
  }
  const [day, year] = [Math.min(...theirs), Math.min(...ours)];
  console.log(
    `a run after ${days} days (${what}) ${year.toFixed(0)} ms, after one ${day.toFixed(0)} ms: ratio ${(year / day).toFixed(2)}`,
  );
}

/** Prints time and memory of rolling up 10 million looks from their files. */
export async function benchReroll({ quick = false }: { quick?: boolean } = {}): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'watchbook-bench-'));
  try {
    const [probes, days] = [500, quick ? 14 : 70];
    const ids = madeProbes(probes);
    let day: MadeRun[] = [];
    const flush = () => {
      appendRuns(
        dir,
        day.map(({ samples }) => samples),
        { probes: ids },
      );
      day = [];
    };
    for (const run of makeRuns({ probes, from: FROM, runs: days * 288, stepMs: STEP_MS })) {
      day.push(run);
      if (day.length === 288) flush();
    }
    flush();
    const script =
      `import { readRollups } from ${JSON.stringify(join(import.meta.dirname, '../src/record/rollups.ts'))};` +
      'const started = performance.now(); let [looks, days] = [0, 0];' +
      // As when months are closed: one stretch after the other, none kept.
      `for (let from = ${FROM}; from < ${FROM + days * DAY_MS}; from += ${14 * DAY_MS}) {` +
      `const found = readRollups(${JSON.stringify(dir)}, { from, to: from + ${14 * DAY_MS} }).days;` +
      'days += found.length; for (const { counts } of found) looks += counts.up + counts.degraded + counts.down; }' +
      'const seconds = ((performance.now() - started) / 1000).toFixed(2);' +
      'const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);' +
      "console.log([looks, 'looks rolled up to', days, 'days of probes in', seconds, 's,', megabytes, 'MB'].join(' '));";
    process.stdout.write(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
    );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}

function printSize(what: string, dir: string, looks: number): void {
  const git = existsSync(join(dir, '.git')) ? join(dir, '.git') : dir;
  const packs = readdirSync(join(git, 'objects', 'pack')).map(
    (name) => [name, statSync(join(git, 'objects', 'pack', name)).size] as const,
  );
  const of = (end: string) =>
    (packs.filter(([name]) => name.endsWith(end)).reduce((sum, [, size]) => sum + size, 0) / looks).toFixed(
      2,
    );
  console.log(
    `${what}: ${(bytesBelow(git) / looks).toFixed(2)} bytes a look (pack ${of('.pack')}, index ${of('.idx')})`,
  );
}
