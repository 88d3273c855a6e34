import type { APIRoute } from 'astro';
import { readLogo } from '../../site/brand.ts';
import { getSite } from '../../site/site.ts';

/** The logo of the public site; nothing else of its folder is served. */
export async function getStaticPaths() {
  const { logo } = (await getSite()).book.config.public;
  return logo ? [{ params: { file: logo.slice('brand/'.length) }, props: { logo } }] : [];
}

export const GET: APIRoute<{ logo: string }> = async ({ props }) => {
  const { settings } = await getSite();
  const { bytes, type } = readLogo(settings.content, props.logo);
  return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': type } });
};
