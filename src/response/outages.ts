import { isoInstant } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { Situation, Trouble } from './situation.ts';

/** Times of confirmed trouble that is over. Milliseconds. */
export interface PastTrouble {
  readonly from: number;
  readonly to: number;
  readonly reason: string | null;
  readonly probes: readonly string[];
}

/**
 * What is known of a service now. `unseen` where nobody looked lately, so that nothing is concluded about the present;
 * `hidden` where planned work cuts outages short, so that nothing is concluded at all.
 */
export interface Condition {
  readonly service: string;
  readonly state: 'well' | 'suspected' | 'down' | 'degraded' | 'unseen' | 'hidden';
  /** Since when, where it is not well; milliseconds. */
  readonly from: number | null;
  /** Since when it is well, where that is known; milliseconds. */
  readonly wellSince?: number | null;
  readonly reason: string | null;
  readonly probes: readonly string[];
  /** Confirmed outages that ended lately, oldest first. */
  readonly past: readonly PastTrouble[];
}

/** Trouble that was over this long before it was first seen is history, not news. */
export const NEWS_MS = 24 * 3_600_000;

/** The key of trouble: the service and when it began. */
export function troubleKey(service: string, from: number): string {
  return `${service}@${compact(from)}`;
}

/**
 * What must be added to the log so that it tells of the outages that are there: each is opened, confirmed, and over,
 * once. Trouble that the log has open keeps its key, whatever later looks say of its beginning; trouble that came and
 * went between two runs is told as a whole. Where nobody looked nothing ends, and neither does the trouble of a service that
 * a book with errors (`whole` is false) may only seem to have lost. Pure; on a log that says it all, nothing.
 */
export function outageEvents(
  situation: Situation,
  conditions: readonly Condition[],
  now: number,
  whole = true,
): RecordEvent[] {
  const known = new Set(conditions.map(({ service }) => service));
  const gone = whole ? [...situation.troubles.values()].filter(({ service }) => !known.has(service)) : [];
  return [
    ...conditions.flatMap((condition) => eventsOf(situation, condition, now)),
    ...gone.map((trouble) => recovered(trouble, now, now, 'no longer in the book')),
  ];
}

function eventsOf(situation: Situation, condition: Condition, now: number): RecordEvent[] {
  const { service, state, past } = condition;
  if (state === 'hidden') return [];
  const open = situation.troubles.get(service);
  const ended = open && endOf(open, condition);
  const lasts = ended && condition.from !== null && ended.to >= condition.from;
  const closing: RecordEvent[] = [];
  if (open && ended && open.phase !== 'down') closing.push(confirmed(open, now));
  // It was down for a while between two runs, and is what it was before again.
  if (open && ended && lasts && open.phase === 'degraded') closing.push(degraded(open, now));
  if (open && ended && !lasts) closing.push(recovered({ ...open, confirmed: true }, ended.to, now));
  if (open && !ended && state === 'well') closing.push(recovered(open, wellFrom(open, condition, now), now));
  const still = (ended && !lasts) || state === 'well' ? undefined : open;
  const toldUntil = Math.max(
    ended?.to ?? open?.knownAt ?? 0,
    situation.recoveredAt.get(service) ?? 0,
    situation.beganAt ?? now,
  );
  // What was over when the log began is history, and so is what happened long ago: nobody is called for it.
  const news = still
    ? []
    : past.filter(({ from, to }) => to > toldUntil && from !== ended?.from && to > now - NEWS_MS);
  return [
    ...closing,
    ...news.flatMap((one) => wholeOutage(service, one, now)),
    ...present(still, condition, now),
  ];
}

/** Since when a service is well again; the time of the run where looks do not say it. */
function wellFrom(open: Trouble, { wellSince }: Condition, now: number): number {
  return wellSince && wellSince > open.from && wellSince <= now ? wellSince : now;
}

/**
 * The confirmed outage that open trouble turned out to be, now over. What the log says was true when it was written, so
 * only an end after that can be its end; but a run may have been killed while it told of an outage that was over.
 */
function endOf(open: Trouble, { service, state, past }: Condition): PastTrouble | undefined {
  const after = past.find(({ to }) => to > open.knownAt);
  if (after || state === 'down' || (open.confirmed && open.phase !== 'down')) return after;
  return past.find(({ from }) => troubleKey(service, from) === open.key);
}

function present(open: Trouble | undefined, condition: Condition, now: number): RecordEvent[] {
  const { service, state, reason, probes } = condition;
  const from = condition.from ?? now;
  const key = open?.key ?? troubleKey(service, from);
  const detail = {
    service,
    from: isoInstant(open?.from ?? from),
    ...(reason ? { reason } : {}),
    probes: [...probes],
  };
  const opening = open ? [] : [typedEvent(now, 'outage opened', key, detail)];
  switch (state) {
    case 'well':
    case 'unseen':
    case 'hidden':
      return [];
    case 'suspected':
      return opening;
    case 'down':
      return open?.phase === 'down' ? [] : [...opening, typedEvent(now, 'outage confirmed', key, detail)];
    case 'degraded':
      return open?.phase === 'degraded' ? [] : [...opening, typedEvent(now, 'outage degraded', key, detail)];
    default:
      throw new RangeError(`unknown condition of ${service}: ${String(state satisfies never)}`);
  }
}

/** Confirmed trouble that began and ended since the last run. */
function wholeOutage(service: string, { from, to, reason, probes }: PastTrouble, now: number): RecordEvent[] {
  const key = troubleKey(service, from);
  const detail = { service, from: isoInstant(from), ...(reason ? { reason } : {}), probes: [...probes] };
  return [
    typedEvent(now, 'outage opened', key, detail),
    typedEvent(now, 'outage confirmed', key, detail),
    typedEvent(now, 'outage recovered', key, { ...detail, to: isoInstant(to) }),
  ];
}

function confirmed(trouble: Trouble, now: number): RecordEvent {
  return typedEvent(now, 'outage confirmed', trouble.key, detailOf(trouble));
}

function degraded(trouble: Trouble, now: number): RecordEvent {
  return typedEvent(now, 'outage degraded', trouble.key, detailOf(trouble));
}

function detailOf({ service, from, reason }: Trouble) {
  return { service, from: isoInstant(from), ...(reason ? { reason } : {}) };
}

function recovered(trouble: Trouble, to: number, now: number, reason?: string): RecordEvent {
  return typedEvent(now, 'outage recovered', trouble.key, {
    service: trouble.service,
    from: isoInstant(trouble.from),
    to: isoInstant(Math.max(to, trouble.from)),
    ...(trouble.confirmed || trouble.phase === 'degraded' ? {} : { confirmed: false }),
    ...(reason ? { reason } : {}),
  });
}
