import type { RegisterData } from '../../schemas/registers/index.ts';
import { type Cell, pairs, plain, type Section, table, unknown } from '../model.ts';
import { sentenceCase } from '../words.ts';

type Figure = RegisterData<'finance'>['figures'][number];

/** Financial status and rules of a domain. */
export function financeSections(data: RegisterData<'finance'>): Section[] {
  const sections: Section[] = [];
  if (data.figures.length > 0) {
    sections.push({
      id: 'finance',
      title: 'Financial status',
      part: 'finance#figures',
      blocks: [
        table(
          'Figures; N/A until they are set',
          ['Figure', 'Period or kind', 'Amount'],
          data.figures.map((figure) => [plain(figure.name), plain(figure.group), amount(figure)]),
        ),
        pairs([
          ['Budget', data.budget === null ? unknown('Budget not defined yet') : plain(String(data.budget))],
        ]),
      ],
    });
  }
  if (data.rules.length > 0) {
    sections.push({
      id: 'finance-rules',
      title: 'How money is kept track of',
      part: 'finance#rules',
      blocks: [
        table(
          'Financial rules',
          ['About', 'Rule', 'How often'],
          data.rules.map((rule) => [
            plain(rule.name),
            plain(rule.rule),
            rule.cadence ? plain(sentenceCase(rule.cadence)) : unknown('–'),
          ]),
        ),
      ],
    });
  }
  return sections;
}

function amount(figure: Figure): Cell {
  if (figure.amount === null) return unknown();
  return plain(figure.unit === 'months' ? `${figure.amount} months` : `${figure.amount} ${figure.currency}`);
}
