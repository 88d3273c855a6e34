import { Temporal } from 'temporal-polyfill';

/** A day of the week as recurrence rules write it, Monday first. */
export const WEEKDAY_CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type WeekdayCode = (typeof WEEKDAY_CODES)[number];

/**
 * Reads a local wall time `2026-03-08T02:30` or `2026-03-08T02:30:00`. Throws `RangeError` on anything else.
 */
export function parseWall(text: string): Temporal.PlainDateTime {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) {
    throw new RangeError(`not a local wall time: ${text}; write it like 2026-03-08T02:30, without a zone`);
  }
  return Temporal.PlainDateTime.from(text, { overflow: 'reject' });
}

/**
 * The instant of a wall time in a zone, in milliseconds. Rules of RFC 5545 §3.3.5: a time that occurs
 * twice (clocks go back) is the first one; a time that does not occur (clocks go forward) is read with
 * the offset before the gap, so 02:30 becomes 03:30.
 */
export function instantOfWall(wall: Temporal.PlainDateTime, timeZone: string): number {
  return wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The wall time that clocks in a zone show at an instant (milliseconds). */
export function wallAt(at: number, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

/** The calendar day in a zone at an instant, as `2026-03-08`. */
export function dayAt(at: number, timeZone: string): string {
  return wallAt(at, timeZone).toPlainDate().toString();
}

/** Weekday of a local date. */
export function weekdayOf(date: Temporal.PlainDate | Temporal.PlainDateTime): WeekdayCode {
  const day = WEEKDAY_CODES[date.dayOfWeek - 1];
  if (!day) throw new RangeError(`no weekday numbered ${date.dayOfWeek}`);
  return day;
}
