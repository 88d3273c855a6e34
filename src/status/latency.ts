import type { Interval } from '../calendar/interval.ts';
import { firstAtOrAfter, type Looks } from './looks.ts';

/** Latency of successful looks in a window, in milliseconds; all figures `null` when `count` is 0. */
export interface Latency {
  /** Looks that were up or degraded and timed: what the figures are about. */
  readonly count: number;
  /** Looks left out because they failed; how long a failure took says nothing about the service. */
  readonly failed: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly mean: number | null;
  readonly max: number | null;
}

/** Definition of the percentiles, to be shown beside them. */
export const PERCENTILE_DEFINITION =
  'nearest rank: the smallest measured latency that at least p % of looks did not exceed';

/**
 * Exact latency figures over every successful look of a window, all locations together; nothing is estimated.
 */
export function latency(looks: Looks, window: Interval): Latency {
  const found: number[] = [];
  let failed = 0;
  for (const series of looks) {
    for (let i = firstAtOrAfter(series, window.from); i < series.length && series.at(i) < window.to; i += 1) {
      const outcome = series.outcome(i);
      switch (outcome) {
        case 'up':
        case 'degraded': {
          const ms = series.latency(i);
          if (ms !== null) found.push(ms);
          break;
        }
        case 'down':
          failed += 1;
          break;
        case 'unknown':
          break;
        default: {
          const never: never = outcome;
          throw new RangeError(`unknown outcome "${never}" in look ${i}; refusing to guess`);
        }
      }
    }
  }
  const sorted = Float64Array.from(found).sort();
  const count = sorted.length;
  return {
    count,
    failed,
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    p99: percentile(sorted, 99),
    mean: count === 0 ? null : sorted.reduce((sum, ms) => sum + ms, 0) / count,
    max: sorted[count - 1] ?? null,
  };
}

/**
 * Percentile by nearest rank: the value at position ⌈p/100 · n⌉ of ascending values; `null` without values.
 * `p` is a whole number from 1 to 100, else `RangeError`.
 */
export function percentile(ascending: Float64Array | readonly number[], p: number): number | null {
  if (!Number.isInteger(p) || p < 1 || p > 100)
    throw new RangeError(`percentile ${p}: use a whole number from 1 to 100`);
  // Multiply before dividing: 0.95 * 20 is 19.000…4 in floating point and would name the wrong rank.
  const rank = Math.ceil((p * ascending.length) / 100);
  return ascending[rank - 1] ?? null;
}
