import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, dayOf } from '../../src/record/format.ts';
import type { Series } from '../../src/record/read.ts';
import { formatRollup, parseRollup, rollUp } from '../../src/record/rollup.ts';
import { countLatencies, mergeCounts, SKETCH_ERROR } from '../../src/record/sketch.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { latency, percentile } from '../../src/status/latency.ts';
import { seriesOf } from '../../src/status/looks.ts';
import { segments } from '../../src/status/segments.ts';
import { uptime } from '../../src/status/uptime.ts';
import { sample } from './made.ts';

const START = Date.parse('2026-10-01T00:00:00Z');
const INTERVAL = 300_000;

/** Looks of three days with gaps, whole seconds, in order of time. */
const looks: fc.Arbitrary<Sample[]> = fc
  .uniqueArray(
    fc.record({
      second: fc.integer({ min: 0, max: 3 * 86_400 - 1 }),
      outcome: fc.constantFrom(...OUTCOMES),
      latencyMs: fc.option(fc.integer({ min: 0, max: 70_000 })),
    }),
    { selector: ({ second }) => second, maxLength: 120 },
  )
  .map((list) =>
    list
      .sort((a, b) => a.second - b.second)
      .map(({ second, ...rest }) => sample({ ...rest, at: START + second * 1000 })),
  );

function seriesWithNames(samples: readonly Sample[]): Series {
  return { ...seriesOf(samples), probe: 'shop/api/http', location: 'local' };
}

describe('rolling up', () => {
  test('[U1] gives the seconds by outcome, the states and the counts that the pages compute from looks', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 3 * 86_400 }), (samples, seconds) => {
        const to = START + seconds * 1000;
        const known = samples.filter(({ at }) => at < to);
        const series = seriesWithNames(known);
        const days = new Map(rollUp(series, INTERVAL, START, to).map((day) => [day.day, day]));
        for (let start = START; start < to; start += DAY_MS) {
          const window = { from: start, to: Math.min(start + DAY_MS, to) };
          const want = uptime([series], { intervalMs: INTERVAL, confirm: { down: 2, up: 2 } }, window);
          const day = days.get(dayOf(start));
          if (!day) {
            expect(want.observedMs).toBe(0);
            continue;
          }
          expect(day.ms.up + day.ms.degraded).toBe(want.goodMs);
          expect(day.ms.degraded).toBe(want.degradedMs);
          expect(day.ms.down).toBe(want.badMs);
          expect(day.ms.unknown).toBe(want.unknownMs);
          expect(day.counts.up + day.counts.degraded + day.counts.down).toBe(want.sampleCount);
          const pieces = segments([series], INTERVAL, window);
          expect(day.states).toEqual(pieces.map(({ from, state }) => ({ from, state })));
        }
      }),
    );
  });

  test('gives back every day that was written as text', () => {
    const month = { month: '2026-10', location: 'local' };
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 86_400 }), fc.string(), (samples, interval, probe) => {
        const series = { ...seriesWithNames(samples), probe };
        const days = rollUp(series, interval * 1000, START, START + 3 * DAY_MS);
        expect(parseRollup(formatRollup(month, days), 'x', month)).toEqual(days);
      }),
    );
  });

  test('refuses a file that is cut off, of another month, or has a line that is none', () => {
    const month = { month: '2026-10', location: 'local' };
    const text = formatRollup(
      month,
      rollUp(seriesWithNames([sample({ at: START })]), INTERVAL, START, START + 1),
    );
    expect(parseRollup(text, 'f', month)).toHaveLength(1);
    expect(() => parseRollup(text.slice(0, -1), 'f', month)).toThrow(/f: not a whole rollup/);
    expect(() => parseRollup(text, 'f', { ...month, month: '2026-09' })).toThrow(/not a whole rollup/);
    for (const [from, to] of [
      ['1 0 0 0', '1 0 0'],
      ['0u', '0x'],
      ['2026-10-01\t', '2026-11-01\t'],
    ] as const)
      expect(() => parseRollup(text.replace(from, to), 'f', month)).toThrow(/f:2: not a day of a probe/);
  });
});

describe('the latency sketch', () => {
  const values = fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { maxLength: 300 });

  test('[S25] merged from days is the sketch of all their looks together', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 30 }), (days) => {
        const merged = mergeCounts(days.map((day) => countLatencies(day)));
        const whole = countLatencies(days.flat());
        expect(merged.counts()).toEqual(whole);
        expect(merged.count).toBe(days.flat().length);
      }),
    );
  });

  test('[S25] names a percentile that is never below the exact one and at most 1/128 above, exact below 256 ms', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, p) => {
        const sketch = mergeCounts([countLatencies(all)]);
        const exact = percentile(Float64Array.from(all).sort(), p);
        const found = sketch.percentile(p);
        if (exact === null) {
          expect(found).toBeNull();
          return;
        }
        expect(found).toBeGreaterThanOrEqual(exact);
        expect(found as number).toBeLessThanOrEqual(exact < 256 ? exact : exact * (1 + SKETCH_ERROR));
      }),
    );
    expect(() => mergeCounts([]).percentile(0)).toThrow(RangeError);
  });

  test('counts the same looks as the exact figures do: successful and timed', () => {
    fc.assert(
      fc.property(looks, (samples) => {
        const series = seriesWithNames(samples);
        const days = rollUp(series, INTERVAL, START, START + 3 * DAY_MS);
        const exact = latency([series], { from: START, to: START + 3 * DAY_MS });
        expect(mergeCounts(days.map((day) => day.latencies)).count).toBe(exact.count);
      }),
    );
  });
});
