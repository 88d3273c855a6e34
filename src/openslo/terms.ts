import { durationMs } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';
import type { OpenSlo } from './schema.ts';

/** The terms of an objective that both OpenSLO and this book have a word for. */
export interface Terms {
  readonly target: string;
  readonly window: string | undefined;
  readonly calendar: Slo['calendar'];
  readonly method: NonNullable<Slo['method']>;
  readonly slice: Slo['slice'];
}

const CALENDAR = { '1w': 'week', '1M': 'month', '1Q': 'quarter', '1Y': 'year' } as const;
const UNIT_DURATION = { week: '1w', month: '1M', quarter: '1Q', year: '1Y' } as const;
/** A Monday that begins a year, and so a week, a month and a quarter as well. */
const CALENDAR_START = '2024-01-01 00:00:00';
const DAY_MS = 86_400_000;

/** Reads the terms of an SLO. Throws `RangeError` with the reason where this book has no word for one of them. */
export function readTerms({ spec }: OpenSlo): Terms {
  const [window] = spec.timeWindow;
  const [objective] = spec.objectives;
  if (!window || !objective) throw new RangeError('it has no time window or no objective');
  const { timeSliceWindow, timeSliceTarget } = objective;
  const sliced = spec.budgetingMethod !== 'Occurrences';
  if (sliced && timeSliceWindow === undefined)
    throw new RangeError(`the budgeting method ${spec.budgetingMethod} needs timeSliceWindow`);
  if (spec.budgetingMethod === 'Timeslices' && timeSliceTarget === undefined)
    throw new RangeError('the budgeting method Timeslices needs timeSliceTarget');
  return {
    target: readTarget(objective),
    ...(window.isRolling
      ? { window: readRolling(window.duration), calendar: undefined }
      : { window: undefined, calendar: readCalendar(window) }),
    method:
      spec.budgetingMethod === 'Occurrences'
        ? 'occurrences'
        : spec.budgetingMethod === 'Timeslices'
          ? 'timeslices'
          : 'ratio-timeslices',
    slice: sliced
      ? {
          length:
            typeof timeSliceWindow === 'number'
              ? `${timeSliceWindow}m`
              : readFixed(timeSliceWindow ?? '', 'a slice'),
          target: timeSliceTarget === undefined ? '1' : decimal(timeSliceTarget, 'timeSliceTarget'),
        }
      : undefined,
  };
}

function readTarget({ target, targetPercent }: OpenSlo['spec']['objectives'][number]): string {
  if ((target === undefined) === (targetPercent === undefined))
    throw new RangeError('an objective has target or targetPercent, one of the two');
  const text = target !== undefined ? decimal(target, 'target') : hundredth(targetPercent as number);
  if (!/^0\.\d*[1-9]\d*$/.test(text)) throw new RangeError(`the target ${text} must lie above 0 and below 1`);
  return text;
}

function decimal(value: number, what: string): string {
  const text = String(value);
  if (!/^\d+(?:\.\d+)?$/.test(text)) throw new RangeError(`${what} ${text}: write it in plain digits`);
  return text;
}

/** A percentage divided by 100 on its digits, because 99.95 / 100 is not 0.9995 in floating point. */
function hundredth(percent: number): string {
  const [whole = '0', part = ''] = decimal(percent, 'targetPercent').split('.');
  return `0.${whole.padStart(2, '0')}${part}`.replace(/0+$/, '');
}

function readRolling(duration: string): string {
  const text = readFixed(duration, 'a rolling window');
  if (durationMs(text) < DAY_MS) {
    const month = duration.endsWith('m') ? `; m is minutes, and a month is written 1M` : '';
    throw new RangeError(`a window of ${duration} is shorter than a day${month}`);
  }
  return text;
}

function readFixed(duration: string, what: string): string {
  if (/[MQY]$/.test(duration))
    throw new RangeError(
      `${what} of ${duration} has no fixed length; write days, such as 30d, or use the calendar`,
    );
  return duration;
}

function readCalendar({
  duration,
  calendar,
}: OpenSlo['spec']['timeWindow'][number]): NonNullable<Slo['calendar']> {
  if (!calendar) throw new RangeError('a window that does not roll needs a calendar');
  const unit = Object.hasOwn(CALENDAR, duration) ? CALENDAR[duration as keyof typeof CALENDAR] : undefined;
  if (!unit) {
    const month = duration.endsWith('m') ? '; m is minutes, and a month is written 1M' : '';
    throw new RangeError(`a calendar window of ${duration}: this book has 1w, 1M, 1Q and 1Y${month}`);
  }
  const { startTime, timeZone } = calendar;
  if (!startsUnit(startTime, unit))
    throw new RangeError(
      `a calendar ${unit} that begins at ${startTime}: windows of this book begin at midnight of the first day of the ${unit}`,
    );
  return { unit, zone: timeZone };
}

function startsUnit(startTime: string, unit: NonNullable<Slo['calendar']>['unit']): boolean {
  const [day = '', time] = startTime.split(' ');
  const [, month, date] = day.split('-').map(Number);
  if (time !== '00:00:00') return false;
  switch (unit) {
    case 'week':
      return new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
    case 'month':
      return date === 1;
    case 'quarter':
      return date === 1 && ((month ?? 0) - 1) % 3 === 0;
    case 'year':
      return date === 1 && month === 1;
    default: {
      const never: never = unit;
      throw new RangeError(`unknown calendar window ${String(never)}`);
    }
  }
}

/** Time windows, method and objective of an SLO as OpenSLO writes them. Throws `RangeError` where it has no word for one. */
export function writeTerms(
  terms: Terms,
): Pick<OpenSlo['spec'], 'timeWindow' | 'budgetingMethod' | 'objectives'> {
  const { calendar, method, slice } = terms;
  const timeWindow = calendar
    ? {
        duration: UNIT_DURATION[calendar.unit],
        isRolling: false,
        calendar: { startTime: CALENDAR_START, timeZone: calendar.zone },
      }
    : { duration: writeFixed(terms.window ?? '', 'the window'), isRolling: true };
  const target = Number(terms.target);
  switch (method) {
    case 'occurrences':
      return { timeWindow: [timeWindow], budgetingMethod: 'Occurrences', objectives: [{ target }] };
    case 'timeslices':
    case 'ratio-timeslices': {
      // Time that is counted as it is has no slices; minutes that must be good as a whole come nearest.
      const { length, target: share } = slice ?? { length: '1m', target: '1' };
      const timeSliceWindow = writeFixed(length, 'the slice');
      return method === 'timeslices'
        ? {
            timeWindow: [timeWindow],
            budgetingMethod: 'Timeslices',
            objectives: [{ target, timeSliceTarget: Number(share), timeSliceWindow }],
          }
        : {
            timeWindow: [timeWindow],
            budgetingMethod: 'RatioTimeslices',
            objectives: [{ target, timeSliceWindow }],
          };
    }
    default: {
      const never: never = method;
      throw new RangeError(`unknown method ${String(never)}`);
    }
  }
}

/** A duration of this book in the shorthand of OpenSLO, which knows nothing below a minute. */
export function writeFixed(text: string, what: string): string {
  if (/(?<!m)s$|ms$/.test(text)) {
    const ms = durationMs(text);
    if (ms % 60_000 !== 0) throw new RangeError(`${what} of ${text}: OpenSLO knows no time below a minute`);
    return `${ms / 60_000}m`;
  }
  return text;
}
