import type { APIRoute } from 'astro';
import { entriesOf, entry } from '../../../book/book.ts';
import { getSite } from '../../../site/site.ts';
import { sloDocument } from '../../../views/slo-document.ts';

/** An objective with everything that was computed about it; what nobody knows is null. */
export async function getStaticPaths() {
  const { book } = await getSite();
  return entriesOf(book, 'slos').map(({ id }) => ({ params: { id } }));
}

export const GET: APIRoute = async ({ params }) => {
  const { book, facts } = await getSite();
  const document = sloDocument(book, entry(book, 'slos', params.id as string), facts);
  return new Response(`${JSON.stringify(document, null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
