import { type Book, find } from '../book/book.ts';
import { notBefore, type RouteOf, routesOf, serves } from './routes.ts';
import { urgencyOf } from './severity.ts';
import type { AlertState, LoggedIncident, Situation } from './situation.ts';

/** One tier of a rotation at an instant. */
export interface OnCallTier {
  readonly tier: string;
  readonly title: string;
  /** Team or role on call; null where the names stand in another tool. */
  readonly who: string | null;
  /** Milliseconds without an answer after which the next tier is called; null where nothing says. */
  readonly escalateAfterMs: number | null;
}

/** What is told, to which channel, and why. */
export interface Due {
  /** One message to one channel: it is sent once, however often it is asked for. */
  readonly key: string;
  readonly incident: LoggedIncident;
  /** `opened`, `severity SEV1`, `reminder 2`, `escalation secondary`, `closed`. */
  readonly stage: string;
  readonly route: RouteOf;
  /** Domain and id of the channel: `thorbis/pagerduty`. */
  readonly channel: string;
  /** Team or role that is meant; null where the route names nobody. */
  readonly to: string | null;
  /** Earliest instant, milliseconds. */
  readonly from: number;
  /** Tries before this one that failed. */
  readonly failures: number;
}

/** Everything that decides who is told. */
export interface Telling {
  readonly book: Book;
  /** Tiers of a rotation at an instant, first to be called first. */
  onCall(rotation: string, at: number): readonly OnCallTier[];
}

/** An incident that was over this long ago is told to nobody any more, except those who wait for its end. */
const OLD_MS = 3 * 86_400_000;
/** After a claim this old without a result, the run that made it is gone. */
export const CLAIM_MS = 10 * 60_000;
/** Wait before a failed message is tried again: 1, 2, 4, … minutes. */
const FIRST_RETRY_MS = 60_000;

/**
 * Every message that should have been sent by `now` and was not. A message that failed is due again after a pause, until
 * it was tried `alerting.attempts` times; one that another run has claimed is not, unless that run is gone. `here` is the
 * location that asks: its own claims without a result are those of a run that was killed. Pure.
 */
export function dueNotices(situation: Situation, telling: Telling, here: string, now: number): Due[] {
  const { attempts } = telling.book.config.alerting;
  const all = [...situation.incidents.values()]
    .filter(({ closedAt }) => closedAt === null || closedAt > now - OLD_MS)
    .flatMap((incident) => noticesOf(incident, situation, telling, now));
  // Two routes that meet in one channel tell it once, as soon as one of them may.
  const once = new Map<string, Due>();
  for (const due of all) {
    const other = once.get(due.key);
    if (other === undefined || due.from < other.from) once.set(due.key, due);
  }
  return [...once.values()]
    .filter((due) => due.from <= now && isOpen(situation.alerts.get(due.key), here, attempts, now))
    .map((due) => ({ ...due, failures: situation.alerts.get(due.key)?.failures ?? 0 }));
}

function isOpen(state: AlertState | undefined, here: string, attempts: number, now: number): boolean {
  if (!state) return true;
  switch (state.state) {
    case 'sent':
    case 'given up':
      return false;
    case 'claimed':
      return state.claimedBy === here ? true : now - state.claimedAt > CLAIM_MS;
    case 'failed':
      return (
        state.failures < attempts &&
        now - (state.lastFailureAt ?? 0) >= FIRST_RETRY_MS * 2 ** Math.min(state.failures - 1, 6)
      );
    default:
      throw new RangeError(`unknown state of an alert: ${String(state.state satisfies never)}`);
  }
}

/** The key of a message. */
export function noticeKey(incident: string, stage: string, channel: string): string {
  return `${incident}|${stage}|${channel}`;
}

/** Every message that an incident asks for by `now`, whether it was sent or not; what must wait has a later `from`. */
export function noticesOf(
  incident: LoggedIncident,
  situation: Situation,
  telling: Telling,
  now: number,
): Due[] {
  const routes = routesOf(telling.book, incident.domain);
  const asked: Due[] = [];
  for (const { at, severity } of severitiesOf(incident)) {
    for (const route of routes.filter((one) => serves(one, incident, severity, at)))
      asked.push(...onRoute(route, severity, at, incident, situation, telling, now, asked));
  }
  if (incident.closedAt === null) return asked;
  // Nobody needs to be called for what is over; a message that is on its way is let arrive, until the end is known.
  const begun = asked.filter(
    ({ key, channel }) =>
      situation.alerts.has(key) &&
      situation.alerts.get(noticeKey(incident.id, 'closed', channel))?.state !== 'sent',
  );
  return [...begun, ...closings(incident.closedAt, asked, situation, telling)];
}

