import { type Book, entriesOf, register } from '../book/book.ts';
import { isoInstant, spanWords } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import { durationMs } from '../schemas/duration.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import { firstLevel } from './severity.ts';
import type { Situation } from './situation.ts';

/**
 * What must be added to the log when no look has come for longer than `alerting.silentAfter`, and when looks come again:
 * an event, and an incident about the prober itself. `newestAt` is the newest look of the record; null without any, and
 * then nothing is concluded: a book that was never looked at is not silent, it has not begun. Pure.
 */
export function silenceEvents(
  situation: Situation,
  book: Book,
  newestAt: number | null,
  now: number,
): RecordEvent[] {
  if (newestAt === null) return [];
  const limit = book.config.alerting.silentAfter;
  const silent = now - newestAt > durationMs(limit);
  const open = [...situation.incidents.values()].find(
    ({ origin, closedAt }) => origin === 'prober' && closedAt === null,
  );
  const events: RecordEvent[] = [];
  const detail = { newestAt: isoInstant(newestAt), limit };
  if (silent && situation.silentSince === null)
    events.push(typedEvent(now, 'prober silent', 'prober', detail));
  if (!silent && situation.silentSince !== null)
    events.push(typedEvent(now, 'prober returned', 'prober', detail));
  const domain = keeper(book);
  if (silent && !open && domain !== null) {
    events.push(
      typedEvent(now, 'incident opened', `prober/${compact(newestAt)}`, {
        origin: 'prober',
        domain,
        severity: firstLevel(book, domain, 2),
        services: [],
        startedAt: isoInstant(newestAt),
        title: 'Nothing is being looked at',
        reason: `the newest look is ${spanWords(now - newestAt)} old; the state of every service is unknown`,
        internal: true,
      }),
    );
  }
  if (!silent && open)
    events.push(
      typedEvent(now, 'incident closed', open.id, {
        endedAt: isoInstant(Math.max(newestAt, open.startedAt)),
      }),
    );
  return events;
}

/** The domain whose routes hear of the prober itself: the one that is set, else the first that has a route. */
export function keeper(book: Book): string | null {
  const set = book.config.alerting.keeper;
  if (set !== undefined) return set;
  const routed = entriesOf(book, 'domains').find(
    ({ id }) => (register(book, id, 'severities')?.routes.length ?? 0) > 0,
  );
  return routed?.id ?? null;
}
