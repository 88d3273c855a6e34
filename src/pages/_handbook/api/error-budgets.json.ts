import type { APIRoute } from 'astro';
import { getSite } from '../../../site/site.ts';
import { errorBudgetsDocument } from '../../../views/slo-document.ts';

/** Error-budget policies with their states, and the verdict of the gate over all of them. */
export const GET: APIRoute = async () => {
  const { book, facts } = await getSite();
  return new Response(`${JSON.stringify(errorBudgetsDocument(book, facts), null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
};
