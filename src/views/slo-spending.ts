import { type Book, type Entry, entriesOf, find } from '../book/book.ts';
import type { Incident } from '../incidents/incident.ts';
import { ageOut, type Leaving } from '../slo/ageing.ts';
import { attribute, type Cause, costlierThan, type Part } from '../slo/attribution.ts';
import { type Forecast, forecast } from '../slo/forecast.ts';
import { probesOf } from '../slo/indicator.ts';
import { type PolicyNow, policyNow } from '../slo/policy.ts';
import type { Facts } from './facts.ts';

/** What became of the budget of an objective. */
export interface Spending {
  readonly parts: readonly (Part & { readonly incident: Incident | null })[];
  readonly leaving: readonly Leaving[];
  readonly forecast: Forecast | null;
}

/** Where the budget of an objective went, when it comes back, and where it is going; null where there is none. */
export function spending(book: Book, slo: Entry<'slos'>, facts: Facts): Spending | null {
  const now = facts.slos.get(slo.id);
  const ledger = facts.ledgers.get(slo.id);
  if (!now?.budget || !ledger || now.countedFrom === null) return null;
  const window = { from: now.countedFrom, to: facts.now };
  const parts = attribute(ledger, window, causesOf(book, slo, facts));
  return {
    parts: parts.map((part) => ({
      ...part,
      incident: facts.incidents.find(({ id }) => id === part.id) ?? null,
    })),
    leaving: ageOut(slo.data, ledger, now, parts, facts.now),
    forecast: forecast(slo.data, ledger, now, facts.now),
  };
}

/**
 * What bad time of an objective can be laid at the door of, in order: written incidents of its services, oldest first,
 * over the time they name and the outages that belong to them; then outages that nobody wrote about.
 */
export function causesOf(book: Book, { data }: Entry<'slos'>, facts: Facts): Cause[] {
  const ids = book.probes.map(({ fullId }) => fullId);
  const services = new Set(probesOf(data.sli, ids).map((id) => id.slice(0, id.lastIndexOf('/'))));
  if (data.service) services.add(data.service);
  const mine = facts.incidents.filter((incident) => incident.services.some((id) => services.has(id)));
  const spanOf = ({ from, to }: { from: number; to: number | null }) => ({
    from,
    to: Math.max(from, to ?? facts.now),
  });
  const cause = (incident: Incident): Cause => ({
    id: incident.id,
    kind: incident.origin === 'written' ? 'incident' : 'outage',
    spans: [
      spanOf({ from: incident.startedAt, to: incident.resolvedAt }),
      ...incident.outages.filter(({ service }) => services.has(service)).map(spanOf),
    ],
  });
  return mine
    .map(cause)
    .sort(
      (a, b) =>
        Number(a.kind === 'outage') - Number(b.kind === 'outage') ||
        (a.spans[0]?.from ?? 0) - (b.spans[0]?.from ?? 0),
    );
}

/** Error-budget policies with where they stand, by id. */
export function policyStandings(book: Book, facts: Facts): Map<string, PolicyNow> {
  const today = new Date(facts.now).toISOString().slice(0, 10);
  return new Map(
    entriesOf(book, 'policies').flatMap(({ id, data }) =>
      data.errorBudget ? [[id, policyNow(data.errorBudget, facts.slos, today)] as const] : [],
    ),
  );
}

/** Policies that watch an objective. */
export function policiesOf(book: Book, slo: string): Entry<'policies'>[] {
  return entriesOf(book, 'policies').filter(({ data }) => data.errorBudget?.slos.includes(slo));
}

/** An incident that cost more of a budget than a policy lets pass without a postmortem. */
export interface Owed {
  readonly policy: string;
  readonly slo: string;
  readonly part: Part;
  readonly incident: Incident;
  /** Share of the budget that it cost. */
  readonly share: number;
  /** What there is: nothing, a postmortem without an action item of priority P0, or all of it. */
  readonly has: 'no postmortem' | 'no P0' | 'postmortem with P0';
}

/** Incidents that cost too much of a budget, with what was written about them; costliest first. */
export function owedPostmortems(book: Book, facts: Facts): Owed[] {
  const owed = entriesOf(book, 'policies').flatMap(({ id: policy, data }) => {
    const rules = data.errorBudget;
    if (!rules) return [];
    return rules.slos.flatMap((id): Owed[] => {
      const slo = find(book, 'slos', id);
      const spent = slo ? spending(book, slo, facts) : null;
      const total = facts.slos.get(id)?.budget?.total;
      if (!spent || total === undefined || total === 0) return [];
      const costly = new Set(costlierThan(spent.parts, rules.incidentShare, total).map((part) => part.id));
      return spent.parts.flatMap((part): Owed[] =>
        part.incident && costly.has(part.id)
          ? [
              {
                policy,
                slo: id,
                part,
                incident: part.incident,
                share: part.amount / total,
                has: writtenAbout(book, part.incident),
              },
            ]
          : [],
      );
    });
  });
  return owed.sort((a, b) => b.share - a.share);
}

function writtenAbout(book: Book, incident: Incident): Owed['has'] {
  const id = incident.entry?.data.postmortem;
  const postmortem = entriesOf(book, 'postmortems').find(
    (one) => one.id === id || one.data.incident === incident.id,
  );
  if (!postmortem) return 'no postmortem';
  return postmortem.data.actionItems.some(({ priority }) => priority === 'P0')
    ? 'postmortem with P0'
    : 'no P0';
}
