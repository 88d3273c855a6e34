import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../src/record/format.ts';
import { readRecord } from '../../src/record/read.ts';
import { readRollups } from '../../src/record/rollups.ts';
import { mergeCounts } from '../../src/record/sketch.ts';
import { recordStats } from '../../src/record/stats.ts';
import { openRecord, type RecordStore } from '../../src/record/store.ts';
import { verifyRecord } from '../../src/record/verify.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { walkLooks } from '../../src/status/coverage.ts';
import { dayCells } from '../../src/status/days.ts';
import { latency } from '../../src/status/latency.ts';
import { outages } from '../../src/status/states.ts';
import { uptime } from '../../src/status/uptime.ts';
import { allSamples, asRecorded, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 40_000 });

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const TIMING = { intervalMs: HOUR, confirm: { down: 2, up: 2 } };
const INTERVALS = new Map([
  ['a', HOUR],
  ['b', HOUR],
]);
const WINDOWS = [1, 7, 30, 90].map((days) => ({ from: NOW - days * DAY_MS, to: NOW }));

/** A hundred days of hourly runs of two probes from two places; what is found follows from `seed`. */
function past(seed: number, days = 100): Sample[][] {
  const runs: Sample[][] = [];
  for (let at = NOW - days * DAY_MS, k = seed; at < NOW; at += HOUR, k += 1) {
    if ((k * 7919) % 23 === 0) continue;
    runs.push(
      ['a', 'b'].flatMap((probe, p) =>
        ['local', 'eu-west'].map((location, l) => {
          const n = ((k + p * 31 + l * 3) * 2_654_435_761) % 4_294_967_296;
          const outcome = (k + p * 50) % 180 < 4 ? 'down' : (OUTCOMES[n % 40] ?? 'up');
          const reason = outcome === 'up' ? null : `it was ${outcome}`;
          return sample({ probe, location, at, outcome, latencyMs: n % 900, reason });
        }),
      ),
    );
  }
  return runs;
}

async function filled(runs: readonly (readonly Sample[])[], dir = join(scratch(), 'r'), remote?: string) {
  const store = await openRecord({ dir, ...(remote ? { remote } : {}) });
  await store.append(runs);
  await store.commit(NOW, 'a past');
  return store;
}

