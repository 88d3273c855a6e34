import { type Book, find, register } from '../book/book.ts';
import { isoInstant } from '../calendar/time.ts';
import type { Incident } from '../incidents/incident.ts';
import { compact } from '../incidents/written.ts';
import { durationMs } from '../schemas/duration.ts';
import type { RecordEvent } from '../schemas/event.ts';
import { Draft } from './draft.ts';
import { objectiveEvents } from './objectives.ts';
import { firstLevel, isMoreUrgent, levelAfter } from './severity.ts';
import type { LoggedIncident, Situation, Trouble } from './situation.ts';

/** What the log needs to know of the world beside its own events. */
export interface Surroundings {
  readonly book: Book;
  /** Incidents that people wrote in the book. */
  readonly written: readonly Incident[];
  /** Services of whose present nothing is known: what happened to them is not over yet. */
  readonly unseen: ReadonlySet<string>;
  /** By service that needs no alert of its own: the services behind it that are the cause. */
  readonly causes: ReadonlyMap<string, readonly string[]>;
}

/** Incidents that were written this long ago, and are over, call nobody. */
const WRITTEN_NEWS_MS = 24 * 3_600_000;

/**
 * What must be added to the log so that every trouble belongs to exactly one open incident, every incident says what is
 * known of it, and one whose trouble has been over for long enough is closed. Trouble that comes back sooner goes on in
 * the same incident. Pure; adding the result and asking again gives nothing.
 */
export function incidentEvents(situation: Situation, around: Surroundings, now: number): RecordEvent[] {
  const draft = new Draft(situation, now);
  for (const trouble of troublesByCause(situation, around)) place(draft, trouble, situation.placed, around);
  for (const incident of draft.open()) follow(draft, incident, situation, around);
  for (const incident of around.written) takeWritten(draft, incident, around.book);
  draft.add(objectiveEvents(situation, around.book, draft.all(), now));
  return draft.events;
}

/**
 * Trouble that belongs to an incident: confirmed, or worse than it should be. First what is over and was never told, then
 * the causes of others, so that these find them.
 */
function troublesByCause(situation: Situation, { causes }: Surroundings): Trouble[] {
  const untold = situation.ended.filter(({ key }) => !situation.placed.has(key));
  const lasting = [...situation.troubles.values()]
    .filter(({ phase }) => phase !== 'suspected')
    .sort(
      (a, b) =>
        Number(causes.has(a.service)) - Number(causes.has(b.service)) ||
        a.from - b.from ||
        (a.service < b.service ? -1 : 1),
    );
  return [...untold, ...lasting];
}

function place(
  draft: Draft,
  trouble: Trouble,
  placed: ReadonlyMap<string, string>,
  { book, causes }: Surroundings,
): void {
  const { key, service, from, phase, reason } = trouble;
  const domain = find(book, 'services', service)?.domain;
  if (domain === undefined) return;
  const severity = severityOf(book, domain, service, phase);
  const mine = draft
    .open()
    .find(({ services, origin }) => services.includes(service) && origin !== 'objective');
  // What people judged stays as they judged it until it gets worse, and a cause in another domain is judged there.
  const raises = (one: LoggedIncident) =>
    one.origin !== 'prober' &&
    one.domain === domain &&
    (one.judgedAt === null || one.judgedAt < trouble.knownAt) &&
    isMoreUrgent(book, domain, severity, one.severity);
  const told = placed.get(key);
  // Trouble that lasts, or came back under the same key, needs an incident that is open.
  if (told !== undefined && (draft.get(told)?.closedAt === null || 'to' in trouble)) {
    const via = `probes:${severity}:${key}`;
    if (mine && raises(mine) && !draft.wasSaid(mine.id, via)) draft.say(mine, { via, severity });
    return;
  }
  const behind = 'to' in trouble ? [] : (causes.get(service) ?? []);
  const groupMs = durationMs(book.config.alerting.groupWithin);
  const home =
    mine ??
    draft
      .open()
      .filter(({ origin }) => origin === 'probes')
      .find(
        (one) =>
          one.services.some((each) => behind.includes(each)) ||
          (one.domain === domain && Math.abs(one.startedAt - from) <= groupMs),
      );
  if (home) {
    draft.say(home, {
      via: `probes:${key}`,
      trouble: key,
      startedAt: isoInstant(from),
      ...(home.services.includes(service) ? {} : { services: [service] }),
      ...(behind.length === 0 && raises(home) ? { severity } : {}),
      ...(home.state === 'monitoring' && lastWord(home) === 'probes' ? { state: 'investigating' } : {}),
    });
    return;
  }
  draft.begin(
    {
      ...EMPTY,
      id: freeId(draft, `automatic/${service}/${compact(from)}`),
      origin: 'probes',
      domain,
      severity,
      severities: [{ at: draft.now, severity }],
      services: [service],
      startedAt: from,
      reason,
      openedAt: draft.now,
    },
    key,
  );
}

