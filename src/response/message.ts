import { type Book, find } from '../book/book.ts';
import { formatUtc, spanWords } from '../calendar/time.ts';
import type { Due, OnCallTier } from './notices.ts';
import { serviceTitle } from './notices.ts';
import { urgencyOf } from './severity.ts';
import type { LoggedIncident } from './situation.ts';

/** A link of a message. */
export interface MessageLink {
  readonly label: string;
  readonly url: string;
}

/** What a channel is given to put into its own shape. Everything is plain text of people and probes, not markup. */
export interface Message {
  /** The same for every try of one message, and for nothing else: receivers that can, drop what comes twice. */
  readonly key: string;
  /** The same for every message about one incident, so that receivers can join them. */
  readonly incident: string;
  readonly stage: string;
  /** What the receiver should do with what it holds: begin, say more, or end it. */
  readonly action: 'open' | 'update' | 'close';
  /** One line: `[SEV1] Payments is down`. */
  readonly title: string;
  /** Some sentences, one a line. */
  readonly lines: readonly string[];
  readonly links: readonly MessageLink[];
  readonly severity: string;
  /** 1 is the most urgent, 5 the least. */
  readonly urgency: number;
  readonly domain: string;
  /** Titles of the services affected. */
  readonly services: readonly string[];
  /** Milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly at: number;
  /** True for one that tells of nothing real. */
  readonly test: boolean;
}

/** Where pages are, for links; null where the site has no address. */
export interface Addresses {
  readonly handbook: string | null;
  readonly status: string | null;
}

/** The message for a notice at `now`. Says what is known now, not when the notice fell due. Pure. */
export function messageOf(
  due: Due,
  book: Book,
  tiers: readonly OnCallTier[],
  addresses: Addresses,
  now: number,
): Message {
  const { incident, stage } = due;
  const title = `[${incident.severity}] ${headline(incident, book)}`;
  return {
    key: due.key,
    incident: incident.id,
    stage,
    action: stage === 'closed' ? 'close' : stage === 'opened' ? 'open' : 'update',
    title,
    lines: linesOf(due, book, tiers, now),
    links: linksOf(incident, book, addresses),
    severity: incident.severity,
    urgency: urgencyOf(book, incident.domain, incident.severity),
    domain: incident.domain,
    services: incident.services.map((id) => serviceTitle(book, id)),
    startedAt: incident.startedAt,
    endedAt: incident.endedAt,
    at: now,
    test: false,
  };
}

/** What is wrong, or was, in a few words. */
export function headline(incident: LoggedIncident, book: Book): string {
  const names = incident.services.map((id) => serviceTitle(book, id)).join(', ');
  if (incident.closedAt !== null) return incident.title ? `Over: ${incident.title}` : `${names}: up again`;
  return incident.title ?? (names === '' ? 'An incident' : `${names}: not working as it should`);
}

function linesOf({ incident, stage, to, route }: Due, book: Book, tiers: readonly OnCallTier[], now: number) {
  const { startedAt, endedAt, acknowledged } = incident;
  const lines: string[] = [];
  if (stage.startsWith('reminder ')) lines.push('Nobody has taken this on yet.');
  if (stage.startsWith('escalation ')) lines.push('Nobody answered one level below.');
  if (stage.startsWith('severity ')) lines.push(`It is ${incident.severity} now.`);
  lines.push(
    endedAt === null
      ? `Since ${formatUtc(startedAt)}, ${spanWords(now - startedAt)} ago.`
      : `From ${formatUtc(startedAt)} to ${formatUtc(endedAt)}, ${spanWords(endedAt - startedAt)}.`,
  );
  if (incident.reason) lines.push(incident.reason);
  const said = incident.updates.filter(({ text }) => text !== null).at(-1);
  if (said?.text) lines.push(`${said.by}: ${said.text}`);
  if (acknowledged) lines.push(`Taken on by ${acknowledged.by}.`);
  else if (endedAt === null && to !== null) lines.push(`For ${teamTitle(book, to)}.`);
  const next = tiers.find(({ who }) => who !== null && who !== to);
  if (endedAt === null && next?.who && route.route.escalates)
    lines.push(`Next: ${teamTitle(book, next.who)}.`);
  return lines;
}

function teamTitle(book: Book, id: string): string {
  return find(book, 'teams', id)?.data.title ?? id;
}

/** The runbooks first: they are what the one who reads this needs next. */
function linksOf(incident: LoggedIncident, book: Book, { handbook, status }: Addresses): MessageLink[] {
  const links: MessageLink[] = [];
  if (handbook !== null) {
    for (const id of runbooksFor(incident, book)) {
      const title = find(book, 'runbooks', id)?.data.title ?? id;
      links.push({ label: `Runbook: ${title}`, url: `${handbook}/runbooks/${id}/` });
    }
    for (const id of incident.services)
      links.push({ label: serviceTitle(book, id), url: `${handbook}/services/${id}/` });
  }
  if (
    status !== null &&
    !incident.internal &&
    (incident.origin === 'probes' || incident.origin === 'written')
  )
    links.push({ label: 'Status page', url: `${status}/incidents/${incident.id}/` });
  return links;
}

const MOST_RUNBOOKS = 3;

/** Runbooks to open: the one that was named, then active ones for the services, those for the severity first. */
export function runbooksFor(incident: LoggedIncident, book: Book): string[] {
  const fitting = [...book.collections.runbooks.values()]
    .filter(
      ({ data }) =>
        data.state === 'active' &&
        (data.kind === 'alert' || data.kind === 'procedure') &&
        data.services.some((id) => incident.services.includes(id)),
    )
    .sort(
      (a, b) =>
        Number(b.data.severity === incident.severity) - Number(a.data.severity === incident.severity) ||
        (a.id < b.id ? -1 : 1),
    )
    .map(({ id }) => id);
  return [...new Set([...(incident.runbook ? [incident.runbook] : []), ...fitting])].slice(0, MOST_RUNBOOKS);
}
