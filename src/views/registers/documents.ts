import { find } from '../../book/book.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { entryLink, type ViewContext } from '../context.ts';
import { type Cell, link, maybe, plain, type Section, table, unknown } from '../model.ts';

type Row = RegisterData<'documents'>['rows'][number];

/** Documents the source points at, each with its page, its marked stub or its gap. */
export function documentSections(data: RegisterData<'documents'>, context: ViewContext): Section[] {
  const groups = [...new Set(data.rows.map((row) => row.group ?? 'Documents'))];
  return [
    {
      id: 'documents',
      title: 'Documents and references',
      part: 'documents#rows',
      blocks: groups.map((group) =>
        table(
          group,
          ['Document', 'Where the source points', 'Where it is'],
          data.rows
            .filter((row) => (row.group ?? 'Documents') === group)
            .map((row) => [
              plain(row.title, row.purpose),
              maybe(row.path ?? row.url, 'no address'),
              target(row, context),
            ]),
        ),
      ),
    },
  ];
}

function target(row: Row, context: ViewContext): Cell {
  if (row.guide) {
    const guide = find(context.book, 'guides', row.guide);
    const cell = entryLink(context, 'guides', row.guide);
    return guide?.data.state === 'stub' ? { ...cell, note: 'stub: nobody has written it yet' } : cell;
  }
  if (row.runbook) return entryLink(context, 'runbooks', row.runbook);
  if (row.url) return link(row.url, row.url);
  return unknown(row.gap ?? 'missing');
}
