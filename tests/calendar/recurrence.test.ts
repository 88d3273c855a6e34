import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSchedule, occurrences, type Schedule } from '../../src/calendar/recurrence.ts';
import { parseRule } from '../../src/calendar/rule.ts';
import { formatZoned } from '../../src/calendar/time.ts';

const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const DAY = 86_400_000;

const sundays: Schedule = {
  start: '2026-01-11T02:00:00Z',
  duration: '4h',
  rrule: 'FREQ=MONTHLY;BYDAY=2SU,4SU',
};

describe('second and fourth Sunday in UTC', () => {
  const window = { from: at('2026-01-01T00:00:00Z'), to: at('2027-04-01T00:00:00Z') };

  it('TV-40 [K40] lists the published days of 2026 and the start of 2027', () => {
    const months: Record<string, string> = {
      '2026-01': '11 25',
      '2026-02': '08 22',
      '2026-03': '08 22',
      '2026-04': '12 26',
      '2026-05': '10 24',
      '2026-06': '14 28',
      '2026-07': '12 26',
      '2026-08': '09 23',
      '2026-09': '13 27',
      '2026-10': '11 25',
      '2026-11': '08 22',
      '2026-12': '13 27',
      '2027-01': '10 24',
      '2027-02': '14 28',
      '2027-03': '14 28',
    };
    const expected = Object.entries(months).flatMap(([month, days]) =>
      days.split(' ').map((day) => `${month}-${day}T02:00`),
    );
    const found = occurrences(sundays, window);
    expect(found.map(({ from }) => iso(from))).toEqual(expected);
    expect(found.every(({ from, to }) => to - from === 4 * 3_600_000)).toBe(true);
  });

  it.each([
    [
      '2026-01-11',
      'Sat 10 Jan 2026, 21:00 (America/New_York, UTC-05:00)',
      'Sun 11 Jan 2026, 01:00 (America/New_York, UTC-05:00)',
    ],
    [
      '2026-03-08',
      'Sat 7 Mar 2026, 21:00 (America/New_York, UTC-05:00)',
      'Sun 8 Mar 2026, 01:00 (America/New_York, UTC-05:00)',
    ],
    [
      '2026-03-22',
      'Sat 21 Mar 2026, 22:00 (America/New_York, UTC-04:00)',
      'Sun 22 Mar 2026, 02:00 (America/New_York, UTC-04:00)',
    ],
    [
      '2026-07-12',
      'Sat 11 Jul 2026, 22:00 (America/New_York, UTC-04:00)',
      'Sun 12 Jul 2026, 02:00 (America/New_York, UTC-04:00)',
    ],
    [
      '2026-11-08',
      'Sat 7 Nov 2026, 21:00 (America/New_York, UTC-05:00)',
      'Sun 8 Nov 2026, 01:00 (America/New_York, UTC-05:00)',
    ],
  ])('TV-41 reads %s in New York', (day, start, end) => {
    const found = occurrences(sundays, { from: at(`${day}T00:00:00Z`), to: at(`${day}T23:59:00Z`) });
    expect(
      found.map(({ from, to }) => [
        formatZoned(from, 'America/New_York'),
        formatZoned(to, 'America/New_York'),
      ]),
    ).toEqual([[start, end]]);
  });

  it('[K40] agrees with a count of Sundays by hand over forty years, leap Februaries and year ends included', () => {
    const span = { from: at('2026-01-01T00:00:00Z'), to: at('2066-01-01T00:00:00Z') };
    const expected: number[] = [];
    for (let day = span.from; day < span.to; day += DAY) {
      const date = new Date(day);
      const nth = Math.ceil(date.getUTCDate() / 7);
      if (date.getUTCDay() === 0 && (nth === 2 || nth === 4)) expected.push(day + 2 * 3_600_000);
    }
    expect(occurrences(sundays, span).map(({ from }) => from)).toEqual(expected);
    expect(expected).toHaveLength(40 * 24);
  });

  it('finds a window that began before the span asked for and leaves out one that ended at its start', () => {
    const inside = { from: at('2026-01-11T05:59:59Z'), to: at('2026-01-11T06:00:00Z') };
    const after = { from: at('2026-01-11T06:00:00Z'), to: at('2026-01-11T07:00:00Z') };
    expect(occurrences(sundays, inside)).toHaveLength(1);
    expect(occurrences(sundays, after)).toHaveLength(0);
  });
});

