import type { Interval } from '../calendar/interval.ts';
import type { Outcome } from '../schemas/vocabulary.ts';

/** A stretch of one state. Lists of segments are contiguous: each starts where the one before it ends. */
export interface Segment extends Interval {
  readonly state: Outcome;
}

/** Badness of an observed outcome; `unknown` is no observation and has no rank. */
const RANK = { up: 0, degraded: 1, down: 2, unknown: null } as const satisfies Record<Outcome, number | null>;
const BY_RANK = ['up', 'degraded', 'down'] as const;

/**
 * One outcome out of what several locations say. Only those with an observation vote. The result is the worst
 * outcome such that at least half of the voters saw that or something worse: a majority decides, and a tie
 * goes to the worse side. Nobody voting gives `unknown`. Throws `RangeError` on a word that is no outcome.
 */
export function vote(outcomes: readonly Outcome[]): Outcome {
  const counts = [0, 0, 0];
  let voters = 0;
  for (const outcome of outcomes) {
    const rank = rankOf(outcome);
    if (rank === null) continue;
    counts[rank] = (counts[rank] ?? 0) + 1;
    voters += 1;
  }
  if (voters === 0) return 'unknown';
  let atLeast = 0;
  for (let rank = 2; rank > 0; rank -= 1) {
    atLeast += counts[rank] ?? 0;
    if (atLeast * 2 >= voters) return BY_RANK[rank] as Outcome;
  }
  return 'up';
}

/**
 * As {@link vote}, but the service is down exactly when at least `needed` locations say so. Fewer than that are
 * not believed: the others decide, and where there is no other the outcome is `unknown`, because one that
 * says down is no reason to say up.
 */
export function voteWithQuorum(outcomes: readonly Outcome[], needed: number): Outcome {
  const doubted = outcomes.filter((outcome) => rankOf(outcome) === RANK.down).length;
  if (doubted >= needed) return 'down';
  return vote(outcomes.filter((outcome) => outcome !== 'down'));
}

/**
 * The worst of several outcomes. `unknown` is worse than up but does not hide something seen: down, then
 * degraded, then unknown, then up. Nothing at all is `unknown`.
 */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const ranks = outcomes.map(rankOf);
  if (ranks.includes(2)) return 'down';
  if (ranks.includes(1)) return 'degraded';
  return ranks.length === 0 || ranks.includes(null) ? 'unknown' : 'up';
}

/**
 * The worst of what was observed at all; `unknown` only when nobody observed anything. For history, not for
 * now.
 */
export function worstObserved(outcomes: readonly Outcome[]): Outcome {
  const observed = outcomes.filter((outcome) => rankOf(outcome) !== null);
  return worst(observed);
}

function rankOf(outcome: Outcome): number | null {
  if (!Object.hasOwn(RANK, outcome)) {
    throw new RangeError(
      `unknown outcome "${outcome}": the record or its reader is newer than this code; refusing to guess`,
    );
  }
  return RANK[outcome];
}

/**
 * {@link vote} at every instant of a window over segment lists that each cover it. No list gives `unknown`.
 * With `needed` the rule is {@link voteWithQuorum}.
 */
export function voteTimelines(
  timelines: readonly (readonly Segment[])[],
  window: Interval,
  needed?: number,
): Segment[] {
  const rule = needed === undefined ? vote : (states: readonly Outcome[]) => voteWithQuorum(states, needed);
  return mergeTimelines(timelines, window, rule);
}

/**
 * Combines segment lists that each cover a window into one, with a rule for the states that hold at the same
 * time. Neighbours of one state are joined; the result covers the window exactly.
 */
export function mergeTimelines(
  timelines: readonly (readonly Segment[])[],
  window: Interval,
  rule: (states: readonly Outcome[]) => Outcome,
): Segment[] {
  const edges = new Set([window.from, window.to]);
  for (const timeline of timelines) for (const { from } of timeline) edges.add(from);
  const sorted = [...edges].filter((at) => at >= window.from && at <= window.to).sort((a, b) => a - b);
  const cursors = timelines.map(() => 0);
  const merged: { from: number; to: number; state: Outcome }[] = [];
  for (let edge = 0; edge + 1 < sorted.length; edge += 1) {
    const [from, to] = [sorted[edge] as number, sorted[edge + 1] as number];
    const states = timelines.map((timeline, index) => {
      let cursor = cursors[index] ?? 0;
      while (cursor < timeline.length && (timeline[cursor]?.to ?? Infinity) <= from) cursor += 1;
      cursors[index] = cursor;
      const here = timeline[cursor];
      return here && here.from <= from ? here.state : 'unknown';
    });
    const state = rule(states);
    const last = merged.at(-1);
    if (last && last.state === state) last.to = to;
    else merged.push({ from, to, state });
  }
  return merged;
}
