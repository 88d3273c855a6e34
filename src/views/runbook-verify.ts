import type { Entry } from '../book/book.ts';
import type { ComponentState } from '../status/component.ts';
import type { ComponentFacts, Facts } from './facts.ts';
import { type Cell, measured, plain, planned, unknown } from './model.ts';
import { amountWords, shareWords } from './slo-words.ts';
import { sentenceCase } from './words.ts';

/** What a step that verifies shows of a service and of one objective. Instants are in milliseconds. */
export interface VerifyFacts {
  readonly state: ComponentState;
  /** Null where nobody knows, or nothing is claimed. */
  readonly since: number | null;
  readonly newestAt: number | null;
  readonly reason: string | null;
  /** Where the objective stands and what is left of its budget; null without an objective. */
  readonly budget: Cell | null;
}

/** The present of a component and of an objective, as the page of a runbook tells it. */
export function verifyFacts(
  { now, standing }: ComponentFacts,
  slo: Entry<'slos'> | undefined,
  facts: Facts,
): VerifyFacts {
  return {
    state: standing.state,
    since: standing.state === 'unknown' ? null : standing.since,
    newestAt: now.newestAt,
    reason: now.reason,
    budget: slo ? budgetCell(slo, facts) : null,
  };
}

function budgetCell(slo: Entry<'slos'>, facts: Facts): Cell {
  const now = facts.slos.get(slo.id);
  if (!now) return unknown('not computed');
  switch (now.state) {
    case 'planned':
      return planned('planned, not evaluated');
    case 'no measurement':
      return unknown('not measured');
    case 'insufficient data':
      return unknown('too little data to judge', now.why);
    case 'ok':
    case 'at risk':
    case 'exhausted': {
      if (!now.budget) return unknown('not computed');
      const words = `${sentenceCase(now.state)}: ${shareWords(now.budget.leftShare)} of the budget left when this page was built`;
      const note = amountWords(now.budget.left, now.measurement?.unit ?? 'ms');
      return now.state === 'ok' ? measured(words, note) : plain(words, note);
    }
    default: {
      const never: never = now.state;
      throw new RangeError(`unknown objective state ${String(never)}`);
    }
  }
}
