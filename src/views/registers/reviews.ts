import type { RegisterData } from '../../schemas/registers/index.ts';
import { teamLink, type ViewContext } from '../context.ts';
import { dueCell } from '../due.ts';
import { maybe, plain, type Section, table, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Reviews, audits and reports on a calendar. */
export function reviewSections(
  data: RegisterData<'reviews'>,
  domain: string,
  context: ViewContext,
): Section[] {
  const groups = [...new Set(data.rows.map((row) => row.group ?? 'Reviews'))];
  return [
    {
      id: 'reviews',
      title: 'Reviews, audits and reports',
      part: 'reviews#rows',
      blocks: groups.map((group) =>
        table(
          group,
          ['What', 'How often', 'Owner', 'Last done', 'Next due'],
          data.rows
            .filter((row) => (row.group ?? 'Reviews') === group)
            .map((row) => [
              plain(row.name, row.detail),
              plain(sentenceCase(row.cadence)),
              row.owner ? teamLink(context, row.owner, domain) : unknown('not stated'),
              maybe(row.last, 'never recorded'),
              dueCell(row.cadence, row.last, context.now),
            ]),
        ),
      ),
    },
  ];
}
