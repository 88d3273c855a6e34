import { describe, expect, test } from 'vitest';
import { endOfQuiet, hoursAt } from '../../src/calendar/hours.ts';
import type { Hours } from '../../src/schemas/channel.ts';
import { WEEKDAYS } from '../../src/schemas/rotation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const hours = (from: string, to: string, timeZone: string, days: Hours['days'] = [...WEEKDAYS]): Hours => ({
  days,
  from,
  to,
  timeZone,
});

const formats = new Map<string, Intl.DateTimeFormat>();

/** Weekday, 1 to 7, and minute of the day on the clock of a zone, as the platform knows it. */
function clock(at: number, timeZone: string): { day: number; minute: number } {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = (WEEKDAYS as readonly string[]).indexOf((parts['weekday'] ?? '').toLowerCase()) + 1;
  return { day, minute: Number(parts['hour']) * 60 + Number(parts['minute']) };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Whether an instant lies in the hours, read off the clock: no instants of begin and end are computed. */
function isInside({ days, from, to, timeZone }: Hours, at: number): boolean {
  const { day, minute } = clock(at, timeZone);
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const on = (number: number) => (days as readonly string[]).includes(WEEKDAYS[(number + 6) % 7] ?? '');
  if (begin < end) return on(day) && minute >= begin && minute < end;
  return (on(day) && minute >= begin) || (on(day - 1) && minute < end);
}

/** Whether the clock of a zone is put forward or back within a day of an instant. */
function isNearChange(at: number, timeZone: string): boolean {
  const offset = (then: number) => (clock(then, timeZone).minute * MINUTE - (then % DAY) + 2 * DAY) % DAY;
  return offset(at - DAY) !== offset(at + DAY);
}

const CASES: readonly Hours[] = [
  hours('09:00', '17:00', 'Etc/UTC'),
  hours('22:00', '07:00', 'Europe/Berlin'),
  hours('22:00', '06:30', 'America/New_York', ['friday', 'saturday']),
  hours('00:00', '12:00', 'Australia/Lord_Howe', ['sunday']),
  hours('09:00', '09:00', 'Asia/Kathmandu', ['monday', 'wednesday']),
  hours('12:15', '00:00', 'Pacific/Auckland', ['tuesday']),
  hours('18:00', '08:00', 'Africa/Cairo', ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
];

describe('hours on a clock', () => {
  test.each(CASES)('$from to $to in $timeZone agree with the clock over a year', (each) => {
    let inside = 0;
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 61 * MINUTE) {
      if (isNearChange(at, each.timeZone)) continue;
      const found = hoursAt(each, at);
      expect(found !== null, new Date(at).toISOString()).toBe(isInside(each, at));
      if (found === null) continue;
      inside += 1;
      expect(found.from <= at && at < found.to).toBe(true);
      // Begin and end are what the setting says, and what stands just outside is not inside.
      expect(clock(found.from, each.timeZone).minute).toBe(minuteOf(each.from));
      expect(clock(found.to, each.timeZone).minute).toBe(minuteOf(each.to));
    }
    expect(inside).toBeGreaterThan(100);
  });

  test('the end is not part of them and the begin is', () => {
    const each = hours('22:00', '07:00', 'Etc/UTC');
    const begin = Date.UTC(2026, 10, 20, 22);
    const end = Date.UTC(2026, 10, 21, 7);
    expect(hoursAt(each, begin - 1)).toBeNull();
    expect(hoursAt(each, begin)).toEqual({ from: begin, to: end });
    expect(hoursAt(each, end - 1)).toEqual({ from: begin, to: end });
    expect(hoursAt(each, end)).toBeNull();
  });

  test('past midnight the day is that on which they begin', () => {
    const each = hours('22:00', '07:00', 'Etc/UTC', ['friday']);
    expect(hoursAt(each, Date.UTC(2026, 10, 21, 3))).not.toBeNull();
    expect(hoursAt(each, Date.UTC(2026, 10, 20, 3))).toBeNull();
    expect(hoursAt(each, Date.UTC(2026, 10, 21, 23))).toBeNull();
  });

  test('a night in which the clock is changed is an hour shorter or longer', () => {
    const each = hours('22:00', '07:00', 'Europe/Berlin');
    const length = (at: number) => {
      const found = hoursAt(each, at);
      return found === null ? null : (found.to - found.from) / HOUR;
    };
    expect(length(Date.UTC(2026, 2, 29, 1))).toBe(8);
    expect(length(Date.UTC(2026, 9, 25, 1))).toBe(10);
    expect(length(Date.UTC(2026, 10, 21, 1))).toBe(9);
  });

  test('hours that a change of the clock leaves out are never begun, and those that it repeats are one', () => {
    // In Berlin 02:00 to 03:00 did not happen on 29 March 2026 and happened twice on 25 October.
    const each = hours('02:00', '03:00', 'Europe/Berlin');
    for (let at = Date.UTC(2026, 2, 28, 12); at < Date.UTC(2026, 2, 29, 12); at += MINUTE)
      expect(hoursAt(each, at)).toBeNull();
    const found = new Set<string>();
    for (let at = Date.UTC(2026, 9, 24, 12); at < Date.UTC(2026, 9, 25, 12); at += MINUTE) {
      const one = hoursAt(each, at);
      if (one !== null) found.add(JSON.stringify(one));
    }
    expect([...found]).toEqual([
      JSON.stringify({ from: Date.UTC(2026, 9, 25, 0), to: Date.UTC(2026, 9, 25, 2) }),
    ]);
  });
});

describe('the end of quiet', () => {
  test.each(CASES)('$from to $to in $timeZone is the first instant that is in none', (each) => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2026, 1, 1); at += 97 * MINUTE) {
      const end = endOfQuiet(each, at);
      expect(hoursAt(each, end)).toBeNull();
      if (hoursAt(each, at) === null) expect(end).toBe(at);
      else {
        expect(end).toBeGreaterThan(at);
        for (let then = at; then < end; then += 13 * MINUTE) expect(isInside(each, then)).toBe(true);
      }
    }
  });

  test('days that follow each other without a gap are passed together', () => {
    const weekend = hours('00:00', '00:00', 'Etc/UTC', ['saturday', 'sunday']);
    expect(endOfQuiet(weekend, Date.UTC(2026, 10, 21, 12))).toBe(Date.UTC(2026, 10, 23));
  });

  test('quiet that never ends holds a message for days and not for ever', () => {
    const always = hours('08:00', '08:00', 'Etc/UTC');
    const at = Date.UTC(2026, 10, 21, 12);
    const held = endOfQuiet(always, at) - at;
    expect(held).toBeGreaterThan(6 * DAY);
    expect(held).toBeLessThanOrEqual(8 * DAY);
  });
});
