import type { JsHistogram } from 'hdr-histogram-js';
import { build } from 'hdr-histogram-js';

/** Decimal digits that a sketch keeps of a latency. */
const DIGITS = 2;

/**
 * Largest share by which a percentile of a sketch can lie above the exact one; it never lies below. Latencies
 * under 256 ms are kept exactly. From the layout of HDR histograms: 256 steps for the two digits, of which
 * each doubling of the latency uses the upper 128.
 */
export const SKETCH_ERROR = 1 / 128;

/** Counts of latencies: the smallest latency of a step in whole milliseconds, and how many fell into it; ascending. */
export type LatencyCounts = readonly (readonly [ms: number, count: number])[];

/** How a set of latencies is spread: an HDR histogram that can be added to others without loss. */
export interface Sketch {
  /** Number of latencies. */
  readonly count: number;
  /**
   * Percentile by nearest rank in whole milliseconds (`p` above 0, at most 100), at most {@link SKETCH_ERROR}
   * above the exact one; `null` when nothing was timed.
   */
  percentile(p: number): number | null;
  /** The counts as they stand in a rollup. */
  counts(): LatencyCounts;
}

function emptyHistogram(): JsHistogram {
  return build({
    bitBucketSize: 32,
    numberOfSignificantValueDigits: DIGITS,
    useWebAssembly: false,
  }) as JsHistogram;
}

// Only asked how it divides latencies into steps; nothing is ever recorded in it.
const steps = emptyHistogram();

/** Counts below the first doubled step; all zero between calls. */
const exact = new Uint32Array(256);

/** Counts latencies (whole milliseconds from 0, any order) by the steps of a sketch. */
export function countLatencies(latencies: readonly number[]): LatencyCounts {
  const longer: number[] = [];
  for (const ms of latencies) {
    if (ms < exact.length) exact[ms] = (exact[ms] as number) + 1;
    else longer.push(ms);
  }
  const counts: [number, number][] = [];
  for (let ms = 0; ms < exact.length; ms += 1) {
    if (exact[ms] !== 0) counts.push([ms, exact[ms] as number]);
  }
  exact.fill(0);
  for (const ms of Int32Array.from(longer).sort()) {
    const step = steps.lowestEquivalentValue(ms);
    const last = counts.at(-1);
    if (last?.[0] === step) last[1] += 1;
    else counts.push([step, 1]);
  }
  return counts;
}

/** One sketch of several days, probes or locations: the same as a sketch of all their latencies together. */
export function mergeCounts(parts: Iterable<LatencyCounts>): Sketch {
  const histogram = emptyHistogram();
  for (const counts of parts) for (const [ms, count] of counts) histogram.recordValueWithCount(ms, count);
  return {
    count: histogram.totalCount,
    percentile: (p) => percentileOf(histogram, p),
    counts: () => countsOf(histogram),
  };
}

function percentileOf(histogram: JsHistogram, p: number): number | null {
  if (!(p > 0 && p <= 100)) throw new RangeError(`percentile ${p}: use a number above 0 and at most 100`);
  // The library rounds half a rank up; nearest rank, as on the pages, is the next whole one.
  const rank = Math.ceil((p * histogram.totalCount) / 100);
  let seen = 0;
  for (const [ms, count] of countsOf(histogram)) {
    seen += count;
    if (seen >= rank) return histogram.highestEquivalentValue(ms);
  }
  return null;
}

function countsOf(histogram: JsHistogram): LatencyCounts {
  const counts: [number, number][] = [];
  const values = histogram.recordedValuesIterator;
  values.reset();
  while (values.hasNext()) {
    const { valueIteratedTo, countAtValueIteratedTo } = values.next();
    counts.push([histogram.lowestEquivalentValue(valueIteratedTo), countAtValueIteratedTo]);
  }
  return counts;
}
