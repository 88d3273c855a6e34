import { Temporal } from 'temporal-polyfill';
import { durationMs, parseTarget } from '../schemas/duration.ts';
import type { Cadence } from '../schemas/vocabulary.ts';
import { DAY_MS } from './time.ts';
import { wallAt } from './zone.ts';

/** When something that is done again and again is due next. */
export type NextDue =
  /** A calendar day, `2026-12-01`. */
  | { readonly kind: 'day'; readonly day: string }
  /** An instant in milliseconds. */
  | { readonly kind: 'instant'; readonly at: number }
  /** Goes on all the time, so it is never due. */
  | { readonly kind: 'ongoing' }
  /** Follows an event and not the calendar. */
  | { readonly kind: 'on event'; readonly event: 'deployment' | 'incident' | 'need' }
  /** Was to be done once and has been. */
  | { readonly kind: 'done' }
  /** Cannot be known; `why` says what is missing. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Next due time from the cadence and the last time it was done. `lastDone` is a day (`2026-11-01`), an
 * instant in UTC for cadences below a day, a date known less exactly (`2026-11`), or `null` when no one
 * knows. Nothing is invented: `null` and inexact dates give `unknown`. Months and years are steps on the
 * calendar (31 January + 1 month is the last day of February). Throws `RangeError` on a malformed date.
 */
export function nextDue(cadence: Cadence, lastDone: string | null): NextDue {
  switch (cadence) {
    case 'continuous':
    case 'real-time':
    case '30 seconds':
      return { kind: 'ongoing' };
    case 'hourly':
      return afterInstant(lastDone, 3_600_000);
    case 'daily':
      return afterDay(lastDone, { days: 1 });
    case 'weekly':
      return afterDay(lastDone, { weeks: 1 });
    case 'monthly':
      return afterDay(lastDone, { months: 1 });
    case 'quarterly':
      return afterDay(lastDone, { months: 3 });
    case 'yearly':
      return afterDay(lastDone, { years: 1 });
    case 'per deployment':
      return { kind: 'on event', event: 'deployment' };
    case 'per incident':
      return { kind: 'on event', event: 'incident' };
    case 'as needed':
      return { kind: 'on event', event: 'need' };
    case 'once':
      return lastDone === null
        ? { kind: 'unknown', why: 'not done yet and no date is set' }
        : { kind: 'done' };
    default: {
      const never: never = cadence;
      throw new RangeError(`unknown cadence: ${never}; use a word of the cadence vocabulary`);
    }
  }
}

function afterInstant(lastDone: string | null, ms: number): NextDue {
  if (lastDone === null) return { kind: 'unknown', why: 'never recorded as done' };
  if (!lastDone.includes('T'))
    return { kind: 'unknown', why: `last done ${lastDone}, without a time of day` };
  return { kind: 'instant', at: Temporal.Instant.from(lastDone).epochMilliseconds + ms };
}

function afterDay(lastDone: string | null, step: Temporal.DurationLike): NextDue {
  if (lastDone === null) return { kind: 'unknown', why: 'never recorded as done' };
  if (/^\d{4}(?:-\d\d)?$/.test(lastDone))
    return { kind: 'unknown', why: `last done ${lastDone}, known no more exactly` };
  const day = lastDone.includes('T') ? Temporal.Instant.from(lastDone).toString().slice(0, 10) : lastDone;
  return { kind: 'day', day: parseDay(day).add(step, { overflow: 'constrain' }).toString() };
}

/** Where a due time stands against now. `days` is whole days until (or, when overdue, since) the day. */
export type DueState =
  | { readonly state: 'ahead' | 'today' | 'overdue'; readonly days: number }
  | { readonly state: 'not on the calendar' | 'unknown' };

/**
 * Compares a due time with today (`2026-11-21`) at an instant `now` in milliseconds; `today` decides for
 * days.
 */
export function dueState(due: NextDue, today: string, now: number): DueState {
  switch (due.kind) {
    case 'day':
      return countDays(daysBetween(today, due.day));
    case 'instant':
      if (due.at <= now) return { state: 'overdue', days: Math.floor((now - due.at) / DAY_MS) };
      return { state: due.at - now < DAY_MS ? 'today' : 'ahead', days: Math.floor((due.at - now) / DAY_MS) };
    case 'unknown':
      return { state: 'unknown' };
    case 'ongoing':
    case 'on event':
    case 'done':
      return { state: 'not on the calendar' };
    default: {
      const never: never = due;
      throw new RangeError(`unknown kind of due time: ${JSON.stringify(never)}`);
    }
  }
}

