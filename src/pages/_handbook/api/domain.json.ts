import type { APIRoute } from 'astro';
import { entriesOf } from '../../../book/book.ts';
import { getSite } from '../../../site/site.ts';

/** A domain with all its registers as data; what nobody knows is null. */
export async function getStaticPaths() {
  const { book } = await getSite();
  return entriesOf(book, 'domains').map((entry) => ({ params: { id: entry.id } }));
}

export const GET: APIRoute = async ({ params }) => {
  const { book } = await getSite();
  const id = params.id as string;
  const registers = Object.fromEntries(
    [...(book.registers.get(id) ?? [])].map(([name, entry]) => [name, entry.data]),
  );
  return json({ is: 'domain', version: 1, id, ...book.collections.domains.get(id)?.data, registers });
};

function json(data: unknown): Response {
  return new Response(`${JSON.stringify(data, null, 2)}\n`, {
    headers: { 'Content-Type': 'application/json' },
  });
}
