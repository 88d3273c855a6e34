import { getEntry, render } from 'astro:content';
import type { Entry } from '../book/book.ts';

type Rendered = Parameters<typeof render>[0];
/** Which collections Astro knows differs between the audiences, so its own types say too much here. */
const findText = getEntry as unknown as (collection: string, id: string) => Promise<Rendered | undefined>;

/** The rendered text of an entry and its headings; `Content` is null where an entry has no text. */
export async function textOf(entry: Entry) {
  const found = entry.source.body === null ? undefined : await findText(entry.collection, entry.id);
  if (!found) return { Content: null, contents: [] };
  const { Content, headings } = await render(found);
  return {
    Content,
    /** Second-level headings, for the table of contents. */
    contents: headings
      .filter(({ depth }) => depth === 2)
      .map(({ slug, text }) => ({ id: slug, title: text })),
  };
}
