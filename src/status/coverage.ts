import type { Interval } from '../calendar/interval.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { firstAtOrAfter, type Looks, type Series } from './looks.ts';
import { type Segment, voteTimelines } from './vote.ts';

/**
 * How many intervals one look may speak for. A look stands for the time until the next one; half an interval
 * more is allowed because schedules are late by seconds or minutes, and without it every late run would tear
 * a hole. Beyond that nobody looked: the rest is an observation gap.
 */
export const HOLD_INTERVALS = 1.5;

/** Receives pieces of a window in order of time. */
export type VisitPiece = (from: number, to: number, outcome: Outcome) => void;

/**
 * Walks the observed time of one series inside a window. Each look speaks from its start to the next look,
 * for at most {@link HOLD_INTERVALS} intervals; the time in between is visited as `unknown`. The pieces cover
 * the window exactly, without overlap. A look before the window speaks for the part that reaches into it, so
 * the caller should leave some looks before `window.from`; `window.to` must not lie after now.
 */
export function walkSeries(series: Series, intervalMs: number, window: Interval, visit: VisitPiece): void {
  const hold = holdMs(intervalMs);
  let cursor = window.from;
  let i = Math.max(0, firstAtOrAfter(series, window.from) - 1);
  const length = series.length;
  let at = i < length ? series.at(i) : Infinity;
  while (i < length && at < window.to && cursor < window.to) {
    const next = i + 1 < length ? series.at(i + 1) : Infinity;
    const from = Math.max(at, cursor);
    const to = Math.min(next, at + hold, window.to);
    if (to > from) {
      if (from > cursor) visit(cursor, from, 'unknown');
      visit(from, to, series.outcome(i));
      cursor = to;
    }
    i += 1;
    at = next;
  }
  if (cursor < window.to) visit(cursor, window.to, 'unknown');
}

/**
 * Walks the observed time of a probe inside a window, all locations taken together by the rule of
 * {@link voteTimelines}; `needed` is the `confirm.locations` of the probe, so that uptime believes a failure exactly where
 * its state would. Pieces cover the window exactly; neighbours may have the same outcome.
 */
export function walkLooks(
  looks: Looks,
  intervalMs: number,
  window: Interval,
  visit: VisitPiece,
  needed?: number,
): void {
  const [only] = looks;
  if (looks.length === 1 && only && (needed ?? 1) <= 1) {
    walkSeries(only, intervalMs, window, visit);
    return;
  }
  const timelines = looks.map((series) =>
    collectSegments(window, (piece) => walkSeries(series, intervalMs, window, piece)),
  );
  for (const { from, to, state } of voteTimelines(timelines, window, needed)) visit(from, to, state);
}

/** Longest time one look speaks for, in milliseconds. Throws `RangeError` unless the interval is above 0. */
export function holdMs(intervalMs: number): number {
  if (!(intervalMs > 0 && Number.isFinite(intervalMs))) {
    throw new RangeError(`probe interval ${intervalMs} ms: use a finite number above 0`);
  }
  return intervalMs * HOLD_INTERVALS;
}

/** Gathers visited pieces into segments, neighbours of one state joined. */
export function collectSegments(window: Interval, walk: (visit: VisitPiece) => void): Segment[] {
  const segments: { from: number; to: number; state: Outcome }[] = [];
  if (!(window.from <= window.to)) {
    throw new RangeError(`window from ${window.from} to ${window.to}: the end lies before the start`);
  }
  walk((from, to, state) => {
    const last = segments.at(-1);
    if (last && last.state === state && last.to === from) last.to = to;
    else segments.push({ from, to, state });
  });
  return segments;
}
