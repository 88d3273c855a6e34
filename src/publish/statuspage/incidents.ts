import type { Incident, IncidentState, IncidentUpdate } from '../../incidents/incident.ts';
import { componentTitle, incidentTitle, updateText } from '../../views/incident-words.ts';
import type { PlannedWindow } from '../../views/maintenance.ts';
import { addressOf, isoMs, isoOrNull, type Publication } from '../publication.ts';
import { stableId } from '../stable-id.ts';
import { windowId, windowState } from '../windows.ts';
import { componentId, pageId } from './components.ts';
import { IMPACT_OF_IMPACT, STATUS_OF_IMPACT } from './overall.ts';
import type { ComponentV2, IncidentV2, MaintenanceV2 } from './shapes.ts';

/** An incident in the shape of the interface, its updates newest first. */
export function incidentV2(
  publication: Publication,
  incident: Incident,
  components: readonly ComponentV2[],
): IncidentV2 {
  const { book, words } = publication;
  const id = stableId('incident', incident.id);
  const first = incident.updates[0]?.at ?? incident.startedAt;
  const monitoring = incident.updates.find(({ state }) => state === 'monitoring');
  return {
    id,
    name: incidentTitle(incident, book, words),
    status: statusOf(incident),
    created_at: isoMs(first),
    updated_at: isoMs(incident.updatedAt),
    monitoring_at: isoOrNull(monitoring?.at),
    resolved_at: isoOrNull(incident.resolvedAt),
    impact: IMPACT_OF_IMPACT[incident.impact],
    shortlink: addressOf(publication, `/incidents/${incident.id}/`),
    started_at: isoMs(incident.startedAt),
    page_id: pageId(publication),
    incident_updates: [...incident.updates]
      .reverse()
      .map((update) => updateV2(publication, incident, id, update)),
    components: affected(incident.services, components),
  };
}

// An entry may give the end of an incident before its updates do; a client must not see it open with an end.
function statusOf({ state, resolvedAt }: Incident): IncidentState {
  const closed = state === 'resolved' || state === 'postmortem';
  return resolvedAt !== null && !closed ? 'resolved' : state;
}

function updateV2(
  { book, words }: Publication,
  incident: Incident,
  incident_id: string,
  update: IncidentUpdate,
): IncidentV2['incident_updates'][number] {
  const at = isoMs(update.at);
  return {
    id: stableId('update', update.id),
    status: update.state,
    body: updateText(update, incident, book, words),
    incident_id,
    created_at: at,
    updated_at: at,
    display_at: at,
    affected_components:
      update.changes.length === 0
        ? null
        : update.changes.map(({ service, from, to }) => ({
            code: componentId(service),
            name: componentTitle(book, service),
            old_status: STATUS_OF_IMPACT[from],
            new_status: STATUS_OF_IMPACT[to],
          })),
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

/**
 * An announced window of planned work in the shape of the interface; null for one that is not announced yet, or was
 * called off, for which it has no word.
 */
export function maintenanceV2(
  publication: Publication,
  window: PlannedWindow,
  components: readonly ComponentV2[],
): MaintenanceV2 | null {
  const status = maintenanceStatus(window, publication.facts.now);
  if (status === null) return null;
  const { entry, from, to, announcedFrom } = window;
  const { words, facts } = publication;
  const id = stableId('maintenance', windowId(window));
  const said = [
    { status: 'scheduled', at: Math.min(announcedFrom, from), body: entry.data.summary },
    { status: 'in_progress', at: from, body: words.say('maintenance.began') },
    { status: 'completed', at: to, body: words.say('maintenance.ended') },
  ] as const;
  const updates = said.filter(({ at }) => at <= facts.now);
  return {
    id,
    name: entry.data.title,
    status,
    created_at: isoMs(said[0].at),
    updated_at: isoMs(updates.at(-1)?.at ?? said[0].at),
    monitoring_at: null,
    resolved_at: status === 'completed' ? isoMs(to) : null,
    impact: 'maintenance',
    shortlink: addressOf(publication, `/maintenance/${entry.id}/`),
    started_at: isoMs(from),
    page_id: pageId(publication),
    incident_updates: updates.toReversed().map(({ status, at, body }) => ({
      id: stableId('maintenance update', `${windowId(window)}#${status}`),
      status,
      body,
      incident_id: id,
      created_at: isoMs(at),
      updated_at: isoMs(at),
      display_at: isoMs(at),
      affected_components: null,
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    })),
    components: affected(entry.data.services, components),
    scheduled_for: isoMs(from),
    scheduled_until: isoMs(to),
  };
}

function maintenanceStatus(window: PlannedWindow, now: number): MaintenanceV2['status'] | null {
  const state = windowState(window, now);
  switch (state) {
    case 'planned':
    case 'cancelled':
      return null;
    case 'announced':
      return 'scheduled';
    case 'in progress':
      return 'in_progress';
    case 'over':
      return 'completed';
    default: {
      const never: never = state;
      throw new RangeError(`unknown state of planned work "${String(never)}"`);
    }
  }
}

function affected(services: readonly string[], components: readonly ComponentV2[]): ComponentV2[] {
  const ids = new Set(services.map(componentId));
  return components.filter(({ id }) => ids.has(id));
}
