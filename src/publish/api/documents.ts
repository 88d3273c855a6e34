import { entriesOf } from '../../book/book.ts';
import type { Incident } from '../../incidents/incident.ts';
import { durationMs } from '../../schemas/duration.ts';
import { PERCENTILE_DEFINITION } from '../../status/latency.ts';
import { claimUntil } from '../../views/claim.ts';
import type { ComponentFacts } from '../../views/facts.ts';
import { formulaWords } from '../../views/how-we-measure.ts';
import { componentTitle, incidentTitle, updateText } from '../../views/incident-words.ts';
import { statusGroups } from '../../views/status-groups.ts';
import { addressOf, isoMs, isoOrNull, type Publication, siteName } from '../publication.ts';
import { DOCUMENT_SHAPES } from '../statuspage/shapes.ts';
import { publishedHorizon, publishedWindows, windowId, windowState } from '../windows.ts';
import { API_SHAPES, type ApiDocument, type ApiName } from './schemas.ts';
import { byWindow, componentDocumentPath, uptimeFields } from './status.ts';

/** Everything that is known about one component. */
export function componentDocument(
  publication: Publication,
  component: ComponentFacts,
): ApiDocument<'component'> {
  const { book, facts, words, settings } = publication;
  const { service, standing, now } = component;
  const group = statusGroups(book, facts, settings.audience).find(({ components }) =>
    components.some((one) => one.service.id === service.id),
  );
  if (!group)
    throw new RangeError(`component ${service.id} is not shown to the ${settings.audience} audience`);
  const summary = settings.audience === 'public' ? service.data.publicSummary : service.data.summary;
  return {
    is: 'component',
    version: 1,
    id: service.id,
    title: service.data.title,
    summary: summary || null,
    group: group.title,
    state: standing.state,
    since: isoOrNull(standing.since),
    reported: standing.reported,
    newestAt: isoOrNull(now.newestAt),
    validUntil: isoOrNull(claimUntil(component)),
    record: facts.record.head,
    formula: formulaWords(component.windows.day.uptime.profile, words),
    percentiles: PERCENTILE_DEFINITION,
    windows: byWindow(component, (window) => {
      const { uptime, latency } = window;
      return {
        uptime: {
          ...uptimeFields(window),
          windowMs: uptime.windowMs,
          goodMs: uptime.goodMs,
          degradedMs: uptime.degradedMs,
          badMs: uptime.badMs,
          maintenanceMs: uptime.maintenanceMs,
          unknownMs: uptime.unknownMs,
        },
        responseTime: {
          samples: latency.count,
          failed: latency.failed,
          p50: latency.p50,
          p95: latency.p95,
          p99: latency.p99,
          exact: !window.rolledUp,
        },
      };
    }),
    days: component.days.map((cell) => ({
      day: cell.day,
      level: cell.level,
      up: cell.upMs / 1000,
      degraded: cell.degradedMs / 1000,
      down: cell.downMs / 1000,
      unknown: cell.unknownMs / 1000,
      maintenance: cell.maintenanceMs / 1000,
      confirmedDown: cell.confirmedDownMs / 1000,
    })),
    incidents: facts.incidents
      .filter(({ services }) => services.includes(service.id))
      .map(({ id }) => addressOf(publication, incidentDocumentPath(id))),
  };
}

/** Path of the document of an incident. */
export function incidentDocumentPath(id: string): string {
  return `/api/v1/incidents/${id}.json`;
}

/** Every incident, in short. */
export function incidentsDocument(publication: Publication): ApiDocument<'incidents'> {
  return {
    is: 'incidents',
    version: 1,
    incidents: publication.facts.incidents.map((incident) => ({
      ...incidentFields(publication, incident),
      href: addressOf(publication, incidentDocumentPath(incident.id)),
    })),
  };
}

/** One incident with all that was said about it. */
export function incidentDocument(publication: Publication, incident: Incident): ApiDocument<'incident'> {
  const { book, words } = publication;
  return {
    is: 'incident',
    version: 1,
    ...incidentFields(publication, incident),
    updates: incident.updates.map((update) => ({
      id: update.id,
      at: isoMs(update.at),
      state: update.state,
      text: updateText(update, incident, book, words),
      found: update.found,
      changes: update.changes.map(({ service, from, to }) => ({ component: service, from, to })),
    })),
    outages: incident.outages.map(({ service, from, to }) => ({
      component: service,
      from: isoMs(from),
      to: isoOrNull(to),
    })),
  };
}

