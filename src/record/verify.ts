import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSED_FILE, parseClosed, rollupFileName } from './archive.ts';
import { sha256 } from './compact.ts';
import { EVENTS_FOLDER, readEvents } from './events.ts';
import { monthFileName, parseFileName, parseMonthFileName, spanOfMonth } from './format.ts';
import { gitBytes, tryGit } from './git.ts';
import type { Problem, RecordData } from './read.ts';
import { readRecord } from './read.ts';
import { isBeatFile } from './reappend.ts';
import { formatRollup, parseRollup, rollUp } from './rollup.ts';

/**
 * Checks a record: every line can be read; every file is one the format knows, in text; closed months and their
 * rollups have the bytes that {@link CLOSED_FILE} says, each change of them has a note, and that list only ever
 * grew, as did the files of events; every rollup follows from the looks. Returns what is wrong, in order of file;
 * empty when all is well.
 */
export async function verifyRecord(dir: string): Promise<Problem[]> {
  const names = readdirSync(dir).filter((name) => name !== '.git' && name !== '.gitattributes');
  const record = readRecord(dir);
  const found: Problem[] = [...record.problems];
  const report = (file: string, message: string, line = 0) => found.push({ file, line, message });
  for (const name of names.filter((each) => each !== BEATS && each !== EVENTS_FOLDER)) {
    const known = [CLOSED_FILE].includes(name) || /\.(?:tsv|rollup)$/.test(name);
    if (!known) report(name, 'no file of the record; remove it from the branch');
    else if (!isUtf8(readFileSync(join(dir, name)))) report(name, 'is not UTF-8 text');
  }
  checkBeats(dir, report);
  found.push(...readEvents(dir).problems);
  checkClosed(dir, names, report);
  for (const name of names) checkRollup(dir, name, names, record, report);
  await checkHistory(dir, report);
  await checkEventHistory(dir, report);
  return found.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Folder of the beats of heartbeat probes, one file for each probe and location. */
const BEATS = 'beats';

function checkBeats(dir: string, report: Report): void {
  const folder = join(dir, BEATS);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const file = `${BEATS}/${name}`;
    if (!isBeatFile(file)) {
      report(file, 'no file of beats; remove it from the branch');
      continue;
    }
    // Whatever follows the last end of line is unfinished.
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);
    for (const [index, line] of lines.entries())
      if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(line) || Number.isNaN(Date.parse(line)))
        report(file, 'a line that is not an instant such as 2026-11-21T12:00:00Z', index + 1);
  }
}

type Report = (file: string, message: string, line?: number) => void;

function checkClosed(dir: string, names: readonly string[], report: Report): void {
  const list = existsSync(join(dir, CLOSED_FILE)) ? readFileSync(join(dir, CLOSED_FILE), 'utf8') : '';
  const newest = new Map<string, string>();
  for (const [index, line] of parseClosed(list).entries()) {
    if (!line) report(CLOSED_FILE, 'a line that is not file, sum, day and note', index + 1);
    else if (newest.has(line.file) && !line.note)
      report(CLOSED_FILE, `${line.file} was closed before; a correction needs a note`, index + 1);
    if (line) newest.set(line.file, line.sha256);
  }
  for (const [file, sum] of newest) {
    if (!names.includes(file)) report(file, 'was closed, but is gone; take it back from the history');
    else if (sha256(readFileSync(join(dir, file))) !== sum)
      report(
        file,
        'changed after it was closed, without a correction note; restore it, or correct it with record -- compact --note',
      );
  }
  for (const name of names) {
    if ((parseMonthFileName(name) || name.endsWith('.rollup')) && !newest.has(name))
      report(name, `is not listed in ${CLOSED_FILE}; only record -- compact closes months`);
  }
}

function checkRollup(
  dir: string,
  name: string,
  names: readonly string[],
  record: RecordData,
  report: Report,
): void {
  const month = parseMonthFileName(name);
  if (!month) return;
  const file = rollupFileName(month);
  if (!names.includes(file)) {
    report(file, `is missing beside ${monthFileName(month)}`);
    return;
  }
  const text = readFileSync(join(dir, file), 'utf8');
  let intervals: Map<string, number>;
  try {
    intervals = new Map(parseRollup(text, file, month).map((day) => [day.probe, day.intervalMs]));
  } catch (error) {
    report(file, (error as Error).message);
    return;
  }
  const span = spanOfMonth(month.month);
  const days = record.probes.flatMap((probe) =>
    record
      .seriesOf(probe)
      .filter(({ location }) => location === month.location)
      .flatMap((series) => rollUp(series, intervals.get(probe) ?? 0, span.from, span.to)),
  );
  // A day file of the month that is still open holds looks that came too late: told as that, not as a wrong sum.
  const late = names.filter((each) => {
    const shard = parseFileName(each);
    return shard?.location === month.location && shard.day.startsWith(`${month.month}-`);
  });
  for (const each of late)
    report(each, `its month is closed; add its looks with record -- compact --note "why they are late"`);
  if (late.length > 0) return;
  const [want, have] = [formatRollup(month, days).split('\n'), text.split('\n')];
  const at = want.findIndex((line, i) => line !== have[i]);
  if (at >= 0 || want.length !== have.length)
    report(file, 'does not follow from the looks of its month', Math.max(at, 0) + 1);
}

/** The list of closed months only grows: a line taken out would hide a change. */
async function checkHistory(dir: string, report: Report): Promise<void> {
  if (!existsSync(join(dir, '.git'))) return;
  const log = await tryGit(dir, ['log', '--numstat', '--format=%h', '--', CLOSED_FILE]);
  let commit = '';
  for (const line of (log ?? '').split('\n')) {
    const [added, removed, file] = line.split('\t');
    if (file === undefined) commit = line || commit;
    else if (removed !== '0')
      report(
        CLOSED_FILE,
        `commit ${commit} took out ${removed} lines (and added ${added}); it may only grow`,
      );
  }
}

/** Files of events only grow: each version begins with all bytes of the one before, in every commit and on disk. */
async function checkEventHistory(dir: string, report: Report): Promise<void> {
  if (!existsSync(join(dir, '.git'))) return;
  const numbers = ['--numstat', '--no-renames'];
  const log = await tryGit(dir, ['log', ...numbers, '--format=%h', '--', EVENTS_FOLDER]);
  let commit = '';
  for (const line of (log ?? '').split('\n')) {
    const [, removed, file] = line.split('\t');
    if (file === undefined) commit = line || commit;
    // A line that was torn and then marked as that counts as taken out here, though no byte is gone.
    else if (
      removed !== '0' &&
      !grew(await blob(dir, `${commit}^:${file}`), await blob(dir, `${commit}:${file}`))
    )
      report(file, `commit ${commit} changed or took out lines; it may only grow`);
  }
  const now = await tryGit(dir, ['diff', 'HEAD', ...numbers, '--', EVENTS_FOLDER]);
  for (const line of (now ?? '').split('\n')) {
    const [, removed, file] = line.split('\t');
    if (file === undefined || removed === '0') continue;
    const path = join(dir, file);
    if (!grew(await blob(dir, `HEAD:${file}`), existsSync(path) ? readFileSync(path) : null))
      report(file, 'lines that were committed are changed or gone here; take them back from the history');
  }
}

function grew(before: Buffer | null, after: Buffer | null): boolean {
  return before === null || (after?.subarray(0, before.length).equals(before) ?? false);
}

async function blob(dir: string, name: string): Promise<Buffer | null> {
  return await gitBytes(dir, ['cat-file', 'blob', name]).catch(() => null);
}
