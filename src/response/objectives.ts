import { type Book, find } from '../book/book.ts';
import { isoInstant } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import { firstLevel, isMoreUrgent, urgencyOf } from './severity.ts';
import type { LoggedIncident, Situation } from './situation.ts';

/** Urgency that a burn-rate alert begins with, before the scale of its domain: pages are second, tickets third. */
const URGENCY = { page: 2, ticket: 3 } as const;

/**
 * Opens one incident for each objective whose budget burns too fast, and closes it when no alert of the objective burns
 * any more. Where an open incident already tells of the service, nobody is called a second time for the same trouble.
 */
export function objectiveEvents(
  situation: Situation,
  book: Book,
  incidents: readonly LoggedIncident[],
  now: number,
): RecordEvent[] {
  const burning = Map.groupBy(situation.burning.values(), ({ key }) => key.split(' ')[0] ?? '');
  const open = incidents.filter(({ closedAt }) => closedAt === null);
  const events: RecordEvent[] = [];
  for (const [slo, alerts] of burning) {
    const entry = find(book, 'slos', slo);
    if (!entry) continue;
    const page = alerts.some(({ key }) => key.split(' ')[1] === 'page');
    const severity = firstLevel(book, entry.domain, URGENCY[page ? 'page' : 'ticket']);
    const urgency = urgencyOf(book, entry.domain, severity);
    const services = entry.data.service === undefined ? [] : [entry.data.service];
    const from = Math.min(...alerts.map(({ at }) => at));
    const own = open.find(({ id }) => sloOf(id) === slo);
    if (own) {
      const via = `objective:${severity}`;
      if (isMoreUrgent(book, entry.domain, severity, own.severity) && !situation.said.has(`${own.id} ${via}`))
        events.push(typedEvent(now, 'incident updated', own.id, { by: 'watchbook', via, severity }));
      continue;
    }
    // A window goes on burning after the outage that it remembers; whoever was called for that knows.
    const told = incidents.some(
      (one) =>
        (one.closedAt === null || (one.origin !== 'objective' && one.closedAt >= from)) &&
        services.some((id) => one.services.includes(id)) &&
        urgencyOf(book, one.domain, one.severity) <= urgency,
    );
    if (told) continue;
    events.push(
      typedEvent(now, 'incident opened', `objective/${slo}/${compact(from)}`, {
        origin: 'objective',
        domain: entry.domain,
        severity,
        services,
        startedAt: isoInstant(from),
        title: `${entry.data.title}: the error budget burns too fast`,
        reason: alerts.map(({ detail }) => detail).join('; '),
        internal: true,
      }),
    );
  }
  for (const incident of open) {
    const slo = sloOf(incident.id);
    if (slo !== null && incident.origin === 'objective' && !burning.has(slo))
      events.push(typedEvent(now, 'incident closed', incident.id, { endedAt: isoInstant(now) }));
  }
  return events;
}

/** The objective that an incident is about; null for other incidents. */
export function sloOf(id: string): string | null {
  return /^objective\/(.+)\/[^/]+$/.exec(id)?.[1] ?? null;
}
