import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeLine,
  escapeText,
  fileName,
  parseColumns,
  parseFileName,
  unescapeText,
} from '../../src/record/format.ts';
import { readRecord } from '../../src/record/read.ts';
import { appendRuns } from '../../src/record/writer.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { allSamples, asRecorded, NOON, sample, scratch } from './made.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '!', '=', '\\', '\\t', '\t!', '\n', '\r\n', 'a | b', '👩‍🚀', '12'),
);
const anySample = fc.record({
  probe: anyText.filter((text) => text !== ''),
  location: fc.constantFrom('local', 'eu-west', 'us-1'),
  at: fc.integer({ min: NOON - 2 * 86_400_000, max: NOON + 2 * 86_400_000 }),
  outcome: fc.constantFrom(...OUTCOMES),
  latencyMs: fc.option(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
  reason: fc.option(anyText),
});

describe('writing and reading', () => {
  test('[U10] gives back every sample, whatever stands in names and reasons', () => {
    const dir = scratch();
    let round = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(anySample, { maxLength: 12 }), { minLength: 1, maxLength: 5 }),
        (runs) => {
          round += 1;
          const place = join(dir, String(round));
          mkdirSync(place);
          for (const run of runs) appendRuns(place, [run]);
          const record = readRecord(place);
          expect(record.problems).toEqual([]);
          // Within a run lines are in order of time, so the first of equals may be another one.
          const written = runs.flatMap((run) => [...run].sort((a, b) => a.at - b.at)) as Sample[];
          expect(allSamples(record)).toEqual(asRecorded(written));
        },
      ),
      { numRuns: 600 },
    );
    // Every run is synced to the disk, which takes its time on a busy machine.
  }, 60_000);

  test('a usual run is one short line', () => {
    const columns = ['a/b/c', 'a/b/d', 'a/b/e', 'a/b/f', 'a/b/g'];
    const line = {
      second: 43200,
      samples: [
        sample({ probe: 'a/b/c', latencyMs: 52 }),
        sample({ probe: 'a/b/d', outcome: 'down', latencyMs: 1002, reason: '[STATUS] (500) == 200' }),
        sample({ probe: 'a/b/e', outcome: 'degraded', latencyMs: 900, reason: 'slow', at: NOON + 2500 }),
        sample({ probe: 'a/b/f', outcome: 'unknown', latencyMs: null, reason: 'no\tidea' }),
      ],
    };
    expect(encodeLine(columns, line)).toBe(
      '43200\t52\td1002 [STATUS] (500) == 200\tg900+2 slow\t? no\\tidea\t',
    );
  });

  test('a run over midnight goes to both days, each look under its own', () => {
    const dir = scratch();
    const midnight = Date.parse('2026-11-22T00:00:00Z');
    const run = [sample({ probe: 'a', at: midnight - 400 }), sample({ probe: 'b', at: midnight + 400 })];
    expect(appendRuns(dir, [run]).sort()).toEqual(['local.2026-11-21.tsv', 'local.2026-11-22.tsv']);
    expect(allSamples(readRecord(dir))).toEqual(asRecorded(run));
  });

  test('new columns are named only when the probes change', () => {
    const dir = scratch();
    const runs = [['a', 'b'], ['b'], ['a', 'b'], ['a', 'c'], ['c']].map((probes, i) =>
      probes.map((probe) => sample({ probe, at: NOON + i * 60_000 })),
    );
    for (const run of runs) appendRuns(dir, [run]);
    const lines = readFileSync(join(dir, 'local.2026-11-21.tsv'), 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('='))).toEqual(['=\ta\tb', '=\ta\tc']);
    expect(allSamples(readRecord(dir))).toEqual(asRecorded(runs.flat()));
  });

  test('with all probes named beforehand the columns never change', () => {
    const dir = scratch();
    for (const probe of ['b', 'c', 'a']) appendRuns(dir, [[sample({ probe })]], { probes: ['c', 'b', 'a'] });
    const lines = readFileSync(join(dir, 'local.2026-11-21.tsv'), 'utf8').split('\n');
    expect(lines.filter((line) => line.startsWith('='))).toEqual(['=\ta\tb\tc']);
  });

  test.each([
    [{ latencyMs: 1.5 }, 'whole number'],
    [{ latencyMs: -1 }, 'whole number'],
    [{ latencyMs: 2 ** 31 }, 'whole number'],
    [{ location: '../etc' }, 'cannot name a file'],
    [{ location: 'EU' }, 'cannot name a file'],
  ])('refuses %j before anything is written', (over, message) => {
    const dir = scratch();
    expect(() => appendRuns(dir, [[sample({ probe: 'x' }), sample(over)]])).toThrow(message);
    expect(readRecord(dir).sampleCount).toBe(0);
  });
});

