import type { Interval } from '../calendar/interval.ts';
import { percentile } from './latency.ts';
import { firstAtOrAfter, type Looks } from './looks.ts';

/** How often a probe really looked, all in milliseconds. */
export interface Cadence {
  /** Gaps between one look and the next of the same location. */
  readonly gaps: number;
  /** Half of the gaps were at most this long; null without any. */
  readonly medianMs: number | null;
  /** 95 of 100 gaps were at most this long; null without any. */
  readonly p95Ms: number | null;
}

/**
 * Time from look to look of a probe in a window, by nearest rank over every location. What was promised stands in the
 * book; schedules are late or skipped, and only this says by how much.
 */
export function cadenceOf(looks: Looks, window: Interval): Cadence {
  const gaps: number[] = [];
  for (const series of looks) {
    for (
      let i = firstAtOrAfter(series, window.from) + 1;
      i < series.length && series.at(i) < window.to;
      i += 1
    ) {
      gaps.push(series.at(i) - series.at(i - 1));
    }
  }
  const sorted = Float64Array.from(gaps).sort();
  return { gaps: sorted.length, medianMs: percentile(sorted, 50), p95Ms: percentile(sorted, 95) };
}
