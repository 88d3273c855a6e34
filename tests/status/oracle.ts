// Slow, obvious counterparts that go through time tick by tick. They share no code with what they check.
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import type { Look } from './looks.ts';

/** What the newest look at or before a tick says, if it is at most one and a half intervals old. */
export function observedAt(looks: readonly Look[], interval: number, tick: number): Outcome {
  let newest: Look | undefined;
  for (const look of looks) if (look.at <= tick) newest = look;
  if (!newest || tick - newest.at >= interval * 1.5) return 'unknown';
  return newest.outcome;
}

/** Votes by sorting what was seen from worst to best and taking the upper middle. */
export function middleOf(outcomes: readonly Outcome[]): Outcome {
  const order: Outcome[] = ['down', 'degraded', 'up'];
  const seen = outcomes
    .filter((outcome) => outcome !== 'unknown')
    .sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return seen[Math.ceil(seen.length / 2) - 1] ?? 'unknown';
}

/** Ticks of a window counted by outcome, planned work apart. */
export function countTicks(
  state: (tick: number) => Outcome,
  planned: readonly { from: number; to: number }[],
  window: { from: number; to: number },
) {
  const count = { up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0 };
  for (let tick = window.from; tick < window.to; tick += 1) {
    const work = planned.some(({ from, to }) => from <= tick && tick < to);
    count[work ? 'maintenance' : state(tick)] += 1;
  }
  return count;
}

/** Confirmed state of every observed look, found by looking ahead instead of remembering. */
export function confirmedLabels(
  looks: readonly Look[],
  down: number,
  up: number,
): { at: number; state: Outcome }[] {
  const seen = looks.filter(({ outcome }) => outcome !== 'unknown');
  const failed = (i: number) => seen[i]?.outcome === 'down';
  const rowOf = (i: number, length: number, want: boolean) =>
    i + length <= seen.length && Array.from({ length }, (_, k) => failed(i + k) === want).every(Boolean);
  const labels: { at: number; state: Outcome }[] = [];
  for (let i = 0; i < seen.length; ) {
    if (failed(i) && rowOf(i, down, true)) {
      let end = i;
      while (end < seen.length && !rowOf(end, up, false)) end += 1;
      for (; i < end; i += 1) labels.push({ at: seen[i]?.at ?? 0, state: 'down' });
    } else {
      const outcome = seen[i]?.outcome ?? 'unknown';
      labels.push({
        at: seen[i]?.at ?? 0,
        state: outcome === 'down' ? (labels.at(-1)?.state ?? 'unknown') : outcome,
      });
      i += 1;
    }
  }
  return labels;
}

/** Label that holds at a tick, unknown when it is older than the limit. */
export function confirmedAt(
  labels: readonly { at: number; state: Outcome }[],
  limit: number,
  tick: number,
): Outcome {
  let newest: { at: number; state: Outcome } | undefined;
  for (const label of labels) if (label.at <= tick) newest = label;
  return newest && tick - newest.at <= limit ? newest.state : 'unknown';
}
