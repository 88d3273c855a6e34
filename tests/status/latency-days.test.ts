import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rollUp } from '../../src/record/rollup.ts';
import { mergeCounts } from '../../src/record/sketch.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { latency } from '../../src/status/latency.ts';
import { COUNTS_ERROR, countLooksByStep, latencyOfCounts } from '../../src/status/latency-counts.ts';
import { latencyStepsOfDays } from '../../src/status/latency-days.ts';
import { pastSegments } from '../../src/status/past.ts';
import { segments } from '../../src/status/segments.ts';
import { type Look, series } from './looks.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-21T12:20:00Z');
const MIDNIGHT = Date.parse('2026-11-21T00:00:00Z');

const located = (location: string, looks: readonly Look[]) => ({
  ...series(looks),
  probe: 'a',
  location,
  reason: () => null,
});
const at = (hoursAgo: number, latencyMs: number | null, outcome: Outcome = 'up'): Look => ({
  at: NOW - hoursAgo * HOUR,
  outcome,
  latency: latencyMs,
});

describe('counts of latencies', () => {
  test('give what sketches of the record give, at most 1/128 above the exact figures and never below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 300 }),
        (values) => {
          const looks = [series(values.map((ms, i) => ({ at: i, outcome: 'up', latency: ms })))];
          const window = { from: 0, to: values.length };
          const { counts, failed } = countLooksByStep(looks, window);
          const found = latencyOfCounts([counts], failed);
          const exact = latency(looks, window);
          const sketch = mergeCounts([[...counts].sort(([a], [b]) => a - b)]);
          expect([found.p50, found.p95, found.p99]).toEqual([50, 95, 99].map((p) => sketch.percentile(p)));
          for (const figure of ['p50', 'p95', 'p99', 'max'] as const) {
            expect(found[figure]).toBeGreaterThanOrEqual(exact[figure] as number);
            expect(found[figure]).toBeLessThanOrEqual((exact[figure] as number) * (1 + COUNTS_ERROR));
          }
          expect(found.count).toBe(values.length);
        },
      ),
    );
  });

  test('of nothing are no figures', () => {
    expect(latencyOfCounts([], 3)).toEqual({
      count: 0,
      failed: 3,
      p50: null,
      p95: null,
      p99: null,
      mean: null,
      max: null,
    });
  });
});

describe('days that are rolled up', () => {
  const looks = [
    located(
      'local',
      Array.from({ length: 200 }, (_, i) =>
        at(210 - i - (i % 9 === 0 ? 0.3 : 0), i % 17 === 0 ? null : i * 7, i % 17 === 0 ? 'down' : 'up'),
      ),
    ),
    located(
      'eu-west',
      Array.from({ length: 90 }, (_, i) => at(200 - i, 300 + i)),
    ),
  ];
  const split = MIDNIGHT - 2 * DAY;
  const from = MIDNIGHT - 10 * DAY;
  const past = looks.flatMap((one) => rollUp(one, HOUR, from, split));

  test('say the same about time as their looks, for one place, a majority and a quorum', () => {
    const window = { from: from + 5 * HOUR, to: split };
    for (const needed of [undefined, 1, 2]) {
      expect(pastSegments(past, window, needed)).toEqual(segments(looks, HOUR, window, needed));
      const one = past.filter(({ location }) => location === 'local');
      expect(pastSegments(one, window, needed)).toEqual(segments(looks.slice(0, 1), HOUR, window, needed));
    }
    expect(pastSegments([], window)).toEqual([{ ...window, state: 'unknown' }]);
  });

  test('join days of looks in a chart, with null where there was no look', () => {
    const points = latencyStepsOfDays(looks, past, split, { from: MIDNIGHT - 364 * DAY, to: NOW + 1 }, DAY);
    expect(points).toHaveLength(365);
    expect(points.at(-1)).toMatchObject({ at: MIDNIGHT });
    expect(points[0]).toMatchObject({ count: 0, p50: null, p95: null, p99: null });
    for (const { at: start, count, p50, p95, p99 } of points) {
      const exact = latency(looks, { from: start, to: Math.min(start + DAY, NOW + 1) });
      expect(count).toBe(exact.count);
      for (const [found, wanted] of [
        [p50, exact.p50],
        [p95, exact.p95],
        [p99, exact.p99],
      ] as const) {
        if (wanted === null) expect(found).toBeNull();
        else {
          expect(found).toBeGreaterThanOrEqual(wanted);
          expect(found).toBeLessThanOrEqual(start >= split ? wanted : wanted * (1 + COUNTS_ERROR));
        }
      }
    }
    expect(points.filter(({ count }) => count > 0).length).toBeGreaterThan(7);
  });

  test('add up to longer steps, also where looks begin within one', () => {
    const window = { from: MIDNIGHT - 10 * DAY, to: MIDNIGHT + 4 * DAY };
    const steps = latencyStepsOfDays(looks, past, split, window, 7 * DAY);
    expect(steps.map(({ at }) => at)).toEqual([window.from, window.from + 7 * DAY]);
    const later = latencyStepsOfDays(looks, past, split, { ...window, from: window.from - 4 * DAY }, 7 * DAY);
    for (const { at: start, count, p95 } of [...steps, ...later]) {
      const exact = latency(looks, { from: start, to: start + 7 * DAY });
      expect(count).toBe(exact.count);
      expect(p95 ?? 0).toBeGreaterThanOrEqual(exact.p95 ?? 0);
      expect(p95 ?? 0).toBeLessThanOrEqual((exact.p95 ?? 0) * (1 + COUNTS_ERROR));
    }
    expect(() => latencyStepsOfDays(looks, past, split, window, HOUR)).toThrow(/whole UTC days/);
  });
});
