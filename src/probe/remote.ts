import type { BoundProbe } from '../schemas/probe.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import type { Conditions } from './outcome.ts';

/** What a look that others took for us found. */
export interface RemoteFinding {
  readonly outcome: Outcome;
  /** Milliseconds, fractions kept; `null` where nothing could be timed. */
  readonly latencyMs: number | null;
  /** Why it is not up; `null` when it is. */
  readonly reason: string | null;
}

/** A location whose looks are taken by somebody else's machines. */
export interface RemoteLocation {
  /** Why this location cannot look at a probe as it is written, one sentence without full stop; `null` when it can. */
  refuse(probe: BoundProbe): string | null;
  /**
   * One look. Rejects with `NothingObserved` when nobody could look, which is never the service's fault, and with
   * `LookStopped` when the signal ended it.
   */
  look(
    probe: BoundProbe,
    conditions: Conditions,
    context: { readonly signal: AbortSignal; readonly now: () => number },
  ): Promise<RemoteFinding>;
}
