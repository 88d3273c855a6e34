import { collectionPath, entriesOf, entryPath } from '../book/book.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { facetPages, furtherPages } from './listing.ts';
import { getSite } from './site.ts';

/** Path of every page below the base path, in a fixed order. */
export async function sitePaths(): Promise<string[]> {
  const { book, settings } = await getSite();
  const components = entriesOf(book, 'services')
    .filter(({ data }) => data.audience === 'public')
    .map(({ id }) => `/components/${id}/`);
  const entries = (name: (typeof COLLECTIONS)[number]) =>
    [...book.collections[name].keys()].map((id) => entryPath(name, id));
  if (settings.audience === 'public') {
    return [
      '/',
      '/incidents/',
      '/maintenance/',
      '/how-we-measure/',
      ...components,
      ...entries('incidents'),
      ...entries('maintenance'),
    ];
  }
  const lists = [
    ...(await furtherPages()).map(({ params }) => `/${params.collection}/page/${params.page}/`),
    ...(await facetPages()).map(({ params }) => `/${params.collection}/by/${params.facet}/${params.value}/`),
  ];
  return [
    '/',
    '/status/',
    '/search/',
    '/compare/',
    '/how-we-measure/',
    ...COLLECTIONS.map(collectionPath),
    ...COLLECTIONS.flatMap(entries),
    ...components,
    ...lists,
  ];
}
