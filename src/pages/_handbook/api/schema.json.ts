import type { APIRoute } from 'astro';
import { jsonSchemas } from '../../../schemas/json-schema.ts';

/** The schema of every content file, for editors and other tools. */
export function getStaticPaths() {
  return [...jsonSchemas().keys()].map((name) => ({ params: { name } }));
}

export const GET: APIRoute = ({ params }) =>
  new Response(`${JSON.stringify(jsonSchemas().get(params.name as string), null, 2)}\n`, {
    headers: { 'Content-Type': 'application/schema+json' },
  });