describe('damage', () => {
  const runs = Array.from({ length: 4 }, (_, i) => [
    sample({ probe: 'a', at: NOON + i * 60_000, latencyMs: 100 + i }),
    sample({
      probe: 'b',
      at: NOON + i * 60_000,
      latencyMs: 200 + i,
      outcome: 'down',
      reason: 'tab\there, bang!',
    }),
  ]);
  const name = 'local.2026-11-21.tsv';

  test('a write that was cut off at any byte costs no other run, and never turns into data', () => {
    const dir = scratch();
    const path = join(dir, name);
    appendRuns(dir, runs.slice(0, 2));
    const before = readFileSync(path).length;
    appendRuns(dir, runs.slice(2, 3));
    const whole = readFileSync(path);
    for (let cut = 0; cut < whole.length; cut += 1) {
      writeFileSync(path, whole);
      truncateSync(path, cut);
      const torn = allSamples(readRecord(dir));
      if (cut >= before) expect(torn).toEqual(asRecorded(runs.slice(0, 2).flat()));
      appendRuns(dir, runs.slice(3));
      const record = readRecord(dir);
      const found = allSamples(record);
      const possible = asRecorded(runs.flat());
      for (const each of found) expect(possible).toContainEqual(each);
      const kept = cut >= before ? [0, 1, 3] : [3];
      for (const run of kept)
        for (const each of asRecorded(runs[run] as Sample[])) expect(found).toContainEqual(each);
      const clean = cut === 0 || whole[cut - 1] === 10;
      expect(record.problems.length > 0).toBe(!clean);
    }
  });

  test.each([
    ['99999\t1\t2', 'not in a day'],
    ['43x\t1\t2', 'not a number'],
    ['43800\t1', '1 cells in place of 2'],
    ['43800\t1\t2\t3', 'more cells'],
    ['43800\tz9\t2', 'cell 1 cannot be read'],
    ['43800\t1\tup', 'cell 2 cannot be read'],
    ['43800\t1\t2+', 'cell 2 cannot be read'],
    ['43800\t1\td5 bad \\q escape', 'cell 2 cannot be read'],
    ['43800\t1\t99999999999', 'cell 2 cannot be read'],
    ['86399\t1\t2+5', 'of another day'],
    ['\u0000\u0000\u0000', 'neither samples nor columns'],
    ['=\ta\ta', 'neither samples nor columns'],
    ['watchbook-record 2 2026-11-21 local', 'does not open this file'],
  ])('the line %j is set aside and told, and its neighbours count', (line, message) => {
    const dir = scratch();
    appendRuns(dir, runs.slice(0, 1));
    appendFileSync(join(dir, name), `${line}\n`);
    appendRuns(dir, runs.slice(1));
    const record = readRecord(dir);
    expect(allSamples(record)).toEqual(asRecorded(runs.flat()));
    expect(record.problems).toMatchObject([
      { file: name, line: 4, message: expect.stringContaining(message) },
    ]);
  });

  test('a file without its first line, or under the wrong name, gives no data', () => {
    const dir = scratch();
    appendRuns(dir, runs);
    const text = readFileSync(join(dir, name), 'utf8');
    writeFileSync(join(dir, 'local.2026-11-20.tsv'), text);
    writeFileSync(join(dir, 'local.2026-11-19.tsv'), text.slice(text.indexOf('\n') + 1));
    writeFileSync(join(dir, 'local.2026-13-45.tsv'), text);
    const record = readRecord(dir);
    expect(allSamples(record)).toEqual(asRecorded(runs.flat()));
    expect(new Set(record.problems.map((problem) => problem.file)).size).toBe(3);
  });

  test('line ends of another system do no harm', () => {
    const dir = scratch();
    appendRuns(dir, runs);
    const path = join(dir, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    appendRuns(dir, [[sample({ probe: 'a', at: NOON + 3_600_000 })]]);
    const record = readRecord(dir);
    expect(record.problems).toEqual([]);
    expect(record.sampleCount).toBe(9);
  });
});

describe('reading', () => {
  test('looks written twice count once', () => {
    const dir = scratch();
    const run = [sample({ probe: 'a' }), sample({ probe: 'b', outcome: 'down', reason: 'x' })];
    appendRuns(dir, [run, run]);
    appendRuns(dir, [run]);
    expect(allSamples(readRecord(dir))).toEqual(asRecorded(run));
  });

  test('takes only the span asked for', () => {
    const dir = scratch();
    const runs = Array.from({ length: 5 }, (_, day) => [sample({ at: NOON + day * 86_400_000 })]);
    appendRuns(dir, runs);
    const record = readRecord(dir, { from: NOON + 86_400_000, to: NOON + 3 * 86_400_000 });
    expect(allSamples(record).map((each) => each.at)).toEqual([NOON + 86_400_000, NOON + 2 * 86_400_000]);
    expect(record.newestAt).toBe(NOON + 2 * 86_400_000);
  });

  test('an empty or missing record is empty and not an error', () => {
    const record = readRecord(join(scratch(), 'nothing'));
    expect(record).toMatchObject({
      probes: [],
      locations: [],
      sampleCount: 0,
      problems: [],
      head: null,
      newestAt: null,
    });
    expect(record.samplesOf('a')).toEqual([]);
    expect(record.seriesOf('a')).toEqual([]);
  });

  test('keeps locations apart and in order', () => {
    const dir = scratch();
    appendRuns(dir, [
      [
        sample({ location: 'us', at: NOON }),
        sample({ location: 'eu', at: NOON }),
        sample({ location: 'eu', at: NOON + 9000 }),
      ],
    ]);
    const record = readRecord(dir);
    expect(record.locations).toEqual(['eu', 'us']);
    expect(record.seriesOf('shop/checkout/http').map((series) => [series.location, series.length])).toEqual([
      ['eu', 2],
      ['us', 1],
    ]);
    expect(record.samplesOf('shop/checkout/http').map((each) => each.location)).toEqual(['eu', 'us', 'eu']);
  });

  test('[U11] [S16] a renamed probe keeps what was recorded under its former names', () => {
    const dir = scratch();
    const names = ['shop/old/http', 'shop/middle/http', 'shop/new/http'];
    const runs = names.map((probe, i) => [sample({ probe, at: NOON + i * 60_000, latencyMs: i })]);
    appendRuns(dir, runs);
    const formerIds = new Map([
      ['shop/old/http', 'shop/middle/http'],
      ['shop/middle/http', 'shop/new/http'],
    ]);
    const record = readRecord(dir, { formerIds });
    expect(record.probes).toEqual(['shop/new/http']);
    expect(record.samplesOf('shop/new/http').map((each) => each.latencyMs)).toEqual([0, 1, 2]);
    const circle = new Map([
      ['shop/old/http', 'shop/new/http'],
      ['shop/new/http', 'shop/old/http'],
    ]);
    expect(readRecord(dir, { formerIds: circle }).sampleCount).toBe(3);
  });

  test('a million looks load in about a second', () => {
    const dir = scratch();
    const probes = Array.from({ length: 50 }, (_, i) => `team/service-${i}/http`);
    for (let day = 0; day < 70; day += 1) {
      const runs = Array.from({ length: 288 }, (_, k) =>
        probes.map((probe, i) =>
          sample({
            probe,
            at: NOON - 43_200_000 + (day * 288 + k) * 300_000,
            latencyMs: 40 + ((k * 7 + i) % 90),
          }),
        ),
      );
      appendRuns(dir, runs);
    }
    const start = performance.now();
    const record = readRecord(dir);
    const elapsed = performance.now() - start;
    expect(record.sampleCount).toBe(1_008_000);
    expect(elapsed).toBeLessThan(1500);
  });
});

test('file names and escapes mean one thing only', () => {
  expect(parseFileName('local.2026-02-30.tsv')).toBeNull();
  expect(parseFileName('Local.2026-11-21.tsv')).toBeNull();
  expect(parseFileName('2026-11-21.tsv')).toBeNull();
  expect(parseFileName(fileName({ day: '2028-02-29', location: 'eu-west' }))).toEqual({
    day: '2028-02-29',
    location: 'eu-west',
  });
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => unescapeText(escapeText(text)) === text));
  expect(unescapeText('\\')).toBeNull();
  expect(parseColumns('=\ta\t!')).toBeNull();
  expect(parseColumns('=')).toBeNull();
});
