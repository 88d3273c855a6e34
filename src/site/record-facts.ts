import type { Book } from '../book/book.ts';
import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { readEvents } from '../record/events.ts';
import { readRecord } from '../record/read.ts';
import { readRollups } from '../record/rollups.ts';
import { situationOf } from '../response/fold.ts';
import { toldTo } from '../response/told.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { daysOfLooks, type RecordFacts } from '../views/facts.ts';

/** Days known by their rollups, or by looks, behind the longest window of the pages. */
const YEAR_DAYS = 365;

/**
 * What views need of the record in `dir` at `now` (milliseconds): the looks of the days whose outages are listed, and
 * rollups of the rest of a year, from closed months where they are and from looks elsewhere. Looks under former ids of a
 * probe count for it. For customers only that part of the event log is given which they may read. A directory that does not exist is an empty record; only a disk that fails throws.
 */
export function readRecordFacts(
  record: string,
  book: Book,
  now: number,
  audience: Audience = 'internal',
): RecordFacts {
  const before = startOfUtcDay(now) - daysOfLooks(book) * DAY_MS;
  const formerIds = new Map(
    book.probes.flatMap((probe) => probe.formerIds.map((old) => [old, probe.fullId])),
  );
  const intervals = new Map(book.probes.map((probe) => [probe.fullId, durationMs(probe.interval)]));
  // A look from before speaks for the first minutes, so a day more is read.
  const data = readRecord(record, { from: before - DAY_MS, to: now + 1, formerIds });
  const yearAgo = startOfUtcDay(now) - YEAR_DAYS * DAY_MS;
  const rollups = readRollups(record, { from: Math.min(yearAgo, before), to: before, intervals, formerIds });
  const past = Map.groupBy(rollups.days, ({ probe }) => probe);
  const log = readEvents(record, before - YEAR_DAYS * DAY_MS);
  const events = log.events.filter(({ at }) => at <= now);
  return {
    told: toldTo(audience, situationOf(events)),
    ...(audience === 'internal' ? { log: events } : {}),
    looksOf: (probe) => data.seriesOf(probe),
    past: { before, daysOf: (probe) => past.get(probe) ?? [] },
    corrections: rollups.corrections,
    head: data.head,
    newestAt: data.newestAt,
    sampleCount: data.sampleCount,
    problems: [
      ...[...data.problems, ...log.problems].map(({ file, line, message }) => `${file}:${line}: ${message}`),
      ...rollups.problems.map(({ message }) => message),
    ],
  };
}
