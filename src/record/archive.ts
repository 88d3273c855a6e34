import type { Month, Shard } from './format.ts';
import { dayOf, FORMAT, formatLine, monthFileName, parseFormatLine } from './format.ts';
import { appendMissing } from './reappend.ts';

/** Name of the file that lists what was closed, and with what bytes. */
export const CLOSED_FILE = 'closed.list';

/** Name of the rollups of a month: `local.2026-11.rollup`. */
export function rollupFileName(month: Month): string {
  return monthFileName(month).replace(/tsv$/, 'rollup');
}

/** Whether the text of a day file can stand in a closed month and mean the same: it opens once, at its start. */
export function canFold(shard: Shard, text: string): boolean {
  const lines = text.split('\n');
  return (
    lines[0]?.replace(/\r$/, '') === formatLine(shard) &&
    lines.slice(1).every((line) => !line.startsWith(FORMAT.split(' ')[0] as string))
  );
}

/** The day files of one location and month as one text, by day. A torn end is marked as a writer would. */
export function foldDays(days: ReadonlyMap<string, string>): string {
  return [...days]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => (text.endsWith('\n') ? text : `${text}\t!\n`))
    .join('');
}

/** The day files inside the text of a closed month, by day. Undoes {@link foldDays}. */
export function unfoldDays(text: string): Map<string, string> {
  const days = new Map<string, string>();
  let day: string | null = null;
  for (const line of text.split(/(?<=\n)/)) {
    day = parseFormatLine(line.replace(/\r?\n$/, ''))?.day ?? day;
    if (day !== null) days.set(day, (days.get(day) ?? '') + line);
  }
  return days;
}

/** What of a day file is not in its closed month yet, as a day file; `null` when everything is. */
export function lateLines(name: string, archived: string | undefined, text: string): string | null {
  if (archived === undefined) return text;
  const merged = appendMissing(name, archived, text);
  return merged === archived ? null : text;
}

/** One line of {@link CLOSED_FILE}: a file, the SHA-256 of its bytes, and why it is not what it was before. */
export interface ClosedLine {
  readonly file: string;
  readonly sha256: string;
  /** UTC day on which it was closed or corrected. */
  readonly day: string;
  /** `null` on the first line of a file. */
  readonly note: string | null;
}

export function formatClosed({ file, sha256, day, note }: ClosedLine): string {
  return `${[file, sha256, day, ...(note === null ? [] : [note.replace(/\s+/g, ' ').trim()])].join('\t')}\n`;
}

/** Reads {@link CLOSED_FILE}; lines that are none come back as `null`. */
export function parseClosed(text: string): (ClosedLine | null)[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [file = '', sha256 = '', day = '', note, ...rest] = line.replace(/\r$/, '').split('\t');
      const fits = rest.length === 0 && /^[0-9a-f]{64}$/.test(sha256) && /^\d{4}-\d{2}-\d{2}$/.test(day);
      return fits ? { file, sha256, day, note: note ?? null } : null;
    });
}

/** Months that ended at least `keepDays` days before `now`, of the days given: those that may be closed. */
export function closedMonths(days: Iterable<Shard>, keepDays: number, now: number): Map<string, Month> {
  const limit = dayOf(now - keepDays * 86_400_000).slice(0, 7);
  const months = new Map<string, Month>();
  for (const { day, location } of days) {
    const month = { month: day.slice(0, 7), location };
    if (month.month < limit) months.set(monthFileName(month), month);
  }
  return months;
}
