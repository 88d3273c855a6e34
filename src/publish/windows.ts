import type { Interval } from '../calendar/interval.ts';
import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { type PlannedWindow, plannedWindows } from '../views/maintenance.ts';
import type { Publication } from './publication.ts';

/** Days behind and ahead of now whose planned work is published: calendars keep a quarter and see a year. */
export const PAST_DAYS = 90;
export const COMING_DAYS = 365;

/** Where a window of planned work stands. */
export const WINDOW_STATES = ['planned', 'announced', 'in progress', 'over', 'cancelled'] as const;
export type WindowState = (typeof WINDOW_STATES)[number];

/** The time whose planned work is published. It moves once a day, so that files do not change with every build. */
export function publishedHorizon(now: number): Interval {
  const today = startOfUtcDay(now);
  return { from: today - PAST_DAYS * DAY_MS, to: today + COMING_DAYS * DAY_MS };
}

/** Every window of the horizon, by start: what calendar, feed and interface list alike. */
export function publishedWindows({ book, facts }: Publication): PlannedWindow[] {
  return plannedWindows(book, publishedHorizon(facts.now));
}

/** State of a window at `now` (milliseconds); its start belongs to it, its end does not. */
export function windowState(window: PlannedWindow, now: number): WindowState {
  if (window.cancelled) return 'cancelled';
  if (now >= window.to) return 'over';
  if (now >= window.from) return 'in progress';
  return now >= window.announcedFrom ? 'announced' : 'planned';
}

/** The id of a window that never changes: its entry and its nominal start. */
export function windowId(window: PlannedWindow): string {
  return `${window.entry.id}/${window.id}`;
}
