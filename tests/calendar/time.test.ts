import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipIntervals, intervalAt, mergeIntervals, totalMs } from '../../src/calendar/interval.ts';
import {
  ageWords,
  formatUtc,
  formatZoned,
  isoInstant,
  spanExact,
  spanWords,
  startOfUtcDay,
  utcDay,
} from '../../src/calendar/time.ts';

const at = (text: string) => Date.parse(text);

describe('instants in words', () => {
  it('shows UTC and a named zone with its offset, cut to the minute', () => {
    const now = at('2026-11-21T00:34:59.999Z');
    expect(formatUtc(now)).toBe('Sat 21 Nov 2026, 00:34 UTC');
    expect(formatZoned(now, 'America/New_York')).toBe('Fri 20 Nov 2026, 19:34 (America/New_York, UTC-05:00)');
    expect(formatZoned(at('2026-07-01T00:00:00Z'), 'America/New_York')).toContain(
      '20:00 (America/New_York, UTC-04:00)',
    );
    expect(formatZoned(now, 'Asia/Kathmandu')).toContain('06:19 (Asia/Kathmandu, UTC+05:45)');
    expect(isoInstant(now)).toBe('2026-11-21T00:34:59Z');
    expect(utcDay(now)).toBe('2026-11-21');
    expect(startOfUtcDay(now)).toBe(at('2026-11-21T00:00:00Z'));
    expect(() => formatZoned(now, 'Mars/Base')).toThrow(RangeError);
  });

  it.each([
    [0, '0 seconds'],
    [999, '0 seconds'],
    [1000, '1 second'],
    [59_999, '59 seconds'],
    [119_999, '1 minute'],
    [12 * 60_000, '12 minutes'],
    [86_399_999, '23 hours'],
    [3 * 86_400_000 + 86_399_999, '3 days'],
  ])('says %i ms as %s, never rounded up', (ms, text) => {
    expect(spanWords(ms)).toBe(text);
  });

  it('says past, future and now apart', () => {
    expect(ageWords(0, 12 * 60_000)).toBe('12 minutes ago');
    expect(ageWords(3 * 86_400_000, 0)).toBe('in 3 days');
    expect(ageWords(500, 0)).toBe('just now');
    expect(() => spanWords(Number.NaN)).toThrow(RangeError);
  });

  it.each([
    [864, '0.864s'],
    [86_400, '1m26.4s'],
    [2_592_000, '43m12s'],
    [0, '0s'],
    [3_600_000, '1h'],
    [93_784_005, '1d2h3m4.005s'],
  ])('writes %i ms in full as %s', (ms, text) => {
    expect(spanExact(ms)).toBe(text);
  });
});

describe('intervals', () => {
  const bounds = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }));
  const lists = fc.array(
    bounds.map(([from, length]) => ({ from, to: from + length })),
    { maxLength: 8 },
  );
  const holds = (list: readonly { from: number; to: number }[], t: number) =>
    list.some(({ from, to }) => from <= t && t < to);

  it('covers the same instants after merging, once each, however the input is split or repeated', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 0, max: 80 }), (list, cut) => {
        const merged = mergeIntervals(list);
        let covered = 0;
        for (let t = 0; t < 80; t += 1) {
          expect(holds(merged, t)).toBe(holds(list, t));
          if (holds(list, t)) covered += 1;
        }
        expect(totalMs(list)).toBe(covered);
        merged.slice(1).forEach(({ from }, index) => {
          expect(from).toBeGreaterThan(merged[index]?.to ?? 0);
        });
        const split = list.flatMap(({ from, to }) =>
          from < cut && cut < to
            ? [
                { from, to: cut },
                { from: cut, to },
              ]
            : [{ from, to }],
        );
        expect(mergeIntervals([...split, ...list].reverse())).toEqual(merged);
      }),
    );
  });

  it('clips to a window and finds the member that holds an instant, its end excluded', () => {
    expect(
      clipIntervals(
        [
          { from: 0, to: 5 },
          { from: 8, to: 9 },
        ],
        { from: 3, to: 8 },
      ),
    ).toEqual([{ from: 3, to: 5 }]);
    expect(intervalAt([{ from: 0, to: 5 }], 4)).toEqual({ from: 0, to: 5 });
    expect(intervalAt([{ from: 0, to: 5 }], 5)).toBeNull();
  });

  it('refuses an interval that ends before it starts', () => {
    expect(() => mergeIntervals([{ from: 5, to: 4 }])).toThrow(/before the start/);
    expect(() => mergeIntervals([{ from: Number.NaN, to: 4 }])).toThrow(RangeError);
  });
});
