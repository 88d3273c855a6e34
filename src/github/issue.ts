import { type Book, entriesIn, entriesOf, find } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import type { Addresses } from '../response/message.ts';
import { headline, runbooksFor } from '../response/message.ts';
import { type OnCallTier, serviceTitle } from '../response/notices.ts';
import { routesOf, serves } from '../response/routes.ts';
import type { LoggedIncident } from '../response/situation.ts';
import type { INCIDENT_ORIGINS } from '../schemas/event.ts';
import { COMMANDS } from './command.ts';
import { labelOf, severityLabel } from './label.ts';
import { mark } from './mark.ts';
import { link, listed, literal, oneLine } from './text.ts';

/** Everything that the issue of an incident is made of. */
export interface IssueParts {
  readonly book: Book;
  readonly addresses: Addresses;
  onCall(rotation: string, at: number): readonly OnCallTier[];
  /** Milliseconds. */
  readonly now: number;
}

const FOUND_BY = {
  probes: 'probes',
  written: 'people, in the book',
  outside: 'another system',
  objective: 'an objective whose error budget burns too fast',
  prober: 'the watch over the prober itself',
} as const satisfies Record<(typeof INCIDENT_ORIGINS)[number], string>;

const MOST_TITLE = 200;

/** Title of an issue. GitHub shows it as plain text. */
export function issueTitle(incident: LoggedIncident, book: Book): string {
  return oneLine(headline({ ...incident, closedAt: null }, book), MOST_TITLE) || 'An incident';
}

/** The label by which issues of incidents are found. */
export function incidentLabel(book: Book): string {
  return labelOf(book.config.alerting.github?.label ?? 'incident');
}

/** Labels that an issue begins with. */
export function issueLabels(incident: LoggedIncident, book: Book): string[] {
  return [...new Set([incidentLabel(book), severityLabel(incident.severity)])];
}

/**
 * The text of an issue: what is affected, since when and why, who is on call and what to open. Facts that it tells already
 * are named by hidden marks. Everything that is not ours stands in it letter by letter.
 */
export function issueBody(incident: LoggedIncident, parts: IssueParts, told: readonly string[]): string {
  const { book } = parts;
  const rows: [string, string][] = [
    ['Affected', listed(incident.services.map((id) => literal(serviceTitle(book, id)))) || 'no component'],
    ['Since', formatUtc(incident.startedAt)],
    ['Severity', literal(incident.severity)],
    ['Found by', FOUND_BY[incident.origin]],
    ...(incident.reason ? [['Reason', literal(incident.reason)] as [string, string]] : []),
    ['Who to call', onCallWords(incident, parts)],
    ['Runbooks', runbookWords(incident, parts)],
    ['Objectives', objectiveWords(incident, parts)],
    ...linkRow(incident, parts),
  ];
  return [
    [mark('incident', incident.id), ...told.map((name) => mark('fact', name))].join('\n'),
    '',
    ...rows.map(([name, words]) => `- **${name}:** ${words}`),
    '',
    'Whoever may write to this repository can answer with a comment that begins with one of these:',
    '',
    ...Object.values(COMMANDS).map((command) => `- ${literal(command)}`),
    '',
    'This issue follows the event log. Its comments are taken in; closing it by hand ends nothing.',
  ].join('\n');
}

function onCallWords(incident: LoggedIncident, { book, onCall, now }: IssueParts): string {
  const routes = routesOf(book, incident.domain).filter((route) =>
    serves(route, incident, incident.severity, incident.openedAt),
  );
  const named = routes.flatMap(({ route }) => route.escalates ?? []);
  const rotations =
    named.length > 0 ? named : entriesIn(book, 'rotations', incident.domain).map(({ id }) => id);
  const tiers = [...new Set(rotations)].flatMap((rotation) => onCall(rotation, now));
  const called = tiers.map(
    ({ title, who }) => `${literal(title)}: ${who === null ? 'not named here' : team(who, book)}`,
  );
  const told = routes.flatMap(({ route }) => (route.to ? [team(route.to, book)] : []));
  const all = called.length > 0 ? called : [...new Set(told)];
  return listed(all, '; ') || 'nobody is named';
}

function team(id: string, book: Book): string {
  return literal(find(book, 'teams', id)?.data.title ?? id, 100);
}

function runbookWords(incident: LoggedIncident, { book, addresses }: IssueParts): string {
  const words = runbooksFor(incident, book).map((id) => {
    const title = find(book, 'runbooks', id)?.data.title;
    if (title === undefined || addresses.handbook === null) return literal(title ?? id);
    return link(title, `${addresses.handbook}/runbooks/${id}/`);
  });
  return listed(words) || 'none for this';
}

function objectiveWords(incident: LoggedIncident, { book, addresses }: IssueParts): string {
  const words = entriesOf(book, 'slos')
    .filter(({ data }) => data.service !== undefined && incident.services.includes(data.service))
    .map(({ id, data }) => {
      const name =
        addresses.handbook === null
          ? literal(data.title)
          : link(data.title, `${addresses.handbook}/slos/${id}/`);
      return `${name} (${literal(data.stated)})`;
    });
  return listed(words) || 'none for this';
}

function linkRow(incident: LoggedIncident, { book, addresses }: IssueParts): [string, string][] {
  const { handbook, status } = addresses;
  const links: string[] = [];
  for (const id of incident.services) {
    const title = find(book, 'services', id)?.data.title;
    if (handbook !== null && title !== undefined) links.push(link(title, `${handbook}/services/${id}/`));
  }
  const onPage = incident.origin === 'probes' || incident.origin === 'written';
  if (status !== null && onPage && !incident.internal)
    links.push(link('Status page', `${status}/incidents/${incident.id}/`));
  return links.length === 0 ? [] : [['Links', listed(links)]];
}
