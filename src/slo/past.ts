import type { Interval } from '../calendar/interval.ts';
import { DAY_MS } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import { stepWidth } from '../status/latency-counts.ts';
import { type PastDay, startOfPastDay } from '../status/past.ts';
import type { ObservedSli } from './indicator.ts';
import type { CountedSpan } from './ledger.ts';

/**
 * Good and bad looks of a rolled-up day, as a span; null for a day that does not lie in the window as a whole. Latencies
 * are known by steps: below 256 ms the count is exact, above that only where the threshold does not cut a step that
 * holds looks. A step that it cuts is counted as bad, so that nothing looks better than it was.
 */
export function countsOfDay(sli: ObservedSli, day: PastDay, window: Interval): CountedSpan | null {
  const from = startOfPastDay(day);
  const to = from + DAY_MS;
  if (from < window.from || to > window.to) return null;
  if (sli.kind !== 'latency') {
    return { from, to, good: day.counts.up + day.counts.degraded, bad: day.counts.down, exact: true };
  }
  const within = durationMs(sli.within);
  let good = 0;
  let bad = 0;
  let exact = true;
  for (const [ms, count] of day.latencies) {
    const last = ms + stepWidth(ms) - 1;
    if (last <= within) good += count;
    else bad += count;
    if (ms <= within && last > within) exact = false;
  }
  return { from, to, good, bad, exact };
}
