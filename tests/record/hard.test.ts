import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import { verifyRecord } from '../../src/record/verify.ts';
import { appendRuns } from '../../src/record/writer.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { allSamples, asRecorded, NOON, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 40_000 });

const run = (minute: number) => [sample({ at: NOON + minute * 60_000, latencyMs: Math.abs(minute) })];
const appender = join(import.meta.dirname, 'appender.ts');

describe('a bad day', () => {
  test('a disk that is full is said clearly, takes nothing back, and the next run works', () => {
    const dir = join(scratch(), 'r');
    expect(spawnSync(process.execPath, [appender, dir, '0']).status).toBe(0);
    const before = allSamples(readRecord(dir));
    expect(before).toHaveLength(200);
    // No file may grow beyond 24 kB: to the writer the same as a full disk.
    const full = spawnSync(
      'bash',
      ['-c', `ulimit -f 24; exec "$0" "$@"`, process.execPath, appender, dir, '1'],
      {
        encoding: 'utf8',
      },
    );
    expect(full.stderr).toMatch(/local.2026-11-21.tsv could not be added to .*free the disk/);
    expect(full.status).toBe(3);
    expect(allSamples(readRecord(dir))).toEqual(before);
    expect(readRecord(dir).problems).toEqual([]);
    expect(spawnSync(process.execPath, [appender, dir, '2']).status).toBe(0);
    expect(allSamples(readRecord(dir))).toHaveLength(400);
  });

  test('a record that may not be written is said clearly, can still be read, and stays as it is', async () => {
    const outer = scratch();
    const dir = join(outer, 'r');
    await (await openRecord({ dir })).commitRun(run(0), NOON);
    // Root may write everywhere, so there somebody else tries.
    const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if ('uid' in other) execFileSync('chown', ['-R', `${other.uid}:${other.gid}`, outer]);
    const paths = [
      dir,
      ...readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)),
    ];
    const modes = (add: number) => {
      for (const path of paths) chmodSync(path, add);
    };
    modes(0o555);
    try {
      const env = { ...process.env, HOME: outer };
      const tried = spawnSync(process.execPath, [appender, dir, '1'], { ...other, env, encoding: 'utf8' });
      expect(tried.status).toBe(3);
      expect(tried.stderr).toMatch(/permission denied/i);
      expect(tried.stderr).toContain(dir);
      expect(allSamples(readRecord(dir))).toEqual(asRecorded(run(0)));
    } finally {
      modes(0o755);
    }
  });

  test('a clock that goes back costs no look and leaves the order right', async () => {
    const store = await openRecord({ dir: join(scratch(), 'r') });
    const minutes = [10, 11, 12, 3, 4, -1500, 12, 13];
    for (const minute of minutes) await store.commitRun(run(minute), NOON + minute * 60_000);
    const found = allSamples(readRecord(store.dir));
    expect(found).toEqual(asRecorded([...new Set(minutes)].flatMap(run)));
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((a, b) => a - b));
    expect(await verifyRecord(store.dir)).toEqual([]);
  });

  test('a remote that is gone for an hour gets every run when it is back', async () => {
    const remote = join(scratch(), 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const store = await openRecord({ dir: join(scratch(), 'r'), remote });
    await store.commitRun(run(0), NOON);
    await store.push();
    renameSync(remote, `${remote}.away`);
    for (let minute = 5; minute <= 60; minute += 5) {
      await store.commitRun(run(minute), NOON);
      if (minute % 30 === 0) await expect(store.push()).rejects.toThrow(/git push/);
    }
    renameSync(`${remote}.away`, remote);
    expect((await store.push()).attempts).toBe(1);
    const out = join(scratch(), 'out');
    execFileSync('git', ['clone', '-q', '-b', 'record', remote, out], { stdio: 'ignore' });
    const all = Array.from({ length: 13 }, (_, i) => run(i * 5)).flat();
    expect(allSamples(readRecord(out))).toEqual(asRecorded(all));
  });
});

test('[U10] 10,000 random names and reasons cross the record unharmed', () => {
  const dir = scratch();
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom('\t', '\n', '\r', '\\', '!', '=', '0', 't', ' ', '\0', '"', ',', '\u2028'),
      maxLength: 12,
    }),
  );
  const made = fc.sample(fc.tuple(text, text, fc.constantFrom(...OUTCOMES)), 10_000);
  const samples = made.map(([name, reason, outcome], i) =>
    sample({
      probe: `${name}#${i % 100}`,
      at: NOON + Math.floor(i / 100) * 60_000,
      outcome,
      reason: outcome === 'up' ? null : reason,
    }),
  );
  const runs = Array.from({ length: 100 }, (_, i) => samples.slice(i * 100, i * 100 + 100));
  for (const each of runs) appendRuns(dir, [each]);
  const record = readRecord(dir);
  expect(record.problems).toEqual([]);
  expect(allSamples(record)).toEqual(asRecorded(samples));
});
