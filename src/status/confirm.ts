import type { Interval } from '../calendar/interval.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { type Series, staleMs, type Timing } from './looks.ts';

/** Failed looks that do not (yet) make an outage. */
export interface Pending {
  readonly looks: number;
  readonly needed: number;
  readonly since: number;
  readonly reason: string | null;
}

/** A state and the instant from which it holds. */
export interface Change {
  readonly at: number;
  readonly state: Outcome;
}

interface Failed {
  readonly at: number;
  readonly reason: string | null;
}

/**
 * Runs the confirmation policy over one location. `change` receives the first look of each new state and the
 * look that made it known. Returns the observed silences and the failed looks that may still make an outage.
 * Throws `RangeError` on a word that is no outcome.
 */
export function follow(
  series: Series,
  timing: Timing,
  end: number,
  change: (state: Outcome, since: number, knownAt: number) => void,
): { silences: Interval[]; pending: Pending | null } {
  const { confirm } = timing;
  const stale = staleMs(timing);
  const steady = confirm.steady === undefined ? 0 : durationMs(confirm.steady);
  const silences: Interval[] = [];
  const failures = failureWindow(confirm.down, Math.max(confirm.of ?? confirm.down, confirm.down));
  let state: Outcome = 'unknown';
  let good: Change[] = [];
  let previous: number | null = null;
  const silence = (from: number, to: number) => {
    // At exactly the limit the look still counts; only what is older is stale.
    if (to - from > stale) silences.push({ from: from + stale + 1, to });
  };
  for (let i = 0; i < series.length; i += 1) {
    const at = series.at(i);
    if (at >= end) break;
    const outcome = series.outcome(i);
    switch (outcome) {
      case 'unknown':
        continue;
      case 'down': {
        good = [];
        if (state === 'down') break;
        const first = failures.fail({ at, reason: series.reason(i) });
        if (first === null) break;
        state = 'down';
        failures.clear();
        change('down', first.at, at);
        break;
      }
      case 'up':
      case 'degraded': {
        if (state === 'down') {
          good.push({ at, state: outcome });
          const since = (good[0] as Change).at;
          if (good.length < confirm.up || at - since < steady) break;
          for (const one of good) change(one.state, one.at, at);
          good = [];
        } else {
          failures.pass();
          if (state !== outcome) change(outcome, at, at);
        }
        state = outcome;
        break;
      }
      default: {
        const never: never = outcome;
        throw new RangeError(`unknown outcome "${never}" in look ${i}; refusing to guess`);
      }
    }
    if (previous !== null) silence(previous, at);
    previous = at;
  }
  if (previous !== null) silence(previous, end);
  return { silences, pending: failures.pending() };
}

/** Remembers the failed looks among the newest `of`, as far as they can still come to `needed`. */
function failureWindow(needed: number, of: number) {
  // A number stands for so many good looks in a row between failed ones.
  let failed: (Failed & { readonly goodBefore: number })[] = [];
  let goodSince = 0;
  const forget = () => {
    // The oldest are dropped as long as more looks were good than a window that confirms may hold.
    const tooMany = () =>
      failed.slice(1).reduce((sum, { goodBefore }) => sum + goodBefore, goodSince) > of - needed;
    while (failed.length > 0 && tooMany()) failed = failed.slice(1);
    if (failed.length === 0) goodSince = 0;
  };
  return {
    /** Takes a failed look; returns the first of those that make an outage, or `null`. */
    fail: (look: Failed): Failed | null => {
      failed.push({ ...look, goodBefore: failed.length === 0 ? 0 : goodSince });
      goodSince = 0;
      return failed.length >= needed ? (failed[0] as Failed) : null;
    },
    pass: () => {
      goodSince += 1;
      forget();
    },
    clear: () => {
      failed = [];
      goodSince = 0;
    },
    pending: (): Pending | null => {
      const first = failed[0];
      return first ? { looks: failed.length, needed, since: first.at, reason: first.reason } : null;
    },
  };
}
