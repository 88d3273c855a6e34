import type { ToldIncident } from '../incidents/logged.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import type { LoggedIncident, Situation } from './situation.ts';

/**
 * The incidents of a log that pages for an audience may tell of. Customers learn of outages, because their page shows
 * them anyway; what people said reaches them only from when somebody put the incident on the public page, and what was
 * marked internal never does. The words of the machine are left out: pages say what probes found in the reader's language.
 * So is what was written in the book: it has a page of its own, for whom it was written.
 */
export function toldTo(audience: Audience, situation: Situation): ToldIncident[] {
  return [...situation.incidents.values()]
    .filter(({ origin }) => origin === 'probes' || origin === 'outside')
    .filter(
      ({ internal, origin, published }) =>
        audience === 'internal' || (!internal && (origin === 'probes' || published)),
    )
    .map((incident) => told(incident, audience));
}

function told(incident: LoggedIncident, audience: Audience): ToldIncident {
  const { id, domain, severity, services, startedAt, endedAt, title, published } = incident;
  const from =
    audience === 'internal' ? Number.NEGATIVE_INFINITY : (incident.publishedAt ?? Number.POSITIVE_INFINITY);
  const speaks = audience === 'internal' || published;
  return {
    id,
    domain,
    severity,
    services,
    startedAt,
    endedAt,
    title: speaks ? title : null,
    // On pages for the team everything that the log has is told.
    published: published || (audience === 'internal' && incident.origin === 'outside'),
    updates: incident.updates.filter(
      ({ at, by, text }) => at >= from && by !== 'watchbook' && by !== 'book' && text !== null,
    ),
  };
}
