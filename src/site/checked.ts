import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What decides what is right and wrong in content. */
const RULES = ['src', 'package-lock.json'];
const KEPT_MS = 3 * 86_400_000;

/**
 * The file that says that this very content was checked on this day (`2026-11-21`) by these very rules, and had no error.
 * A refresh five minutes later need not read thousands of pages again to know it. `content` is absolute.
 */
export function checkedFile(root: string, content: string, today: string): string {
  const hash = createHash('sha256').update(`${process.version} ${today}`);
  for (const place of [...RULES.map((part) => path.join(root, part)), content]) {
    for (const file of filesOf(place)) {
      const bytes = readFileSync(file);
      hash.update(`\0${file}\0${bytes.length}\0`).update(bytes);
    }
  }
  return path.join(root, 'node_modules', '.cache', 'watchbook', 'checked', hash.digest('hex').slice(0, 32));
}

/** Whether there is such a file. */
export function wasChecked(file: string): boolean {
  return existsSync(file);
}

/** Writes such a file, and takes away those of other days. */
export function noteChecked(file: string): void {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const other = path.join(folder, name);
    if (statSync(other).mtimeMs < Date.now() - KEPT_MS) rmSync(other, { force: true });
  }
  writeFileSync(file, '');
}

/** Every file at or below a place, in a fixed order. */
export function filesOf(place: string): string[] {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
