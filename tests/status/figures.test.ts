import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkLooks } from '../../src/status/coverage.ts';
import { dayCells, walkSegments } from '../../src/status/days.ts';
import { latency, percentile } from '../../src/status/latency.ts';
import type { Looks } from '../../src/status/looks.ts';
import { reliability } from '../../src/status/reliability.ts';
import { outages } from '../../src/status/states.ts';
import { type Look, one, series, timing } from './looks.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const START = Date.parse('2028-02-27T00:00:00Z');

describe('days', () => {
  const cells = (
    looks: Looks,
    count: number,
    now: number,
    planned: readonly { from: number; to: number }[] = [],
  ) => {
    const window = { from: now - count * DAY, to: now };
    return dayCells(
      (span, visit) => walkLooks(looks, 300_000, span, visit),
      outages(looks, timing(300_000), window, planned),
      planned,
      count,
      now,
    );
  };
  const text = (days: number, put: Record<number, string> = {}) => {
    const letters = [...'U'.repeat(days * 288)];
    for (const [at, what] of Object.entries(put)) letters.splice(Number(at), what.length, ...what);
    return letters.join('');
  };

  it('names the last days in UTC, 29 February included, today up to now', () => {
    const found = cells(one(text(4), 300_000, START), 4, START + 3 * DAY + 6 * HOUR);
    expect(found.map(({ day }) => day)).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']);
    expect(found.map(({ upMs }) => upMs / HOUR)).toEqual([24, 24, 24, 6]);
  });

  it('[S15] does not colour a day for a single failed look, yet counts its time', () => {
    const [day] = cells(one(text(1, { 100: 'D' }), 300_000, START), 1, START + DAY - 1);
    expect(day).toMatchObject({ downMs: 300_000, confirmedDownMs: 0, level: 'good' });
  });

  it.each([
    [2, 'slight'],
    [3, 'slight'],
    [4, 'partial'],
    [23, 'partial'],
    [24, 'major'],
    [200, 'major'],
  ])('[S15] draws %i failed looks in a row as %s', (failed, level) => {
    const [day] = cells(one(text(1, { 50: 'D'.repeat(failed) }), 300_000, START), 1, START + DAY - 1);
    expect(day).toMatchObject({ confirmedDownMs: failed * 300_000, level });
  });

  it('splits an outage over midnight between its days', () => {
    const found = cells(one(text(2, { 276: 'D'.repeat(14) }), 300_000, START), 2, START + 2 * DAY - 1);
    expect(found.map(({ confirmedDownMs }) => confirmedDownMs / 300_000)).toEqual([12, 2]);
    expect(found.map(({ level }) => level)).toEqual(['partial', 'slight']);
  });

  it('keeps a day without looks apart from a good one, and planned work apart from both', () => {
    const planned = [
      { from: START, to: START + DAY },
      { from: START + 2 * DAY + HOUR, to: START + 2 * DAY + 2 * HOUR },
    ];
    const looks = one(`${'.'.repeat(288 * 2)}${text(1, { 12: 'D'.repeat(12) })}`, 300_000, START);
    const found = cells(looks, 3, START + 3 * DAY - 1, planned);
    expect(found.map(({ level }) => level)).toEqual(['maintenance', 'none', 'good']);
    expect(found[2]).toMatchObject({ maintenanceMs: HOUR, downMs: 0 });
  });

  it('calls a day slow when it was degraded for long, but never worse than slight', () => {
    const level = (looks: number) =>
      cells(one(text(1, { 50: 'G'.repeat(looks) }), 300_000, START), 1, START + DAY - 1)[0]?.level;
    expect([level(3), level(4), level(238)]).toEqual(['good', 'slight', 'slight']);
  });

  it('does not draw a day as good on which every look failed, even if none was confirmed', () => {
    const [day] = cells(one(`${'.'.repeat(100)}D`, 300_000, START), 1, START + DAY - 1);
    expect(day).toMatchObject({ upMs: 0, confirmedDownMs: 0, level: 'slight' });
  });

  it('adds up to the time that has passed, whatever the looks and the planned work', () => {
    const letters = fc.array(fc.constantFrom(...'UGD?.'), { minLength: 1, maxLength: 60 });
    const work = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 })), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(letters, work, fc.integer({ min: 1, max: 60 * 60 - 1 }), (list, spans, minutes) => {
        const looks = one(list.join(''), HOUR, START);
        const planned = spans.map(([from, hours]) => ({
          from: START + from * HOUR,
          to: START + (from + hours) * HOUR,
        }));
        const now = START + minutes * 60_000;
        const confirmed = outages(looks, timing(HOUR), { from: START, to: now }, planned);
        const found = dayCells(
          (window, visit) => walkLooks(looks, HOUR, window, visit),
          confirmed,
          planned,
          3,
          now,
        );
        found.forEach((cell, index) => {
          const length = index === 2 ? now - Math.floor(now / DAY) * DAY : DAY;
          expect(cell.upMs + cell.degradedMs + cell.downMs + cell.unknownMs + cell.maintenanceMs).toBe(
            length,
          );
        });
      }),
      { numRuns: 100 },
    );
  });

  it('treats time that segments do not cover as unknown', () => {
    const walk = walkSegments([{ from: START + HOUR, to: START + 2 * HOUR, state: 'up' }]);
    const [day] = dayCells(walk, [], [], 1, START + 4 * HOUR);
    expect(day).toMatchObject({ upMs: HOUR, unknownMs: 3 * HOUR });
  });
});

