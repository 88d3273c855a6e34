import { type Interval, mergeIntervals } from '../calendar/interval.ts';
import { DAY_MS, startOfUtcDay, utcDay } from '../calendar/time.ts';
import type { VisitPiece } from './coverage.ts';
import { type Accounted, walkAccounted } from './planned.ts';
import type { Segment } from './vote.ts';

/**
 * How a day cell is drawn, from least to most. `none` is a day without any observation and is never drawn as
 * good.
 */
export const DAY_LEVELS = ['none', 'maintenance', 'good', 'slight', 'partial', 'major'] as const;
export type DayLevel = (typeof DAY_LEVELS)[number];

/** Confirmed downtime in a day from which its cell is `partial`. Any less is `slight`. */
export const PARTIAL_DAY_MS = 20 * 60_000;
/** Confirmed downtime in a day from which its cell is `major`. */
export const MAJOR_DAY_MS = 2 * 3_600_000;
/** Degraded time, or failed looks that nothing confirmed, from which a cell is `slight`; they never go beyond that. */
export const SLIGHT_MS = 20 * 60_000;
/** Share of a day, planned work aside, that must have been observed for it to be called good. */
export const ENOUGH_OBSERVED = 0.5;

/**
 * One UTC day of a component. The six times add up to the part of the day that has passed, in milliseconds.
 */
export interface DayCell {
  /** The day in UTC, `2026-11-21`. */
  readonly day: string;
  readonly upMs: number;
  readonly degradedMs: number;
  /** Observed down, confirmed or not; this is what uptime counts. */
  readonly downMs: number;
  readonly unknownMs: number;
  readonly maintenanceMs: number;
  /** Downtime inside confirmed outages; this is what colours the cell. */
  readonly confirmedDownMs: number;
  readonly level: DayLevel;
}

/**
 * Cells for the last `count` UTC days, oldest first, today (the part up to `now`) last.
 *
 * `walk` visits what was observed in a given window, such as `(window, visit) => walkLooks(looks, intervalMs,
 * window, visit)`, or {@link walkSegments} for a component. `confirmed` are the outages of the component;
 * only they colour a day, so a single failed look that was never confirmed leaves it `good` although its time
 * is in `downMs`. The level grows with how long it was down.
 */
export function dayCells(
  walk: (window: Interval, visit: VisitPiece) => void,
  confirmed: readonly { readonly from: number; readonly to: number | null }[],
  planned: readonly Interval[],
  count: number,
  now: number,
): DayCell[] {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} days: use a whole number from 1`);
  const today = startOfUtcDay(now);
  const window = { from: today - (count - 1) * DAY_MS, to: now };
  const cells = Array.from({ length: count }, () => ({
    up: 0,
    degraded: 0,
    down: 0,
    unknown: 0,
    maintenance: 0,
    confirmed: 0,
  }));
  const add = (from: number, to: number, what: Accounted | 'confirmed') => {
    for (let start = from; start < to; ) {
      const index = Math.floor((start - window.from) / DAY_MS);
      const end = Math.min(to, window.from + (index + 1) * DAY_MS);
      const cell = cells[index];
      if (!cell || !Object.hasOwn(cell, what))
        throw new RangeError(`cannot count "${what}" at ${start} in a day cell`);
      cell[what] += end - start;
      start = end;
    }
  };
  walkAccounted((visit) => walk(window, visit), planned, add);
  const down = confirmed.map(
    ({ from, to }): Segment => ({ from: Math.max(from, window.from), to: to ?? now, state: 'down' }),
  );
  const visitDown = (visit: VisitPiece) => {
    for (const { from, to } of unite(down, now)) visit(from, to, 'down');
  };
  walkAccounted(visitDown, planned, (from, to, what) => {
    if (what === 'down') add(from, to, 'confirmed');
  });
  return cells.map((cell, index) => ({
    day: utcDay(window.from + index * DAY_MS),
    upMs: cell.up,
    degradedMs: cell.degraded,
    downMs: cell.down,
    unknownMs: cell.unknown,
    maintenanceMs: cell.maintenance,
    confirmedDownMs: cell.confirmed,
    level: levelOf(cell),
  }));
}

/**
 * A walk over segments that were already computed, for {@link dayCells}. Time they do not cover is unknown.
 */
export function walkSegments(timeline: readonly Segment[]): (window: Interval, visit: VisitPiece) => void {
  return (window, visit) => {
    let cursor = window.from;
    for (const { from, to, state } of timeline) {
      const start = Math.max(from, cursor);
      const end = Math.min(to, window.to);
      if (end <= start) continue;
      if (start > cursor) visit(cursor, start, 'unknown');
      visit(start, end, state);
      cursor = end;
    }
    if (cursor < window.to) visit(cursor, window.to, 'unknown');
  };
}

function unite(outages: readonly Interval[], now: number): Interval[] {
  const inside = outages
    .map(({ from, to }) => ({ from, to: Math.min(to, now) }))
    .filter(({ from, to }) => to > from);
  return mergeIntervals(inside);
}

function levelOf(cell: {
  up: number;
  degraded: number;
  down: number;
  unknown: number;
  maintenance: number;
  confirmed: number;
}): DayLevel {
  if (cell.confirmed >= MAJOR_DAY_MS) return 'major';
  if (cell.confirmed >= PARTIAL_DAY_MS) return 'partial';
  if (cell.confirmed > 0 || cell.degraded >= SLIGHT_MS || cell.down >= SLIGHT_MS) return 'slight';
  const observed = cell.up + cell.degraded + cell.down;
  if (observed > 0 && observed >= (observed + cell.unknown) * ENOUGH_OBSERVED) return 'good';
  // What little was seen of it was bad, and a frame would hide that.
  if (cell.down > 0) return 'slight';
  return cell.maintenance > 0 && observed === 0 ? 'maintenance' : 'none';
}