describe('local schedules and daylight saving', () => {
  const local = (start: string, duration = '4h', timeZone = 'America/New_York'): Schedule => ({
    start,
    duration,
    timeZone,
  });
  const only = (schedule: Schedule) => {
    const found = occurrences(schedule, { from: at('2000-01-01T00:00:00Z'), to: at('2040-01-01T00:00:00Z') });
    expect(found).toHaveLength(1);
    return found[0] as { from: number; to: number };
  };

  it('TV-42 starts a window in the skipped hour at 03:00 and keeps its announced end: three real hours', () => {
    const schedule: Schedule = { ...local('2026-02-08T02:00'), rrule: 'FREQ=MONTHLY;BYDAY=2SU' };
    const found = occurrences(schedule, { from: at('2026-03-01T00:00:00Z'), to: at('2026-05-01T00:00:00Z') });
    expect(found.map(({ from, to }) => [iso(from), iso(to)])).toEqual([
      ['2026-03-08T07:00', '2026-03-08T10:00'],
      ['2026-04-12T06:00', '2026-04-12T10:00'],
    ]);
    expect(found[0]?.id).toBe('2026-03-08T02:00:00');
  });

  it('TV-50 takes the first of two equal wall times', () => {
    expect(iso(only(local('2007-11-04T01:30')).from)).toBe('2007-11-04T05:30');
  });

  it('TV-51 moves a wall time that does not exist forward by the gap', () => {
    expect(iso(only(local('2007-03-11T02:30')).from)).toBe('2007-03-11T07:30');
  });

  it('lasts five real hours on the night when clocks go back, as the wall clock says', () => {
    const { from, to } = only(local('2026-10-25T01:00', '4h', 'Europe/Berlin'));
    expect((to - from) / 3_600_000).toBe(5);
  });

  it('keeps the nominal length when the wall-clock end would not lie after a start in the skipped hour', () => {
    const { from, to } = only(local('2026-03-08T02:30', '30m'));
    expect([iso(from), iso(to)]).toEqual(['2026-03-08T07:30', '2026-03-08T08:00']);
  });

  it('[U36] stays at the same wall time in Berlin through both changes of clocks', () => {
    const weekly: Schedule = {
      ...local('2026-03-22T05:00', '1h', 'Europe/Berlin'),
      rrule: 'FREQ=WEEKLY;BYDAY=SU',
    };
    const found = occurrences(weekly, { from: at('2026-03-20T00:00:00Z'), to: at('2026-11-02T00:00:00Z') });
    expect(new Set(found.map(({ from }) => formatZoned(from, 'Europe/Berlin').split(' ')[4]))).toEqual(
      new Set(['05:00']),
    );
    expect(found.map(({ from }) => iso(from)).slice(0, 2)).toEqual(['2026-03-22T04:00', '2026-03-29T03:00']);
  });

  it('counts the night of the skipped hour, so that COUNT ends on the announced day', () => {
    const schedule: Schedule = { ...local('2026-03-07T02:30', '1h'), rrule: 'FREQ=DAILY;COUNT=3' };
    const found = occurrences(schedule, { from: at('2026-03-01T00:00:00Z'), to: at('2026-04-01T00:00:00Z') });
    expect(found.map(({ id }) => id)).toEqual([
      '2026-03-07T02:30:00',
      '2026-03-08T02:30:00',
      '2026-03-09T02:30:00',
    ]);
  });
});

