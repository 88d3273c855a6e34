import type { APIRoute } from 'astro';
import { getSite } from '../../../site/site.ts';
import { searchNames } from '../../../views/search.ts';

/** What every page is called, for the palette: built with the book, so that typing asks nobody. */
export const GET: APIRoute = async () => {
  const { book, facts } = await getSite();
  return new Response(JSON.stringify(searchNames(book, facts.now)), {
    headers: { 'Content-Type': 'application/json' },
  });
};
