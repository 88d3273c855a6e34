import type { Interval } from '../calendar/interval.ts';
import { type CalendarUnit, calendarPeriod } from '../calendar/period.ts';
import { DAY_MS } from '../calendar/time.ts';
import { durationMs, durationWords } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';

/** What a window needs of an SLO. */
export interface Windowed {
  readonly window: Slo['window'];
  readonly calendar?: Slo['calendar'];
}

/** The window an SLO is judged over at an instant. */
export interface SloWindow {
  readonly kind: 'rolling' | 'calendar';
  /** The whole of it; that of a calendar reaches past now. The budget is that of all of it. */
  readonly whole: Interval;
  /** The part up to now. */
  readonly past: Interval;
}

/** The window at `now`: the time before it, or the calendar period that holds it. */
export function windowAt(slo: Windowed, now: number): SloWindow {
  if (slo.calendar) {
    const whole = calendarPeriod(now, slo.calendar.unit, slo.calendar.zone);
    return { kind: 'calendar', whole, past: { from: whole.from, to: now } };
  }
  const past = { from: now - durationMs(slo.window), to: now };
  return { kind: 'rolling', whole: past, past };
}

const NOMINAL_DAYS = { week: 7, month: 30, quarter: 90, year: 365 } as const satisfies Record<
  CalendarUnit,
  number
>;

/**
 * Length that burn rates are taken over, in milliseconds: that of the rolling window, or for the calendar 7, 30, 90 and
 * 365 days, so that an alert does not change its threshold with the month.
 */
export function nominalMs(slo: Windowed): number {
  return slo.calendar ? NOMINAL_DAYS[slo.calendar.unit] * DAY_MS : durationMs(slo.window);
}

const LONGEST_DAYS = { week: 7, month: 31, quarter: 92, year: 366 } as const satisfies Record<
  CalendarUnit,
  number
>;

/** Longest that the window can be, in milliseconds: how far back looks are needed. */
export function longestMs(slo: Windowed): number {
  // A day of clocks going back has an hour more.
  return slo.calendar ? LONGEST_DAYS[slo.calendar.unit] * DAY_MS + 3_600_000 : durationMs(slo.window);
}

/** The window in words: `rolling 30 days`, `calendar month in Europe/Berlin`. */
export function windowWords(slo: Windowed): string {
  return slo.calendar
    ? `calendar ${slo.calendar.unit} in ${slo.calendar.zone}`
    : `rolling ${durationWords(slo.window)}`;
}
