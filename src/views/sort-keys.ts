import { parseTarget, TARGET_WORDS, targetOrder } from '../schemas/duration.ts';
import type { Cell, TableBlock } from './model.ts';

/** What a cell is sorted by: a number in one unit for the whole column, or text. Null where nobody knows the value. */
export type SortKey = number | string | null;

const UNIT_MS = {
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;
const LENGTH = /(\d+(?:\.\d+)?) (millisecond|second|minute|hour|day|week)s?/g;

/**
 * Keys of every cell of a table, by row and column, made when the page is built so that a browser needs to understand
 * nothing. A column is a column of numbers, instants or lengths only where each of its known cells is one; otherwise all
 * of it is text, because half of it sorted in another way would be no order at all.
 */
export function sortKeys(table: TableBlock): SortKey[][] {
  const columns = table.columns.map((_, place) => columnKeys(table.rows.map((row) => row[place])));
  return table.rows.map((_, index) => columns.map((keys) => keys[index] ?? null));
}

function columnKeys(cells: readonly (Cell | undefined)[]): SortKey[] {
  for (const read of READERS) {
    const keys = cells.map((cell) => (isKnown(cell) ? read(cell) : null));
    if (cells.every((cell, index) => !isKnown(cell) || keys[index] !== null)) return keys;
  }
  return cells.map((cell) => (isKnown(cell) ? cell.text.trim().toLowerCase() : null));
}

function isKnown(cell: Cell | undefined): cell is Cell {
  return cell !== undefined && cell.kind !== 'unknown' && cell.text.trim() !== '' && cell.text !== '–';
}

/** Ways to read a number out of a cell, each in one unit, tried in this order over a whole column. */
const READERS: readonly ((cell: Cell) => number | null)[] = [
  (cell) => cell.order ?? null,
  ({ text }) => instantMs(text),
  ({ text }) => lengthMs(text),
  ({ text }) => amountOf(text),
];

/** `2026-11-21`, `2026-11`, or `Thu 5 Mar 2026, 12:00 UTC`, in milliseconds. */
function instantMs(text: string): number | null {
  const day = /^\d{4}-\d\d(?:-\d\d)?(?:T[\d:.]+Z)?$/.exec(text);
  const words = /^(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC$/.exec(text);
  const at = day ? Date.parse(text) : words ? Date.parse(text.replaceAll(',', '')) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** A length of time or a target in words (`under 1 hour`, `immediate`), in milliseconds. */
function lengthMs(text: string): number | null {
  const lower = text.toLowerCase();
  const word = TARGET_WORDS.find((one) => one === lower);
  if (word !== undefined) return targetOrder(word);
  if (parseTarget(text) !== null) return targetOrder(text);
  const rest = lower.replace(LENGTH, '').replace(/under|at most|about|and|[\s,]/g, '');
  if (rest !== '') return null;
  const parts = [...lower.matchAll(LENGTH)];
  if (parts.length === 0) return null;
  const ms = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS],
    0,
  );
  // Under an hour comes before an hour.
  return lower.startsWith('under') ? ms - 0.5 : ms;
}

/** A number with or without a unit behind it: `12`, `99.9 %`, `-3`, `1,200 EUR`, `3 of 5`. */
function amountOf(text: string): number | null {
  const match = /^([-−+]?\d[\d,]*(?:\.\d+)?)\s?(?:%|[A-Za-z]{1,8}|of \d+|percent|points)?$/.exec(text.trim());
  if (!match) return null;
  return Number((match[1] as string).replaceAll(',', '').replace('−', '-'));
}
