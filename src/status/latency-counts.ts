import type { Interval } from '../calendar/interval.ts';
import type { Latency } from './latency.ts';
import { firstAtOrAfter, type Looks } from './looks.ts';

/** How many latencies fell into each step: its smallest latency in whole milliseconds, and the number. */
export type LatencyCounts = readonly (readonly [ms: number, count: number])[];

/**
 * Largest share by which a figure taken from counts lies above the exact one. Below 256 ms a step is one millisecond,
 * above that each doubling has 128 of them: the layout of an HDR histogram with two significant digits.
 */
export const COUNTS_ERROR = 1 / 128;

/** Definition of percentiles that come from counts, to be shown beside them. */
export const COUNTS_DEFINITION =
  'nearest rank over counts by day: exact below 256 ms, above that at most 0.8 % more than the exact figure, never less';

/** Width in milliseconds of the step that holds a latency (whole milliseconds from 0). */
export function stepWidth(ms: number): number {
  return ms < 256 ? 1 : 2 ** (24 - Math.clz32(ms));
}

/** Latencies of successful looks in a window by step, unsorted, and how many looks failed. */
export function countLooksByStep(looks: Looks, window: Interval): { counts: LatencyCounts; failed: number } {
  const counts = new Map<number, number>();
  let failed = 0;
  for (const series of looks) {
    for (let i = firstAtOrAfter(series, window.from); i < series.length && series.at(i) < window.to; i += 1) {
      const outcome = series.outcome(i);
      if (outcome === 'down') failed += 1;
      const ms = outcome === 'up' || outcome === 'degraded' ? series.latency(i) : null;
      if (ms === null) continue;
      const step = ms - (ms % stepWidth(ms));
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
  }
  return { counts: [...counts], failed };
}

/**
 * Latency figures over counts that may come from several days, probes and locations. Percentiles and the largest are
 * taken at the upper end of their step, so they are at most {@link COUNTS_ERROR} above the exact figure and never
 * below; the mean takes the middle of each step.
 */
export function latencyOfCounts(parts: Iterable<LatencyCounts>, failed: number): Latency {
  const merged = new Map<number, number>();
  for (const counts of parts) {
    for (const [ms, count] of counts) merged.set(ms, (merged.get(ms) ?? 0) + count);
  }
  const steps = [...merged].sort(([a], [b]) => a - b);
  const count = steps.reduce((sum, [, n]) => sum + n, 0);
  const at = (p: number) => {
    const rank = Math.ceil((p * count) / 100);
    let seen = 0;
    for (const [ms, n] of steps) {
      seen += n;
      if (seen >= rank) return ms + stepWidth(ms) - 1;
    }
    return null;
  };
  const sum = steps.reduce((total, [ms, n]) => total + n * (ms + (stepWidth(ms) - 1) / 2), 0);
  return {
    count,
    failed,
    p50: at(50),
    p95: at(95),
    p99: at(99),
    mean: count === 0 ? null : sum / count,
    max: at(100),
  };
}
