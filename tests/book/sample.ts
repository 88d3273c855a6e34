import path from 'node:path';
import type { Assembled, ContentFiles } from '../../src/book/assemble.ts';
import { assembleBook } from '../../src/book/assemble.ts';
import { readContent } from '../../src/book/load.ts';

/** Root of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

/** Files of the sample book, as they are on disk. */
export function sampleFiles(): Promise<ContentFiles> {
  return readContent(path.join(ROOT, 'content'));
}

/** The sample book with its findings. */
export async function sampleBook(): Promise<Assembled> {
  return assembleBook(await sampleFiles());
}
