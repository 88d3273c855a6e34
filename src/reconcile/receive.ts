import type { Book } from '../book/book.ts';
import { compact } from '../incidents/written.ts';
import { Draft } from '../response/draft.ts';
import { isMoreUrgent } from '../response/severity.ts';
import type { LoggedIncident, Situation } from '../response/situation.ts';
import type { RecordEvent } from '../schemas/event.ts';
import type { OutsideAlert } from './payloads/alert.ts';
import { type Placed, placeAlert } from './payloads/place.ts';
import { readAlerts } from './payloads/read.ts';

/** What an alert from outside adds to the log, and in words what was not understood. */
export interface Received {
  readonly events: RecordEvent[];
  readonly problems: string[];
}

/**
 * What the alerts in a body from outside add to the log: an incident for each, with its runbook by the name of the alert;
 * for what there is an incident already, a line in that. The same alert again adds nothing, and its end closes the
 * incident that it opened, once all alerts in it have ended. Nothing else closes it but people: how long an alert lasts
 * is known to its sender alone. The body is untrusted, and nothing in it makes this throw. `now` in milliseconds. Pure.
 */
export function eventsOfPayload(text: string, book: Book, situation: Situation, now: number): Received {
  const read = readAlerts(text);
  const problems = [...read.problems];
  const draft = new Draft(situation, now);
  const log = new Signals(situation);
  for (const alert of read.alerts) {
    if (alert.status === 'resolved') end(alert, draft, log, now);
    else problems.push(...begin(alert, draft, log, book, now));
  }
  return { events: draft.events, problems: [...new Set(problems)] };
}

/** An alert that fires, or fired, as part of an incident. */
interface Signal {
  readonly incident: string;
  /** Of the key of the alert; empty where it has none. */
  readonly hash: string;
  /** Milliseconds; of one without a time of its own, when it was first heard of. */
  readonly startedAt: string;
  ended: boolean;
}

const FIRING = 'outside:firing:';
const ENDED = 'outside:ended:';

/** Which alerts each incident is made of, as the log has it: in the id of the incident, and in its updates. */
class Signals {
  readonly #all: Signal[] = [];

  constructor({ incidents }: Situation) {
    for (const { id, origin, updates } of incidents.values()) {
      if (origin === 'outside') this.add(id, id.slice(id.lastIndexOf('/') + 1));
      for (const { via } of updates) {
        if (via.startsWith(FIRING)) this.add(id, via.slice(via.lastIndexOf('/') + 1));
        if (via.startsWith(ENDED)) this.end(id, via.slice(via.lastIndexOf('/') + 1));
      }
    }
  }

  /** `mark` is the start, and the hash of the key where there is one: `20261121T120000Z-1a2b3c4d`. */
  add(incident: string, mark: string): void {
    const [startedAt = '', hash = ''] = mark.split('-');
    this.#all.push({ incident, hash, startedAt, ended: false });
  }

