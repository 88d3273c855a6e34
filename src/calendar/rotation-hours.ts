import { Temporal } from 'temporal-polyfill';
import { type Restriction, WEEKDAYS } from '../schemas/rotation.ts';
import { type Interval, mergeIntervals } from './interval.ts';
import { instantOfWall, wallAt } from './zone.ts';

/**
 * The hours of a window to which a layer is limited, sorted and without overlaps; the whole window where nothing limits
 * it. Both ends are wall times in the zone, so an hour that clocks skip is missing and one they repeat counts twice. A
 * range that begins inside a skipped hour begins when that hour is over.
 */
export function hoursIn(
  restrictions: readonly Restriction[],
  timeZone: string,
  window: Interval,
): Interval[] {
  if (window.to <= window.from) return [];
  if (restrictions.length === 0) return [{ from: window.from, to: window.to }];
  const found: Interval[] = [];
  // Hours that go past midnight began the day before.
  let day = wallAt(window.from, timeZone).toPlainDate().subtract({ days: 1 });
  const last = wallAt(window.to, timeZone).toPlainDate();
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    for (const { days, from, to } of restrictions) {
      if (!days.some((name) => WEEKDAYS.indexOf(name) + 1 === day.dayOfWeek)) continue;
      const begin = instantOf(day, from, timeZone);
      const end = instantOf(to > from ? day : day.add({ days: 1 }), to, timeZone);
      const cut = { from: Math.max(begin, window.from), to: Math.min(end, window.to) };
      if (cut.to > cut.from) found.push(cut);
    }
  }
  return mergeIntervals(found);
}

function instantOf(day: Temporal.PlainDate, time: string, timeZone: string): number {
  return instantOfWall(day.toPlainDateTime(Temporal.PlainTime.from(time)), timeZone);
}
