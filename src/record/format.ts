import type { Sample } from '../schemas/sample.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { OUTCOMES } from '../schemas/vocabulary.ts';

/** First word and version of every day file. */
export const FORMAT = 'watchbook-record 1';
/** First cell of a line that names the probe of each column. */
export const COLUMNS_MARK = '=';
/** Last cell that a writer puts behind a line which a killed run left unfinished; no whole line ends so. */
export const TORN_MARK = '!';

export const DAY_MS = 86_400_000;
/** Longest time in seconds from the start of a run's line to a look in it. */
export const LONGEST_RUN_S = 600;

/** The letter that stands for an outcome in every file of the record. */
export const OUTCOME_LETTERS = { up: 'u', degraded: 'g', down: 'd', unknown: '?' } as const satisfies Record<
  Outcome,
  string
>;

/** Largest latency a cell can hold, in milliseconds: 24 days. */
export const LATENCY_LIMIT = 2 ** 31 - 1;

/** A day and a place: what one file of the record holds. */
export interface Shard {
  /** UTC day, `2026-11-21`. */
  readonly day: string;
  readonly location: string;
}

/** The UTC day of an instant, `2026-11-21`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Name of the file that holds a day and location: `local.2026-11-21.tsv`. The day comes last, because git looks for
 * differences between files whose names end alike: the versions of one day must be neighbours there, not the first of
 * every month.
 */
export function fileName({ day, location }: Shard): string {
  return `${location}.${day}.tsv`;
}

/** The day and location in a file name; `null` when it is not a day file. */
export function parseFileName(name: string): Shard | null {
  const match = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(\d{4}-\d{2}-\d{2})\.tsv$/.exec(name);
  if (!match) return null;
  const day = match[2] as string;
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) || dayOf(at) !== day ? null : { day, location: match[1] as string };
}

/** What the file of a closed month holds: the day files of one location, one behind the other. */
export interface Month {
  /** UTC month, `2026-11`. */
  readonly month: string;
  readonly location: string;
}

/** Name of the file of a closed month: `local.2026-11.tsv`. */
export function monthFileName({ month, location }: Month): string {
  return `${location}.${month}.tsv`;
}

/** The month and location in a file name; `null` when it is not the file of a closed month. */
export function parseMonthFileName(name: string): Month | null {
  const match = /^([a-z0-9]+(?:-[a-z0-9]+)*)\.(\d{4}-(?:0[1-9]|1[0-2]))\.tsv$/.exec(name);
  return match ? { month: match[2] as string, location: match[1] as string } : null;
}

/** First instant of a UTC month and first instant after it, epoch milliseconds. */
export function spanOfMonth(month: string): { from: number; to: number } {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return { from: Date.UTC(year, number - 1), to: Date.UTC(year, number) };
}

/** The day and location that an opening line names; `null` when the line opens no file. */
export function parseFormatLine(line: string): Shard | null {
  if (!line.startsWith(`${FORMAT} `)) return null;
  const [day, location, ...rest] = line.slice(FORMAT.length + 1).split(' ');
  return rest.length > 0 ? null : parseFileName(`${location}.${day}.tsv`);
}

/** The line that opens a day file, without its end of line. */
export function formatLine({ day, location }: Shard): string {
  return `${FORMAT} ${day} ${location}`;
}

/** The line that names the columns from here on, without its end of line. */
export function columnsLine(probes: readonly string[]): string {
  return [COLUMNS_MARK, ...probes.map(escapeId)].join('\t');
}

