import type { Outcome } from '../../schemas/vocabulary.ts';

/** What one vantage point says about the service. */
export interface PointFinding {
  /** Where it stands, in words: `Berlin, DE`. */
  readonly place: string;
  readonly outcome: Outcome;
  /** Milliseconds; `null` where nothing could be timed. */
  readonly latencyMs: number | null;
  /** Why it is not up; `null` when it is. */
  readonly reason: string | null;
}

/** What all vantage points together say. */
export interface Resolved {
  readonly outcome: Outcome;
  readonly latencyMs: number | null;
  readonly reason: string | null;
}

/** Most places that a reason names. */
const NAMED = 3;

/**
 * One finding out of many, so that one look of the location is one sample:
 *
 * - fewer vantage points than the quorum observed anything: `unknown`, also when all of them are content, because
 *   they could not have called the service down either;
 * - at least the quorum saw it down: `down`;
 * - at least the quorum saw it down or degraded: `degraded`;
 * - otherwise `up`: what fewer than the quorum complain of is taken for trouble of their own.
 *
 * The time is the median (nearest rank) of those that said the outcome, those that said worse included. Pure.
 */
export function resolveQuorum(points: readonly PointFinding[], quorum: number): Resolved {
  const observed = points.filter(({ outcome }) => outcome !== 'unknown');
  if (observed.length < quorum) {
    const silent = points.find(({ outcome }) => outcome === 'unknown');
    const why = silent?.reason ? `; ${silent.place}: ${silent.reason}` : '';
    return {
      outcome: 'unknown',
      latencyMs: null,
      reason: `only ${observed.length} of ${points.length} places saw anything and ${quorum} must${why}`,
    };
  }
  const down = observed.filter(({ outcome }) => outcome === 'down');
  const bad = observed.filter(({ outcome }) => outcome === 'down' || outcome === 'degraded');
  if (down.length >= quorum) return say('down', down, observed.length);
  if (bad.length >= quorum) return say('degraded', bad, observed.length);
  const up = observed.filter(({ outcome }) => outcome === 'up');
  return { outcome: 'up', latencyMs: median(up.length > 0 ? up : observed), reason: null };
}

function say(outcome: Outcome, saying: readonly PointFinding[], observed: number): Resolved {
  const names = saying.slice(0, NAMED).map(({ place }) => place);
  if (saying.length > NAMED) names.push(`${saying.length - NAMED} more`);
  const why = saying.find((point) => point.reason !== null)?.reason;
  const reason = `${saying.length} of ${observed} places (${names.join('; ')})${why ? `: ${why}` : ''}`;
  return { outcome, latencyMs: median(saying), reason };
}

function median(points: readonly PointFinding[]): number | null {
  const sorted = points
    .map(({ latencyMs }) => latencyMs)
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? null;
}
