import type { APIRoute } from 'astro';
import { readSettings } from '../site/settings.ts';

/** The handbook is nobody's business; the status page is everybody's. */
export const GET: APIRoute = ({ site }) => {
  const open = readSettings().audience === 'public';
  const lines = ['User-agent: *', open ? 'Allow: /' : 'Disallow: /'];
  if (open && site) lines.push(`Sitemap: ${new URL(`${import.meta.env.BASE_URL}sitemap.xml`, site).href}`);
  return new Response(`${lines.join('\n')}\n`, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
};