/** Samples at the precision the record keeps: whole seconds. Reading returns what this returns. */
export function recordedAt(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

/** Samples of one day and location that share a line. */
export interface RunLine {
  /** Seconds since 00:00 UTC of the earliest look. */
  readonly second: number;
  readonly samples: readonly Sample[];
}

/**
 * Splits samples of one day and location into lines: a line holds each probe at most once and spans
 * at most {@link LONGEST_RUN_S}. Samples keep their second; nothing is dropped.
 */
export function splitIntoLines(samples: readonly Sample[]): RunLine[] {
  const lines: { second: number; samples: Sample[]; probes: Set<string> }[] = [];
  for (const sample of [...samples].sort((a, b) => a.at - b.at)) {
    const second = secondOfDay(sample.at);
    const line = lines.at(-1);
    if (!line || line.probes.has(sample.probe) || second - line.second > LONGEST_RUN_S) {
      lines.push({ second, samples: [sample], probes: new Set([sample.probe]) });
    } else {
      line.samples.push(sample);
      line.probes.add(sample.probe);
    }
  }
  return lines;
}

/**
 * One line of the record, without its end of line. Throws `RangeError` when a sample's probe is not
 * among the columns, or its latency cannot be written.
 */
export function encodeLine(columns: readonly string[], line: RunLine): string {
  const cells = new Array<string>(columns.length).fill('');
  const position = new Map(columns.map((probe, index) => [probe, index]));
  for (const sample of line.samples) {
    const index = position.get(sample.probe);
    if (index === undefined) throw new RangeError(`probe ${sample.probe} has no column in the line to write`);
    cells[index] = encodeCell(sample, secondOfDay(sample.at) - line.second);
  }
  return `${line.second}\t${cells.join('\t')}`;
}

function secondOfDay(at: number): number {
  return Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / 1000);
}

function encodeCell(sample: Sample, delay: number): string {
  const { outcome, latencyMs, reason } = sample;
  if (latencyMs !== null && !(Number.isInteger(latencyMs) && latencyMs >= 0 && latencyMs <= LATENCY_LIMIT)) {
    throw new RangeError(
      `latency ${latencyMs} of ${sample.probe} is not a whole number of milliseconds from 0 to 24 days`,
    );
  }
  // Nearly every cell is an up with a latency: the digits alone say so.
  const letter = outcome === 'up' && latencyMs !== null ? '' : OUTCOME_LETTERS[outcome];
  const late = delay === 0 ? '' : `+${delay}`;
  return `${letter}${latencyMs ?? ''}${late}${reason === null ? '' : ` ${escapeText(reason)}`}`;
}

/** Escapes what would end a cell or a line. Lone surrogates, which UTF-8 cannot hold, become U+FFFD. */
export function escapeText(text: string): string {
  return text.toWellFormed().replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] as string);
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A probe id as a column name: also keeps it from looking like the mark of a torn line. */
function escapeId(id: string): string {
  const escaped = escapeText(id);
  return escaped.startsWith(TORN_MARK) ? `\\${escaped}` : escaped;
}

/** Undoes {@link escapeText}; `null` when the text holds an escape that is none. */
export function unescapeText(text: string): string | null {
  if (!text.includes('\\')) return text;
  let ok = true;
  const out = text.replace(/\\([\s\S]?)/g, (_, char: string) => {
    switch (char) {
      case '\\':
        return '\\';
      case 't':
        return '\t';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case '!':
        return '!';
      default:
        ok = false;
        return '';
    }
  });
  return ok ? out : null;
}

/** The probe ids of a columns line; `null` when the line is not a whole one. */
export function parseColumns(line: string): string[] | null {
  const [mark, ...cells] = line.split('\t');
  if (mark !== COLUMNS_MARK || cells.length === 0 || cells.at(-1) === TORN_MARK) return null;
  const probes = cells.map(unescapeText);
  if (probes.some((probe) => probe === null || probe === '')) return null;
  return new Set(probes).size === probes.length ? (probes as string[]) : null;
}

/** Index into {@link OUTCOMES} for the first byte of a cell; -1 for a byte that begins no cell. */
export const OUTCOME_OF_BYTE: Int8Array = (() => {
  const table = new Int8Array(256).fill(-1);
  for (const outcome of OUTCOMES) table[OUTCOME_LETTERS[outcome].charCodeAt(0)] = OUTCOMES.indexOf(outcome);
  for (let digit = 48; digit <= 57; digit += 1) table[digit] = OUTCOMES.indexOf('up');
  return table;
})();
