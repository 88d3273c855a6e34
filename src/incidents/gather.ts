import { type Book, entriesOf } from '../book/book.ts';
import type { Impact, Incident, IncidentUpdate, ServiceOutageSpan } from './incident.ts';
import { belongs, type ToldIncident, toldIncident } from './logged.ts';
import { compact, writtenIncident } from './written.ts';

/** An outage this long before an incident began, or after it ended, still belongs to it. */
export const BELONGS_MS = 30 * 60_000;

/**
 * Every incident of a book, newest first: those that people wrote, and one for each confirmed outage that no written
 * one covers. Where the event log of the record tells of an outage (`told`), its incident is the one of the log, which may
 * gather several outages and hold what people said. An outage belongs to the written incident that names its service and overlaps it, give or take
 * {@link BELONGS_MS}, so that nobody reads of the same trouble twice.
 */
export function gatherIncidents(
  book: Book,
  outages: readonly ServiceOutageSpan[],
  now: number,
  told: readonly ToldIncident[] = [],
): Incident[] {
  const past = outages.filter(({ from }) => from <= now);
  const covered = new Set<ServiceOutageSpan>();
  const written = entriesOf(book, 'incidents').flatMap((entry) => {
    const told = writtenIncident(entry, now);
    if (!told) return [];
    const from = told.startedAt - BELONGS_MS;
    const to = told.resolvedAt === null ? Number.POSITIVE_INFINITY : told.resolvedAt + BELONGS_MS;
    const mine = past
      .filter((one) => told.services.includes(one.service) && one.from <= to && (one.to ?? now) >= from)
      .sort((a, b) => a.from - b.from);
    for (const outage of mine) covered.add(outage);
    return { ...told, outages: mine };
  });
  const logged = told
    .filter(({ startedAt }) => startedAt <= now)
    .flatMap((one) => knownPart(one, book) ?? [])
    .flatMap((one) => {
      const all = past.filter((outage) => belongs(outage, one, now));
      const mine = all.filter((outage) => !covered.has(outage));
      // What people write of an outage takes the place of what the log says of it.
      if (all.length > mine.length && mine.length === 0) return [];
      for (const outage of mine) covered.add(outage);
      return (
        toldIncident(
          one,
          mine.toSorted((a, b) => a.from - b.from),
          now,
        ) ?? []
      );
    });
  const automatic = past
    .filter((outage) => !covered.has(outage))
    .map((outage) => automaticIncident(outage, book.collections.services.get(outage.service)?.domain ?? ''));
  return [...written, ...logged, ...automatic].sort(
    (a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1),
  );
}

/**
 * What of an incident is about services of this book; null where nothing is. Its id names the service that it began with,
 * so without that one it is called after another, as if it had begun there.
 */
function knownPart(told: ToldIncident, book: Book): ToldIncident | null {
  const services = told.services.filter((id) => book.collections.services.has(id));
  const [first] = services;
  if (services.length === told.services.length) return told;
  if (first === undefined) return null;
  const named = services.some((id) => told.id.startsWith(`automatic/${id}/`));
  return { ...told, services, id: named ? told.id : `automatic/${first}/${compact(told.startedAt)}` };
}

/** A confirmed outage that nobody wrote about, told as an incident with what the probes found. */
function automaticIncident(outage: ServiceOutageSpan, domain: string): Incident {
  const { service, from, to } = outage;
  const id = `automatic/${service}/${compact(from)}`;
  const update = (
    at: number,
    found: 'outage' | 'recovery',
    before: Impact,
    after: Impact,
  ): IncidentUpdate => ({
    id: `${id}#${found}`,
    at,
    state: found === 'outage' ? 'investigating' : 'resolved',
    text: null,
    found,
    changes: [{ service, from: before, to: after }],
  });
  const updates = [update(from, 'outage', 'none', 'major outage')];
  if (to !== null) updates.push(update(to, 'recovery', 'major outage', 'none'));
  return {
    id,
    origin: 'automatic',
    title: null,
    domain,
    severity: null,
    services: [service],
    state: to === null ? 'investigating' : 'resolved',
    impact: 'major outage',
    impacts: new Map([[service, to === null ? 'major outage' : 'none']]),
    startedAt: from,
    resolvedAt: to,
    updatedAt: to ?? from,
    updates,
    outages: [outage],
    entry: null,
  };
}

/** Incidents of one calendar month, UTC: `month` is `2026-11`. One belongs to the month in which it began. */
export interface IncidentMonth {
  readonly month: string;
  readonly incidents: readonly Incident[];
}

/**
 * Every month from the newest back to the oldest that has an incident, or that `since` (milliseconds) lies in; a month
 * without any is there too, empty, because an empty month is a statement as well.
 */
export function byMonth(incidents: readonly Incident[], since: number, now: number): IncidentMonth[] {
  const oldest = Math.min(since, now, ...incidents.map(({ startedAt }) => startedAt));
  const months: IncidentMonth[] = [];
  for (let at = monthStart(now); at >= monthStart(oldest); at = monthStart(at - 1)) {
    const month = new Date(at).toISOString().slice(0, 7);
    months.push({
      month,
      incidents: incidents.filter(({ startedAt }) => new Date(startedAt).toISOString().slice(0, 7) === month),
    });
  }
  return months;
}

function monthStart(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
