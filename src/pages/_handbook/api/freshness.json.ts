import type { APIRoute } from 'astro';
import { getSite } from '../../../site/site.ts';
import { freshnessDocument } from '../../../views/runbook-freshness.ts';

/** How far every runbook can be trusted, by calendar and context. */
export const GET: APIRoute = async () => {
  const { book, changes, context } = await getSite();
  return new Response(`${JSON.stringify(freshnessDocument(book, changes, context.now), null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
