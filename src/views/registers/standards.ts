import type { RegisterData } from '../../schemas/registers/index.ts';
import { runbookLink, type ViewContext } from '../context.ts';
import { plain, type Section, table } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Standards and strategies, a section for each area. */
export function standardSections(data: RegisterData<'standards'>, context: ViewContext): Section[] {
  const areas = [...new Set(data.groups.map((group) => group.area))];
  return areas.map((area, index) => ({
    id: `standards-${area
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}`,
    title: `Standards: ${area}`,
    part: index === 0 ? 'standards#groups' : `standards#groups[${area}]`,
    blocks: data.groups
      .filter((group) => group.area === area)
      .map((group) => {
        const linked = group.items.some((item) => item.runbook);
        return table(
          sentenceCase(group.title),
          linked ? ['Standard', 'What it says', 'Runbook'] : ['Standard', 'What it says'],
          group.items.map((item) => [
            plain(item.name),
            plain(item.statement),
            ...(linked ? [item.runbook ? runbookLink(context, item.runbook) : plain('–')] : []),
          ]),
        );
      }),
  }));
}
