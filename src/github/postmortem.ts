import { type Book, type Entry, find } from '../book/book.ts';
import { readSource } from '../book/source.ts';
import { formatUtc, isoInstant, utcDay } from '../calendar/time.ts';
import { clockWords, obligations } from '../postmortems/deadlines.ts';
import { type Evidence, NO_EVIDENCE } from '../postmortems/evidence.ts';
import { serviceTitle } from '../response/notices.ts';
import type { EndedTrouble, LoggedIncident, Situation } from '../response/situation.ts';
import { draftPostmortem, namePostmortem } from '../scaffold/postmortem.ts';
import { AnswerError, slugOf, yamlText } from '../scaffold/question.ts';
import { Incident } from '../schemas/incident.ts';
import { oneLine } from './text.ts';

/** A postmortem that is to be written, with its incident. */
export interface PostmortemDraft {
  /** Id of the incident in the book. */
  readonly incident: string;
  /** Files by path from the top of the repository. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** By when it is due, in words; null where no policy of the domain says. */
  readonly due: string | null;
}

/** Branch of the draft for an incident of the log: the same in every run, so that there is one. */
export function postmortemBranch(incident: string): string {
  return `postmortem/${slugOfId(incident)}`;
}

function slugOfId(id: string): string {
  return (
    id
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(-100)
      .replace(/^-/, '') || 'incident'
  );
}

