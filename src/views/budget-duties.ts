import type { Book } from '../book/book.ts';
import { type BudgetDuty, budgetDuties } from '../postmortems/deadlines.ts';
import type { Facts } from './facts.ts';
import { owedPostmortems } from './slo-spending.ts';

/**
 * Incidents that cost more of a budget than its policy lets pass, with where their postmortem stands. The policy's own
 * share has already chosen them; outages that nobody wrote about are among them, because somebody has to.
 */
export function budgetDutiesOf(book: Book, facts: Facts): BudgetDuty[] {
  const costs = owedPostmortems(book, facts).map(({ slo, incident, share, has }) => ({
    incident: incident.id,
    slo,
    share,
    resolvedAt: incident.resolvedAt,
    has,
  }));
  return budgetDuties(costs, facts.now, 0);
}
