import { entriesOf } from '../book/book.ts';
import type { CollectionName } from '../schemas/reference.ts';
import { getSite } from './site.ts';

/** One page for each entry of a collection. */
export async function entryPaths<C extends CollectionName>(collection: C) {
  const { book } = await getSite();
  return entriesOf(book, collection).map((entry) => ({ params: { id: entry.id }, props: { entry } }));
}
