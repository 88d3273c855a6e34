import { Temporal } from 'temporal-polyfill';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Milliseconds in a UTC day; days of UTC have no daylight saving and no leap seconds in this count. */
export const DAY_MS = 86_400_000;

const UNITS = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/**
 * Machine-readable UTC time to the second, floored: `2026-11-21T00:34:06Z`. For `datetime` attributes and
 * JSON.
 */
export function isoInstant(at: number): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** The UTC day of an instant: `2026-11-21`. */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Start of the UTC day that holds an instant, in milliseconds. */
export function startOfUtcDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** An instant for readers, in UTC to the minute, floored: `Sat 21 Nov 2026, 00:34 UTC`. */
export function formatUtc(at: number): string {
  return `${words(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC'))} UTC`;
}

/**
 * An instant for readers in a named zone, to the minute, floored, with its offset because the name alone
 * does not tell summer from winter: `Fri 20 Nov 2026, 19:34 (America/New_York, UTC-05:00)`.
 */
export function formatZoned(at: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return `${words(zoned)} (${timeZone}, UTC${zoned.offset})`;
}

function words(zoned: Temporal.ZonedDateTime): string {
  const time = `${String(zoned.hour).padStart(2, '0')}:${String(zoned.minute).padStart(2, '0')}`;
  return `${DAYS[zoned.dayOfWeek - 1]} ${zoned.day} ${MONTHS[zoned.month - 1]} ${zoned.year}, ${time}`;
}

/**
 * A length of time in its largest whole unit, floored: 119 s is `1 minute`, 47 h is `1 day`.
 * Below one second it is `0 seconds`. Throws `RangeError` on a negative or non-finite length.
 */
export function spanWords(ms: number): string {
  assertLength(ms);
  const [name, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS[3];
  const count = Math.floor(ms / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/**
 * How long ago an instant was, or how far ahead it lies: `12 minutes ago`, `in 3 days`, `just now`; floored.
 */
export function ageWords(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 1000) return 'just now';
  return now > at ? `${spanWords(distance)} ago` : `in ${spanWords(distance)}`;
}

/**
 * A length of time in full, for budgets: `43m12s`, `1m26.4s`, `2d3h`, `0s`; a fraction of a millisecond is
 * cut. Throws `RangeError` on a negative or non-finite length.
 */
export function spanExact(ms: number): string {
  assertLength(ms);
  let rest = Math.floor(ms);
  let text = '';
  for (const [unit, size] of [
    ['d', DAY_MS],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  if (rest > 0 || text === '') text += `${rest / 1000}s`;
  return text;
}

function assertLength(ms: number): void {
  if (!Number.isFinite(ms) || ms < 0) {
    throw new RangeError(`not a length of time: ${ms} ms; pass a finite number of milliseconds, 0 or more`);
  }
}