function countDays(ahead: number): DueState {
  if (ahead === 0) return { state: 'today', days: 0 };
  return ahead > 0 ? { state: 'ahead', days: ahead } : { state: 'overdue', days: -ahead };
}

/**
 * The business day after the local day that holds an instant: Friday, Saturday and Sunday all give Monday.
 * Business days are Monday to Friday; public holidays are not known here.
 */
export function nextBusinessDay(at: number, timeZone: string): string {
  const date = wallAt(at, timeZone).toPlainDate();
  const ahead = date.dayOfWeek >= 5 ? 8 - date.dayOfWeek : 1;
  return date.add({ days: ahead }).toString();
}

/** Until when a promised response holds; `open` where the promise names no end. */
export type Deadline =
  | { readonly kind: 'instant'; readonly at: number }
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'open'; readonly why: string };

/**
 * Deadline of a response target (`15m`, `< 1h`, `immediate`, `next business day`, …) that starts to run at an
 * instant. `business hours` and `as needed` promise no length, so they stay open. Throws `RangeError` on a
 * text that is not a response target.
 */
export function responseDeadline(target: string, at: number, timeZone: string): Deadline {
  const parsed = parseTarget(target);
  if (!parsed)
    throw new RangeError(`not a response target: ${target}; use 15m, < 1h or a word such as immediate`);
  if (parsed.kind === 'duration') return { kind: 'instant', at: at + parsed.ms };
  switch (parsed.word) {
    case 'immediate':
      return { kind: 'instant', at };
    case 'next business day':
      return { kind: 'day', day: nextBusinessDay(at, timeZone) };
    case 'business hours':
    case 'as needed':
      return { kind: 'open', why: `"${parsed.word}" names no length of time` };
    default: {
      const never: never = parsed.word;
      throw new RangeError(`unknown response word: ${never}`);
    }
  }
}

/** From how many days before its due day a review counts as due, unless the book sets another number. */
export const REVIEW_NOTICE_DAYS = 14;

/**
 * Freshness of a reviewed page. `days` until due, or since due when overdue; both `null` when never reviewed.
 */
export type Freshness =
  | { readonly state: 'fresh' | 'due' | 'overdue'; readonly dueOn: string; readonly days: number }
  | { readonly state: 'unknown'; readonly dueOn: null; readonly days: null };

/**
 * Freshness of a page reviewed on a day and to be reviewed every so often. On the due day itself it is still
 * `due`, the day after it is `overdue`. A page that was never reviewed is `unknown`, not fresh. `today` is a
 * day; a review dated one day ahead is accepted because the author may live east of the reader. Throws
 * `RangeError` on malformed days, later dates in the future, and a period under a day.
 */
export function freshness(
  reviewedOn: string | null,
  reviewEvery: string,
  today: string,
  noticeDays: number = REVIEW_NOTICE_DAYS,
): Freshness {
  if (reviewedOn === null) return { state: 'unknown', dueOn: null, days: null };
  const period = Math.floor(durationMs(reviewEvery) / DAY_MS);
  if (period < 1)
    throw new RangeError(`review every ${reviewEvery} is shorter than a day; use 1d or more, such as 90d`);
  if (daysBetween(today, reviewedOn) > 1) {
    throw new RangeError(`reviewed on ${reviewedOn}, which lies after today (${today}); correct the date`);
  }
  const dueOn = parseDay(reviewedOn).add({ days: period }).toString();
  const ahead = daysBetween(today, dueOn);
  if (ahead < 0) return { state: 'overdue', dueOn, days: -ahead };
  return { state: ahead <= noticeDays ? 'due' : 'fresh', dueOn, days: ahead };
}

function daysBetween(from: string, to: string): number {
  return parseDay(from).until(parseDay(to), { largestUnit: 'days' }).days;
}

function parseDay(text: string): Temporal.PlainDate {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new RangeError(`not a day: ${text}; write it like 2026-11-21`);
  return Temporal.PlainDate.from(text, { overflow: 'reject' });
}