function severitiesOf({ severities, severity, openedAt }: LoggedIncident) {
  return severities.length > 0 ? severities : [{ at: openedAt, severity }];
}

/** The messages of one route for one severity, while the incident is open. */
function onRoute(
  route: RouteOf,
  severity: string,
  since: number,
  incident: LoggedIncident,
  situation: Situation,
  telling: Telling,
  now: number,
  before: readonly Due[],
): Due[] {
  const { book } = telling;
  const isFirst = since === incident.openedAt || severitiesOf(incident)[0]?.severity === severity;
  const from = notBefore(route, since, book.config.timeZone);
  const tiers = route.route.escalates ? telling.onCall(route.route.escalates, since) : [];
  const whom = tiers[0]?.who ?? route.route.to ?? null;
  const make = (stage: string, channel: string, at: number, to = whom): Due => ({
    key: noticeKey(incident.id, stage, channel),
    incident,
    stage,
    route,
    channel,
    to,
    from: at,
    failures: 0,
  });
  const due: Due[] = [];
  for (const { id } of route.channels) {
    const channel = `${route.domain}/${id}`;
    const knows = !isFirst && before.some((one) => one.channel === channel);
    due.push(make(knows ? `severity ${severity}` : 'opened', channel, from));
  }
  // What is over, or somebody has taken on at this severity, is neither repeated nor taken further up.
  const taken = incident.acknowledged !== null && incident.acknowledged.at >= since;
  if (incident.severity !== severity || taken || incident.closedAt !== null) return due;
  for (const channel of route.channels.map(({ id }) => `${route.domain}/${id}`)) {
    const firstSent = saidAt(situation, incident, severity, channel);
    if (firstSent === null) continue;
    const reminder = route.remindMs === null ? 0 : Math.floor((now - firstSent) / route.remindMs);
    // Only the newest one: whoever was away does not want them all at once.
    if (reminder >= 1) {
      const number = Math.min(reminder, book.config.alerting.reminders);
      const at = firstSent + number * (route.remindMs ?? 0);
      if (number >= 1)
        due.push(
          make(
            `reminder ${number}${isFirst ? '' : ` of ${severity}`}`,
            channel,
            notBefore(route, at, book.config.timeZone),
          ),
        );
    }
    let waited = 0;
    for (const [place, { tier, escalateAfterMs }] of tiers.entries()) {
      const at = notBefore(route, firstSent + waited, book.config.timeZone);
      if (place > 0 && firstSent + waited <= now)
        due.push(
          make(
            `escalation ${tier}${isFirst ? '' : ` of ${severity}`}`,
            channel,
            at,
            whoAt(telling, route, tier, at),
          ),
        );
      if (escalateAfterMs === null) break;
      waited += escalateAfterMs;
    }
  }
  return due;
}

/**
 * When a channel was told of this severity. One that could not be told at all counts from its last failure: what comes next
 * may reach it.
 */
function saidAt(
  situation: Situation,
  { id }: LoggedIncident,
  severity: string,
  channel: string,
): number | null {
  const state =
    situation.alerts.get(noticeKey(id, `severity ${severity}`, channel)) ??
    situation.alerts.get(noticeKey(id, 'opened', channel));
  return state?.sentAt ?? (state?.state === 'given up' ? state.lastFailureAt : null);
}

/** Who is on call in a tier when it is called, which may be after a hand-off. */
function whoAt(telling: Telling, { route }: RouteOf, tier: string, at: number): string | null {
  const tiers = route.escalates ? telling.onCall(route.escalates, at) : [];
  return tiers.find((one) => one.tier === tier)?.who ?? null;
}

/**
 * The end of an incident, to every channel that heard of it. Those that were still to hear learn at once that it was and
 * that it is over, but nobody is woken for that.
 */
function closings(closedAt: number, asked: readonly Due[], situation: Situation, telling: Telling): Due[] {
  const found = new Map<string, Due>();
  for (const due of asked) {
    const key = noticeKey(due.incident.id, 'closed', due.channel);
    const heard = asked.some(
      ({ channel, key: other }) => channel === due.channel && situation.alerts.has(other),
    );
    if (due.route.route.wakes && !heard) continue;
    const from = notBefore(due.route, closedAt, telling.book.config.timeZone);
    if (from < (found.get(key)?.from ?? Number.POSITIVE_INFINITY))
      found.set(key, { ...due, key, stage: 'closed', from });
  }
  return [...found.values()];
}

/** Urgency of an incident in the order common to all domains. */
export function urgencyOfIncident(book: Book, { domain, severity }: LoggedIncident): number {
  return urgencyOf(book, domain, severity);
}

/** Title of a service for people; its id where the book no longer has it. */
export function serviceTitle(book: Book, id: string): string {
  return find(book, 'services', id)?.data.title ?? id;
}
