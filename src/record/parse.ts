import type { Month, Shard } from './format.ts';
import {
  DAY_MS,
  FORMAT,
  formatLine,
  LATENCY_LIMIT,
  LONGEST_RUN_S,
  OUTCOME_OF_BYTE,
  parseColumns,
  parseFormatLine,
  TORN_MARK,
  unescapeText,
} from './format.ts';

/** Something in the record that could not be read; everything else around it was. */
export interface Problem {
  readonly file: string;
  /** Line in the file, from 1; 0 when the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

/** Receives what a day file holds, in the order of the file. */
export interface Sink {
  /** The probes of the columns from here on; returns one target for each. */
  columns(probes: readonly string[]): readonly CellSink[];
  problem(problem: Problem): void;
}

/** Receives the looks of one probe. `outcome` is an index into `OUTCOMES`, `latency` is -1 for none. */
export interface CellSink {
  add(at: number, outcome: number, latency: number, reason: string | null): void;
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const PLUS = 43;
const ZERO = 48;
const NINE = 57;

interface Cell {
  outcome: number;
  latency: number;
  delay: number;
  reason: string | null;
}

/**
 * Reads the bytes of a day file, or of a closed month, into a sink. Never throws on content: a line that is torn, corrupt
 * or out of place is reported and set aside as a whole, so that half a line never counts as data.
 * Lines are read byte by byte, because most of a record is digits. Of a closed month, days for which `wanted` (given their
 * start, epoch milliseconds) is false are passed over unread.
 */
export function parseFile(
  bytes: Buffer,
  file: string,
  holds: Shard | Month,
  sink: Sink,
  wanted: (dayStart: number) => boolean = () => true,
): void {
  const opening = 'day' in holds ? formatLine(holds) : `${FORMAT} ${holds.month}-… ${holds.location}`;
  let dayStart = 'day' in holds ? Date.parse(`${holds.day}T00:00:00Z`) : Number.NaN;
  let targets: readonly CellSink[] | null = null;
  let opened = false;
  let lineNumber = 0;
  let start = 0;
  const cells: Cell[] = [];
  while (start < bytes.length) {
    lineNumber += 1;
    const newline = bytes.indexOf(LF, start);
    if (newline < 0) {
      sink.problem({ file, line: lineNumber, message: 'the last line is torn; set aside' });
      return;
    }
    let end = newline;
    // A checkout that converts line ends does no harm: a raw carriage return is never data.
    if (end > start && bytes[end - 1] === CR) end -= 1;
    const first = bytes[start] as number;
    if (first >= ZERO && first <= NINE) {
      const wrong =
        opened && targets
          ? readRun(bytes, start, end, targets, dayStart, cells)
          : 'samples before the lines that say what they are';
      if (wrong !== null) sink.problem({ file, line: lineNumber, message: `${wrong}; set aside` });
    } else {
      const text = bytes.toString('utf8', start, end);
      const columns = parseColumns(text);
      const day = parseFormatLine(text);
      if (day && opens(day, holds)) {
        // In a closed month each day names its columns anew: those of the day before are not its own.
        if (!('day' in holds)) targets = null;
        dayStart = Date.parse(`${day.day}T00:00:00Z`);
        opened = true;
        if (!('day' in holds) && !wanted(dayStart)) {
          const next = bytes.indexOf(`\n${FORMAT} `, newline);
          const stop = next < 0 ? bytes.length : next;
          for (let at = bytes.indexOf(LF, newline + 1); at >= 0 && at <= stop; at = bytes.indexOf(LF, at + 1))
            lineNumber += 1;
          if (next < 0) return;
          start = next + 1;
          continue;
        }
      } else if (columns) targets = sink.columns(columns);
      else sink.problem({ file, line: lineNumber, message: `${describeOdd(text, opening)}; set aside` });
    }
    start = newline + 1;
  }
}

function opens({ day, location }: Shard, holds: Shard | Month): boolean {
  if (location !== holds.location) return false;
  return 'day' in holds ? day === holds.day : day.startsWith(`${holds.month}-`);
}

function describeOdd(text: string, opening: string): string {
  if (text.endsWith(`\t${TORN_MARK}`)) return 'a line that a killed run left torn';
  if (text.startsWith('watchbook-record'))
    return `"${text.slice(0, 60)}" does not open this file, "${opening}" would`;
  return 'a line that is neither samples nor columns';
}

/** Reads a line of samples; returns what is wrong with it, `null` when it was taken. */
function readRun(
  bytes: Buffer,
  start: number,
  end: number,
  targets: readonly CellSink[],
  dayStart: number,
  cells: Cell[],
): string | null {
  let i = start;
  let second = 0;
  while (i < end && bytes[i] !== TAB) {
    const digit = (bytes[i] as number) - ZERO;
    if (digit < 0 || digit > 9) return 'a line whose time is not a number';
    second = second * 10 + digit;
    i += 1;
  }
  if (second >= DAY_MS / 1000) return `second ${second} is not in a day`;
  let count = 0;
  // The whole line is read before any of it counts: a line is one observation of one run.
  while (i < end) {
    i += 1;
    let stop = i;
    while (stop < end && bytes[stop] !== TAB) stop += 1;
    if (count === targets.length)
      return tornOrWrong(bytes, end, `more cells than the ${targets.length} columns`);
    let cell = cells[count];
    if (!cell) {
      cell = { outcome: 0, latency: -1, delay: 0, reason: null };
      cells[count] = cell;
    }
    if (!readCell(bytes, i, stop, cell)) return tornOrWrong(bytes, end, `cell ${count + 1} cannot be read`);
    if (second + cell.delay >= DAY_MS / 1000) return `cell ${count + 1} is of another day`;
    count += 1;
    i = stop;
  }
  if (count !== targets.length)
    return tornOrWrong(bytes, end, `${count} cells in place of ${targets.length}`);
  for (let k = 0; k < count; k += 1) {
    const cell = cells[k] as Cell;
    if (cell.outcome < 0) continue;
    (targets[k] as CellSink).add(
      dayStart + (second + cell.delay) * 1000,
      cell.outcome,
      cell.latency,
      cell.reason,
    );
  }
  return null;
}

function tornOrWrong(bytes: Buffer, end: number, wrong: string): string {
  return bytes[end - 1] === TORN_MARK.charCodeAt(0) && bytes[end - 2] === TAB
    ? 'a line that a killed run left torn'
    : wrong;
}

/** Reads one cell into `cell`; an empty cell gets outcome -1. Returns false when it is none. */
function readCell(bytes: Buffer, start: number, end: number, cell: Cell): boolean {
  cell.outcome = -1;
  cell.latency = -1;
  cell.delay = 0;
  cell.reason = null;
  if (start === end) return true;
  let i = start;
  const first = bytes[i] as number;
  const outcome = OUTCOME_OF_BYTE[first] as number;
  if (outcome < 0) return false;
  if (first < ZERO || first > NINE) i += 1;
  const digitsStart = i;
  let value = 0;
  while (i < end && (bytes[i] as number) >= ZERO && (bytes[i] as number) <= NINE) {
    value = value * 10 + ((bytes[i] as number) - ZERO);
    i += 1;
  }
  if (value > LATENCY_LIMIT) return false;
  if (i > digitsStart) cell.latency = value;
  if (bytes[i] === PLUS && i < end) {
    i += 1;
    const delayStart = i;
    while (i < end && (bytes[i] as number) >= ZERO && (bytes[i] as number) <= NINE) {
      cell.delay = cell.delay * 10 + ((bytes[i] as number) - ZERO);
      i += 1;
    }
    if (i === delayStart || cell.delay > LONGEST_RUN_S) return false;
  }
  if (i < end) {
    if (bytes[i] !== SPACE) return false;
    const reason = unescapeText(bytes.toString('utf8', i + 1, end));
    if (reason === null) return false;
    cell.reason = reason;
  }
  cell.outcome = outcome;
  return true;
}
