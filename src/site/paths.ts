import { collectionPath, entriesOf, entryPath } from '../book/book.ts';
import { FIXED_PAGES } from '../lint/rules/text.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { historyMonths } from '../views/history.ts';
import { facetPages, furtherPages } from './listing.ts';
import { getSite } from './site.ts';

/** Path of every page below the base path, in a fixed order. */
export async function sitePaths(): Promise<string[]> {
  const { book, facts, settings } = await getSite();
  const months = historyMonths(facts, book.config.record.historyDays).map(
    ({ month }) => `/incidents/month/${month}/`,
  );
  // Those that only probes found have pages as well.
  const incidents = facts.incidents.map(({ id }) => entryPath('incidents', id));
  const components = entriesOf(book, 'services')
    .filter(({ data }) => data.audience === 'public' && data.probes.length > 0)
    .map(({ id }) => `/components/${id}/`);
  const entries = (name: (typeof COLLECTIONS)[number]) =>
    [...book.collections[name].keys()].map((id) => entryPath(name, id));
  if (settings.audience === 'public') {
    return [
      '/',
      '/incidents/',
      '/maintenance/',
      '/subscribe/',
      '/how-we-measure/',
      ...components,
      ...months,
      ...incidents,
      ...entries('postmortems'),
      ...entries('maintenance'),
    ];
  }
  const lists = [
    ...(await furtherPages()).map(({ params }) => `/${params.collection}/page/${params.page}/`),
    ...(await facetPages()).map(({ params }) => `/${params.collection}/by/${params.facet}/${params.value}/`),
  ];
  return [
    ...FIXED_PAGES,
    ...COLLECTIONS.map(collectionPath),
    ...COLLECTIONS.flatMap((name) => (name === 'incidents' ? incidents : entries(name))),
    ...months,
    ...components,
    ...lists,
  ];
}
