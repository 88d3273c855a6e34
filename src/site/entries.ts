import { readBody } from '../book/body.ts';
import { type Entry, entriesOf } from '../book/book.ts';
import type { CollectionName } from '../schemas/reference.ts';
import { getSite } from './site.ts';

/** One page for each entry of a collection. */
export async function entryPaths<C extends CollectionName>(collection: C) {
  const { book } = await getSite();
  return entriesOf(book, collection).map((entry) => ({ params: { id: entry.id }, props: { entry } }));
}

/** Second-level headings of an entry's text, for the table of contents. */
export function bodyContents(entry: Entry): { id: string; title: string }[] {
  return readBody(entry.source)
    .headings.filter((heading) => heading.depth === 2)
    .map((heading) => ({ id: heading.slug, title: heading.text }));
}
