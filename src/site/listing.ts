import { type Entry, entriesOf } from '../book/book.ts';
import { COLLECTIONS, type CollectionName } from '../schemas/reference.ts';
import { countValues, facetsOf } from '../views/facets.ts';
import { getSite } from './site.ts';

/** Entries on one page of a list, so that no page grows with the book. */
export const PAGE_SIZE = 100;

/** Address word of a collection's list: rotations are read under on-call. */
export const LISTED: Readonly<Record<CollectionName, string>> = Object.fromEntries(
  COLLECTIONS.map((name) => [name, name === 'rotations' ? 'on-call' : name]),
) as Record<CollectionName, string>;

/** Entries of a collection in the order of its list: by domain order, then by their own order, then by title. */
export async function listed(collection: CollectionName): Promise<Entry[]> {
  const { book } = await getSite();
  const rank = (entry: Entry) => book.collections.domains.get(entry.domain)?.data.order ?? 99;
  const own = (entry: Entry) => (entry.data as { order?: number }).order ?? 50;
  const newestFirst = collection === 'incidents' || collection === 'postmortems';
  const key = (entry: Entry) => (entry.data as { startedAt?: string }).startedAt ?? entry.id;
  return (entriesOf(book, collection) as Entry[]).sort((a, b) =>
    newestFirst
      ? key(b).localeCompare(key(a))
      : rank(a) - rank(b) ||
        a.domain.localeCompare(b.domain) ||
        own(a) - own(b) ||
        title(a).localeCompare(title(b)),
  );
}

function title(entry: Entry): string {
  return (entry.data as { title: string }).title;
}

/** Addresses of every list page after the first. */
export async function furtherPages() {
  const paths = [];
  for (const collection of COLLECTIONS) {
    const entries = await listed(collection);
    for (let page = 2; (page - 1) * PAGE_SIZE < entries.length; page += 1) {
      paths.push({
        params: { collection: LISTED[collection], page: String(page) },
        props: { collection, page },
      });
    }
  }
  return paths;
}

/** Addresses of every facet page. */
export async function facetPages() {
  const { context } = await getSite();
  const paths = [];
  for (const collection of COLLECTIONS) {
    const entries = await listed(collection);
    for (const facet of facetsOf(collection)) {
      const values = countValues(facet, entries, context);
      if (values.length < 2) continue;
      for (const value of values) {
        const chosen = entries.filter((entry) =>
          facet.valuesOf(entry, context).some(({ id }) => id === value.id),
        );
        paths.push({
          params: { collection: LISTED[collection], facet: facet.id, value: value.id },
          props: { collection, facet: facet.title, facetId: facet.id, value, entries: chosen },
        });
      }
    }
  }
  return paths;
}
