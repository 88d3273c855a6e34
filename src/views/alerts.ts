import { entriesOf } from '../book/book.ts';
import { DAY_MS, formatUtc, spanWords } from '../calendar/time.ts';
import { situationOf } from '../response/fold.ts';
import { serviceTitle } from '../response/notices.ts';
import { type Channel, isShown, type RouteOf, routesOf } from '../response/routes.ts';
import type { AlertState, LoggedIncident, Situation } from '../response/situation.ts';
import { durationWords, targetWords } from '../schemas/duration.ts';
import { detailOf, type EventKind, isOfKind, type RecordEvent } from '../schemas/event.ts';
import { teamLink, type ViewContext } from './context.ts';
import {
  type Block,
  type Cell,
  empty,
  link,
  paragraph,
  plain,
  type Section,
  several,
  table,
  tableOr,
  unknown,
} from './model.ts';
import { counted } from './words.ts';

/** How far back messages and events are listed. */
const LISTED_DAYS = 30;
const MOST_LISTED = 50;

/** What the event log knows, who is told of what by which way, and what became of each message. */
export function alertSections(log: readonly RecordEvent[], context: ViewContext): Section[] {
  const situation = situationOf(log);
  const section = (id: string, title: string, ...blocks: Block[]): Section => ({
    id,
    title,
    part: id,
    blocks,
  });
  return [
    section('open', 'Open now', openBlock(situation, context)),
    section(
      'routes',
      'Who is told of what',
      paragraph(
        'A route says which severities of a domain reach people by which channels. Whoever is told once is reminded until somebody takes the incident on, and hears of its end.',
      ),
      routesBlock(context),
    ),
    section('messages', 'Messages', messagesBlock(situation, context)),
    section('events', 'Events', eventsBlock(log, context)),
  ];
}

function openBlock(situation: Situation, { book, now }: ViewContext): Block {
  const open = [...situation.incidents.values()].filter(({ closedAt }) => closedAt === null);
  return tableOr(
    table(
      'Incidents that the event log has open',
      ['Incident', 'Severity', 'Since', 'Taken on by', 'State'],
      open.map((incident) => [
        incidentCell(incident, situation, book),
        plain(incident.severity),
        plain(formatUtc(incident.startedAt), `${spanWords(now - incident.startedAt)} ago`),
        incident.acknowledged
          ? plain(incident.acknowledged.by, formatUtc(incident.acknowledged.at))
          : unknown('nobody yet'),
        plain(incident.state),
      ]),
    ),
    situation.beganAt === null
      ? empty('The event log has not begun.', 'It begins with the first run of: npm run alert')
      : empty('No incident is open.', 'One opens by itself when an outage is confirmed.'),
  );
}

function incidentCell(incident: LoggedIncident, situation: Situation, book: ViewContext['book']): Cell {
  const names = incident.services.map((id) => serviceTitle(book, id)).join(', ');
  const text = incident.title ?? (names === '' ? incident.id : names);
  // Slowness has no page of its own; an outage has one, and so has what people wrote.
  const outage = [...situation.troubles.values(), ...situation.ended].some(
    ({ key, confirmed }) => confirmed && situation.placed.get(key) === incident.id,
  );
  const hasPage = incident.origin === 'written' || (incident.origin === 'probes' && outage);
  return hasPage ? link(text, `/incidents/${incident.id}/`) : plain(text);
}

function routesBlock(context: ViewContext): Block {
  const { book } = context;
  const routes = entriesOf(book, 'domains').flatMap(({ id }) => routesOf(book, id));
  return tableOr(
    table(
      'Routes of all domains',
      ['Domain', 'Severities', 'Channels', 'For', 'May wake', 'When'],
      routes.map((one) => [
        link(book.collections.domains.get(one.domain)?.data.title ?? one.domain, `/domains/${one.domain}/`),
        plain(one.route.levels.join(', '), one.route.services && `only ${one.route.services.join(', ')}`),
        several(one.channels.map(channelCell)),
        one.route.to ? teamLink(context, one.route.to, one.domain) : unknown('not stated'),
        plain(one.route.wakes ? 'yes' : 'no'),
        plain(whenWords(one)),
      ]),
    ),
    empty('No domain has a route.', 'Routes stand in severities.yaml of a domain.'),
  );
}