function incidentFields(publication: Publication, incident: Incident) {
  const { book, words } = publication;
  return {
    id: incident.id,
    origin: incident.origin,
    title: incidentTitle(incident, book, words),
    state: incident.state,
    impact: incident.impact,
    components: incident.services.map((id) => ({
      id,
      title: componentTitle(book, id),
      impact: incident.impacts.get(id) ?? ('none' as const),
    })),
    startedAt: isoMs(incident.startedAt),
    resolvedAt: isoOrNull(incident.resolvedAt),
    updatedAt: isoMs(incident.updatedAt),
    page: addressOf(publication, `/incidents/${incident.id}/`),
  };
}

/** Planned work of the published horizon, instance by instance. */
export function maintenanceDocument(publication: Publication): ApiDocument<'maintenance'> {
  const { book, facts } = publication;
  const horizon = publishedHorizon(facts.now);
  return {
    is: 'maintenance',
    version: 1,
    from: isoMs(horizon.from),
    to: isoMs(horizon.to),
    windows: publishedWindows(publication).map((window) => {
      const { data } = window.entry;
      return {
        id: windowId(window),
        entry: window.entry.id,
        title: data.title,
        summary: data.summary,
        state: windowState(window, facts.now),
        from: isoMs(window.from),
        to: isoMs(window.to),
        announcedFrom: isoMs(window.announcedFrom),
        revision: data.revision,
        impact: data.impact,
        emergency: data.emergency,
        activities: [...data.activities],
        components: data.services.map((id) => ({ id, title: componentTitle(book, id) })),
        page: addressOf(publication, `/maintenance/${window.entry.id}/`),
      };
    }),
  };
}

/** Objectives that the audience may see, with what was measured; without enough of it there is no figure. */
export function slosDocument({ book, facts, settings }: Publication): ApiDocument<'slos'> {
  const shown = entriesOf(book, 'slos').filter(
    ({ data }) =>
      // What is only planned is no promise to customers yet.
      settings.audience === 'internal' || (data.audience === 'public' && data.state !== 'planned'),
  );
  return {
    is: 'slos',
    version: 1,
    slos: shown.map(({ id, data }) => {
      const now = facts.slos.get(id);
      if (!now) throw new RangeError(`objective ${id} was not evaluated`);
      return {
        id,
        title: data.title,
        component: data.service ?? null,
        stated: data.stated,
        target: data.target,
        windowSeconds: durationMs(data.window) / 1000,
        state: now.state,
        // What would have to be measured is said to colleagues.
        why: now.state === 'no measurement' && settings.audience === 'public' ? null : now.why,
        sli: now.sli,
        measured: now.measured,
        coverage: now.coverage,
        budget: now.budget && {
          unit: now.measurement?.unit ?? ('looks' as const),
          total: now.budget.total,
          spent: now.budget.spent,
          left: now.budget.left,
        },
      };
    }),
  };
}

/** Every document there is, with its schema. */
export function indexDocument(
  publication: Publication,
  shown: readonly ComponentFacts[],
): ApiDocument<'index'> {
  const one = (is: ApiName, path: string) => ({
    is,
    href: addressOf(publication, path),
    schema: addressOf(publication, schemaPath(is)),
  });
  const whole = ['status', 'incidents', 'maintenance', 'slos', 'freshness'] as const;
  return {
    is: 'index',
    version: 1,
    name: siteName(publication),
    documents: [
      ...whole.map((is) => one(is, `/api/v1/${is}.json`)),
      ...shown.map(({ service }) => one('component', componentDocumentPath(service.id))),
      ...shown.map(({ service }) => one('response-times', `/api/v1/response-times/${service.id}.json`)),
      ...publication.facts.incidents.map(({ id }) => one('incident', incidentDocumentPath(id))),
      ...Object.keys(DOCUMENT_SHAPES).map((name) => ({
        is: `statuspage v2 ${name.replace('.json', '')}`,
        href: addressOf(publication, `/api/v2/${name}`),
        schema: null,
      })),
    ],
  };
}

/** Path of the JSON Schema of a document. */
export function schemaPath(name: ApiName): string {
  if (!Object.hasOwn(API_SHAPES, name)) throw new RangeError(`no document ${name}`);
  return `/api/v1/schemas/${name}.schema.json`;
}
