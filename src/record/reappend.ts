import { columnsLine, fileName, formatLine, parseColumns, parseFileName, TORN_MARK } from './format.ts';
import { tailOf } from './writer.ts';

/**
 * The text of a day file that holds every line of `theirs` and, behind them, each line of samples of
 * `ours` that is not there yet, with the columns it was written under. Lines are only ever added, so
 * doing it twice changes nothing. Files of any other name are returned as they are in `theirs`.
 */
export function appendMissing(name: string, theirs: string, ours: string): string {
  const shard = parseFileName(name);
  if (!shard) return theirs;
  const present = new Set(runsOf(theirs).map(({ columns, line }) => `${columns}\n${line}`));
  const missing = runsOf(ours).filter(({ columns, line }) => !present.has(`${columns}\n${line}`));
  if (missing.length === 0) return theirs;
  const tail = tailOf(theirs, shard);
  const lines: string[] = tail.opened ? [] : [formatLine(shard)];
  let inForce = tail.columns === null ? null : columnsLine(tail.columns);
  for (const { columns, line } of missing) {
    if (columns !== inForce) lines.push(columns);
    inForce = columns;
    lines.push(line);
  }
  return `${theirs}${tail.torn ? `\t${TORN_MARK}\n` : ''}${lines.join('\n')}\n`;
}

interface RunText {
  readonly columns: string;
  readonly line: string;
}

/** Lines of samples with the columns line they stand under; torn and foreign lines are no samples. */
function runsOf(text: string): RunText[] {
  const lines = text.split('\n');
  // Whatever follows the last end of line is torn.
  lines.pop();
  const runs: RunText[] = [];
  let columns: string | null = null;
  for (const raw of lines) {
    const line = raw.replace(/\r$/, '');
    if (/^\d/.test(line)) {
      if (columns !== null && !line.endsWith(`\t${TORN_MARK}`)) runs.push({ columns, line });
    } else if (parseColumns(line)) {
      columns = line;
    }
  }
  return runs;
}

/** Whether a file name is one that the record itself writes. */
export function isDayFile(name: string): boolean {
  const shard = parseFileName(name);
  return shard !== null && fileName(shard) === name;
}

/** Whether a file holds beats, one instant a line: `beats/shop.backups.nightly.office.tsv`. */
export function isBeatFile(name: string): boolean {
  return /^beats\/[a-z0-9.-]+\.tsv$/.test(name);
}

/** Beats of `theirs` and, behind them, those of `ours` that are not there yet; an unfinished last line is none. */
export function joinBeats(theirs: string, ours: string): string {
  const present = new Set(theirs.split('\n'));
  const missing = ours
    .split('\n')
    .slice(0, -1)
    .filter((line) => !present.has(line));
  if (missing.length === 0) return theirs;
  return `${theirs}${theirs === '' || theirs.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`;
}
