import type { APIRoute } from 'astro';
import { type Files, publishedFiles } from '../publish/files.ts';
import type { Publication } from '../publish/publication.ts';
import { getSite, type Site } from './site.ts';

const made = new WeakMap<Site, Files>();

/** What machine-readable files are made of, for the site of this build. */
export function publicationOf({ book, facts, words, settings, base }: Site): Publication {
  const siteUrl = settings.siteUrl ?? book.config.siteUrl ?? null;
  return {
    book,
    facts,
    words,
    settings: { audience: settings.audience, siteUrl, base, demonstration: settings.demonstration },
  };
}

/** Every machine-readable file of this build, by its path. */
export async function siteFiles(): Promise<Files> {
  const site = await getSite();
  const files = made.get(site) ?? publishedFiles(publicationOf(site));
  made.set(site, files);
  return files;
}

/**
 * The paths that an endpoint with one parameter has: those of the published files that begin and end so, with the
 * parameter for what lies between.
 */
export async function pathsBetween(before: string, after: string) {
  const paths = [...(await siteFiles()).keys()];
  return paths
    .filter((path) => path.startsWith(before) && path.endsWith(after))
    .map((path) => ({
      params: { file: path.slice(before.length, path.length - after.length) || undefined },
    }));
}

/** An endpoint that answers with a published file; `pathOf` says which. Throws when there is no such file. */
export function fileEndpoint(type: string, pathOf: (file: string | undefined) => string): APIRoute {
  return async ({ params }) => {
    const path = pathOf(params.file);
    const make = (await siteFiles()).get(path);
    if (!make) return new Response(`There is no ${path}.\n`, { status: 404 });
    return new Response(make(), { headers: { 'Content-Type': type } });
  };
}
