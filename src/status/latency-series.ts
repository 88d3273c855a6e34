import type { Interval } from '../calendar/interval.ts';
import { latency } from './latency.ts';
import type { Looks } from './looks.ts';

/** Response times of one step of a chart; the figures are null where no successful look was timed: a gap, never 0. */
export interface LatencyStep {
  /** Start of the step, milliseconds. */
  readonly at: number;
  /** Successful looks that were timed. */
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Response times of looks in steps of equal length from the start of a window; the last step is cut at its end. */
export function latencySteps(looks: Looks, window: Interval, stepMs: number): LatencyStep[] {
  if (!(stepMs > 0)) throw new RangeError(`a step of ${stepMs} ms: use a length above 0`);
  const steps: LatencyStep[] = [];
  for (let at = window.from; at < window.to; at += stepMs) {
    const { count, p50, p95, p99 } = latency(looks, { from: at, to: Math.min(at + stepMs, window.to) });
    steps.push({ at, count, p50, p95, p99 });
  }
  return steps;
}
