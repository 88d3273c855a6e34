import type { Book } from '../book/book.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import type { Facts } from '../views/facts.ts';
import type { Words } from '../words/words.ts';

/** Everything that machine-readable files are made of. The same publication gives the same bytes. */
export interface Publication {
  readonly book: Book;
  readonly facts: Facts;
  readonly words: Words;
  readonly settings: PublishSettings;
}

export interface PublishSettings {
  readonly audience: Audience;
  /** Address of the site without its base path; null where none is configured, and none is then made up. */
  readonly siteUrl: string | null;
  /** Base path with a slash at both ends. */
  readonly base: string;
  readonly demonstration: boolean;
}

/** Name of the site, as its pages carry it. */
export function siteName({ book, settings }: Pick<Publication, 'book' | 'settings'>): string {
  return settings.audience === 'public' ? (book.config.public.title ?? book.config.name) : book.config.name;
}

/**
 * Where a path of the site (`/incidents/x/`) is found: a whole address, or without a configured one the path below
 * the root of whatever host serves it.
 */
export function addressOf({ settings }: Pick<Publication, 'settings'>, path: string): string {
  const below = `${settings.base}${path.replace(/^\//, '')}`;
  return settings.siteUrl === null ? below : new URL(below, settings.siteUrl).href;
}

/** ISO 8601 with milliseconds, as Statuspage writes it. */
export function isoMs(at: number): string {
  return new Date(at).toISOString();
}

/** A file as it is served, with a line end. */
export function jsonText(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** An instant of the record that may be missing, ISO 8601 to the millisecond. */
export function isoOrNull(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : isoMs(at);
}
