import type { Impact, Incident, IncidentState, IncidentUpdate, ServiceOutageSpan } from './incident.ts';
import { compact } from './written.ts';

/** An incident as the event log tells it: who was told of an outage, and what people said of it since. Milliseconds. */
export interface ToldIncident {
  readonly id: string;
  readonly domain: string;
  readonly severity: string;
  readonly services: readonly string[];
  readonly startedAt: number;
  /** When the trouble was over; null while the log has it open. */
  readonly endedAt: number | null;
  readonly title: string | null;
  /** True where somebody put it on the public page, also where no probe sees anything. */
  readonly published: boolean;
  readonly updates: readonly {
    readonly at: number;
    readonly state: IncidentState | null;
    readonly text: string | null;
    readonly services: readonly string[];
    readonly impact: Impact | null;
  }[];
}

/** Whether an outage belongs to an incident of the log: one of its services, at a time at which it was open. */
export function belongs(outage: ServiceOutageSpan, told: ToldIncident, now: number): boolean {
  return (
    told.services.includes(outage.service) &&
    outage.from <= (told.endedAt ?? now) &&
    (outage.to ?? now) >= told.startedAt
  );
}

/**
 * An incident of the log with the outages that belong to it, as pages tell it: what probes found, and between it what
 * people said. Null where there is neither an outage nor anybody who put it on the page.
 */
export function toldIncident(
  told: ToldIncident,
  outages: readonly ServiceOutageSpan[],
  now: number,
): Incident | null {
  if (outages.length === 0 && !told.published) return null;
  const impacts = new Map<string, Impact>(told.services.map((service) => [service, 'none']));
  const events: Omit<IncidentUpdate, 'changes'>[] = [];
  const changes: { at: number; service: string; to: Impact }[] = [];
  for (const { service, from, to } of outages) {
    changes.push({ at: from, service, to: 'major outage' });
    if (to !== null) changes.push({ at: to, service, to: 'none' });
    events.push({ id: '', at: from, state: 'investigating', text: null, found: 'outage' });
    if (to !== null) events.push({ id: '', at: to, state: 'resolved', text: null, found: 'recovery' });
  }
  for (const { at, state, text, services, impact } of told.updates) {
    if (at > now || text === null) continue;
    events.push({ id: '', at, state: state ?? 'investigating', text, found: null });
    if (impact !== null)
      for (const service of services.length > 0 ? services : told.services)
        changes.push({ at, service, to: impact });
  }
  if (events.length === 0)
    events.push({ id: '', at: told.startedAt, state: 'investigating', text: told.title, found: null });
  events.sort((a, b) => a.at - b.at);
  changes.sort((a, b) => a.at - b.at);
  const lasts = outages.some(({ to }) => to === null);
  const end = lasts ? null : (told.endedAt ?? (told.published ? null : lastEnd(outages)));
  const updates: IncidentUpdate[] = [];
  const taken = new Map<string, number>();
  let state: IncidentState = 'investigating';
  for (const event of events) {
    // While one of several outages lasts, the end of another one does not resolve anything.
    const open = outages.some(
      ({ from, to }) => from <= event.at && (to ?? Number.POSITIVE_INFINITY) > event.at,
    );
    state =
      event.found === 'recovery' && (open || end === null || event.at < end) ? 'monitoring' : event.state;
    const name = `${told.id}#${event.found ?? compact(event.at)}`;
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    const mine = changes.filter(({ at }) => at === event.at && event.at >= told.startedAt - MINUTE_MS);
    updates.push({
      ...event,
      state,
      id: count === 1 ? name : `${name}-${count}`,
      changes: mine.map(({ service, to }) => {
        const from = impacts.get(service) ?? 'none';
        impacts.set(service, to);
        return { service, from, to };
      }),
    });
    for (const one of mine) changes.splice(changes.indexOf(one), 1);
  }
  const worst =
    outages.length > 0 ? 'major outage' : (told.updates.findLast(({ impact }) => impact)?.impact ?? 'none');
  return {
    id: told.id,
    origin: 'automatic',
    title: told.title,
    domain: told.domain,
    severity: told.severity,
    services: told.services,
    state: end === null ? (state === 'resolved' ? 'monitoring' : state) : 'resolved',
    impact: worst,
    impacts: end === null ? impacts : new Map(told.services.map((service) => [service, 'none' as const])),
    startedAt: Math.min(told.startedAt, ...outages.map(({ from }) => from)),
    resolvedAt: end,
    updatedAt: Math.max(...updates.map(({ at }) => at), end ?? 0),
    updates,
    outages,
    entry: null,
  };
}

const MINUTE_MS = 60_000;

function lastEnd(outages: readonly ServiceOutageSpan[]): number | null {
  return outages.length === 0 ? null : Math.max(...outages.map(({ to }) => to ?? 0));
}
