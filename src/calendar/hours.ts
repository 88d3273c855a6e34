import { Temporal } from 'temporal-polyfill';
import type { Hours } from '../schemas/channel.ts';
import { WEEKDAYS } from '../schemas/rotation.ts';
import { instantOfWall, wallAt } from './zone.ts';

/** Hours in which an instant lies, as instants; null where it lies in none. Milliseconds, the end not included. */
export function hoursAt(hours: Hours, at: number): { from: number; to: number } | null {
  const today = wallAt(at, hours.timeZone).toPlainDate();
  // Hours that go past midnight began yesterday.
  for (const day of [today, today.subtract({ days: 1 })]) {
    const name = WEEKDAYS[day.dayOfWeek - 1];
    if (name === undefined || !hours.days.includes(name)) continue;
    const next = hours.to <= hours.from ? day.add({ days: 1 }) : day;
    const from = instantOf(day, hours.from, hours.timeZone);
    const to = instantOf(next, hours.to, hours.timeZone);
    if (at >= from && at < to) return { from, to };
  }
  return null;
}

/** The first instant at or after `at` that lies in no such hours: `at` itself, or their end. At most a week is skipped. */
export function endOfQuiet(hours: Hours, at: number): number {
  let then = at;
  for (let skipped = 0; skipped < 8; skipped += 1) {
    const inside = hoursAt(hours, then);
    if (!inside) return then;
    then = inside.to;
  }
  return then;
}

function instantOf(day: Temporal.PlainDate, time: string, timeZone: string): number {
  return instantOfWall(day.toPlainDateTime(Temporal.PlainTime.from(time)), timeZone);
}
