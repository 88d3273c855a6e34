import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { isoInstant } from '../calendar/time.ts';
import { burnOf } from '../slo/now.ts';
import { gateOf } from '../slo/policy.ts';
import { windowWords } from '../slo/window.ts';
import type { Facts } from './facts.ts';
import { owedPostmortems, policyStandings, spending } from './slo-spending.ts';

const timeOf = (at: number | null) => (at === null ? null : isoInstant(at));

/** Everything computed about an objective, as data. Amounts are in `unit`; unknown figures are null. */
export function sloDocument(book: Book, slo: Entry<'slos'>, facts: Facts) {
  const { id, data } = slo;
  const now = facts.slos.get(id);
  if (!now) throw new Error(`no facts for objective ${id}`);
  const ledger = facts.ledgers.get(id);
  const spent = spending(book, slo, facts);
  return {
    is: 'slo',
    version: 1,
    id,
    title: data.title,
    target: data.target,
    window: windowWords(data),
    state: now.state,
    why: now.why,
    unit: now.measurement?.unit ?? null,
    from: timeOf(now.countedFrom),
    at: isoInstant(facts.now),
    resetsAt: timeOf(now.resetsAt),
    sli: now.sli,
    unadjusted: now.sli === null ? null : now.unadjusted,
    coverage: now.coverage,
    measurement: now.measurement,
    budget: now.budget,
    budgets: now.budgets,
    burn: ledger ? burnOf(data, ledger, facts.now) : [],
    spent: (spent?.parts ?? []).map(({ id: cause, kind, amount, badMs, badLooks }) => ({
      cause,
      kind,
      amount,
      badMs,
      badLooks,
    })),
    leaving: (spent?.leaving ?? []).map(({ part, goneAt, budget }) => ({
      cause: part.id,
      goneAt: isoInstant(goneAt),
      left: budget.left,
    })),
    forecast: spent?.forecast ? { ...spent.forecast, exhaustedAt: timeOf(spent.forecast.exhaustedAt) } : null,
    commit: facts.record.head,
  };
}

/** Error-budget policies, the verdict of the gate over all of them, and postmortems that are owed, as data. */
export function errorBudgetsDocument(book: Book, facts: Facts) {
  const standings = policyStandings(book, facts);
  return {
    is: 'error-budgets',
    version: 1,
    at: isoInstant(facts.now),
    gate: gateOf(standings),
    policies: entriesOf(book, 'policies').flatMap(({ id, data }) => {
      const standing = standings.get(id);
      return standing ? [{ id, title: data.title, state: standing.state, slos: standing.rows }] : [];
    }),
    postmortems: owedPostmortems(book, facts).map(({ policy, slo, incident, share, has }) => ({
      policy,
      slo,
      incident: incident.id,
      share,
      has,
    })),
    commit: facts.record.head,
  };
}
