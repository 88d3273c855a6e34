import type { Temporal } from 'temporal-polyfill';
import { WEEKDAY_CODES, type WeekdayCode, weekdayOf } from './zone.ts';

/** Frequencies of planned work; other words of RFC 5545 are refused rather than half understood. */
export const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** A parsed recurrence rule: the subset of RFC 5545 §3.3.10 that {@link parseRule} accepts. */
export interface RecurrenceRule {
  readonly freq: Frequency;
  /** Every how many days, weeks or months; 1 when the rule does not say. */
  readonly interval: number;
  /** Weekdays; `nth` counts within the month (2 is the second, -1 the last), `null` means every one. */
  readonly byDay: readonly { readonly nth: number | null; readonly day: WeekdayCode }[];
  /** Days of the month, 1 to 31, or -1 to -31 from its end. */
  readonly byMonthDay: readonly number[];
  /** Last possible start, inclusive, in milliseconds; `null` when the rule has none. */
  readonly until: number | null;
  /** Number of starts, the first included; `null` when the rule has none. */
  readonly count: number | null;
}

export type ParsedRule =
  | { readonly ok: true; readonly rule: RecurrenceRule }
  | { readonly ok: false; readonly message: string };

/**
 * Reads a recurrence rule such as `FREQ=MONTHLY;BYDAY=2SU,4SU`. Accepts FREQ (DAILY, WEEKLY, MONTHLY),
 * INTERVAL, BYDAY (a number before the day only with MONTHLY), BYMONTHDAY (not with WEEKLY), and at most one
 * of UNTIL (an instant in UTC, `20261231T235959Z`) and COUNT. Anything else is refused with a sentence that
 * says what to write; nothing is ignored.
 */
export function parseRule(text: string): ParsedRule {
  try {
    return { ok: true, rule: readRule(text) };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, message: `rrule ${text}: ${error.message}` };
    throw error;
  }
}

function readRule(text: string): RecurrenceRule {
  const parts = new Map<string, string>();
  for (const part of text.split(';')) {
    const [name, value, ...more] = part.split('=');
    if (!name || !value || more.length > 0) throw new RangeError(`"${part}" is not NAME=VALUE`);
    if (parts.has(name)) throw new RangeError(`${name} is given twice; keep one`);
    parts.set(name, value);
  }
  const known = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'UNTIL', 'COUNT'];
  for (const name of parts.keys()) {
    if (!known.includes(name)) throw new RangeError(`${name} is not supported; use ${known.join(', ')}`);
  }
  const freq = FREQUENCIES.find((one) => one === parts.get('FREQ'));
  if (!freq)
    throw new RangeError(`FREQ is ${parts.get('FREQ') ?? 'missing'}; use one of ${FREQUENCIES.join(', ')}`);
  if (parts.has('UNTIL') && parts.has('COUNT'))
    throw new RangeError('UNTIL and COUNT exclude each other; keep one');
  if (freq === 'WEEKLY' && parts.has('BYMONTHDAY')) {
    throw new RangeError('BYMONTHDAY has no meaning with FREQ=WEEKLY; use FREQ=MONTHLY or BYDAY');
  }
  return {
    freq,
    interval: readCount('INTERVAL', parts.get('INTERVAL')) ?? 1,
    byDay: (parts.get('BYDAY')?.split(',') ?? []).map((day) => readDay(day, freq)),
    byMonthDay: (parts.get('BYMONTHDAY')?.split(',') ?? []).map(readMonthDay),
    until: readUntil(parts.get('UNTIL')),
    count: readCount('COUNT', parts.get('COUNT')),
  };
}

function readCount(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new RangeError(`${name} is ${text}; use a whole number from 1 to 99999`);
  return Number(text);
}

function readDay(text: string, freq: Frequency): { nth: number | null; day: WeekdayCode } {
  const match = /^([+-]?[1-5])?([A-Z]{2})$/.exec(text);
  const day = WEEKDAY_CODES.find((one) => one === match?.[2]);
  if (!match || !day)
    throw new RangeError(`BYDAY has "${text}"; use ${WEEKDAY_CODES.join(', ')}, monthly also 2SU or -1SU`);
  if (match[1] === undefined) return { nth: null, day };
  if (freq !== 'MONTHLY')
    throw new RangeError(`BYDAY has "${text}", but a number before the day needs FREQ=MONTHLY`);
  return { nth: Number(match[1]), day };
}

function readMonthDay(text: string): number {
  const value = /^-?\d{1,2}$/.test(text) ? Number(text) : 0;
  if (value === 0 || Math.abs(value) > 31)
    throw new RangeError(`BYMONTHDAY has "${text}"; use 1 to 31 or -1 to -31`);
  return value;
}

function readUntil(text: string | undefined): number | null {
  if (text === undefined) return null;
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = match ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString() !== iso) {
    throw new RangeError(`UNTIL is ${text}; use an instant in UTC such as 20261231T235959Z`);
  }
  return at;
}

/** True when a local date is one that the rule itself would produce as a first start. */
export function startMatches(rule: RecurrenceRule, start: Temporal.PlainDateTime): boolean {
  const fromEnd = start.day - start.daysInMonth - 1;
  if (rule.byMonthDay.length > 0 && !rule.byMonthDay.some((day) => day === start.day || day === fromEnd))
    return false;
  if (rule.byDay.length === 0) return true;
  const nth = Math.ceil(start.day / 7);
  const nthFromEnd = -Math.ceil((start.daysInMonth - start.day + 1) / 7);
  const weekday = weekdayOf(start);
  return rule.byDay.some(
    (one) => one.day === weekday && (one.nth === null || one.nth === nth || one.nth === nthFromEnd),
  );
}