const EMPTY = {
  title: null,
  reason: null,
  runbook: null,
  internal: false,
  published: false,
  publishedAt: null,
  postmortemAsked: false,
  judgedAt: null,
  state: 'investigating',
  updates: [],
  closedAt: null,
  endedAt: null,
  acknowledged: null,
} as const;

/** The severity an outage of a service opens with; trouble that is no outage is one level less urgent. */
function severityOf(book: Book, domain: string, service: string, phase: Trouble['phase']): string {
  const down = find(book, 'services', service)?.data.severity ?? firstLevel(book, domain, 2);
  return phase === 'degraded' ? levelAfter(book, domain, down) : down;
}

/** Says when all is well again, when it is not after all, and closes what has settled. */
function follow(
  draft: Draft,
  incident: LoggedIncident,
  situation: Situation,
  { book, unseen }: Surroundings,
): void {
  if (incident.origin !== 'probes') return;
  const { now } = draft;
  const services = new Set(incident.services);
  const troubled = [...situation.troubles.values()].some(({ service }) => services.has(service));
  // A look that failed alone and was never confirmed is no end of anything.
  const ends = situation.ended.filter(({ service, to }) => services.has(service) && to >= incident.startedAt);
  const endedAt = Math.max(incident.startedAt, ...ends.map(({ to }) => to));
  if (troubled || incident.services.some((service) => unseen.has(service))) return;
  if (now - endedAt >= durationMs(book.config.alerting.settleAfter)) {
    draft.close(incident, endedAt);
    return;
  }
  const via = `probes:well:${compact(endedAt)}`;
  if (incident.state !== 'monitoring' && !draft.wasSaid(incident.id, via))
    draft.say(incident, { via, state: 'monitoring' });
}

/** Whether the state of an incident was set by probes or by people. */
function lastWord({ updates }: LoggedIncident): 'probes' | 'people' {
  const last = updates.filter(({ state }) => state !== null).at(-1);
  return last === undefined || last.via.startsWith('probes:') ? 'probes' : 'people';
}

/**
 * Takes in what people wrote in the book. An incident that covers one which probes found goes on as that one, so that
 * nobody is told twice; another begins one of its own, also where no probe sees the trouble.
 */
function takeWritten(draft: Draft, incident: Incident, book: Book): void {
  const { now } = draft;
  const end = incident.resolvedAt;
  const known = draft.get(incident.id);
  // Most of what was ever written is long over.
  if (!known && end !== null && incident.updatedAt < now - WRITTEN_NEWS_MS) return;
  const twin = known ?? twinOf(draft, incident);
  if (!twin && (end !== null || incident.startedAt > now)) return;
  if (!twin && incident.updatedAt < now - WRITTEN_NEWS_MS) return;
  if (!twin) {
    const level = register(book, incident.domain, 'severities')?.levels.find(
      ({ id }) => id === incident.severity,
    );
    draft.begin({
      ...EMPTY,
      id: incident.id,
      origin: 'written',
      domain: incident.domain,
      severity: level?.id ?? firstLevel(book, incident.domain, 2),
      severities: [],
      services: incident.services,
      startedAt: incident.startedAt,
      title: incident.title,
      internal: incident.entry?.data.audience !== 'public',
      runbook: incident.entry?.data.runbooks[0] ?? null,
      openedAt: now,
    });
  }
  const open = draft.get(twin?.id ?? incident.id) as LoggedIncident;
  if (open.closedAt !== null) return;
  for (const update of incident.updates) {
    const via = `book:${update.id}`;
    const current = draft.get(open.id) as LoggedIncident;
    if (update.at > now || draft.wasSaid(open.id, via)) continue;
    draft.say(current, {
      via,
      by: 'book',
      state: update.state,
      ...(update.text ? { text: update.text } : {}),
    });
  }
  if (open.origin === 'written' && end !== null && end <= now)
    draft.close(draft.get(open.id) as LoggedIncident, Math.max(end, open.startedAt), 'book');
}

/**
 * An incident of the log about the same trouble: one that took in what this one says, also when it is closed by now, or
 * an open one with a service in common that began within half an hour of its span.
 */
function twinOf(draft: Draft, incident: Incident): LoggedIncident | undefined {
  const heard = draft
    .all()
    .find(({ id }) => incident.updates.some((one) => draft.wasSaid(id, `book:${one.id}`)));
  if (heard) return heard;
  return draft
    .open()
    .find(
      ({ origin, services, startedAt }) =>
        origin !== 'written' &&
        services.some((service) => incident.services.includes(service)) &&
        startedAt >= incident.startedAt - BELONGS_MS &&
        (incident.resolvedAt === null || startedAt <= incident.resolvedAt + BELONGS_MS),
    );
}

const BELONGS_MS = 30 * 60_000;

function freeId(draft: Draft, wished: string): string {
  let id = wished;
  for (let count = 2; draft.has(id); count += 1) id = `${wished}-${count}`;
  return id;
}
