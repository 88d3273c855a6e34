import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSED_FILE, parseClosed, rollupFileName } from './archive.ts';
import { DAY_MS, dayOf, monthFileName, parseFileName, parseMonthFileName, spanOfMonth } from './format.ts';
import type { Problem, ReadOptions, RecordData } from './read.ts';
import { currentId, readRecord } from './read.ts';
import type { RollupDay } from './rollup.ts';
import { HOLD_INTERVALS, parseRollup, rollUp, usualInterval } from './rollup.ts';

export interface RollupOptions {
  /** Epoch milliseconds at the start of a UTC day, inclusive. */
  readonly from: number;
  /** First instant not to count any more, epoch milliseconds, not after now. */
  readonly to: number;
  /** Interval of each probe in milliseconds, by current id, for days that are not in a closed month. */
  readonly intervals?: ReadonlyMap<string, number>;
  /** Current id by former id, as for `readRecord`. */
  readonly formerIds?: ReadonlyMap<string, string>;
}

/** Days of probes, and what could not be read of them. */
export interface Rollups {
  /** By probe, then location, then day. A day without any look is absent: it is unknown. */
  readonly days: readonly RollupDay[];
  readonly problems: readonly Problem[];
  /** Why closed months were changed after they were closed: file and note, oldest first. */
  readonly corrections: readonly { readonly file: string; readonly day: string; readonly note: string }[];
}

/**
 * Rollups of a span by probe, location and UTC day. Closed months are read from their rollup files, the rest is
 * rolled up from its looks. A month whose rollup cannot be read is rolled up again and reported. A day that a
 * probe was renamed on is rolled up from the looks of both names. Only a disk that fails throws.
 */
export function readRollups(dir: string, options: RollupOptions): Rollups {
  const { from, to, intervals = new Map(), formerIds = new Map() } = options;
  const problems: Problem[] = [];
  const days = new Map<string, RollupDay>();
  const again = new Set<number>();
  const put = (day: RollupDay, known: boolean) => {
    const probe = currentId(day.probe, formerIds);
    const start = Date.parse(`${day.day}T00:00:00Z`);
    if (start < from || start >= to) return;
    const key = `${probe}\n${day.location}\n${day.day}`;
    if (known && (days.has(key) || start + DAY_MS > to)) again.add(start);
    days.set(key, { ...day, probe });
  };
  const names = existsSync(dir) ? readdirSync(dir).sort() : [];
  const open = new Set<number>();
  for (const name of names) {
    const month = parseMonthFileName(name);
    const start = month ? spanOfMonth(month.month).from : Date.parse(`${parseFileName(name)?.day}T00:00:00Z`);
    if (Number.isNaN(start)) continue;
    if (!month) {
      // The last look of a day may speak for the first hours of the next.
      for (const each of [start, start + DAY_MS]) if (each >= from && each < to) open.add(each);
      continue;
    }
    const span = spanOfMonth(month.month);
    if (span.to <= from || span.from >= to) continue;
    const file = rollupFileName(month);
    try {
      for (const day of parseRollup(readFileSync(join(dir, file), 'utf8'), file, month)) put(day, true);
      // A closed month that follows has its first day already.
      if (!names.includes(monthFileName({ month: dayOf(span.to).slice(0, 7), location: month.location })))
        open.add(span.to);
    } catch (error) {
      problems.push({ file, line: 0, message: `${(error as Error).message}; rolled up from the looks` });
      for (let each = span.from; each < span.to; each += DAY_MS) open.add(each);
    }
  }
  for (const each of again) open.add(each);
  for (const stretch of stretches(open, from, to)) {
    const read = (each: string, how: ReadOptions) => readRecord(each, { ...how, formerIds });
    for (const day of rollUpRecord(read, dir, stretch, intervals)) put(day, false);
  }
  const sorted = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => day);
  return { days: sorted, problems, corrections: correctionsIn(dir) };
}

/** Rolls up every look of a span, which begins with a UTC day. */
export function rollUpRecord(
  read: (dir: string, options: ReadOptions) => RecordData,
  dir: string,
  span: { readonly from: number; readonly to: number },
  intervals: ReadonlyMap<string, number>,
): RollupDay[] {
  const reach = Math.max(DAY_MS, ...intervals.values()) * HOLD_INTERVALS;
  const record = read(dir, { from: span.from - reach, to: span.to });
  return record.probes.flatMap((probe) =>
    record
      .seriesOf(probe)
      .flatMap((series) => rollUp(series, intervals.get(probe) ?? usualInterval(series), span.from, span.to)),
  );
}

/** Days that are read at a time: the looks of more would stand in memory together. */
const DAYS_AT_ONCE = 14;

/** Days that follow one another as spans of at most {@link DAYS_AT_ONCE}, cut at `from` and `to`. */
function stretches(days: ReadonlySet<number>, from: number, to: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const start of [...days].sort((a, b) => a - b)) {
    if (start < from || start >= to) continue;
    const last = spans.at(-1);
    const end = Math.min(start + DAY_MS, to);
    if (last?.to === start && start - last.from < DAYS_AT_ONCE * DAY_MS) last.to = end;
    else spans.push({ from: start, to: end });
  }
  return spans;
}

function correctionsIn(dir: string): { file: string; day: string; note: string }[] {
  const path = join(dir, CLOSED_FILE);
  if (!existsSync(path)) return [];
  return parseClosed(readFileSync(path, 'utf8')).flatMap((line) =>
    line && line.note !== null ? [{ file: line.file, day: line.day, note: line.note }] : [],
  );
}