describe('latency', () => {
  const window = { from: 0, to: 1e6 };

  it('[K15] [U13] gives nearest-rank percentiles that a sort by hand agrees with, over successful looks only', () => {
    const list = fc.array(
      fc.record({
        outcome: fc.constantFrom('up', 'degraded', 'down', 'unknown'),
        latency: fc.option(fc.integer({ min: 0, max: 3000 }), { nil: null }),
      }),
      { maxLength: 250 },
    );
    fc.assert(
      fc.property(list, (looks) => {
        const found = latency([series(looks.map((look, at): Look => ({ at, ...look })))], window);
        const kept = looks.flatMap((look) =>
          ['up', 'degraded'].includes(look.outcome) && look.latency !== null ? [look.latency] : [],
        );
        // The smallest measured value v such that at least p % of all values are at most v.
        const byDefinition = (p: number) =>
          [...kept]
            .sort((a, b) => a - b)
            .find((v) => kept.filter((other) => other <= v).length * 100 >= p * kept.length) ?? null;
        expect(found).toMatchObject({
          count: kept.length,
          failed: looks.filter(({ outcome }) => outcome === 'down').length,
          p50: byDefinition(50),
          p95: byDefinition(95),
          p99: byDefinition(99),
          max: kept.length === 0 ? null : Math.max(...kept),
        });
        if (kept.length > 0) expect(found.mean).toBeCloseTo(kept.reduce((a, b) => a + b, 0) / kept.length, 9);
        else expect(found.mean).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it('names exact ranks: of 1 to 20 the p95 is 19, of 1 to 100 the p99 is 99', () => {
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    expect([percentile(upTo(20), 95), percentile(upTo(100), 99), percentile(upTo(1), 50)]).toEqual([
      19, 99, 1,
    ]);
    expect(percentile([], 50)).toBeNull();
    expect(() => percentile([1], 0.5)).toThrow(RangeError);
  });

  it('[U13] leaves slow failures out and counts them, and looks only inside the window', () => {
    const looks = [
      series([
        { at: 0, outcome: 'up', latency: 100 },
        { at: 10, outcome: 'down', latency: 10_000 },
        { at: 20, outcome: 'up', latency: 300 },
        { at: 30, outcome: 'up', latency: 9000 },
      ]),
    ];
    expect(latency(looks, { from: 0, to: 30 })).toEqual({
      count: 2,
      failed: 1,
      p50: 100,
      p95: 300,
      p99: 300,
      mean: 200,
      max: 300,
    });
  });
});

describe('reliability', () => {
  const window = { from: 0, to: 1000 };

  it('[K24] matches a hand calculation for two incidents', () => {
    const events = [
      { from: 100, to: 130 },
      { from: 600, to: 670 },
    ];
    expect(reliability(events, window)).toEqual({
      count: 2,
      open: 0,
      mttrMs: 50,
      mtbfMs: 450,
      affectedMs: 100,
    });
  });

  it('[K24] gives null for both means, not 0, when nothing happened', () => {
    expect(reliability([], window)).toEqual({ count: 0, open: 0, mttrMs: null, mtbfMs: null, affectedMs: 0 });
  });

  it('counts overlapping time once, an open event as open, and one from before the window only by its time', () => {
    const events = [
      { from: -50, to: 50 },
      { from: 100, to: 300 },
      { from: 200, to: 400 },
      { from: 900, to: null },
    ];
    expect(reliability(events, window)).toEqual({
      count: 3,
      open: 1,
      mttrMs: 200,
      mtbfMs: (1000 - 450) / 3,
      affectedMs: 450,
    });
    expect(reliability([{ from: 900, to: null }], window).mttrMs).toBeNull();
    const edges = [0, 999, 1000].map((from) => reliability([{ from, to: null }], window).count);
    expect(edges).toEqual([1, 1, 0]);
  });

  it('refuses an event that ends before it starts', () => {
    expect(() => reliability([{ from: 10, to: 5 }], window)).toThrow(/ends before it starts/);
  });
});
