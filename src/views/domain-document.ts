import type { Entry } from '../book/book.ts';
import { ageWords } from '../calendar/time.ts';
import { teamLink, type ViewContext } from './context.ts';
import { type Block, type Cell, doubts, pairs, plain, several, table, unknown } from './model.ts';

/** Who answers for a domain, what its document says of itself, and what it believes. */
export function domainDocument(entry: Entry<'domains'>, context: ViewContext): Block[] {
  const { data, id } = entry;
  const blocks: Block[] = [
    pairs([
      ['Scope', plain(data.summary)],
      ['Owner', teamLink(context, data.owner, id)],
      [
        'Members',
        data.members.length > 0
          ? several(data.members.map((member) => teamLink(context, member, id)))
          : unknown('none named'),
      ],
      ['Document', plain(data.source.title)],
      ...(data.source.focus ? [['Focus', plain(data.source.focus)] as const] : []),
      ['Version', data.source.version ? plain(data.source.version) : unknown('none given')],
      ['Last updated', updatedCell(data.source.updated, context.now)],
      ['Updated by', data.source.updatedBy ? plain(data.source.updatedBy) : unknown('not stated')],
    ]),
  ];
  if (data.principles.length > 0) {
    blocks.push(
      table(
        'Principles',
        ['Principle', 'What it means'],
        data.principles.map((principle) => [plain(principle.name), plain(principle.statement)]),
      ),
    );
  }
  return [...blocks, ...doubts(data.doubts)];
}

/** A date exactly as it was given, with its age; a month stays a month. */
export function updatedCell(updated: string | null, now: number): Cell {
  if (updated === null) return unknown('no date given');
  const [year, month, day] = updated.split('-');
  const monthName = month
    ? new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }).format(
        Date.UTC(2000, Number(month) - 1, 1),
      )
    : '';
  if (day) return plain(updated, ageWords(Date.parse(`${updated}T00:00:00Z`), now));
  const start = Date.UTC(Number(year), month ? Number(month) - 1 : 0, 1);
  return plain(
    month ? `${monthName} ${year}` : (year as string),
    `${ageWords(start, now)} or a little less; the day is not known`,
  );
}
