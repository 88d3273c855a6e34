import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarPeriod } from '../../src/calendar/period.ts';
import { isoInstant } from '../../src/calendar/time.ts';
import type { CALENDAR_UNITS } from '../../src/schemas/slo.ts';
import { openLedger } from '../../src/slo/ledger.ts';
import { judgeSlo, sloNow } from '../../src/slo/now.ts';
import { settle } from '../../src/slo/settle.ts';
import { nominalMs, windowAt } from '../../src/slo/window.ts';
import { series, timing } from '../status/looks.ts';
import { observedAt } from '../status/oracle.ts';
import { DAY, days, HOUR, probe, START, slo } from './made.ts';

const period = (at: string, unit: (typeof CALENDAR_UNITS)[number], zone: string) => {
  const { from, to } = calendarPeriod(Date.parse(at), unit, zone);
  return [isoInstant(from), isoInstant(to)];
};
/** Day and hour on the clocks of a zone, without the code under test. */
const clock = (at: number, zone: string) =>
  new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' }).format(at);

describe('a calendar window', () => {
  it.each([
    ['2026-03-15T12:00:00Z', 'month', 'Europe/Berlin', '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    ['2026-03-31T22:30:00Z', 'month', 'Europe/Berlin', '2026-03-31T22:00:00Z', '2026-04-30T22:00:00Z'],
    ['2028-02-29T12:00:00Z', 'month', 'Etc/UTC', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['2028-02-29T12:00:00Z', 'year', 'Etc/UTC', '2028-01-01T00:00:00Z', '2029-01-01T00:00:00Z'],
    ['2026-11-21T12:00:00Z', 'quarter', 'America/New_York', '2026-10-01T04:00:00Z', '2027-01-01T05:00:00Z'],
    ['2026-11-01T12:00:00Z', 'week', 'America/New_York', '2026-10-26T04:00:00Z', '2026-11-02T05:00:00Z'],
  ] as const)('%s lies in the %s of %s from %s to %s', (at, unit, zone, from, to) => {
    expect(period(at, unit, zone)).toEqual([from, to]);
  });

  it('has a budget that follows the clocks and the leap day', () => {
    const budget = (at: string, zone: string) => {
      const now = Date.parse(at);
      const calendar = { unit: 'month' as const, zone };
      const looks = [probe('a', days(40), 5, now - 40 * DAY)];
      return sloNow(slo({ calendar }), looks, [], now).budget?.total;
    };
    expect(budget('2026-03-30T12:00:00Z', 'Europe/Berlin')).toBe((31 * DAY - HOUR) / 1000);
    expect(budget('2026-10-30T12:00:00Z', 'Europe/Berlin')).toBe((31 * DAY + HOUR) / 1000);
    expect(budget('2026-02-27T12:00:00Z', 'Etc/UTC')).toBe(28 * 86_400);
    expect(budget('2028-02-29T12:00:00Z', 'Etc/UTC')).toBe(29 * 86_400);
  });

  it('is whole again when the next begins, and says when that is', () => {
    const calendar = { unit: 'month' as const, zone: 'Etc/UTC' };
    const down = [probe('a', days(32, { 8700: 'D'.repeat(12) }))];
    const end = START + 31 * DAY;
    expect(sloNow(slo({ calendar }), down, [], end - 1)).toMatchObject({ state: 'exhausted', resetsAt: end });
    expect(sloNow(slo({ calendar }), down, [], end + HOUR)).toMatchObject({
      state: 'ok',
      countedFrom: end,
      resetsAt: START + 61 * DAY,
    });
    expect(nominalMs(slo({ calendar }))).toBe(30 * DAY);
  });

  it('leaves planned work that is still ahead in it out of the budget', () => {
    const calendar = { unit: 'month' as const, zone: 'Etc/UTC' };
    const now = START + 10 * DAY;
    const ahead = { from: now + DAY, to: now + 2 * DAY };
    const beyond = { from: START + 31 * DAY, to: START + 33 * DAY };
    const found = sloNow(slo({ calendar }), [probe('a', days(10))], [ahead, beyond], now);
    expect(found.budget?.total).toBe(30 * 86_400);
  });

  it('[S23] agrees second by second with a count over weeks in which clocks change, with gaps and planned work', () => {
    const zones = [
      ['Europe/Berlin', Date.parse('2026-03-29T01:00:00Z')],
      ['America/New_York', Date.parse('2026-11-01T06:00:00Z')],
      ['Australia/Lord_Howe', Date.parse('2026-04-04T15:00:00Z')],
      ['Etc/UTC', Date.parse('2028-02-29T12:00:00Z')],
    ] as const;
    const outcomes = fc.array(fc.constantFrom('up' as const, 'down' as const, 'unknown' as const), {
      minLength: 300,
      maxLength: 300,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        outcomes,
        fc.integer({ min: 0, max: 3 * 86_400 }),
        (zone, list, past) => {
          const [name, change] = zone;
          const interval = HOUR;
          const looks = list.map((outcome, i) => ({
            at: change - 200 * HOUR + i * interval + 7000,
            outcome,
          }));
          const now = change + past * 1000;
          const planned = [{ from: change - 5 * HOUR - 1000, to: change + 3 * HOUR + 1000 }];
          const weekly = slo({ calendar: { unit: 'week', zone: name }, minCoverage: 0 });
          const probes = [{ id: 'a', timing: timing(interval), looks: [series(looks)] }];
          const found = sloNow(weekly, probes, planned, now);
          // The Monday of the week, by walking back through days on the clock.
          let first = Math.floor(now / 1_800_000) * 1_800_000;
          const weekday = (at: number) =>
            new Intl.DateTimeFormat('en', { timeZone: name, weekday: 'short' }).format(at);
          while (weekday(first) !== 'Mon') first -= 1_800_000;
          while (weekday(first - 1) === 'Mon') first -= 1_800_000;
          expect(clock(first - 1, name)).not.toBe(clock(first, name));
          const begin = Math.max(first, looks[0]?.at ?? 0);
          const states = new Map<number, string>();
          let [good, bad] = [0, 0];
          for (let at = begin; at < now; at += 1000) {
            if (at >= (planned[0]?.from ?? 0) && at < (planned[0]?.to ?? 0)) continue;
            const look = Math.floor((at - (looks[0]?.at ?? 0)) / interval);
            // Looks are evenly spaced, so the one that speaks is known without a search.
            const state = states.get(look) ?? observedAt(looks.slice(look, look + 1), interval, at);
            states.set(look, state);
            if (state === 'up') good += 1000;
            else if (state === 'down') bad += 1000;
          }
          expect(found.countedFrom).toBe(begin);
          expect(found.measurement?.time).toMatchObject({ good, bad });
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('two ways to the same figures', () => {
  it('judge a rolling window the same alone and out of a longer ledger', () => {
    const looks = [probe('a', days(60, { 9000: 'D'.repeat(5), 12000: 'DDD' }))];
    const now = START + 60 * DAY;
    const ledger = openLedger(slo(), looks, [], { from: START, to: now });
    for (const at of [now, now - 3 * DAY, now - 20 * DAY - 1]) {
      const alone = sloNow(slo(), looks, [], at);
      expect(judgeSlo(slo(), ledger, at)).toEqual(alone);
      expect(settle(ledger, windowAt(slo(), at).past).bad).toBe(alone.budget?.spent);
    }
  });
});
