import type { Entry } from '../book/book.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Block, code, doubts, link, list, pairs, plain, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** Purpose, readers, complexity and origin of a guide. */
export function guideBlocks({ data, domain }: Entry<'guides'>, context: ViewContext): Block[] {
  return [
    pairs([
      ['Purpose', plain(data.summary)],
      ['Readers', data.readers.length > 0 ? plain(data.readers.join(', ')) : unknown('not stated')],
      ['Complexity', data.complexity ? plain(data.complexity) : unknown('not stated')],
      ['Kind', plain(sentenceCase(data.kind))],
      ['Owner', teamLink(context, data.owner, domain)],
      ...(data.path ? [['Linked by the source as', code(data.path)] as const] : []),
      ...(data.alsoCalled.length > 0 ? [['Also called', plain(data.alsoCalled.join(', '))] as const] : []),
    ]),
    ...(data.links.length > 0 ? [list(data.links.map(({ label, url }) => link(label, url)))] : []),
    ...doubts(data.doubts),
  ];
}
