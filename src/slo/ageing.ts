import type { Part } from './attribution.ts';
import type { Ledger } from './ledger.ts';
import { type Evaluated, type SloNow, sinceMs } from './now.ts';
import { settle } from './settle.ts';
import { type Budget, settleBudget } from './target.ts';
import { windowAt } from './window.ts';

/** When a part of what was spent is out of the window, and what is left of the budget then. */
export interface Leaving {
  readonly part: Part;
  /** First instant at which the rolling window holds none of it any more, or the next calendar window begins. */
  readonly goneAt: number;
  /** The budget at that instant if nothing bad happens until then and its size stays. */
  readonly budget: Budget;
}

/** What {@link ageOut} takes for granted, to be shown beside it. */
export const AGEING_ASSUMPTION =
  'if nothing bad happens until then, and the window holds as much planned work as now';

/**
 * When each part leaves the window, soonest first. A part without instants of its own (see `attribute`) has no such
 * moment in a rolling window and is left out. Empty where there is no budget.
 */
export function ageOut(
  slo: Evaluated,
  ledger: Ledger,
  current: SloNow,
  parts: readonly Part[],
  now: number,
): Leaving[] {
  const { budget } = current;
  if (!budget) return [];
  if (current.resetsAt !== null) {
    const whole = settleBudget(budget.total, 0);
    return parts.map((part) => ({ part, goneAt: current.resetsAt as number, budget: whole }));
  }
  const { past } = windowAt(slo, now);
  const length = past.to - past.from;
  const leaving = parts.flatMap((part) => {
    const last = lastOf(part, current);
    return last === null ? [] : [{ part, goneAt: last + length }];
  });
  return leaving
    .map((one) => ({
      ...one,
      budget: settleBudget(budget.total, spentAt(slo, ledger, one.goneAt, length, now)),
    }))
    .sort((a, b) => a.goneAt - b.goneAt);
}

/** What the window that ends at `at` will hold of what is known now. */
export function spentAt(slo: Evaluated, ledger: Ledger, at: number, lengthMs: number, now: number): number {
  const from = Math.max(at - lengthMs, sinceMs(slo.since), ledger.span.from);
  return from >= now ? 0 : settle(ledger, { from, to: now }).bad;
}

// The window is half open at its end, so a look has left it one millisecond after its time.
function lastOf(part: Part, { measurement }: SloNow): number | null {
  if (measurement?.unit === 'looks')
    return part.looks.length === 0 ? null : (part.looks.at(-1) as number) + 1;
  return part.stretches.at(-1)?.to ?? null;
}
