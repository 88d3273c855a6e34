import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadBook } from '../../src/book/load.ts';
import { startFleet } from '../../src/fleet/fleet.ts';
import { readRecord } from '../../src/record/read.ts';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = resolve(import.meta.dirname, '../..');
const CONTENT = join(ROOT, 'content');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command with the sample book; `signal` is sent a while after the first output. */
function probe(cwd: string, args: readonly string[], signal?: NodeJS.Signals): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(ROOT, 'scripts/probe.ts'), '--content', CONTENT, ...args], {
      cwd,
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      if (out === '' && signal) setTimeout(() => child.kill(signal), 1500);
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('exit', (code) => done({ code, out, err }));
  });
}

async function project() {
  const cwd = mkdtempSync(join(tmpdir(), 'watchbook-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true, maxRetries: 3 }));
  mkdirSync(join(cwd, 'book'));
  const repo = join(cwd, 'book');
  execFileSync('git', ['init', '-q', '-b', 'main', repo]);
  const { book } = await loadBook(ROOT);
  const fleet = await startFleet({ probes: book.probes, now: Date.now });
  onTestFinished(() => fleet.stop());
  writeFileSync(
    join(repo, 'fleet.json'),
    JSON.stringify({ connectTo: Object.fromEntries(fleet.connectTo), ca: fleet.ca }),
  );
  return { repo, fleet, probes: book.probes, fleetArgs: ['--connect-to', 'fleet.json'] };
}

describe('npm run probe', () => {
  test('says what it found in plain lines, records nothing unasked, and ends with 0 or 1', async () => {
    const { repo, fleet, probes, fleetArgs } = await project();
    const good = await probe(repo, fleetArgs);
    expect(good.err).toBe('');
    expect(good.code).toBe(0);
    expect(good.out.trim().split('\n')).toHaveLength(probes.length + 1);
    expect(good.out).not.toContain('\u001b');
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(0);
    fleet.faults.force('studiovault/payments', 'failing');
    const bad = await probe(repo, [...fleetArgs, '--only', 'studiovault/payments']);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/✗ down\s+studiovault\/payments\/http .*\[STATUS\] \(503\) == 200/);
    expect(bad.out.trim().split('\n')).toHaveLength(2);
  });

  test('with --json prints one look in each line', async () => {
    const { repo, probes, fleetArgs } = await project();
    const { out } = await probe(repo, [...fleetArgs, '--json', '--location', 'eu-west']);
    const samples = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(samples.map((sample) => sample.probe).sort()).toEqual(probes.map((each) => each.fullId).sort());
    expect(samples.every((sample) => sample.location === 'eu-west')).toBe(true);
  });

  test('with --commit and --push records the run, and with --due does not look again too soon', async () => {
    const { repo, probes, fleetArgs } = await project();
    const remote = join(repo, '..', 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    execFileSync('git', ['-C', repo, 'remote', 'add', 'origin', remote]);
    expect(await probe(repo, [...fleetArgs, '--commit'])).toMatchObject({ code: 0, err: '' });
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(probes.length);
    const again = await probe(repo, [...fleetArgs, '--due', '--commit', '--push']);
    expect(again).toMatchObject({ code: 0, err: '', out: 'no probe was due\n' });
    expect(readRecord(join(repo, '.record')).sampleCount).toBe(probes.length);
    const pushed = execFileSync('git', ['-C', remote, 'log', '--format=%s', 'record'], { encoding: 'utf8' });
    expect(pushed).toBe(`${probes.length - 1} up, 1 degraded\nrecord\n`);
  });

  test('divides the work', async () => {
    const { repo, probes, fleetArgs } = await project();
    const shares = await Promise.all(
      ['1/2', '2/2'].map((shard) => probe(repo, [...fleetArgs, '--json', '--shard', shard])),
    );
    const ids = shares.flatMap(({ out }) =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).probe as string),
    );
    expect(ids.sort()).toEqual(probes.map((each) => each.fullId).sort());
  });

  test('with --watch keeps looking, and at SIGTERM or SIGINT writes what it has and ends with 0', async () => {
    const { repo, probes, fleetArgs } = await project();
    const watch = (signal: NodeJS.Signals) =>
      probe(repo, [...fleetArgs, '--watch', '--commit', '--location', signal.toLowerCase()], signal);
    expect(await Promise.all([watch('SIGTERM'), watch('SIGINT')])).toMatchObject([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    const record = readRecord(join(repo, '.record'));
    expect(record.locations).toEqual(['sigint', 'sigterm']);
    expect(record.sampleCount).toBeGreaterThanOrEqual(2 * probes.length);
    expect(
      execFileSync('git', ['-C', join(repo, '.record'), 'status', '--porcelain'], { encoding: 'utf8' }),
    ).toBe('');
  });

  test('tells wrong usage (2) from a missing environment (3)', async () => {
    const { repo } = await project();
    const wrong = [
      ['--shard', '3/2'],
      ['--shard', 'x'],
      ['--only', 'no/such/probe'],
      ['--location', 'Über All'],
      ['--nonsense'],
      ['stray'],
    ];
    const ends = await Promise.all(wrong.map((args) => probe(repo, args)));
    expect(ends.map((end) => end.code)).toEqual(wrong.map(() => 2));
    for (const end of ends) expect(end.err).not.toBe('');
    expect(await probe(repo, ['--connect-to', 'missing.json'])).toMatchObject({ code: 3 });
    expect(await probe(repo, ['--content', 'nowhere'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('no probes'),
    });
    const help = await probe(repo, ['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('Exit codes');
  });
});
