import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Book, entriesOf } from '../book/book.ts';
import { loadBook } from '../book/load.ts';
import { mayBePublic, publicBook } from '../book/public.ts';
import { fixedPart } from '../runbooks/glob.ts';
import { computedCell } from '../views/computed.ts';
import type { ViewContext } from '../views/context.ts';
import { computeFacts, type Facts } from '../views/facts.ts';
import { type Words, wordsFor } from '../words/words.ts';
import { type Changes, readChanges } from './changes.ts';
import { readRecordFacts } from './record-facts.ts';
import { type BuildSettings, readSettings } from './settings.ts';

/** Everything a page can ask for: the book of its audience, the facts of the record, the settings of the build. */
export interface Site {
  readonly settings: BuildSettings;
  readonly book: Book;
  readonly facts: Facts;
  readonly context: ViewContext;
  /** What the status pages say, in the language of the book. */
  readonly words: Words;
  /** When people last changed the files of the book; nothing is known of it in the public site. */
  readonly changes: Changes;
  /** Base path with a slash at both ends. */
  readonly base: string;
}

let loaded: { stamp: string; site: Promise<Site> } | undefined;

/**
 * The site of this build, loaded once. The development server asks on every request, so there the
 * content is read again when a file has changed.
 */
export async function getSite(): Promise<Site> {
  if (loaded && !import.meta.env.DEV) return loaded.site;
  const settings = readSettings();
  const stamp = import.meta.env.DEV ? await stampOf(settings.content) : 'build';
  if (loaded?.stamp !== stamp) loaded = { stamp, site: load(settings) };
  return loaded.site;
}

async function load(settings: BuildSettings): Promise<Site> {
  const assembled = await loadBook(
    settings.root,
    settings.content,
    settings.audience === 'public' ? mayBePublic : undefined,
  );
  const book = settings.audience === 'public' ? publicBook(assembled.book, settings.tenant) : assembled.book;
  const facts = computeFacts(
    book,
    readRecordFacts(settings.record, book, settings.now, settings.audience),
    settings.now,
  );
  const context: ViewContext = {
    book,
    now: settings.now,
    computed: (name, domain, services) => computedCell(book, facts, name, domain, services),
  };
  return {
    settings,
    book,
    facts,
    context,
    changes:
      settings.audience === 'public'
        ? { of: () => null, files: new Map(), unknown: null }
        : await readChanges(
            settings.root,
            [path.relative(settings.root, settings.content) || '.', ...watchedPaths(book)],
            book.config.machines,
          ),
    words: wordsFor(book.config.language),
    base: settings.basePath ?? book.config.basePath,
  };
}

/** Folders and files outside of the book that runbooks watch, without their wildcards. */
function watchedPaths(book: Book): string[] {
  const paths = entriesOf(book, 'runbooks').flatMap(({ data }) => data.watches.map(fixedPart));
  // A path that leaves the repository is no path of it, and git would refuse to tell of any.
  return [...new Set(paths)].filter((found) => !found.split('/').includes('..'));
}

async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const times = await Promise.all(
    names.map(async (name) => (await stat(path.join(folder, name)).catch(() => null))?.mtimeMs ?? 0),
  );
  return `${names.length}:${Math.max(0, ...times)}`;
}
