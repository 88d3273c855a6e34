import type { RegisterData } from '../../schemas/registers/index.ts';
import { entryLink, type ViewContext } from '../context.ts';
import { plain, planned, type Section, table } from '../model.ts';

/** Plans for later phases; nothing of it exists. */
export function roadmapSections(data: RegisterData<'roadmap'>, context: ViewContext): Section[] {
  return [
    {
      id: 'roadmap',
      title: 'Planned for later phases',
      part: 'roadmap#items',
      blocks: [
        table(
          'Planned items; none of them exists yet',
          ['Item', 'Phase', 'Objective'],
          data.items.map((item) => [
            planned(item.title, item.certain ? 'planned' : 'may be planned'),
            plain(item.phase),
            item.slo ? entryLink(context, 'slos', item.slo) : plain('–'),
          ]),
        ),
      ],
    },
  ];
}
