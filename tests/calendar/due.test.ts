import { describe, expect, it } from 'vitest';
import { dueState, freshness, nextBusinessDay, nextDue, responseDeadline } from '../../src/calendar/due.ts';
import { CADENCES } from '../../src/schemas/vocabulary.ts';

const at = (text: string) => Date.parse(text);

describe('next due', () => {
  it.each([
    ['daily', '2026-02-28', '2026-03-01'],
    ['weekly', '2026-12-28', '2027-01-04'],
    ['monthly', '2028-01-31', '2028-02-29'],
    ['quarterly', '2026-11-30', '2027-02-28'],
    ['yearly', '2028-02-29', '2029-02-28'],
  ] as const)('[K46] steps %s on the calendar', (cadence, last, day) => {
    expect(nextDue(cadence, last)).toEqual({ kind: 'day', day });
  });

  it('[K52] invents no date: never done and inexact dates are unknown, for every word of the vocabulary', () => {
    for (const cadence of CADENCES) {
      const never = nextDue(cadence, null);
      expect(['unknown', 'ongoing', 'on event']).toContain(never.kind);
      if (never.kind === 'on event' || never.kind === 'ongoing')
        expect(nextDue(cadence, '2026-01-01')).toEqual(never);
    }
    expect(nextDue('monthly', '2026-01').kind).toBe('unknown');
    expect(nextDue('hourly', '2026-01-01').kind).toBe('unknown');
  });

  it('refuses an unknown cadence and calls continuous work ongoing', () => {
    expect(nextDue('continuous', null)).toEqual({ kind: 'ongoing' });
    expect(() => nextDue('fortnightly' as never, '2026-01-01')).toThrow(/unknown cadence/);
    expect(() => nextDue('weekly', '2026-02-30')).toThrow(RangeError);
  });

  it('counts an hour from an instant, and once is done when it is done', () => {
    expect(nextDue('hourly', '2026-01-01T10:00:00Z')).toEqual({
      kind: 'instant',
      at: at('2026-01-01T11:00:00Z'),
    });
    expect(nextDue('once', '2026-01-01')).toEqual({ kind: 'done' });
  });

  it('[K46] says ahead, today and overdue with days', () => {
    const due = nextDue('quarterly', '2026-08-21');
    expect(dueState(due, '2026-11-20', 0)).toEqual({ state: 'ahead', days: 1 });
    expect(dueState(due, '2026-11-21', 0)).toEqual({ state: 'today', days: 0 });
    expect(dueState(due, '2026-11-23', 0)).toEqual({ state: 'overdue', days: 2 });
    expect(dueState(nextDue('yearly', null), '2026-11-23', 0)).toEqual({ state: 'unknown' });
    expect(dueState({ kind: 'ongoing' }, '2026-11-23', 0)).toEqual({ state: 'not on the calendar' });
  });
});

describe('business days', () => {
  it.each([
    ['Thursday', '2026-11-19T12:00:00Z', '2026-11-20'],
    ['Friday', '2026-11-20T12:00:00Z', '2026-11-23'],
    ['Saturday', '2026-11-21T12:00:00Z', '2026-11-23'],
    ['Sunday', '2026-11-22T12:00:00Z', '2026-11-23'],
    ['Monday', '2026-11-23T12:00:00Z', '2026-11-24'],
  ])('[K07] gives the business day after a %s', (_day, now, expected) => {
    expect(nextBusinessDay(at(now), 'Etc/UTC')).toBe(expected);
  });

  it('goes by the local day: Thursday night in New York is already Friday in Berlin', () => {
    const now = at('2026-11-20T02:00:00Z');
    expect(nextBusinessDay(now, 'America/New_York')).toBe('2026-11-20');
    expect(nextBusinessDay(now, 'Europe/Berlin')).toBe('2026-11-23');
  });

  it('[K07] turns response targets into deadlines and leaves open what names no length', () => {
    const friday = at('2026-11-20T16:00:00Z');
    expect(responseDeadline('immediate', friday, 'Etc/UTC')).toEqual({ kind: 'instant', at: friday });
    expect(responseDeadline('< 15m', friday, 'Etc/UTC')).toEqual({ kind: 'instant', at: friday + 900_000 });
    expect(responseDeadline('next business day', friday, 'Etc/UTC')).toEqual({
      kind: 'day',
      day: '2026-11-23',
    });
    expect(responseDeadline('as needed', friday, 'Etc/UTC').kind).toBe('open');
    expect(() => responseDeadline('soon', friday, 'Etc/UTC')).toThrow(/not a response target/);
  });
});

describe('freshness of a review', () => {
  it.each([
    ['2026-10-01', 'fresh', 76],
    ['2026-12-01', 'fresh', 15],
    ['2026-12-02', 'due', 14],
    ['2026-12-16', 'due', 0],
    ['2026-12-17', 'overdue', 1],
    ['2027-12-16', 'overdue', 365],
  ])('a page reviewed on 2026-09-17 for 90 days is on %s %s', (today, state, days) => {
    expect(freshness('2026-09-17', '90d', today)).toEqual({ state, dueOn: '2026-12-16', days });
  });

  it('calls a page that nobody reviewed unknown', () => {
    expect(freshness(null, '90d', '2026-11-21')).toEqual({ state: 'unknown', dueOn: null, days: null });
  });

  it('refuses malformed and future dates, but not one day ahead', () => {
    expect(() => freshness('2026-11-23', '90d', '2026-11-21')).toThrow(/after today/);
    expect(freshness('2026-11-22', '90d', '2026-11-21').state).toBe('fresh');
    expect(() => freshness('2026-13-01', '90d', '2026-11-21')).toThrow(RangeError);
    expect(() => freshness('January', '90d', '2026-11-21')).toThrow(/not a day/);
    expect(() => freshness('2026-11-01', '12h', '2026-11-21')).toThrow(/shorter than a day/);
  });

  it('takes the notice that the book sets', () => {
    expect(freshness('2026-09-17', '90d', '2026-11-20', 30).state).toBe('due');
  });
});