function channelCell(channel: Channel): Cell {
  if (channel.delivery) return plain(channel.id, `sent by ${channel.delivery.via}`);
  return isShown(channel)
    ? plain(channel.id, 'shown, not sent')
    : unknown(channel.id, 'cannot be sent: no delivery is set');
}

function whenWords({ route, remindMs }: RouteOf): string {
  const parts = [
    route.when && `looked at ${targetWords(route.when)}`,
    route.hours && `only ${route.hours.from} to ${route.hours.to} ${route.hours.timeZone}`,
    route.quiet && `quiet from ${route.quiet.from} to ${route.quiet.to} ${route.quiet.timeZone}`,
    remindMs !== null &&
      `again every ${route.remindEvery ? durationWords(route.remindEvery) : spanWords(remindMs)}`,
    route.escalates && 'then up the rotation',
  ].filter((part) => typeof part === 'string');
  return parts.length > 0 ? parts.join('; ') : 'at once';
}

const ALERT_WORDS = {
  claimed: 'on its way',
  sent: 'delivered',
  failed: 'failed, is tried again',
  'given up': 'failed',
} as const satisfies Record<AlertState['state'], string>;

function messagesBlock(situation: Situation, { now }: ViewContext): Block {
  const recent = [...situation.alerts.values()]
    .filter(({ claimedAt }) => claimedAt > now - LISTED_DAYS * DAY_MS)
    .sort((a, b) => b.claimedAt - a.claimedAt)
    .slice(0, MOST_LISTED);
  return tableOr(
    table(
      `Messages of the last ${LISTED_DAYS} days, newest first`,
      ['When', 'Channel', 'What', 'Incident', 'What became of it'],
      recent.map(({ sentAt, claimedAt, detail, state, failures }) => [
        plain(formatUtc(sentAt ?? claimedAt)),
        plain(detail.channel),
        plain(detail.stage, detail.to && `for ${detail.to}`),
        plain(detail.incident),
        plain(
          ALERT_WORDS[state],
          failures > 0 ? `after ${counted(failures, 'failed try', 'failed tries')}` : undefined,
        ),
      ]),
    ),
    empty(
      `No message was sent in the last ${LISTED_DAYS} days.`,
      'This sends one to try a route: npm run alert -- test --route NAME',
    ),
  );
}

/** Kinds that the list of messages tells of already. */
const ELSEWHERE: readonly EventKind[] = ['alert due', 'alert sent', 'alert failed', 'log began'];

function eventsBlock(log: readonly RecordEvent[], { now }: ViewContext): Block {
  const recent = log
    .filter(({ at, kind }) => at > now - LISTED_DAYS * DAY_MS && !ELSEWHERE.includes(kind))
    .toReversed()
    .slice(0, MOST_LISTED);
  return tableOr(
    table(
      `What happened in the last ${LISTED_DAYS} days, newest first`,
      ['When', 'Event', 'What it happened to', 'What is known'],
      recent.map((event) => [
        plain(formatUtc(event.at)),
        plain(event.kind),
        plain(event.key),
        plain(wordsOf(event)),
      ]),
    ),
    empty(
      `Nothing happened in the last ${LISTED_DAYS} days.`,
      'Outages, planned work and what people say come here.',
    ),
  );
}

function wordsOf(event: RecordEvent): string {
  if (isOfKind(event, 'slo burning') || isOfKind(event, 'slo settled') || isOfKind(event, 'run invalid'))
    return event.detail;
  if (
    isOfKind(event, 'outage opened') ||
    isOfKind(event, 'outage confirmed') ||
    isOfKind(event, 'outage degraded')
  )
    return detailOf(event as RecordEvent & { kind: 'outage opened' }).reason ?? '';
  if (isOfKind(event, 'outage recovered')) {
    const { from, to, confirmed } = detailOf(event);
    const lasted = to === undefined ? '' : `after ${spanWords(Date.parse(to) - Date.parse(from))}`;
    return confirmed === false ? `${lasted}; never confirmed` : lasted;
  }
  if (isOfKind(event, 'incident opened')) {
    const { severity, reason } = detailOf(event);
    return [severity, reason].filter(Boolean).join(': ');
  }
  if (isOfKind(event, 'incident updated')) {
    const { by, state, severity, services, text } = detailOf(event);
    return [by, state, severity, services?.join(', '), text].filter(Boolean).join(': ');
  }
  if (isOfKind(event, 'alert acknowledged')) return `by ${detailOf(event).by}`;
  return '';
}
