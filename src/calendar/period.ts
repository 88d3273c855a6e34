import type { CALENDAR_UNITS } from '../schemas/slo.ts';
import type { Interval } from './interval.ts';
import { instantOfWall, wallAt } from './zone.ts';

/** A week, month, quarter or year of the calendar. */
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

/**
 * The calendar period of a zone that holds an instant, as instants: from local midnight to local midnight, so its length
 * follows the clocks. Weeks begin on Monday. `offset` counts periods from there: −1 is the one before.
 */
export function calendarPeriod(at: number, unit: CalendarUnit, timeZone: string, offset = 0): Interval {
  const day = wallAt(at, timeZone).toPlainDate();
  const first = (() => {
    switch (unit) {
      case 'week':
        return day.subtract({ days: day.dayOfWeek - 1 }).add({ weeks: offset });
      case 'month':
        return day.with({ day: 1 }).add({ months: offset });
      case 'quarter':
        return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) }).add({ months: 3 * offset });
      case 'year':
        return day.with({ day: 1, month: 1 }).add({ years: offset });
      default: {
        const never: never = unit;
        throw new RangeError(`unknown calendar window "${never}"; use week, month, quarter or year`);
      }
    }
  })();
  const next = first.add(
    unit === 'week' ? { weeks: 1 } : unit === 'year' ? { years: 1 } : { months: unit === 'month' ? 1 : 3 },
  );
  const midnight = (date: typeof first) => instantOfWall(date.toPlainDateTime(), timeZone);
  return { from: midnight(first), to: midnight(next) };
}
