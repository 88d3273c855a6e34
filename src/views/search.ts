import { type Book, type Entry, entryPath, find } from '../book/book.ts';
import { COLLECTION_WORDS } from '../schemas/collections.ts';
import { sentenceCase } from './words.ts';

/** Facets of an entry in the search index; the same on built pages and in the development server. */
export interface SearchFacets {
  readonly kind: string;
  readonly domain: string;
  readonly services: readonly string[];
  readonly severity: string | null;
}

/** Facets by which an entry can be found. */
export function searchFacets(book: Book, entry: Entry): SearchFacets {
  const data = entry.data as { services?: string[]; service?: string; severity?: string };
  const ids =
    entry.collection === 'services' ? [entry.id] : (data.services ?? (data.service ? [data.service] : []));
  return {
    kind: sentenceCase(COLLECTION_WORDS[entry.collection].one),
    domain: find(book, 'domains', entry.domain)?.data.title ?? entry.domain,
    services: ids.map((id) => find(book, 'services', id)?.data.title ?? id),
    severity: data.severity ?? null,
  };
}

/** Words an entry should be found by although its page does not print them prominently. */
export function searchWords(entry: Entry): string[] {
  const data = entry.data as {
    alerts?: string[];
    aliases?: string[];
    keywords?: string[];
    errors?: string[];
    alsoCalled?: string[];
  };
  return [
    ...(data.alerts ?? []),
    ...(data.aliases ?? []),
    ...(data.keywords ?? []),
    ...(data.errors ?? []),
    ...(data.alsoCalled ?? []),
  ];
}

/** An entry as a record for an index that is made without HTML. */
export function searchRecord(book: Book, entry: Entry, text: string) {
  const data = entry.data as { title: string; summary?: string };
  const facets = searchFacets(book, entry);
  return {
    url: entryPath(entry.collection, entry.id),
    content: [data.title, data.summary ?? '', ...searchWords(entry), text, leaves(entry.data).join(' ')].join(
      '\n',
    ),
    language: book.config.language,
    meta: { title: data.title, domain: facets.domain, kind: facets.kind },
    filters: {
      kind: [facets.kind],
      domain: [facets.domain],
      service: [...facets.services],
      severity: facets.severity ? [facets.severity] : [],
    },
  };
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(leaves);
  return [];
}
