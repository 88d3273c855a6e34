import type { Interval } from '../calendar/interval.ts';
import { DAY_MS } from '../calendar/time.ts';
import { countLooksByStep } from './latency-counts.ts';
import { type LatencyStep, latencySteps } from './latency-series.ts';
import type { Looks } from './looks.ts';
import { type PastDay, pastLatency, startOfPastDay } from './past.ts';

/**
 * Latency in steps of whole UTC days over a window that begins with a UTC day: {@link latencySteps} for steps from
 * `split` on (the start of a UTC day, milliseconds), which are exact; steps before it are taken from rolled-up `past`
 * days and, where the split lies within one, from looks too, so that their percentiles are at most 0.8 % above the exact
 * ones. Throws `RangeError` on steps or a window that do not begin with a day.
 */
export function latencyStepsOfDays(
  looks: Looks,
  past: readonly PastDay[],
  split: number,
  window: Interval,
  stepMs: number,
): LatencyStep[] {
  if (!(stepMs > 0) || stepMs % DAY_MS !== 0 || window.from % DAY_MS !== 0) {
    throw new RangeError(
      `steps of ${stepMs} ms from ${window.from}: use whole UTC days, which rollups are of`,
    );
  }
  const steps: LatencyStep[] = [];
  const rolled = Map.groupBy(past, (day) => Math.floor((startOfPastDay(day) - window.from) / stepMs));
  let at = window.from;
  for (; at < Math.min(split, window.to); at += stepMs) {
    const days = (rolled.get((at - window.from) / stepMs) ?? []).filter((day) => startOfPastDay(day) < split);
    const read = { from: split, to: Math.max(split, Math.min(at + stepMs, window.to)) };
    const { count, p50, p95, p99 } = pastLatency(days, countLooksByStep(looks, read));
    steps.push({ at, count, p50, p95, p99 });
  }
  return at < window.to ? [...steps, ...latencySteps(looks, { from: at, to: window.to }, stepMs)] : steps;
}
