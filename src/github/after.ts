import type { LoggedIncident, Situation } from '../response/situation.ts';
import { detailOf, isOfKind, type RecordEvent } from '../schemas/event.ts';

/** A situation as comments on one incident leave it: what people said about it, its end, and who has taken it on. */
export function afterEvents(situation: Situation, id: string, events: readonly RecordEvent[]): Situation {
  const before = situation.incidents.get(id);
  if (!before || events.length === 0) return situation;
  const said = new Set(situation.said);
  const incident = events.reduce((one, event) => {
    if (isOfKind(event, 'incident updated')) said.add(`${id} ${detailOf(event).via}`);
    return afterEvent(one, event);
  }, before);
  return { ...situation, said, incidents: new Map(situation.incidents).set(id, incident) };
}

function afterEvent(incident: LoggedIncident, event: RecordEvent): LoggedIncident {
  const { at } = event;
  if (isOfKind(event, 'incident closed'))
    return { ...incident, closedAt: at, endedAt: Date.parse(detailOf(event).endedAt), state: 'resolved' };
  if (isOfKind(event, 'alert acknowledged'))
    return { ...incident, acknowledged: incident.acknowledged ?? { at, by: detailOf(event).by } };
  if (!isOfKind(event, 'incident updated')) return incident;
  const { by, via, state, text, services = [], impact, severity, publish, postmortem } = detailOf(event);
  const update = { at, by, via, state: state ?? null, text: text ?? null, services, impact: impact ?? null };
  const isOver = incident.closedAt !== null;
  return {
    ...incident,
    updates: [...incident.updates, update],
    services: [...new Set([...incident.services, ...services])],
    state: isOver ? incident.state : (state ?? incident.state),
    severity: severity ?? incident.severity,
    judgedAt: severity === undefined ? incident.judgedAt : at,
    published: incident.published || publish === true,
    postmortemAsked: incident.postmortemAsked || postmortem === true,
  };
}
