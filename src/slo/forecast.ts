import { spanWords } from '../calendar/time.ts';
import { spentAt } from './ageing.ts';
import type { Ledger } from './ledger.ts';
import { burnBack, type Evaluated, type SloNow } from './now.ts';
import { badLooks, badStretches } from './settle.ts';
import { nominalMs, windowAt } from './window.ts';

/** Where a budget goes when it burns on as it does. */
export interface Forecast {
  /** What is taken for granted, in one sentence. */
  readonly assumption: string;
  /** Burn rate that is carried on; 1 spends exactly the budget over the window. */
  readonly burn: number;
  /** First instant at which nothing is left; now when that is so already; null when it does not come to that. */
  readonly exhaustedAt: number | null;
}

/** Tenth of a window: how far back a forecast looks for the pace. */
export const PACE_SHARE = 10;

/**
 * Carries the burn rate of the last tenth of the window on. In a rolling window what was spent leaves as it ages, and both
 * are reckoned together until the window holds nothing of today; in a calendar window until its end. Null without a
 * budget, or when nothing was observed in that tenth.
 */
export function forecast(slo: Evaluated, ledger: Ledger, current: SloNow, now: number): Forecast | null {
  const { budget, measurement } = current;
  if (!budget || !measurement) return null;
  const backMs = Math.round(nominalMs(slo) / PACE_SHARE);
  const { burn } = burnBack(slo, ledger, now, backMs);
  if (burn === null) return null;
  const assumption = `if it burns on as over the last ${spanWords(backMs)}`;
  if (budget.left <= 0) return { assumption, burn, exhaustedAt: now };
  const { whole, past, kind } = windowAt(slo, now);
  const length = whole.to - whole.from;
  // A burn rate of 1 spends the whole budget in a whole window.
  const pace = (burn * budget.total) / length;
  const edges = kind === 'calendar' ? [] : edgesOf(ledger, past, length, measurement.unit === 'looks');
  const end = kind === 'calendar' ? whole.to : now + length;
  const spent = (at: number) => (kind === 'calendar' ? budget.spent : spentAt(slo, ledger, at, length, now));
  const exhaustedAt = crossing(
    [now, ...edges.filter((at) => at > now && at < end), end],
    spent,
    pace,
    budget.total,
  );
  return { assumption, burn, exhaustedAt };
}

/** Where the slope of what a rolling window still holds changes. */
function edgesOf(
  ledger: Ledger,
  past: { from: number; to: number },
  length: number,
  looks: boolean,
): number[] {
  const edges = looks
    ? badLooks(ledger, past).flatMap((at) => [at + length, at + length + 1])
    : badStretches(ledger, past).flatMap(({ from, to }) => [from + length, to + length]);
  return [...new Set(edges)].sort((a, b) => a - b);
}

/** First instant at which what ages plus what is added reaches the total; between edges both are straight lines. */
function crossing(
  edges: readonly number[],
  spent: (at: number) => number,
  pace: number,
  total: number,
): number | null {
  const start = edges[0] as number;
  let before: { at: number; sum: number } | null = null;
  for (const at of edges) {
    const sum = spent(at) + pace * (at - start);
    if (sum >= total) {
      if (!before || sum === before.sum) return at;
      return Math.ceil(before.at + ((total - before.sum) / (sum - before.sum)) * (at - before.at));
    }
    before = { at, sum };
  }
  return null;
}
