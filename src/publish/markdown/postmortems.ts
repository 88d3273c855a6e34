import type { Entry } from '../../book/book.ts';
import { publicPostmortemSections } from '../../views/postmortem-public.ts';
import { addressOf, type Publication } from '../publication.ts';
import { blocksMd, md, mdPage, paragraphs } from './write.ts';

/** A postmortem as customers may read it, with everything that its page says. */
export function postmortemMd(publication: Publication, entry: Entry<'postmortems'>): string {
  const { book, words } = publication;
  const published = entry.data.external?.publishedAt;
  return mdPage([
    `# ${md(entry.data.title)}`,
    published !== undefined && md(words.instant(Date.parse(published))),
    paragraphs(entry.data.summary),
    ...publicPostmortemSections(entry, book, words).map(
      ({ title, blocks }) =>
        `## ${md(title)}\n\n${blocksMd(blocks, (path) => addressOf(publication, `${path}index.md`))}`,
    ),
  ]);
}
