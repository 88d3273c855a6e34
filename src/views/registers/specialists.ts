import { durationWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { teamLink, type ViewContext } from '../context.ts';
import { plain, type Section, table } from '../model.ts';

/** Specialist utilisation. */
export function specialistSections(
  data: RegisterData<'specialists'>,
  domain: string,
  context: ViewContext,
): Section[] {
  return [
    {
      id: 'specialists',
      title: 'Specialist utilization',
      part: 'specialists#rows',
      blocks: [
        table(
          `Specialists over the last ${durationWords(data.window)}`,
          ['Specialist', 'Tasks completed', 'Current load', 'Availability'],
          data.rows.map((row) => [
            teamLink(context, row.specialist, domain),
            plain(String(row.completed)),
            plain(`${row.load}%`),
            plain(row.availability),
          ]),
        ),
      ],
    },
  ];
}
