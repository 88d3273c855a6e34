import { clipIntervals, type Interval, totalMs } from '../calendar/interval.ts';

/** Reliability of a window, from outages or incidents. Times in milliseconds. */
export interface Reliability {
  /** Events that began inside the window. */
  readonly count: number;
  /** Of these, still open at the end of the window. */
  readonly open: number;
  /** Mean time to recover; `null` when no event that began in the window has ended. */
  readonly mttrMs: number | null;
  /** Mean time between failures; `null` when no event began in the window. */
  readonly mtbfMs: number | null;
  /** Time inside the window with at least one event going on; overlaps count once. */
  readonly affectedMs: number;
}

/** Formulas of {@link reliability} in words, to be shown beside the figures. */
export const RELIABILITY_FORMULAS = {
  mttr: 'sum of (end − start) of the events that began in the window and have ended, divided by their number',
  mtbf: 'time in the window without any event, divided by the number of events that began in it',
} as const;

/**
 * Counts events (`to` is `null` while one lasts) in a window whose end is now. Without events both means are
 * `null`: no failures is not the same as recovering in no time. An event that began before the window adds to
 * `affectedMs` only. Throws `RangeError` when an event ends before it starts.
 */
export function reliability(
  events: readonly { readonly from: number; readonly to: number | null }[],
  window: Interval,
): Reliability {
  const begun = events.filter(({ from }) => from >= window.from && from < window.to);
  const lengths = begun.flatMap(({ from, to }) => (to === null || to > window.to ? [] : [to - from]));
  const affectedMs = totalMs(
    clipIntervals(
      events.map(({ from, to }) => {
        if (to !== null && to < from)
          throw new RangeError(`event from ${from} to ${to} ends before it starts; correct its times`);
        return { from, to: to ?? Math.max(window.to, from) };
      }),
      window,
    ),
  );
  const count = begun.length;
  return {
    count,
    open: count - lengths.length,
    mttrMs: lengths.length === 0 ? null : lengths.reduce((sum, ms) => sum + ms, 0) / lengths.length,
    mtbfMs: count === 0 ? null : (window.to - window.from - affectedMs) / count,
    affectedMs,
  };
}
