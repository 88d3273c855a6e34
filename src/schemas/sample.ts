import type { Outcome } from './vocabulary.ts';

/** One look at a service: what was found, when, from where, how long it took, and why it was not up. */
export interface Sample {
  /** Full id of the probe: service id, slash, probe id: `studiovault/payments/http`. */
  readonly probe: string;
  /** Where the look was taken from, a {@link Slug} such as `local` or `eu-west`. */
  readonly location: string;
  /** Start of the look, milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly outcome: Outcome;
  /** Total time of the look in whole milliseconds; `null` where nothing could be timed. */
  readonly latencyMs: number | null;
  /** Why the outcome is not `up`, in one line without secrets; `null` when it is. */
  readonly reason: string | null;
}