describe('exceptions, additions and ends', () => {
  const year = { from: at('2026-01-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') };

  it('drops exdates, adds rdates and never lists a start twice', () => {
    const schedule: Schedule = {
      ...sundays,
      rrule: 'FREQ=MONTHLY;BYDAY=2SU,4SU;COUNT=3',
      exdates: ['2026-01-25T02:00:00Z'],
      rdates: ['2026-02-01T02:00:00Z', '2026-02-08T02:00:00Z'],
    };
    expect(occurrences(schedule, year).map(({ from }) => iso(from))).toEqual([
      '2026-01-11T02:00',
      '2026-02-01T02:00',
      '2026-02-08T02:00',
    ]);
  });

  it('takes exdates of a local schedule as instants in UTC too', () => {
    const schedule: Schedule = {
      start: '2026-01-11T02:00',
      timeZone: 'Europe/Berlin',
      duration: '4h',
      rrule: 'FREQ=MONTHLY;BYDAY=2SU;COUNT=2',
      exdates: ['2026-02-08T01:00:00Z'],
    };
    expect(checkSchedule(schedule)).toEqual([]);
    expect(occurrences(schedule, year).map(({ id }) => id)).toEqual(['2026-01-11T02:00:00']);
  });

  it('includes a start exactly at UNTIL and nothing after it', () => {
    const rule = (until: string): Schedule => ({
      ...sundays,
      rrule: `FREQ=MONTHLY;BYDAY=2SU,4SU;UNTIL=${until}`,
    });
    expect(occurrences(rule('20260125T020000Z'), year)).toHaveLength(2);
    expect(occurrences(rule('20260125T015959Z'), year)).toHaveLength(1);
  });

  it('agrees with stepping day by day for daily and weekly rules', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 1, max: 5 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }),
        (offset, interval, weekdays) => {
          const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
          let first = at('2027-06-01T10:00:00Z') + offset * DAY;
          while (!weekdays.includes(new Date(first).getUTCDay())) first += DAY;
          const start = new Date(first).toISOString().replace('.000', '');
          const to = first + 120 * DAY;
          const monday = (day: number) => Math.floor((day / DAY + 3) / 7);
          const weekly: number[] = [];
          const daily: number[] = [];
          for (let day = first; day < to; day += DAY) {
            const weeks = monday(day) - monday(first);
            if (weekdays.includes(new Date(day).getUTCDay()) && weeks % interval === 0) weekly.push(day);
            if (Math.round((day - first) / DAY) % interval === 0) daily.push(day);
          }
          const list = weekdays.map((day) => names[day]).join(',');
          const run = (rrule: string) =>
            occurrences({ start, duration: '1h', rrule }, { from: first, to }).map(({ from }) => from);
          expect(run(`FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${list}`)).toEqual(weekly);
          expect(run(`FREQ=DAILY;INTERVAL=${interval}`)).toEqual(daily);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['FREQ=YEARLY', 'FREQ is YEARLY'],
    ['BYDAY=SU', 'FREQ is missing'],
    ['FREQ=WEEKLY;BYDAY=2SU', 'needs FREQ=MONTHLY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'no meaning with FREQ=WEEKLY'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z', 'exclude each other'],
    ['FREQ=DAILY;COUNT=0', 'COUNT is 0'],
    ['FREQ=DAILY;INTERVAL=-1', 'INTERVAL is -1'],
    ['FREQ=DAILY;UNTIL=20270101', 'an instant in UTC'],
    ['FREQ=DAILY;UNTIL=20270231T000000Z', 'an instant in UTC'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY has "32"'],
    ['FREQ=MONTHLY;BYDAY=6SU', 'BYDAY has "6SU"'],
    ['FREQ=MONTHLY;BYDAY=XX', 'BYDAY has "XX"'],
    ['FREQ=DAILY;BYHOUR=3', 'BYHOUR is not supported'],
    ['FREQ=DAILY;FREQ=DAILY', 'given twice'],
    ['FREQ=DAILY;', 'not NAME=VALUE'],
    ['', 'not NAME=VALUE'],
  ])('refuses the rule "%s"', (text, message) => {
    const parsed = parseRule(text);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.message).toContain(message);
  });

  it.each<[string, Schedule, string]>([
    [
      'a start that is not a day of its rule',
      { ...sundays, start: '2026-01-12T02:00:00Z' },
      'not a day of the rule',
    ],
    ['a local start without a zone', { start: '2026-01-11T02:00', duration: '4h' }, 'without a timeZone'],
    ['a start in UTC beside another zone', { ...sundays, timeZone: 'Europe/Berlin' }, 'has no effect'],
    ['an unknown zone', { start: '2026-01-11T02:00', timeZone: 'Mars/Base', duration: '4h' }, 'Mars/Base'],
    ['a day that does not exist', { start: '2026-02-30T02:00', timeZone: 'Etc/UTC', duration: '4h' }, '2'],
    ['a duration without unit', { ...sundays, duration: '4' }, 'not a duration'],
    [
      'an end before the start',
      { ...sundays, rrule: 'FREQ=MONTHLY;BYDAY=2SU;UNTIL=20250101T000000Z' },
      'before the start',
    ],
    [
      'an rdate in local time beside a start in UTC',
      { ...sundays, rdates: ['2026-02-01T02:00'] },
      'end it with Z',
    ],
  ])('refuses %s', (_name, schedule, message) => {
    expect(checkSchedule(schedule).join('\n')).toContain(message);
    expect(() => occurrences(schedule, { from: 0, to: 1 })).toThrow(RangeError);
  });

  it('reports windows of one rule that run into each other', () => {
    const daily: Schedule = { start: '2026-01-11T02:00:00Z', duration: '25h', rrule: 'FREQ=DAILY' };
    expect(checkSchedule(daily).join()).toContain('still running');
    expect(checkSchedule({ ...daily, duration: '24h' })).toEqual([]);
  });

  it('reports an exdate that cancels nothing', () => {
    expect(checkSchedule({ ...sundays, exdates: ['2026-01-12T02:00:00Z'] }).join()).toContain(
      'cancels nothing',
    );
    expect(checkSchedule({ ...sundays, exdates: ['2026-01-25T02:00:00Z'] })).toEqual([]);
  });

  it('accepts the fifth weekday and days counted from the end of the month', () => {
    const last: Schedule = {
      start: '2028-02-29T10:00:00Z',
      duration: '1h',
      rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1',
    };
    expect(checkSchedule(last)).toEqual([]);
    const found = occurrences(last, { from: at('2028-02-01T00:00:00Z'), to: at('2028-05-01T00:00:00Z') });
    expect(found.map(({ from }) => iso(from).slice(5, 10))).toEqual(['02-29', '03-31', '04-30']);
    expect(
      checkSchedule({ ...last, start: '2026-03-29T10:00:00Z', rrule: 'FREQ=MONTHLY;BYDAY=5SU' }),
    ).toEqual([]);
    expect(
      checkSchedule({ ...last, start: '2026-03-29T10:00:00Z', rrule: 'FREQ=MONTHLY;BYDAY=-1SU' }),
    ).toEqual([]);
    expect(
      checkSchedule({ ...last, start: '2026-03-22T10:00:00Z', rrule: 'FREQ=MONTHLY;BYDAY=-1SU' }),
    ).not.toEqual([]);
  });
});
