import type { Sample } from '../schemas/sample.ts';

/** Begin of the reason of every look that says nothing because nothing outside could be reached. */
export const OWN_NETWORK_FAILED = "the prober's own network failed: no control target answered";

/**
 * In words, why a run of looks says nothing about any service: each look that needed the network found the prober's own
 * network at fault. Null for a run in which any look observed something, or none was made.
 */
export function invalidRun(samples: readonly Sample[]): string | null {
  const tainted = samples.filter(({ reason }) => reason?.startsWith(OWN_NETWORK_FAILED) === true);
  const silent = samples.every(({ outcome }) => outcome === 'unknown');
  return tainted.length > 0 && silent
    ? `${tainted.length} of ${samples.length} looks found no network at ${samples[0]?.location}`
    : null;
}
