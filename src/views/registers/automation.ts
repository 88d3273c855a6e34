import type { RegisterData } from '../../schemas/registers/index.ts';
import { CADENCES } from '../../schemas/vocabulary.ts';
import { code, plain, type Section, several, table, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

/** Automated procedures, most frequent first, and tools by category. */
export function automationSections(data: RegisterData<'automation'>): Section[] {
  const sections: Section[] = [];
  if (data.procedures.length > 0) {
    const sorted = [...data.procedures].sort(
      (a, b) => CADENCES.indexOf(a.frequency) - CADENCES.indexOf(b.frequency),
    );
    sections.push({
      id: 'automation',
      title: 'Automated procedures',
      part: 'automation#procedures',
      blocks: [
        table(
          'Automated procedures, most frequent first',
          ['Procedure', 'Frequency', 'Actions', 'Done here by'],
          sorted.map((procedure) => [
            plain(procedure.name),
            plain(sentenceCase(procedure.frequency)),
            several(procedure.actions.map((action) => plain(action))),
            procedure.probe ? code(procedure.probe) : unknown('nothing in this book'),
          ]),
        ),
      ],
    });
  }
  if (data.tools.length > 0) {
    sections.push({
      id: 'tools',
      title: 'Tools',
      part: 'automation#tools',
      blocks: [
        table(
          'Tools by category',
          ['Category', 'Tools'],
          data.tools.map((row) => [
            plain(row.category),
            several(
              row.tools.map((tool) =>
                tool.certain
                  ? plain(tool.name, tool.note)
                  : { ...unknown(tool.name), note: tool.note ?? 'to be defined' },
              ),
            ),
          ]),
        ),
      ],
    });
  }
  return sections;
}
