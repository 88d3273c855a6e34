import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSource } from '../book/source.ts';

/**
 * Paths below `folder` of the entries that are marked public and have a text below their front matter, sorted. A folder
 * that does not exist has none. Which of them a page shows is for the public book to say; the others are not even read.
 */
export function publicTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.mdx'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      if (!text.includes('public') || !TEXT_BELOW.test(text)) return false;
      const { data } = readSource(file, text);
      return (data as { audience?: unknown } | null)?.audience === 'public';
    })
    .map((file) => path.relative(folder, file).split(path.sep).join('/'))
    .sort();
}

/** Something that is not white space below the second line of dashes. */
const TEXT_BELOW = /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n---[ \t]*\r?\n\s*\S/;
