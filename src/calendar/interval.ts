/** A stretch of time, half open: `from` belongs to it, `to` does not. Both in milliseconds since 1970 UTC. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/**
 * The union of intervals as a sorted list without overlaps or empty members.
 * Splitting, repeating or reordering the input never changes the result, so overlaps cannot count twice.
 * Throws `RangeError` when an interval ends before it starts or has a bound that is not a number.
 */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  for (const { from, to } of intervals) {
    if (!(from <= to)) {
      throw new RangeError(`interval from ${from} to ${to}: the end lies before the start; swap or drop it`);
    }
  }
  const sorted = intervals.filter((one) => one.to > one.from).sort((a, b) => a.from - b.from);
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of sorted) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** The parts of intervals that lie inside the window, in the order given; members outside it are dropped. */
export function clipIntervals(intervals: readonly Interval[], window: Interval): Interval[] {
  return intervals
    .map(({ from, to }) => ({ from: Math.max(from, window.from), to: Math.min(to, window.to) }))
    .filter(({ from, to }) => to > from);
}

/** Milliseconds covered by the union of intervals; an overlap counts once. */
export function totalMs(intervals: readonly Interval[]): number {
  return mergeIntervals(intervals).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** The first interval that contains the instant, or `null`. */
export function intervalAt<T extends Interval>(intervals: readonly T[], at: number): T | null {
  return intervals.find(({ from, to }) => from <= at && at < to) ?? null;
}
