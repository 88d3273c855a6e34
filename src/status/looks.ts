import type { Sample } from '../schemas/sample.ts';
import type { Outcome } from '../schemas/vocabulary.ts';

/**
 * What one location saw of one probe: looks in ascending order of time, read by column so that a year of them
 * needs no object each. Implementations over typed arrays or compressed text are welcome.
 */
export interface Series {
  /** Where the looks were taken from, where that is known. */
  readonly location?: string;
  readonly length: number;
  /** Start of look `i`, milliseconds since 1970 UTC; never less than that of look `i - 1`. */
  at(i: number): number;
  outcome(i: number): Outcome;
  /** Whole milliseconds; `null` where nothing could be timed. */
  latency(i: number): number | null;
  /** Why the outcome is not `up`; `null` when it is. */
  reason(i: number): string | null;
}

/** All looks of one probe: one series for each location. Empty when nobody has looked yet. */
export type Looks = readonly Series[];

/** When looks are enough for a statement; the `confirm` of a probe fits. */
export interface Policy {
  /** Failed looks that confirm an outage. */
  readonly down: number;
  /** Good looks in a row that confirm its end. */
  readonly up: number;
  /** Newest looks among which the failed ones are counted; `down` itself when absent, so that they are in a row. */
  readonly of?: number | undefined;
  /** Locations that must be down before the probe is; a majority of those that look when absent. */
  readonly locations?: number | undefined;
  /** Time that the good looks must span before an outage ends, such as `10m`; none when absent. */
  readonly steady?: string | undefined;
}

/** How often a probe looks and what its policy is. */
export interface Timing {
  /** Time from one look to the next as it was promised, in milliseconds. */
  readonly intervalMs: number;
  readonly confirm: Policy;
  /**
   * Intervals without a look after which the current state is called unknown; {@link STALE_INTERVALS} if
   * absent.
   */
  readonly staleAfter?: number | undefined;
}

/** Intervals without a look after which nothing is claimed about the present any more. */
export const STALE_INTERVALS = 3;

/** Milliseconds after its newest look at which a probe is stale. */
export function staleMs(timing: Timing): number {
  return timing.intervalMs * (timing.staleAfter ?? STALE_INTERVALS);
}

/**
 * A series over samples of one probe and one location. Throws `RangeError` when they are not in ascending
 * order, naming the offender: an unsorted series would silently give wrong durations.
 */
export function seriesOf(samples: readonly Sample[]): Series {
  for (let i = 1; i < samples.length; i += 1) {
    const [before, after] = [samples[i - 1] as Sample, samples[i] as Sample];
    if (!(before.at <= after.at)) {
      throw new RangeError(
        `samples of ${after.probe}: the one at ${after.at} follows that at ${before.at}; sort them by time first`,
      );
    }
  }
  const look = (i: number): Sample => {
    const sample = samples[i];
    if (!sample) throw new RangeError(`no sample ${i} in a series of ${samples.length}`);
    return sample;
  };
  return {
    length: samples.length,
    at: (i) => look(i).at,
    outcome: (i) => look(i).outcome,
    latency: (i) => look(i).latencyMs,
    reason: (i) => look(i).reason,
  };
}

/** Groups samples of one probe by location, in order of the location's name. Throws like {@link seriesOf}. */
export function looksOf(samples: readonly Sample[]): Looks {
  const byLocation = Map.groupBy(samples, (sample) => sample.location);
  return [...byLocation].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => seriesOf(group));
}

/** Index of the first look at or after an instant; the length when there is none. */
export function firstAtOrAfter(series: Series, at: number): number {
  let low = 0;
  let high = series.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (series.at(middle) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Time of the newest look of any location, not after `now`, that observed something; `null` without one.
 * Looks with the outcome `unknown` do not count: a probe that cannot look must not make old news seem fresh.
 */
export function newestAt(looks: Looks, now: number): number | null {
  let newest: number | null = null;
  for (const series of looks) {
    let index = firstAtOrAfter(series, now + 1) - 1;
    while (index >= 0 && series.outcome(index) === 'unknown') index -= 1;
    if (index >= 0 && (newest === null || series.at(index) > newest)) newest = series.at(index);
  }
  return newest;
}

/** Time of the oldest look of any location, or `null` without one. */
export function oldestAt(looks: Looks): number | null {
  const starts = looks.filter((series) => series.length > 0).map((series) => series.at(0));
  return starts.length > 0 ? Math.min(...starts) : null;
}
