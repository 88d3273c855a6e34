import { type Interval, mergeIntervals } from '../calendar/interval.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import type { VisitPiece } from './coverage.ts';

/** Planned work on a component, as expanded from the calendar. */
export interface PlannedWork extends Interval {
  /** What is done, for sentences on the page. */
  readonly title?: string | undefined;
}

/** What a stretch of time counts as: what was observed, or `maintenance`, which wins over any observation. */
export type Accounted = Outcome | 'maintenance';

/**
 * Walks a window and cuts planned work out of what was observed. Overlapping work counts once. Receives a
 * walk that visits observed pieces in order of time, such as `(visit) => walkLooks(looks, intervalMs, window,
 * visit)`.
 */
export function walkAccounted(
  walk: (visit: VisitPiece) => void,
  planned: readonly Interval[],
  visit: (from: number, to: number, what: Accounted) => void,
): void {
  const work = mergeIntervals(planned);
  let next = 0;
  walk((from, to, outcome) => {
    let cursor = from;
    while (next < work.length && (work[next] as Interval).to <= cursor) next += 1;
    for (let i = next; i < work.length && cursor < to; i += 1) {
      const one = work[i] as Interval;
      if (one.from >= to) break;
      if (one.from > cursor) visit(cursor, one.from, outcome);
      const start = Math.max(cursor, one.from);
      const end = Math.min(to, one.to);
      visit(start, end, 'maintenance');
      cursor = end;
    }
    if (cursor < to) visit(cursor, to, outcome);
  });
}
