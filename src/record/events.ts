import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventKind, RecordEvent } from '../schemas/event.ts';
import { detailProblem, EVENT_KINDS } from '../schemas/event.ts';
import { Slug } from '../schemas/vocabulary.ts';
import type { Month } from './format.ts';
import {
  escapeText,
  monthFileName,
  parseMonthFileName,
  recordedAt,
  TORN_MARK,
  unescapeText,
} from './format.ts';
import type { Problem } from './parse.ts';

/** Folder of the record that holds its events, one file for each UTC month and location. */
export const EVENTS_FOLDER = 'events';

/** First word and version of every file of events. */
const EVENTS_FORMAT = 'watchbook-events 1';

/** Name of a file of events within the record: `events/local.2026-11.tsv`. */
export function eventsFileName(month: Month): string {
  return `${EVENTS_FOLDER}/${monthFileName(month)}`;
}

/** The month and location in the name of a file of events; `null` when it is none. */
export function parseEventsFileName(name: string): Month | null {
  const prefix = `${EVENTS_FOLDER}/`;
  return name.startsWith(prefix) ? parseMonthFileName(name.slice(prefix.length)) : null;
}

/** The line that opens a file of events, without its end of line. */
export function eventsLine({ month, location }: Month): string {
  return `${EVENTS_FORMAT} ${month} ${location}`;
}

/**
 * An event as a line, without its end: instant, kind, key and detail, with tabs between. Throws `RangeError` on an event
 * without a key or with an instant that has no year of four digits.
 */
export function encodeEvent({ at, kind, key, detail }: RecordEvent): string {
  if (key === '') throw new RangeError(`an event "${kind}" without a key; name what it happened to`);
  return [instantOf(at), kind, escapeText(key), escapeDetail(detail)].join('\t');
}

/** Undoes {@link encodeEvent}; in words what is wrong with a line that is no event. */
export function decodeEvent(line: string): RecordEvent | string {
  const cells = line.split('\t');
  if (cells.at(-1) === TORN_MARK) return 'a line that a killed run left unfinished';
  const [instant = '', kind = '', keyText = '', detailText = ''] = cells;
  if (cells.length !== 4) return `${cells.length} cells where instant, kind, key and detail make 4`;
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(instant) ? Date.parse(instant) : Number.NaN;
  // A 31 November is an instant to Date, but not the one that is written.
  if (Number.isNaN(at) || instantOf(at) !== instant)
    return `"${instant}" is no instant such as 2026-11-21T12:00:00Z`;
  if (!isEventKind(kind)) return `"${kind}" is no kind of event; known are ${EVENT_KINDS.join(', ')}`;
  const [key, detail] = [unescapeText(keyText), unescapeText(detailText)];
  if (key === null || key === '' || detail === null) return 'a key or detail that cannot be read';
  const event = { at, kind, key, detail };
  return detailProblem(event) ?? event;
}

/**
 * Appends events to their files in `dir`, synced to disk but without a commit; the caller holds the writer's lock. A line
 * that a killed writer left unfinished is marked as torn first. Returns the names of the files written, within the record.
 * Throws `RangeError` on an event that cannot be written, before anything is.
 */
export function appendEvents(dir: string, location: string, events: readonly RecordEvent[]): string[] {
  if (!Slug.safeParse(location).success) {
    throw new RangeError(`location "${location}" cannot name a file; use lower-case words joined by hyphens`);
  }
  const months = Map.groupBy(events, ({ at }) => instantOf(at).slice(0, 7));
  const plans = [...months].map(([month, group]) => ({
    month: { month, location },
    lines: group.map(encodeEvent),
  }));
  return plans.map(({ month, lines }) => {
    const name = eventsFileName(month);
    mkdirSync(join(dir, EVENTS_FOLDER), { recursive: true });
    const path = join(dir, name);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    appendFileSync(path, continuation(before, month, lines), { flush: true });
    return name;
  });
}

