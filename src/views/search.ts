import { type Book, collectionPath, type Entry, entriesOf, entryPath, find } from '../book/book.ts';
import { freshness } from '../calendar/due.ts';
import { COLLECTION_WORDS } from '../schemas/collections.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
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
    aliases?: string[];
    keywords?: string[];
    errors?: string[];
    alsoCalled?: string[];
  };
  return [
    ...alertsOf(entry),
    ...(data.aliases ?? []),
    ...(data.keywords ?? []),
    ...(data.errors ?? []),
    ...(data.alsoCalled ?? []),
  ];
}

/** A page as the palette knows it: everything people may call it by, and the facets it is found under. */
export interface SearchName {
  readonly url: string;
  readonly title: string;
  readonly kind: string;
  readonly domain: string;
  readonly services: readonly string[];
  /** Other names of the services a page helps with. */
  readonly near: readonly string[];
  readonly severity: string | null;
  /** Whether the last review still holds; null for pages that nobody reviews. */
  readonly freshness: 'fresh' | 'due' | 'overdue' | 'never reviewed' | null;
  readonly names: readonly string[];
  readonly aliases: readonly string[];
  readonly errors: readonly string[];
  readonly keywords: readonly string[];
  readonly summary: string;
  /** 1 for a page with something to say, less for a stub and a deprecated one. */
  readonly worth: number;
}

const WORTH = { draft: 0.9, active: 1, stub: 0.6, deprecated: 0.4 } as const;

/** Every entry of the book and every list of entries under their names, in the order of the book. `now` in milliseconds. */
export function searchNames(book: Book, now: number): SearchName[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const lists = COLLECTIONS.map((collection): SearchName => {
    const words = COLLECTION_WORDS[collection];
    const title = sentenceCase(words.many);
    return {
      ...NOTHING,
      url: collectionPath(collection),
      title,
      kind: 'List',
      summary: `Every ${words.one} of the book.`,
    };
  });
  return [
    ...COLLECTIONS.flatMap((collection) =>
      (entriesOf(book, collection) as Entry[]).map((entry) => searchName(book, entry, today)),
    ),
    ...lists,
  ];
}

const NOTHING = {
  domain: '',
  services: [],
  near: [],
  severity: null,
  freshness: null,
  names: [],
  aliases: [],
  errors: [],
  keywords: [],
  worth: 1,
} as const satisfies Partial<SearchName>;

function searchName(book: Book, entry: Entry, today: string): SearchName {
  const data = entry.data as {
    title: string;
    summary?: string;
    state?: keyof typeof WORTH | string;
    aliases?: string[];
    alsoCalled?: string[];
    errors?: string[];
    keywords?: string[];
    reviewedOn?: string | null;
    reviewEvery?: string;
  };
  const facets = searchFacets(book, entry);
  // Of a service people also type the names of the parts that fail on their own.
  const parts = entry.collection === 'services' ? (entry as Entry<'services'>).data.subFunctions : [];
  const served =
    entry.collection === 'runbooks'
      ? (entry as Entry<'runbooks'>).data.services.flatMap(
          (id) => find(book, 'services', id)?.data.aliases ?? [],
        )
      : [];
  return {
    url: entryPath(entry.collection, entry.id),
    title: data.title,
    kind: facets.kind,
    domain: facets.domain,
    services: facets.services,
    near: served,
    severity: facets.severity,
    freshness: freshnessOf(data, today),
    names: [...alertsOf(entry), entry.id.split('/').at(-1) as string],
    aliases: [...(data.aliases ?? []), ...(data.alsoCalled ?? [])],
    errors: data.errors ?? [],
    keywords: [...(data.keywords ?? []), ...parts.map(({ name }) => name)],
    summary: data.summary ?? '',
    worth: WORTH[data.state as keyof typeof WORTH] ?? 1,
  };
}

function freshnessOf(
  data: { reviewedOn?: string | null; reviewEvery?: string },
  today: string,
): SearchName['freshness'] {
  if (data.reviewEvery === undefined) return null;
  const { state } = freshness(data.reviewedOn ?? null, data.reviewEvery, today);
  return state === 'unknown' ? 'never reviewed' : state;
}

// Objectives have alerts too, but theirs are figures and not names.
function alertsOf(entry: Entry): readonly string[] {
  return entry.collection === 'runbooks' ? (entry as Entry<'runbooks'>).data.alerts : [];
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
