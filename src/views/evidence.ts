import { type Book, entriesOf } from '../book/book.ts';
import type { Evidence } from '../postmortems/evidence.ts';
import type { Facts } from './facts.ts';
import { spending } from './slo-spending.ts';

/** What the record knows of a written incident: outages by probe, and what it cost of error budgets. */
export function evidenceOf(book: Book, facts: Facts, incidentId: string): Evidence {
  const incident = facts.incidents.find(({ id, origin }) => id === incidentId && origin === 'written');
  if (!incident) return { outages: [], spent: [] };
  const outages = incident.outages.flatMap(({ service, from, to }) => {
    const found = facts.components
      .get(service)
      ?.outages.filter((one) => one.from === from)
      .flatMap((one) => one.probes.map((probe) => ({ probe, from, to })));
    return found && found.length > 0 ? found : [{ probe: service, from, to }];
  });
  const spent = entriesOf(book, 'slos').flatMap((slo) => {
    const total = facts.slos.get(slo.id)?.budget?.total;
    const part = spending(book, slo, facts)?.parts.find(({ id }) => id === incidentId);
    return total === undefined || total === 0 || part === undefined
      ? []
      : [{ slo: slo.id, words: `${((part.amount / total) * 100).toFixed(1)} % of the budget of its window` }];
  });
  return { outages, spent };
}
