import { entriesIn, entriesOf } from '../book/book.ts';
import { spanExact } from '../calendar/time.ts';
import { FEWEST, formulaOf, MEDIAN_FORMULA, P90_FORMULA, RESPONSE_TIMES } from '../postmortems/times.ts';
import { causeCounts, incidentsByMonth, responseSpreads } from '../postmortems/trends.ts';
import { entryLink, type ViewContext } from './context.ts';
import {
  type Block,
  type Cell,
  empty,
  measured,
  paragraph,
  plain,
  type Section,
  several,
  table,
  tableOr,
  unknown,
} from './model.ts';
import { counted, sentenceCase } from './words.ts';

/** What incidents and postmortems say when they are read together. */
export function learningSections(context: ViewContext): Section[] {
  const { book, now } = context;
  const section = (id: string, title: string, ...blocks: Block[]): Section => ({
    id,
    title,
    part: id,
    blocks,
  });
  const postmortems = entriesOf(book, 'postmortems');
  const domains = entriesOf(book, 'domains')
    .map((domain) => ({ domain, own: entriesIn(book, 'postmortems', domain.id) }))
    .filter(({ own }) => own.length > 0);
  return [
    section(
      'months',
      'Incidents a month',
      table(
        'Incidents that people wrote down, by the month they began in (UTC)',
        ['Month', 'Incidents', 'With a postmortem'],
        incidentsByMonth(book, now)
          .reverse()
          .map(({ month, incidents, withPostmortem }) => [
            plain(month),
            plain(String(incidents)),
            plain(incidents === 0 ? '–' : `${withPostmortem} of ${incidents}`),
          ]),
      ),
    ),
    section(
      'times',
      'How long responses took',
      paragraph(
        `Median: ${MEDIAN_FORMULA}. p90: ${P90_FORMULA}. Fewer than ${FEWEST} values are not summed up. There is no mean here: one long night would decide it.`,
      ),
      table(
        'Over all postmortems',
        ['What', 'Median', 'p90', 'n', 'Formula'],
        responseSpreads(postmortems).map(({ name, spread }) => [
          plain(RESPONSE_TIMES[name].name),
          spanCell(spread.median),
          spanCell(spread.p90),
          plain(String(spread.n)),
          plain(formulaOf(name)),
        ]),
      ),
      ...(domains.length === 0
        ? []
        : [
            table(
              'Time to recover, by domain',
              ['Domain', 'Median', 'p90', 'n'],
              domains.map(({ domain, own }) => {
                const spread = responseSpreads(own).find(({ name }) => name === 'ttr')?.spread;
                return [
                  entryLink(context, 'domains', domain.id),
                  spanCell(spread?.median ?? null),
                  spanCell(spread?.p90 ?? null),
                  plain(String(spread?.n ?? 0)),
                ];
              }),
            ),
          ]),
    ),
    section(
      'causes',
      'What made incidents possible',
      tableOr(
        table(
          'Families of contributing factors',
          ['Family', 'Postmortems', 'Repeated', 'Which'],
          causeCounts(book).map(({ cause, postmortems: naming, repeated }) => [
            plain(sentenceCase(cause)),
            plain(counted(naming.length, 'postmortem')),
            plain(repeated ? 'yes, on one and the same service' : 'no'),
            several(naming.map((id) => entryLink(context, 'postmortems', id))),
          ]),
        ),
        empty('No postmortem names a contributing factor yet.', 'Add one to content/postmortems/.'),
      ),
    ),
  ];
}

function spanCell(ms: number | null): Cell {
  return ms === null ? unknown('N/A', 'too few') : measured(spanExact(ms));
}
