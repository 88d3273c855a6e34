import type { Interval } from '../calendar/interval.ts';
import { DAY_MS } from '../calendar/time.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { collectSegments } from './coverage.ts';
import { walkSegments } from './days.ts';
import type { Latency } from './latency.ts';
import { type LatencyCounts, latencyOfCounts } from './latency-counts.ts';
import { type Segment, voteTimelines } from './vote.ts';

/** What one location saw of one probe on one UTC day, rolled up from its looks. */
export interface PastDay {
  /** `2026-11-21`. */
  readonly day: string;
  readonly location: string;
  /** Looks that started on the day. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** What was observed from an instant on (milliseconds), from the start of the day; the last holds to its end. */
  readonly states: readonly { readonly from: number; readonly state: Outcome }[];
  /** Latencies of looks that were up or degraded and timed. */
  readonly latencies: LatencyCounts;
}

/** Start of a day in milliseconds. Throws `RangeError` where it is none. */
export function startOfPastDay({ day }: Pick<PastDay, 'day'>): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start)) throw new RangeError(`"${day}" is no day; write it as 2026-11-21`);
  return start;
}

/**
 * What was observed of one probe in a window that ends at the start of a UTC day, as segments that cover it exactly: the
 * same as `segments` of its looks gives, since a rollup keeps every change. Days that are not there are `unknown`.
 * `needed` is the `confirm.locations` of the probe.
 */
export function pastSegments(days: readonly PastDay[], window: Interval, needed?: number): Segment[] {
  const places = Map.groupBy(days, ({ location }) => location);
  const timelines = [...places.values()].map((ofPlace) => {
    const timeline = [...ofPlace].sort((a, b) => (a.day < b.day ? -1 : 1)).flatMap(segmentsOfDay);
    return collectSegments(window, (visit) => walkSegments(timeline)(window, visit));
  });
  const [only] = timelines;
  if (only && timelines.length === 1 && (needed ?? 1) <= 1) return only;
  return voteTimelines(timelines, window, needed);
}

function segmentsOfDay(day: PastDay): Segment[] {
  const end = startOfPastDay(day) + DAY_MS;
  return day.states.map(({ from, state }, i) => ({ from, to: day.states[i + 1]?.from ?? end, state }));
}

/** Days that lie in a window as a whole: counts of a part of a day are not known. */
export function wholeDays(days: readonly PastDay[], window: Interval): PastDay[] {
  return days.filter((day) => {
    const start = startOfPastDay(day);
    return start >= window.from && start + DAY_MS <= window.to;
  });
}

/** Looks of some days that observed something. */
export function countPastLooks(days: readonly PastDay[]): number {
  return days.reduce((sum, { counts }) => sum + counts.up + counts.degraded + counts.down, 0);
}

/** Latency figures of some days, all probes and locations together, with counts that stand beside them. */
export function pastLatency(
  days: readonly PastDay[],
  beside: { readonly counts: LatencyCounts; readonly failed: number } = { counts: [], failed: 0 },
): Latency {
  const failed = days.reduce((sum, { counts }) => sum + counts.down, beside.failed);
  return latencyOfCounts([...days.map(({ latencies }) => latencies), beside.counts], failed);
}
