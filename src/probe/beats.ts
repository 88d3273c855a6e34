import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the record in which beats are kept, apart from the day files of samples. */
const FOLDER = 'beats';

/** A beat in the record: an instant in UTC, whole seconds, one for each line. */
const BEAT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Appends a beat of a heartbeat probe to its file in the record's work tree, without a commit. One file for each
 * probe and location, so that senders in different places never write to the same one; each only grows.
 * `at` is in milliseconds. Returns the path of the file within the record.
 */
export function appendBeat(dir: string, fullId: string, location: string, at: number): string {
  const name = `${FOLDER}/${fullId.replaceAll('/', '.')}.${location}.tsv`;
  mkdirSync(join(dir, FOLDER), { recursive: true });
  const path = join(dir, name);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  // A line that a killed sender left unfinished is ended first, or this beat would be part of it.
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  const line = `${new Date(at).toISOString().slice(0, 19)}Z`;
  appendFileSync(path, `${start}${line}\n`, { flush: true });
  return name;
}

/**
 * Newest beat of each heartbeat probe, milliseconds by full id, all locations together. Unfinished or foreign
 * lines are no beats; a record without beats gives an empty map.
 */
export function readBeats(dir: string): Map<string, number> {
  const folder = join(dir, FOLDER);
  const newest = new Map<string, number>();
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const match = /^([a-z0-9.-]+)\.[a-z0-9-]+\.tsv$/.exec(name);
    if (!match) continue;
    const id = (match[1] as string).replaceAll('.', '/');
    const beats = parseBeats(readFileSync(join(folder, name), 'utf8'));
    const latest = Math.max(newest.get(id) ?? Number.NEGATIVE_INFINITY, ...beats.slice(-1000));
    if (Number.isFinite(latest)) newest.set(id, latest);
  }
  return newest;
}

/** Beats of a file in milliseconds, in the order of the file. Pure. */
export function parseBeats(text: string): number[] {
  // Whatever follows the last end of line is unfinished.
  const lines = text.split('\n').slice(0, -1);
  return lines
    .filter((line) => BEAT.test(line))
    .map((line) => Date.parse(line))
    .filter(Number.isFinite);
}
