import type { Timestamps } from '../schemas/postmortem.ts';

/** Durations of a response, each the distance of two timestamps. Definitions differ between teams, so the formula is shown. */
export const RESPONSE_TIMES = {
  ttd: { name: 'Time to detect', from: 'impactStartedAt', to: 'detectedAt' },
  tta: { name: 'Time to acknowledge', from: 'detectedAt', to: 'acknowledgedAt' },
  ttDeclare: { name: 'Time to declare', from: 'impactStartedAt', to: 'declaredAt' },
  ttm: { name: 'Time to mitigate', from: 'impactStartedAt', to: 'mitigatedAt' },
  ttr: { name: 'Time to recover', from: 'impactStartedAt', to: 'impactEndedAt' },
  length: { name: 'Length of the incident', from: 'declaredAt', to: 'closedAt' },
} as const satisfies Record<string, { name: string; from: keyof Timestamps; to: keyof Timestamps }>;
export type ResponseTime = keyof typeof RESPONSE_TIMES;
export const RESPONSE_TIME_NAMES = Object.keys(RESPONSE_TIMES) as ResponseTime[];

/** `detectedAt − impactStartedAt` */
export function formulaOf(name: ResponseTime): string {
  const { from, to } = RESPONSE_TIMES[name];
  return `${to} − ${from}`;
}

/** A duration of a response in milliseconds; null where one of its two timestamps is not recorded. */
export function responseTime(timestamps: Timestamps, name: ResponseTime): number | null {
  const { from, to } = RESPONSE_TIMES[name];
  const start = timestamps[from];
  const end = timestamps[to];
  return start === undefined || end === undefined ? null : Date.parse(end) - Date.parse(start);
}

/** Fewer values than this say nothing about the next incident. */
export const FEWEST = 3;
export const MEDIAN_FORMULA = 'the middle value, or the mean of the two in the middle';
export const P90_FORMULA = 'the smallest value that at least 90 % of the values do not exceed';

/** How some durations lie, in milliseconds. Median and p90 are null below {@link FEWEST} values. */
export interface Spread {
  readonly n: number;
  readonly median: number | null;
  readonly p90: number | null;
}

/** Median and 90th percentile (nearest rank) of some durations. Means are left out: one long night would be all of them. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n < FEWEST) return { n, median: null, p90: null };
  const upper = sorted[Math.floor(n / 2)] as number;
  const lower = sorted[Math.ceil(n / 2) - 1] as number;
  return { n, median: (lower + upper) / 2, p90: sorted[Math.ceil(n * 0.9) - 1] as number };
}
