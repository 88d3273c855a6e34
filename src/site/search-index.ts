import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import * as pagefind from 'pagefind';
import { readBody } from '../book/body.ts';
import { type Entry, entriesOf } from '../book/book.ts';
import { loadBook } from '../book/load.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { searchRecord } from '../views/search.ts';
import type { BuildSettings } from './settings.ts';

/** Indexes the HTML of a finished build into `<dir>/pagefind/`. Throws with Pagefind's own words when it fails. */
export async function indexBuiltSite(dir: string): Promise<{ pages: number }> {
  const { index, errors } = await pagefind.createIndex({});
  if (!index) throw new Error(`the search index could not be started: ${errors.join('; ')}`);
  try {
    const added = await index.addDirectory({ path: dir });
    if (added.errors.length > 0) throw new Error(`the search index failed: ${added.errors.join('; ')}`);
    const written = await index.writeFiles({ outputPath: path.join(dir, 'pagefind') });
    if (written.errors.length > 0)
      throw new Error(`the search index could not be written: ${written.errors.join('; ')}`);
    return { pages: added.page_count ?? 0 };
  } finally {
    await pagefind.close();
  }
}

/** Files of an index over the book itself, for the development server, where no HTML exists yet. */
async function indexBook(settings: BuildSettings): Promise<Map<string, Uint8Array>> {
  const { book } = await loadBook(settings.root, settings.content);
  const { index, errors } = await pagefind.createIndex({});
  if (!index) throw new Error(errors.join('; '));
  for (const collection of COLLECTIONS) {
    for (const entry of entriesOf(book, collection) as Entry[]) {
      await index.addCustomRecord(searchRecord(book, entry, readBody(entry.source).text));
    }
  }
  const { files } = await index.getFiles();
  await index.deleteIndex();
  return new Map(files.map((file) => [file.path, file.content]));
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** Serves the search index of the book at `/pagefind/` while developing; built anew at most every five seconds. */
export function searchMiddleware(settings: BuildSettings, logger: { warn(message: string): void }) {
  let built: { at: number; files: Promise<Map<string, Uint8Array>> } | undefined;
  return async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const match = /\/pagefind\/([^?]+)/.exec(request.url ?? '');
    if (!match) return next();
    const name = decodeURIComponent(match[1] as string);
    if (!built || (name === 'pagefind.js' && Date.now() - built.at > 5000))
      built = { at: Date.now(), files: indexBook(settings) };
    try {
      const content = (await built.files).get(name);
      if (!content) return next();
      response.setHeader('Content-Type', TYPES[path.extname(name)] ?? 'application/octet-stream');
      response.setHeader('Cache-Control', 'no-store');
      response.end(Buffer.from(content));
    } catch (error) {
      built = undefined;
      logger.warn(`search is not available: ${(error as Error).message}`);
      next();
    }
  };
}
