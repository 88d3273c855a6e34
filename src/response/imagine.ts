import { type Book, find } from '../book/book.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import { situationOf } from './fold.ts';
import type { Surroundings } from './incidents.ts';
import { incidentEvents } from './incidents.ts';
import { type Due, dueNotices, noticesOf, type OnCallTier } from './notices.ts';
import { type Condition, outageEvents } from './outages.ts';

/** An outage that nobody has, to see who would be told of it. */
export interface Imagined {
  readonly service: string;
  readonly state: 'down' | 'degraded';
}

/** Who would be told, when, and why. */
export interface ImaginedNotice {
  /** Milliseconds after the outage was confirmed. */
  readonly afterMs: number;
  readonly channel: string;
  readonly stage: string;
  readonly to: string | null;
  readonly why: string;
}

/** How long the imagined outage goes on without anybody taking it on. */
export const IMAGINED_MS = 4 * 3_600_000;
const STEP_MS = 60_000;

/**
 * Everybody who would be told, in order of time, if these services failed at `now` and nobody took it on for four hours:
 * the real rules over an empty log, minute by minute, with every message taken for sent. Pure.
 */
export function imagine(
  book: Book,
  outages: readonly Imagined[],
  onCall: (rotation: string, at: number) => readonly OnCallTier[],
  now: number,
): ImaginedNotice[] {
  const conditions: Condition[] = outages.map(({ service, state }) => ({
    service,
    state,
    from: now,
    reason: 'imagined',
    probes: [],
    past: [],
  }));
  const around: Surroundings = { book, written: [], causes: causesAmong(book, outages), unseen: new Set() };
  const log: RecordEvent[] = [{ at: now, kind: 'log began', key: 'log', detail: '' }];
  log.push(...outageEvents(situationOf(log), conditions, now));
  log.push(...incidentEvents(situationOf(log), around, now));
  const told: ImaginedNotice[] = [];
  for (let at = now; at <= now + IMAGINED_MS; at += STEP_MS) {
    for (const due of dueNotices(situationOf(log), { book, onCall }, 'imagined', at)) {
      const { key, incident, stage, channel, to } = due;
      const detail = { incident: incident.id, stage, channel, by: 'imagined' };
      log.push(typedEvent(at, 'alert due', key, detail), typedEvent(at, 'alert sent', key, detail));
      told.push({ afterMs: at - now, channel, stage, to, why: whyOf(due) });
    }
  }
  return [...told, ...later(log, book, onCall, now)];
}

/** What waits for longer than the imagined outage goes on: for the next business day, or the end of quiet hours. */
function later(
  log: readonly RecordEvent[],
  book: Book,
  onCall: (rotation: string, at: number) => readonly OnCallTier[],
  now: number,
): ImaginedNotice[] {
  const situation = situationOf(log);
  const end = now + IMAGINED_MS;
  return [...situation.incidents.values()]
    .flatMap((incident) => noticesOf(incident, situation, { book, onCall }, end))
    .filter(({ key, from }) => from > end && Number.isFinite(from) && !situation.alerts.has(key))
    .map((due) => ({
      afterMs: due.from - now,
      channel: due.channel,
      stage: due.stage,
      to: due.to,
      why: whyOf(due),
    }));
}

function whyOf({ route, incident }: Due): string {
  const { services, when, quiet, hours } = route.route;
  return [
    `${route.domain}, route ${route.name}, for ${incident.severity}`,
    services && `only ${services.join(', ')}`,
    when && `looked at ${when}`,
    quiet && `quiet ${quiet.from} to ${quiet.to} ${quiet.timeZone}`,
    hours && `from ${hours.from} to ${hours.to} ${hours.timeZone}`,
  ]
    .filter((part) => typeof part === 'string')
    .join('; ');
}

function causesAmong(book: Book, outages: readonly Imagined[]): Map<string, string[]> {
  const down = new Set(outages.filter(({ state }) => state === 'down').map(({ service }) => service));
  const found = new Map<string, string[]>();
  for (const { service } of outages) {
    const behind = (find(book, 'services', service)?.data.dependsOn ?? []).filter((id) => down.has(id));
    if (behind.length > 0) found.set(service, behind);
  }
  return found;
}