/** Events of a record with what could not be read of them. */
export interface EventLog {
  /** In order of time; those of one second in the order of files and lines. */
  readonly events: readonly RecordEvent[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the events of the record in `dir`, each once, wherever it was written; all of them, or those of the months from
 * the one that holds `from` (milliseconds) on. No folder is no events.
 */
export function readEvents(dir: string, from = Number.NEGATIVE_INFINITY): EventLog {
  const oldest = Number.isFinite(from) ? instantOf(from).slice(0, 7) : '';
  const folder = join(dir, EVENTS_FOLDER);
  const byIdentity = new Map<string, RecordEvent>();
  const problems: Problem[] = [];
  for (const each of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const name = `${EVENTS_FOLDER}/${each}`;
    const month = parseEventsFileName(name);
    if (!month) {
      const message = 'the name is not LOCATION.MONTH.tsv, such as local.2026-11.tsv; set aside';
      problems.push({ file: name, line: 0, message });
      continue;
    }
    if (month.month < oldest) continue;
    const found = parseEvents(readFileSync(join(folder, each), 'utf8'), month);
    problems.push(...found.problems);
    for (const event of found.events) {
      const identity = identityOf(event);
      if (!byIdentity.has(identity)) byIdentity.set(identity, event);
    }
  }
  return { events: [...byIdentity.values()].sort((a, b) => a.at - b.at), problems };
}

/** Of a claim it matters who made it, and of a remark what it says; else two places that saw the same second saw the same. */
function identityOf({ at, kind, key, detail }: RecordEvent): string {
  return [at, kind, key, ...(kind === 'alert due' || kind === 'incident updated' ? [detail] : [])].join('\n');
}

/** Events of one file, in the order of the file. Lines that are none are reported and set aside as a whole. Pure. */
export function parseEvents(text: string, month: Month): EventLog {
  const lines = text.split('\n');
  const rest = lines.pop() as string;
  const file = eventsFileName(month);
  const events: RecordEvent[] = [];
  const problems: Problem[] = [];
  const report = (line: number, message: string) =>
    problems.push({ file, line, message: `${message}; set aside` });
  let opened = false;
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '');
    if (line === eventsLine(month)) {
      opened = true;
      continue;
    }
    const event = opened
      ? decodeEvent(line)
      : `not behind the line "${eventsLine(month)}", which says what it is`;
    if (typeof event === 'string') report(index + 1, event);
    else if (!instantOf(event.at).startsWith(`${month.month}-`))
      report(index + 1, 'an event of another month');
    else events.push(event);
  }
  if (rest !== '') report(lines.length + 1, 'the last line is torn');
  return { events, problems };
}

/**
 * Keys of the alerts that burn after all these events, in whatever order they are given: the newest of each key counts. Of
 * two at the same second the burning one does, so that chance never silences an alert.
 */
export function burningKeys(events: readonly RecordEvent[]): Set<string> {
  const newest = new Map<string, { at: number; burns: boolean }>();
  for (const { at, kind, key } of events) {
    if (kind !== 'slo burning' && kind !== 'slo settled') continue;
    const burns = kind === 'slo burning';
    const before = newest.get(key);
    if (!before || at > before.at || (at === before.at && burns)) newest.set(key, { at, burns });
  }
  return new Set([...newest].filter(([, { burns }]) => burns).map(([key]) => key));
}

/**
 * The text of a file of events that holds every line of `theirs` and, behind them, each whole line of `ours` that is not
 * there yet, also of kinds that are not known here. Doing it twice changes nothing.
 */
export function joinEvents(name: string, theirs: string, ours: string): string {
  const month = parseEventsFileName(name);
  if (!month) return theirs;
  const present = new Set(wholeLines(theirs));
  const missing = wholeLines(ours).filter((line) => line !== eventsLine(month) && !present.has(line));
  return missing.length === 0 ? theirs : `${theirs}${continuation(theirs, month, missing)}`;
}

function wholeLines(text: string): string[] {
  // Whatever follows the last end of line is torn.
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => line.replace(/\r$/, '')).filter((line) => !line.endsWith(`\t${TORN_MARK}`));
}

/** The text behind which a file that holds `before` goes on with these lines. */
function continuation(before: string, month: Month, lines: readonly string[]): string {
  const torn = before !== '' && !before.endsWith('\n');
  const opening = wholeLines(before).includes(eventsLine(month)) ? [] : [eventsLine(month)];
  return `${torn ? `\t${TORN_MARK}\n` : ''}${[...opening, ...lines].join('\n')}\n`;
}

function isEventKind(word: string): word is EventKind {
  return EVENT_KINDS.some((kind) => kind === word);
}

function instantOf(at: number): string {
  const text = `${new Date(recordedAt(at)).toISOString().slice(0, -5)}Z`;
  if (text.length !== 20) throw new RangeError(`${text} cannot be written; its year has not four digits`);
  return text;
}

/** No whole line ends like one that was marked as torn. */
function escapeDetail(detail: string): string {
  const escaped = escapeText(detail);
  return escaped.startsWith(TORN_MARK) ? `\\${escaped}` : escaped;
}