/** The entry of the book that tells of an incident of the log; undefined where nobody wrote one. */
export function writtenEntry(book: Book, { id, updates }: LoggedIncident): Entry<'incidents'> | undefined {
  const named = updates.flatMap(({ via }) => /^book:(.+)#[^#]*$/.exec(via)?.[1] ?? []);
  return [id, ...named].map((each) => find(book, 'incidents', each)).find((entry) => entry !== undefined);
}

/**
 * The pre-filled postmortem of an incident that is over. Where the book has no entry for the incident, one is made of what
 * the log tells; where it has, `text` is that entry as it stands in the repository. Throws {@link AnswerError}, in words
 * for people, where it cannot be made.
 */
export function postmortemDraft(
  book: Book,
  incident: LoggedIncident,
  situation: Situation,
  text: string | null,
  now: number,
): PostmortemDraft {
  const written = writtenEntry(book, incident);
  const made = written ? null : incidentEntry(book, incident, situation);
  const entry = written ?? (made as Entry<'incidents'>);
  const whole = written ? book : withEntry(book, entry);
  const draft = draftPostmortem(whole, entry.id, evidenceOf(book, incident, situation));
  const root = rootOf(entry);
  const before = text ?? (made === null ? null : entryText(book, incident, situation));
  if (before === null)
    throw new AnswerError(`${entry.source.file} is not on the branch ${book.config.branch}`);
  const id = draft.path.replace(/^postmortems\/|\.mdx$/g, '');
  return {
    incident: entry.id,
    files: [
      { path: entry.source.file, text: namePostmortem(before, id) },
      { path: `${root}/${draft.path}`, text: draft.text },
    ],
    due: dueWords(whole, entry.id, now),
  };
}

function dueWords(book: Book, incident: string, now: number): string | null {
  const duty = obligations(book, now).find((one) => one.incident === incident && one.kind === 'postmortem');
  return duty ? `due by ${formatUtc(duty.dueAt)}, ${clockWords(duty)}` : null;
}

function withEntry(book: Book, entry: Entry<'incidents'>): Book {
  const incidents = new Map(book.collections.incidents).set(entry.id, entry);
  return { ...book, collections: { ...book.collections, incidents } };
}

/** Folder of the content, counted from the top of the repository. */
function rootOf({ source, collection }: Entry): string {
  return source.file.slice(0, source.file.lastIndexOf(`/${collection}/`));
}

function incidentEntry(book: Book, incident: LoggedIncident, situation: Situation): Entry<'incidents'> {
  const { domain, startedAt } = incident;
  const [service] = knownServices(book, incident);
  const home = service === undefined ? undefined : find(book, 'services', service);
  if (service === undefined || !home)
    throw new AnswerError('it names no component, and the book has no incidents without one');
  const wished = `${domain}/${utcDay(startedAt)}-${slugOf(service.split('/').at(-1) ?? '')}`;
  let id = wished;
  for (let count = 2; find(book, 'incidents', id); count += 1) id = `${wished}-${count}`;
  const source = readSource(`${rootOf(home)}/incidents/${id}.mdx`, entryText(book, incident, situation));
  return { collection: 'incidents', id, domain, data: Incident.parse(source.data), source };
}

function knownServices(book: Book, { services }: LoggedIncident): string[] {
  return services.filter((id) => find(book, 'services', id) !== undefined);
}

const LEAST_TITLE = 6;
const MOST_TITLE = 120;
const LEAST_TEXT = 10;

/** An incident of the log as an entry of the book: what was observed, and what people said. Nothing is made up. */
function entryText(book: Book, incident: LoggedIncident, situation: Situation): string {
  const { domain, severity, startedAt, openedAt, acknowledged, published } = incident;
  const services = knownServices(book, incident);
  const end = isoInstant(endOf(incident));
  const detected = Math.max(startedAt, openedAt);
  const taken = acknowledged && acknowledged.at >= detected ? acknowledged.at : null;
  return `---
title: ${yamlText(titleOf(book, incident, services))}
domain: ${domain}
severity: ${yamlText(severity)}
audience: ${published ? 'public' : 'internal'}
services: [${services.join(', ')}]
startedAt: ${isoInstant(startedAt)}
detectedAt: ${isoInstant(detected)}
${taken === null ? '' : `acknowledgedAt: ${isoInstant(taken)}\n`}resolvedAt: ${end}
updates:
${updatesOf(incident, services, situation).join('\n')}
---
`;
}

function titleOf(book: Book, { title }: LoggedIncident, services: readonly string[]): string {
  const said = title === null ? '' : oneLine(title, MOST_TITLE);
  if (said.length >= LEAST_TITLE) return said;
  return oneLine(
    `${services.map((id) => serviceTitle(book, id)).join(', ')} did not work as it should`,
    MOST_TITLE,
  );
}

function endOf({ endedAt, closedAt, startedAt }: LoggedIncident): number {
  return Math.max(startedAt, endedAt ?? closedAt ?? startedAt);
}

function updatesOf(incident: LoggedIncident, services: readonly string[], situation: Situation): string[] {
  const { startedAt, openedAt } = incident;
  const end = endOf(incident);
  const began = Math.min(Math.max(startedAt, openedAt), end);
  const impacts = services.map((id) => `${id}: ${impactOf(incident, id, situation)}`).join(', ');
  const first = {
    at: began,
    line: `state: investigating, text: It was noticed and is looked into., services: { ${impacts} }`,
  };
  let state: string = 'investigating';
  // Customers read what was said from when it was put on their page; what came before was among colleagues.
  const from = incident.published ? (incident.publishedAt ?? Number.POSITIVE_INFINITY) : 0;
  const said = incident.updates.flatMap(({ at, by, text, state: next }) => {
    // After the end nothing may say that it goes on.
    if (at < end && next !== null && next !== 'resolved') state = next;
    if (at < from || by === 'watchbook' || text === null || text.trim().length < LEAST_TEXT) return [];
    return [
      { at: Math.max(at, began), line: `state: ${at < end ? state : 'resolved'}, text: ${yamlText(text)}` },
    ];
  });
  const last = { at: end, line: 'state: resolved, text: All has been well since then.' };
  const order = [first, ...said.filter(({ at }) => at < end), last, ...said.filter(({ at }) => at >= end)];
  return order.map(({ at, line }) => `  - { at: ${isoInstant(at)}, ${line} }`);
}

/** What people said it was; else an outage is one, and slowness is none. */
function impactOf(incident: LoggedIncident, service: string, situation: Situation): string {
  const said = incident.updates.findLast(
    ({ impact, services }) => impact !== null && services.includes(service),
  )?.impact;
  if (said) return said;
  const mine = troublesOf(incident, situation).filter((trouble) => trouble.service === service);
  return mine.length > 0 && mine.every(({ phase }) => phase === 'degraded') ? 'degraded' : 'major outage';
}

function troublesOf(incident: LoggedIncident, { ended }: Situation): EndedTrouble[] {
  const end = endOf(incident);
  return ended.filter(
    ({ service, from, to }) => incident.services.includes(service) && from <= end && to >= incident.startedAt,
  );
}

/** Outages as the log has them. Where several probes look at a service, the log does not say which of them saw one. */
function evidenceOf(book: Book, incident: LoggedIncident, situation: Situation): Evidence {
  const outages = troublesOf(incident, situation).flatMap(({ service, from, to }) => {
    const probes = book.probes.filter((probe) => probe.service === service);
    return probes.length === 1 && probes[0] ? [{ probe: probes[0].fullId, from, to }] : [];
  });
  return { ...NO_EVIDENCE, outages };
}
