import type { APIRoute } from 'astro';
import { offlineBundle } from '../../../site/offline.ts';
import { getSite } from '../../../site/site.ts';

/** What a browser keeps for the time without a network, and the words by which its runbooks are found. */
export const GET: APIRoute = async () => {
  const { version, files, runbooks } = offlineBundle(await getSite());
  const words = Object.fromEntries(runbooks.map((page) => [page.path, page.words]));
  return new Response(`${JSON.stringify({ version, files, words })}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