function bare(): string {
  const dir = join(scratch(), 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', dir]);
  return dir;
}

const compact = (store: RecordStore, over: Parameters<RecordStore['compact']>[0] | object = {}) =>
  store.compact({ now: NOW, intervals: INTERVALS, ...over });

/** Everything a page publishes of a record. */
function figures(dir: string) {
  const record = readRecord(dir, { from: NOW - 91 * DAY_MS, to: NOW + 1 });
  return record.probes.map((probe) => {
    const looks = record.seriesOf(probe);
    const found = outages(looks, TIMING, WINDOWS[3]!);
    const walk = (window: { from: number; to: number }, visit: Parameters<typeof walkLooks>[3]) =>
      walkLooks(looks, HOUR, window, visit);
    return {
      probe,
      windows: WINDOWS.map((window) => [uptime(looks, TIMING, window), latency(looks, window)]),
      outages: found,
      days: dayCells(walk, found, [], 90, NOW),
    };
  });
}

describe('compacting', () => {
  test('[U23] [U2] changes no look and no published figure, and is idempotent [S38]', async () => {
    for (const seed of [3, 1007]) {
      const store = await filled(past(seed));
      const before = { samples: allSamples(readRecord(store.dir)), figures: figures(store.dir) };
      expect(before.figures[0]!.outages.length).toBeGreaterThan(3);
      const { closed, commit } = await compact(store);
      expect(closed).toContain('local.2026-09.tsv');
      expect(closed).toContain('eu-west.2026-08.tsv');
      expect(commit).not.toBeNull();
      const names = readdirSync(store.dir);
      expect(names.filter((name) => /\.2026-0[89]-/.test(name))).toEqual([]);
      expect(names).toContain('local.2026-10-01.tsv');
      expect(allSamples(readRecord(store.dir))).toEqual(before.samples);
      expect(figures(store.dir)).toEqual(before.figures);
      expect(readRecord(store.dir).problems).toEqual([]);
      expect(await verifyRecord(store.dir)).toEqual([]);
      const head = readRecord(store.dir).head;
      expect((await compact(store)).commit).toBeNull();
      expect(readRecord(store.dir).head).toBe(head);
    }
  });

  test('[K59] keeps day files for as long as it is told, and figures whatever it is told', async () => {
    const kept: number[] = [];
    for (const keepDays of [0, 30, 60]) {
      const store = await filled(past(3));
      const before = figures(store.dir);
      await compact(store, { keepDays });
      const days = readdirSync(store.dir).filter((name) => /^local\.\d{4}-\d\d-\d\d\.tsv$/.test(name));
      kept.push(days.length);
      // A month is closed whole, once all of it is older than that.
      expect(days.sort()[0]).toBe(
        keepDays === 0
          ? 'local.2026-11-01.tsv'
          : keepDays === 30
            ? 'local.2026-10-01.tsv'
            : 'local.2026-09-01.tsv',
      );
      expect(figures(store.dir)).toEqual(before);
    }
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });

  test('[U23] keeps whatever stands in names and reasons, torn lines too', async () => {
    const texts = fc.sample(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' })),
      150,
    );
    const at = Date.parse('2026-09-10T10:00:00Z');
    const runs = texts.map(([probe, reason], i) => [
      sample({ probe, at: at + i * 60_000, outcome: 'down', reason: reason }),
      sample({ probe: `${probe}-2`, at: at + i * 60_000 }),
    ]);
    const store = await filled(runs);
    appendFileSync(join(store.dir, 'local.2026-09-10.tsv'), '77777\t12');
    await store.commitRun([sample({ at: at + DAY_MS })], NOW);
    const before = allSamples(readRecord(store.dir));
    expect(before.length).toBeGreaterThan(250);
    expect((await compact(store)).closed).toEqual(['local.2026-09.tsv']);
    expect(allSamples(readRecord(store.dir))).toEqual(before);
    expect(await verifyRecord(store.dir)).toEqual([
      { file: 'local.2026-09.tsv', line: expect.any(Number), message: expect.stringMatching(/torn/) },
    ]);
  });

  test('leaves a damaged day file where it is and says so', async () => {
    const at = Date.parse('2026-09-10T10:00:00Z');
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    writeFileSync(join(dir, 'local.2026-09-10.tsv'), 'what is this\n');
    await store.commitRun([sample({ at })], NOW);
    await store.commitRun([sample({ at: at + DAY_MS })], NOW);
    const before = allSamples(readRecord(dir));
    expect(await compact(store)).toMatchObject({
      closed: ['local.2026-09.tsv'],
      left: ['local.2026-09-10.tsv'],
    });
    expect(allSamples(readRecord(dir))).toEqual(before);
  });

  test('dropping history keeps every look in two commits, and other writers go on without a loss', async () => {
    const remote = bare();
    const one = await filled(past(1, 60), join(scratch(), 'r'), remote);
    await one.push();
    const two = await openRecord({ dir: join(scratch(), 'r'), remote });
    const late = [sample({ probe: 'late', at: NOW + HOUR })];
    await two.commitRun(late, NOW);
    const third = [sample({ probe: 'third', at: NOW + HOUR })];
    await one.commitRun(third, NOW);
    const before = allSamples(readRecord(one.dir));
    await compact(one, { history: 'drop' });
    expect((await recordStats(one.dir)).commits).toBe(2);
    expect(allSamples(readRecord(one.dir))).toEqual(before);
    await two.push();
    expect(allSamples(readRecord(two.dir))).toEqual(asRecorded([...before, ...late]));
    expect(readdirSync(two.dir).filter((name) => name.includes('.2026-09-'))).toEqual([]);
    expect(await verifyRecord(two.dir)).toEqual([]);
    await one.push().catch(() => undefined);
    await one.commitRun([sample({ probe: 'again', at: NOW + HOUR })], NOW);
    await one.push();
    expect(allSamples(readRecord(one.dir))).toHaveLength(before.length + 2);
  });

  test('two that close the same months, one with looks of its own, end with all looks', async () => {
    const remote = bare();
    const one = await filled(past(1, 60), join(scratch(), 'r'), remote);
    await one.push();
    const two = await openRecord({ dir: join(scratch(), 'r'), remote });
    const own = [sample({ probe: 'own', at: Date.parse('2026-09-12T10:00:00Z') })];
    await two.commitRun(own, NOW);
    await compact(two);
    await compact(one);
    await one.push();
    await two.push();
    const expected = asRecorded([...allSamples(readRecord(one.dir)), ...own]);
    expect(allSamples(readRecord(two.dir))).toEqual(expected);
    await expect(compact(two)).rejects.toThrow(/local.2026-09.tsv is closed.*--note/);
    expect((await compact(two, { note: 'two was offline' })).corrected).toEqual(['local.2026-09.tsv']);
    expect(allSamples(readRecord(two.dir))).toEqual(expected);
    expect(await verifyRecord(two.dir)).toEqual([]);
    const { corrections } = readRollups(two.dir, { from: NOW - DAY_MS, to: NOW });
    expect(corrections.map(({ note }) => note)).toEqual(['two was offline', 'two was offline']);
  });
});

test('days of a closed month that nobody asked for are passed over, and lines keep their numbers', async () => {
  const store = await filled(past(3, 70));
  await compact(store);
  const file = join(store.dir, 'local.2026-09.tsv');
  const lines = readFileSync(file, 'utf8').split('\n');
  const spoil = (day: string) => {
    const at = lines.indexOf(`watchbook-record 1 ${day} local`) + 2;
    lines[at] = 'nonsense';
    return at + 1;
  };
  const [, second] = [spoil('2026-09-14'), spoil('2026-09-20')];
  writeFileSync(file, lines.join('\n'));
  const from = Date.parse('2026-09-19T06:00:00Z');
  const some = readRecord(store.dir, { from, to: from + 3 * DAY_MS });
  expect(some.problems.map(({ line }) => line)).toEqual([second]);
  const all = readRecord(store.dir);
  expect(all.problems).toHaveLength(2);
  const inside = allSamples(all).filter(({ at }) => at >= from && at < from + 3 * DAY_MS);
  expect(allSamples(some)).toEqual(inside);
  expect(inside.length).toBeGreaterThan(200);
});

describe('verifying', () => {
  test('[S17] finds a closed month that was changed, and accepts one with a correction note', async () => {
    const store = await filled(past(5, 60));
    await compact(store);
    const file = join(store.dir, 'local.2026-09.tsv');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/\t(\d+)\n/, '\t1\n'));
    const found = await verifyRecord(store.dir);
    expect(found.map((each) => [each.file, each.message])).toEqual([
      ['local.2026-09.rollup', expect.stringMatching(/does not follow/)],
      ['local.2026-09.tsv', expect.stringMatching(/without a correction note/)],
    ]);
    writeFileSync(file, text);
    expect(await verifyRecord(store.dir)).toEqual([]);
    await store.commitRun([sample({ probe: 'x', at: Date.parse('2026-09-10T10:00:30Z') })], NOW);
    expect((await verifyRecord(store.dir)).map((each) => each.message)).toEqual([
      expect.stringMatching(/its month is closed; add its looks/),
    ]);
    expect((await compact(store, { note: 'a laptop was offline' })).corrected).toEqual(['local.2026-09.tsv']);
    expect(await verifyRecord(store.dir)).toEqual([]);
  });

  test('[U22] finds lists that shrank, rollups that are wrong or gone, and files that are not text', async () => {
    const store = await filled(past(5, 60));
    await compact(store);
    const at = (name: string) => join(store.dir, name);
    const [list, rollup] = [
      readFileSync(at('closed.list'), 'utf8'),
      readFileSync(at('local.2026-09.rollup'), 'utf8'),
    ];
    writeFileSync(at('local.2026-09.rollup'), rollup.replace('\t0u', '\t0d'));
    writeFileSync(at('local.2026-11-22.tsv'), Buffer.from([0xff, 0xfe, 10]));
    writeFileSync(at('picture.png'), 'x');
    const messages = (await verifyRecord(store.dir))
      .map((each) => `${each.file}: ${each.message}`)
      .join('\n');
    expect(messages).toMatch(/local.2026-09.rollup: changed after it was closed/);
    expect(messages).toMatch(/local.2026-09.rollup: does not follow from the looks/);
    expect(messages).toMatch(/local.2026-11-22.tsv: is not UTF-8 text/);
    expect(messages).toMatch(/picture.png: no file of the record/);
    writeFileSync(at('local.2026-09.rollup'), rollup);
    rmSync(at('picture.png'));
    rmSync(at('local.2026-11-22.tsv'));
    writeFileSync(at('closed.list'), list.split('\n').slice(1).join('\n'));
    execFileSync('git', [
      '-C',
      store.dir,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit',
      '-qam',
      'shrink',
    ]);
    const shrunk = (await verifyRecord(store.dir)).map((each) => each.message).join('\n');
    expect(shrunk).toMatch(/took out 1 lines/);
    expect(shrunk).toMatch(/is not listed in closed.list/);
  });
});

