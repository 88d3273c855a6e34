import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Book } from '../book/book.ts';
import { loadBook } from '../book/load.ts';
import { publicBook } from '../book/public.ts';
import { DAY_MS } from '../calendar/time.ts';
import { readRecord } from '../record/read.ts';
import { computedCell } from '../views/computed.ts';
import type { ViewContext } from '../views/context.ts';
import { computeFacts, type Facts, type RecordFacts } from '../views/facts.ts';
import { type BuildSettings, readSettings } from './settings.ts';

/** Everything a page can ask for: the book of its audience, the facts of the record, the settings of the build. */
export interface Site {
  readonly settings: BuildSettings;
  readonly book: Book;
  readonly facts: Facts;
  readonly context: ViewContext;
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
  const assembled = await loadBook(settings.root, settings.content);
  const book = settings.audience === 'public' ? publicBook(assembled.book) : assembled.book;
  const facts = computeFacts(book, openRecord(settings, book), settings.now);
  const context: ViewContext = {
    book,
    now: settings.now,
    computed: (name, domain, services) => computedCell(book, facts, name, domain, services),
  };
  return { settings, book, facts, context, base: settings.basePath ?? book.config.basePath };
}

function openRecord(settings: BuildSettings, book: Book): RecordFacts {
  const days = Math.max(book.config.record.historyDays, 90) + 1;
  const data = readRecord(settings.record, { from: settings.now - days * DAY_MS, to: settings.now + 1 });
  return {
    looksOf: (probe) => data.seriesOf(probe),
    head: data.head,
    newestAt: data.newestAt,
    sampleCount: data.sampleCount,
    problems: data.problems.map((problem) => `${problem.file}:${problem.line}: ${problem.message}`),
  };
}

async function stampOf(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const times = await Promise.all(
    names.map(async (name) => (await stat(path.join(folder, name)).catch(() => null))?.mtimeMs ?? 0),
  );
  return `${names.length}:${Math.max(0, ...times)}`;
}
