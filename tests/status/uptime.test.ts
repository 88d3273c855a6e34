import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrences } from '../../src/calendar/recurrence.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { type Looks, looksOf, seriesOf } from '../../src/status/looks.ts';
import { segments } from '../../src/status/segments.ts';
import {
  componentSegments,
  formatPercent,
  incidentIoRatio,
  statuspageRatio,
  UPTIME_FORMULAS,
  uptime,
  uptimeOfSegments,
} from '../../src/status/uptime.ts';
import { type Look, one, script, series, timing } from './looks.ts';
import { countTicks, middleOf, observedAt } from './oracle.ts';

const INTERVAL = 10;
const WINDOW = { from: 40, to: 260 };
const outcomes = fc.constantFrom<Outcome>('up', 'degraded', 'down', 'unknown');
const looks = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 280 }), outcome: outcomes }), { maxLength: 30 })
  .map((list): Look[] => list.sort((a, b) => a.at - b.at));
const planned = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 280 }), fc.integer({ min: 0, max: 60 }))
    .map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 4 },
);

describe('uptime of observed time', () => {
  it('[U1] equals observed good over observed time, counted tick by tick, for one to four locations', () => {
    fc.assert(
      fc.property(fc.array(looks, { maxLength: 4 }), planned, (locations, work) => {
        const state = (tick: number) => middleOf(locations.map((list) => observedAt(list, INTERVAL, tick)));
        const expected = countTicks(state, work, WINDOW);
        const found = uptime(locations.map(series), timing(INTERVAL), WINDOW, work);
        expect(found).toMatchObject({
          goodMs: expected.up + expected.degraded,
          degradedMs: expected.degraded,
          badMs: expected.down,
          unknownMs: expected.unknown,
          maintenanceMs: expected.maintenance,
          observedMs: expected.up + expected.degraded + expected.down,
        });
        expect(found.goodMs + found.badMs + found.unknownMs + found.maintenanceMs).toBe(found.windowMs);
        expect(found.ratio === null).toBe(found.observedMs === 0);
        if (found.ratio !== null) expect(found.ratio).toBe(found.goodMs / (found.goodMs + found.badMs));
      }),
      { numRuns: 400 },
    );
  });

  it('segments cover the window exactly and say at each tick what the oracle says', () => {
    fc.assert(
      fc.property(fc.array(looks, { minLength: 1, maxLength: 3 }), (locations) => {
        const found = segments(locations.map(series), INTERVAL, WINDOW);
        let cursor = WINDOW.from;
        found.forEach(({ from, to, state }, index) => {
          expect(from).toBe(cursor);
          expect(to).toBeGreaterThan(from);
          expect(state).not.toBe(found[index - 1]?.state);
          for (let tick = from; tick < to; tick += 1) {
            expect(middleOf(locations.map((list) => observedAt(list, INTERVAL, tick)))).toBe(state);
          }
          cursor = to;
        });
        expect(cursor).toBe(WINDOW.to);
      }),
      { numRuns: 200 },
    );
  });

  it('[S13] does not change when planned work is split, repeated or reordered, nor when the window is cut in two', () => {
    fc.assert(
      fc.property(looks, planned, fc.integer({ min: 41, max: 259 }), (list, work, cut) => {
        const whole = uptime([series(list)], timing(INTERVAL), WINDOW, work);
        const split = work.flatMap(({ from, to }) =>
          from < cut && cut < to
            ? [
                { from, to: cut },
                { from: cut, to },
              ]
            : [{ from, to }],
        );
        expect(uptime([series(list)], timing(INTERVAL), WINDOW, [...split, ...work].reverse())).toEqual(
          whole,
        );
        const parts = [
          { from: WINDOW.from, to: cut },
          { from: cut, to: WINDOW.to },
        ].map((part) => uptime([series(list)], timing(INTERVAL), part, work));
        for (const key of [
          'goodMs',
          'badMs',
          'degradedMs',
          'unknownMs',
          'maintenanceMs',
          'sampleCount',
        ] as const) {
          expect((parts[0]?.[key] ?? 0) + (parts[1]?.[key] ?? 0)).toBe(whole[key]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('[U1] [S9] keeps the ratio and reports 60 % coverage when 40 % of the runs observed nothing', () => {
    const pattern = 'UUUUUUUUUD';
    const full = pattern.repeat(100);
    const lost = [...full].map((letter, index) => (Math.floor(index / 10) % 5 < 2 ? '?' : letter)).join('');
    const window = { from: 0, to: full.length * 300_000 };
    const before = uptime(one(full, 300_000), timing(300_000), window);
    const after = uptime(one(lost, 300_000), timing(300_000), window);
    expect(before).toMatchObject({ ratio: 0.9, coverage: 1, sampleCount: 1000 });
    expect(after).toMatchObject({ ratio: 0.9, coverage: 0.6, sampleCount: 600 });
  });

  it('[S9] leaves an hour in which no run came out of both sides', () => {
    const text = `${'U'.repeat(12)}${'.'.repeat(12)}${'U'.repeat(11)}D`;
    const found = uptime(one(text, 300_000), timing(300_000), { from: 0, to: 36 * 300_000 });
    expect(found.unknownMs).toBe(11.5 * 300_000);
    expect(found.badMs).toBe(300_000);
    expect(found.ratio).toBe(23.5 / 24.5);
  });

  it('[S14] counts one failed look as one interval of downtime', () => {
    const found = uptime(one('UUDUU', 300_000), timing(300_000), { from: 0, to: 5 * 300_000 });
    expect(found.badMs).toBe(300_000);
  });

  it('says null, not 1 or 0, when nothing was observed', () => {
    const window = { from: 0, to: 1000 };
    expect(uptime([], timing(300), window)).toMatchObject({
      ratio: null,
      coverage: 0,
      sampleCount: 0,
      unknownMs: 1000,
    });
    expect(uptime(one('?', 300), timing(300), window).ratio).toBeNull();
    expect(uptime(one('UUUU', 300), timing(300), window, [window])).toMatchObject({
      ratio: null,
      coverage: null,
    });
    expect(uptime([], timing(300), window, [], 'statuspage').ratio).toBeNull();
  });

  it('[S12] takes planned minutes out of the denominator: 28 days less 10 minutes leave 40,310', () => {
    const minute = 60_000;
    const text = 'U'.repeat(28 * 288);
    const found = uptime(one(text, 300_000), timing(300_000), { from: 0, to: 28 * 1440 * minute }, [
      { from: 0, to: 10 * minute },
    ]);
    expect(found.observedMs / minute).toBe(40_310);
    expect(found.ratio).toBe(1);
  });

  it('[U4] agrees with a count by half minutes over a leap year with 150 outages, gaps and local maintenance across clock changes', () => {
    const start = Date.parse('2028-01-01T00:00:00Z');
    const window = { from: start, to: Date.parse('2029-01-01T00:00:00Z') };
    const schedule = {
      start: '2028-01-02T02:00',
      timeZone: 'Europe/Berlin',
      duration: '3h',
      rrule: 'FREQ=WEEKLY;BYDAY=SU',
    };
    const work = occurrences(schedule, window);
    expect(work.map(({ from, to }) => (to - from) / 3_600_000).filter((hours) => hours !== 3)).toEqual([
      2, 4,
    ]);
    let seed = 20280229;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    const days = (window.to - window.from) / 86_400_000;
    expect(days).toBe(366);
    const letters = new Array<string>(days * 288).fill('U');
    for (let outage = 0; outage < 150; outage += 1) {
      const from = Math.floor(random() * letters.length);
      letters.fill('D', from, from + 1 + Math.floor(random() * 24));
    }
    for (let gap = 0; gap < 80; gap += 1) {
      const from = Math.floor(random() * letters.length);
      letters.fill('.', from, from + 1 + Math.floor(random() * 40));
    }
    const list = script(letters.join(''), 300_000, start);
    // Half minutes, because a look speaks for seven and a half; a later look overwrites the tail of the one
    // before.
    const state = new Array<Outcome>(days * 2880).fill('unknown');
    for (const { at, outcome } of list) {
      const from = (at - start) / 30_000;
      state.fill(outcome, from, from + 15);
    }
    let good = 0;
    let bad = 0;
    state.forEach((outcome, half) => {
      const at = start + half * 30_000;
      if (outcome === 'unknown' || work.some(({ from, to }) => from <= at && at < to)) return;
      if (outcome === 'down') bad += 30_000;
      else good += 30_000;
    });
    const found = uptime([series(list)], timing(300_000), window, work);
    expect([found.goodMs, found.badMs]).toEqual([good, bad]);
    expect(found.ratio).toBe(good / (good + bad));
    expect(found.badMs).toBeGreaterThan(100 * 300_000);
  });
});

describe('profiles of hosted status pages', () => {
  const T = 90 * 86_400;

  it.each([
    ['Docker Jobs', 9039, 1603, '99.87%'],
    ['Machine Jobs', 9917, 1603, '99.86%'],
  ])('[S11] reproduces what Statuspage showed for %s', (_name, major, partial, shown) => {
    expect(formatPercent(statuspageRatio(major, partial, T), 2)).toBe(shown);
  });

  it('[S11] reproduces the worked example of incident.io: up for 40 of 60 is 66 %', () => {
    expect(formatPercent(incidentIoRatio(20, 0, 60), 0)).toBe('66%');
    expect(formatPercent(40 / 60, 0)).toBe('66%');
  });

  it('differ from the default where they should: gaps and planned work count as up', () => {
    const looksOfDay = one('UUD.....UU', 100);
    const window = { from: 0, to: 1000 };
    expect(uptime(looksOfDay, timing(100), window, [], 'observed').ratio).toBe(400 / 550);
    expect(uptime(looksOfDay, timing(100), window, [], 'statuspage').ratio).toBe(0.85);
    expect(uptime(looksOfDay, timing(100), window, [{ from: 200, to: 300 }], 'incident-io').ratio).toBe(0.95);
  });

  it('have a formula in words for each profile and refuse a profile nobody knows', () => {
    const window = { from: 0, to: 100 };
    for (const profile of Object.keys(UPTIME_FORMULAS)) {
      expect(uptime(one('U', 100), timing(100), window, [], profile as 'observed').profile).toBe(profile);
    }
    expect(UPTIME_FORMULAS.statuspage).toContain('0.3');
    expect(() => uptime(one('U', 100), timing(100), window, [], 'generous' as never)).toThrow(
      /unknown way to count/,
    );
  });
});

describe('percentages', () => {
  it.each([
    [0.99999, 2, '99.99%'],
    [0.99995, 2, '99.99%'],
    [1, 2, '100%'],
    [1 - Number.EPSILON, 2, '99.99%'],
    [null, 2, 'no data'],
    [0.9987, 2, '99.87%'],
    [0.29, 0, '29%'],
    [0.57, 0, '57%'],
    [0, 2, '0.00%'],
    [0.00005, 2, '0.00%'],
    [0.0005, 2, '0.05%'],
    [0.05, 1, '5.0%'],
    [1e-9, 7, '0.0000001%'],
    [0.6666666666666666, 0, '66%'],
  ])('TV-35 shows %s with %i decimals as %s', (ratio, decimals, text) => {
    expect(formatPercent(ratio, decimals)).toBe(text);
  });

  it('never shows more than there was and loses less than one unit of the last digit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 0, max: 5 }),
        (a, b, decimals) => {
          const [part, whole] = a < b ? [a, b] : [b, Math.max(a, 1)];
          const shown = formatPercent(part / whole, decimals);
          const scale = 10n ** BigInt(decimals);
          const digits = shown === '100%' ? 100n * scale : BigInt(shown.replace(/[.%]/g, ''));
          expect(digits).toBe((BigInt(part) * 100n * scale) / BigInt(whole));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('refuses what is no share', () => {
    expect(() => formatPercent(1.0001)).toThrow(/between 0 and 1/);
    expect(() => formatPercent(Number.NaN)).toThrow(RangeError);
    expect(() => formatPercent(0.5, 1.5)).toThrow(RangeError);
  });
});

describe('several probes and malformed input', () => {
  it('takes the worst of what the probes of a component observed, and ignores those that did not look yet', () => {
    const probes = [one('UUUU', 10), one('..DU', 10)].map((list: Looks) => ({
      looks: list,
      timing: timing(10),
    }));
    const window = { from: 0, to: 40 };
    expect(componentSegments(probes, window)).toEqual([
      { from: 0, to: 20, state: 'up' },
      { from: 20, to: 30, state: 'down' },
      { from: 30, to: 40, state: 'up' },
    ]);
    expect(uptimeOfSegments(componentSegments(probes, window), window)).toMatchObject({
      ratio: 0.75,
      sampleCount: null,
    });
  });

  it('cuts segments to the window and takes what they leave out as unknown', () => {
    const timeline = [
      { from: 0, to: 50, state: 'up' },
      { from: 60, to: 90, state: 'down' },
    ] as const;
    expect(uptimeOfSegments(timeline, { from: 20, to: 80 })).toMatchObject({
      goodMs: 30,
      badMs: 20,
      unknownMs: 10,
      windowMs: 60,
    });
  });

  const sample = (at: number, location: string, outcome: Outcome = 'up') => ({
    probe: 'p/x',
    location,
    at,
    outcome,
    latencyMs: 5,
    reason: null,
  });

  it('groups samples by location and refuses those out of order, naming them', () => {
    const grouped = looksOf([sample(1, 'west'), sample(2, 'east'), sample(3, 'west', 'down')]);
    expect(grouped.map(({ length }) => length)).toEqual([1, 2]);
    expect([grouped[1]?.at(1), grouped[1]?.outcome(1), grouped[1]?.latency(1)]).toEqual([3, 'down', 5]);
    expect(() => seriesOf([sample(2, 'west'), sample(1, 'west')])).toThrow(/p\/x.*sort them/);
  });

  it('[S7] refuses an outcome that is not in the vocabulary instead of counting it as up', () => {
    const odd = [series([{ at: 0, outcome: 'fine' as Outcome }])];
    expect(() => uptime(odd, timing(10), { from: 0, to: 10 })).toThrow(/fine/);
    expect(() => uptime([...odd, ...odd], timing(10), { from: 0, to: 10 })).toThrow(/fine/);
  });

  it('refuses an interval without length and a window that ends before it starts', () => {
    expect(() => uptime(one('U', 10), timing(0), { from: 0, to: 10 })).toThrow(/interval/);
    expect(() => segments(one('U', 10), 10, { from: 10, to: 0 })).toThrow(/before the start/);
    expect(() => uptime(one('U', 10), timing(10), { from: 10, to: 0 })).toThrow(/before the start/);
  });
});
