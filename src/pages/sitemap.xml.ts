import type { APIRoute } from 'astro';
import { sitePaths } from '../site/paths.ts';

/** Every page of the site. Without a site address the paths stand for themselves. */
export const GET: APIRoute = async ({ site }) => {
  const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
  const urls = (await sitePaths()).map((path) => {
    const full = `${base}${path.slice(1)}`;
    return `<url><loc>${escapeXml(site ? new URL(full, site).href : full)}</loc></url>`;
  });
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('\n')}\n</urlset>\n`;
  return new Response(xml, { headers: { 'Content-Type': 'application/xml' } });
};

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