describe('reading rollups', () => {
  test('gives the same days from closed months as from the looks themselves', async () => {
    const store = await filled(past(9));
    const span = { from: Date.parse('2026-08-20T00:00:00Z'), to: NOW, intervals: INTERVALS };
    const before = readRollups(store.dir, span);
    await compact(store);
    const after = readRollups(store.dir, span);
    expect(after).toEqual(before);
    expect(after.days.length).toBe(4 * 94);
    const p95 = mergeCounts(
      after.days.filter(({ probe }) => probe === 'a').map((day) => day.latencies),
    ).percentile(95);
    const exact = latency(readRecord(store.dir).seriesOf('a'), span).p95 as number;
    expect(p95).toBeGreaterThanOrEqual(exact);
    expect(p95 as number).toBeLessThanOrEqual(exact * (1 + 1 / 128));
  });

  test('[U11] [S16] a probe renamed on a day of a closed month keeps its history in rollups', async () => {
    const renamedAt = Date.parse('2026-09-10T10:30:00Z');
    const runs = past(2, 72).map((run) =>
      run.map((each) => (each.probe === 'a' && each.at < renamedAt ? { ...each, probe: 'old' } : each)),
    );
    const store = await filled(runs);
    const span = { from: Date.parse('2026-08-20T00:00:00Z'), to: NOW, intervals: INTERVALS };
    const formerIds = new Map([['old', 'a']]);
    const plain = await filled(past(2, 72));
    await store.compact({ now: NOW, intervals: new Map([...INTERVALS, ['old', HOUR]]) });
    expect(readRollups(store.dir, { ...span, formerIds }).days).toEqual(readRollups(plain.dir, span).days);
  });

  test('rolls a month up again where its rollup cannot be read, and reports it', async () => {
    const store = await filled(past(9));
    const span = { from: Date.parse('2026-08-20T00:00:00Z'), to: NOW, intervals: INTERVALS };
    await compact(store);
    const whole = readRollups(store.dir, span);
    writeFileSync(join(store.dir, 'local.2026-09.rollup'), 'half');
    const found = readRollups(store.dir, span);
    expect(found.days).toEqual(whole.days);
    expect(found.problems).toEqual([{ file: 'local.2026-09.rollup', line: 0, message: expect.any(String) }]);
  });
});