  end(incident: string, mark: string): void {
    for (const one of this.#all)
      if (one.incident === incident && markOf(one.startedAt, one.hash) === mark) one.ended = true;
  }

  /** Signals of incidents whose id or updates name that alert, the newest first. */
  of(slug: string, draft: Draft): Signal[] {
    return this.#all
      .filter(({ incident, startedAt, hash }) => {
        const mark = markOf(startedAt, hash);
        return incident === `outside/${slug}/${mark}` || draft.wasSaid(incident, `${FIRING}${slug}/${mark}`);
      })
      .reverse();
  }

  lasting(incident: string): Signal[] {
    return this.#all.filter((one) => one.incident === incident && !one.ended);
  }
}

function begin(alert: OutsideAlert, draft: Draft, log: Signals, book: Book, now: number): readonly string[] {
  const slug = slugOf(alert.alert);
  if (signalsOf(alert, draft, log, 'known').length > 0) return [];
  const placed = placeAlert(alert, book);
  if (placed === null) return [`${alert.alert}: the book has no domain whose people could be told`];
  const mark = markOf(compact(alert.startsAt ?? now), hashOf(alert.key));
  const reason = alert.summary === null ? alert.alert : `${alert.alert}: ${alert.summary}`;
  const home = homeOf(slug, placed, draft);
  if (home) {
    const worse =
      home.origin !== 'written' && isMoreUrgent(book, home.domain, placed.severity, home.severity);
    const services = placed.services.filter((id) => !home.services.includes(id));
    draft.say(home, {
      via: `${FIRING}${slug}/${mark}`,
      text: reason,
      ...(worse && home.domain === placed.domain ? { severity: placed.severity } : {}),
      ...(services.length > 0 ? { services } : {}),
    });
    log.add(home.id, mark);
    return placed.problems;
  }
  const id = `outside/${slug}/${mark}`;
  draft.begin({
    id,
    origin: 'outside',
    domain: placed.domain,
    severity: placed.severity,
    severities: [{ at: now, severity: placed.severity }],
    services: placed.services,
    // A sender whose clock is ahead of ours knows nothing of the future.
    startedAt: Math.min(alert.startsAt ?? now, now),
    title: placed.services.length === 0 ? alert.alert : null,
    reason,
    runbook: placed.runbook,
    internal: false,
    published: false,
    publishedAt: null,
    postmortemAsked: false,
    judgedAt: null,
    state: 'investigating',
    updates: [],
    openedAt: now,
    closedAt: null,
    endedAt: null,
    acknowledged: null,
  });
  log.add(id, mark);
  return placed.problems;
}

/**
 * The open incident that an alert belongs to: one of the same alert about the same services, such as of another instance,
 * or one about one of its services that probes or people began. People have heard of that already.
 */
function homeOf(slug: string, placed: Placed, draft: Draft): LoggedIncident | undefined {
  const same = (one: LoggedIncident) =>
    one.id.startsWith(`outside/${slug}/`) &&
    one.domain === placed.domain &&
    placed.services.every((id) => one.services.includes(id));
  const shares = (one: LoggedIncident) =>
    (one.origin === 'probes' || one.origin === 'written') &&
    placed.services.some((id) => one.services.includes(id));
  return draft.open().find(same) ?? draft.open().find(shares);
}

function end(alert: OutsideAlert, draft: Draft, log: Signals, now: number): void {
  const slug = slugOf(alert.alert);
  for (const { incident: id, startedAt, hash } of signalsOf(alert, draft, log, 'lasting')) {
    const incident = draft.get(id);
    if (!incident || incident.closedAt !== null) continue;
    const mark = markOf(startedAt, hash);
    log.end(id, mark);
    if (incident.origin === 'outside' && log.lasting(id).length === 0) {
      const endedAt = Math.min(alert.endsAt ?? now, now);
      draft.close(incident, Math.max(endedAt, incident.startedAt), `outside: ${alert.from}`);
    } else draft.say(incident, { via: `${ENDED}${slug}/${mark}`, text: `${alert.alert} has ended.` });
  }
}

/** Signals in the log that are this very alert. What has no key and no time is the one that lasts. */
function signalsOf(alert: OutsideAlert, draft: Draft, log: Signals, which: 'known' | 'lasting'): Signal[] {
  const hash = hashOf(alert.key);
  const start = alert.startsAt === null ? null : compact(alert.startsAt);
  const same = log.of(slugOf(alert.alert), draft).filter((one) => one.hash === hash);
  const lasting = same.filter(({ incident, ended }) => !ended && draft.get(incident)?.closedAt === null);
  if (start === null) return lasting;
  const exact = same.filter(({ startedAt }) => startedAt === start);
  // Senders that have lost their memory give the end of an alert another start.
  return which === 'known' || exact.length > 0 || hash === '' ? exact : lasting;
}

function markOf(startedAt: string, hash: string): string {
  return hash === '' ? startedAt : `${startedAt}-${hash}`;
}

const LONGEST_SLUG = 60;

/** The name of an alert as part of an id: `payments-down`. A name without a Latin letter becomes its hash. */
function slugOf(alert: string): string {
  const slug = alert
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? hashOf(alert) : slug;
}

/** Eight hexadecimal digits (FNV-1a, 32 bits) that tell keys of one alert apart; empty for none. */
function hashOf(key: string | null): string {
  if (key === null) return '';
  let hash = 0x811c9dc5;
  for (const unit of new TextEncoder().encode(key)) hash = Math.imul(hash ^ unit, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
