import { isOpen } from '../../incidents/incident.ts';
import { shownComponents } from '../../views/status-groups.ts';
import { addressOf, isoMs, type Publication, siteName } from '../publication.ts';
import { publishedWindows } from '../windows.ts';
import { componentList, NEVER, pageId } from './components.ts';
import { incidentV2, maintenanceV2 } from './incidents.ts';
import { overallOf } from './overall.ts';
import type { DOCUMENT_SHAPES, PageV2 } from './shapes.ts';

/** Incidents and windows that a list of the interface holds at most. */
const MOST = 50;

export type DocumentName = keyof typeof DOCUMENT_SHAPES;

/**
 * The Statuspage v2 interface over a publication: every document by its path below `/api/v2/`. Fields, order and
 * words are those its clients know; docs/api.md says where our vocabulary is richer.
 */
export function statuspageDocuments(publication: Publication): Record<DocumentName, object> {
  const { book, facts, settings } = publication;
  const page = pageV2(publication);
  const components = componentList(publication);
  const open = facts.incidents.filter(isOpen);
  const closed = facts.incidents.filter((one) => !isOpen(one)).slice(0, Math.max(0, MOST - open.length));
  const listed = facts.incidents.filter((one) => isOpen(one) || closed.includes(one));
  const tell = (incidents: typeof facts.incidents) =>
    incidents.map((incident) => incidentV2(publication, incident, components));
  const windows = publishedWindows(publication)
    .flatMap((window) => maintenanceV2(publication, window, components) ?? [])
    .reverse();
  const upcoming = windows.filter(({ status }) => status === 'scheduled').reverse();
  const active = windows.filter(({ status }) => status === 'in_progress').reverse();
  const unresolved = tell(open);
  const status = overallOf(
    shownComponents(book, facts, settings.audience).map(({ standing }) => standing.state),
    facts.incidents,
  );
  return {
    'summary.json': {
      page,
      components,
      incidents: unresolved,
      scheduled_maintenances: [...active, ...upcoming],
      status,
    },
    'status.json': { page, status },
    'components.json': { page, components },
    'incidents.json': { page, incidents: tell(listed) },
    'incidents/unresolved.json': { page, incidents: unresolved },
    'scheduled-maintenances.json': { page, scheduled_maintenances: windows.slice(0, MOST) },
    'scheduled-maintenances/upcoming.json': { page, scheduled_maintenances: upcoming },
    'scheduled-maintenances/active.json': { page, scheduled_maintenances: active },
  };
}

function pageV2(publication: Publication): PageV2 {
  const { book, facts } = publication;
  return {
    id: pageId(publication),
    name: siteName(publication),
    url: addressOf(publication, '/'),
    time_zone: book.config.timeZone,
    updated_at: isoMs(facts.record.newestAt ?? NEVER),
  };
}
