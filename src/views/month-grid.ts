import type { Book } from '../book/book.ts';
import { DAY_MS } from '../calendar/time.ts';
import { plannedWindows } from './maintenance.ts';

/** A day of a month with the planned work that touches it. */
export interface GridDay {
  readonly number: number;
  readonly today: boolean;
  /** Titles of planned work, each once; work that was called off is left out. */
  readonly titles: readonly string[];
  /** Id of the entry of the first of them, for a link. */
  readonly anchor: string;
}

export interface MonthGrid {
  /** First instant of the month, UTC, milliseconds. */
  readonly start: number;
  /** Weeks from Monday to Sunday; null for days of other months. */
  readonly weeks: readonly (readonly (GridDay | null)[])[];
}

/** The month of `now` and those after it, `count` in all, days in UTC. */
export function monthGrids(book: Book, now: number, count: number): MonthGrid[] {
  const first = new Date(now);
  return Array.from({ length: count }, (_, index) => {
    const start = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1);
    const end = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index + 1, 1);
    const work = plannedWindows(book, { from: start, to: end }).filter(({ cancelled }) => !cancelled);
    const days: (GridDay | null)[] = Array.from({ length: mondayBased(start) }, () => null);
    for (let at = start; at < end; at += DAY_MS) {
      const here = work.filter(({ from, to }) => from < at + DAY_MS && to > at);
      days.push({
        number: new Date(at).getUTCDate(),
        today: at <= now && now < at + DAY_MS,
        titles: [...new Set(here.map(({ entry }) => entry.data.title))],
        anchor: here[0]?.entry.id ?? '',
      });
    }
    while (days.length % 7 !== 0) days.push(null);
    return {
      start,
      weeks: Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)),
    };
  });
}

/** Days from the Monday before (or at) an instant, 0 to 6. */
function mondayBased(at: number): number {
  return (new Date(at).getUTCDay() + 6) % 7;
}
