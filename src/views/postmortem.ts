import { type Entry, find } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { clockWords, obligations, standingWords } from '../postmortems/deadlines.ts';
import { formulaOf, RESPONSE_TIME_NAMES, RESPONSE_TIMES, responseTime } from '../postmortems/times.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import {
  type Block,
  empty,
  link,
  list,
  listOr,
  measured,
  pairs,
  plain,
  type Section,
  several,
  table,
  tableOr,
  unknown,
} from './model.ts';
import { similarBlock } from './similar.ts';
import { sentenceCase } from './words.ts';

/** A postmortem as sections; every duration is derived from its timestamps. */
export function postmortemSections({ data, domain }: Entry<'postmortems'>, context: ViewContext): Section[] {
  const section = (id: string, title: string, ...blocks: Block[]): Section => ({
    id,
    title,
    part: id,
    blocks,
  });
  return [
    section(
      'facts',
      'Facts',
      pairs([
        ['Incident', entryLink(context, 'incidents', data.incident)],
        ['Services', several(data.services.map((id) => entryLink(context, 'services', id)))],
        ['Impact', plain(data.impact)],
        ['Data loss', plain(data.dataLoss ? 'Yes' : 'No')],
        ['Detected by', plain(sentenceCase(data.detectedBy))],
      ]),
    ),
    section(
      'times',
      'How long it took',
      table(
        'Derived from the timestamps',
        ['What', 'How long', 'Formula'],
        RESPONSE_TIME_NAMES.map((name) => {
          const ms = responseTime(data.timestamps, name);
          return [
            plain(RESPONSE_TIMES[name].name),
            ms === null ? unknown('not recorded') : measured(spanExact(ms)),
            plain(formulaOf(name)),
          ];
        }),
      ),
    ),
    ...dutySection(data.incident, context),
    section(
      'causes',
      'What made it possible',
      pairs([
        ['Trigger', plain(data.trigger)],
        ['Resolution', plain(data.resolution)],
      ]),
      table(
        'Contributing factors',
        ['Family', 'How it contributed'],
        data.contributingFactors.map((factor) => [plain(sentenceCase(factor.category)), plain(factor.text)]),
      ),
    ),
    section(
      'timeline',
      'Timeline (UTC)',
      table(
        'What happened',
        ['When', 'Kind', 'What', 'Evidence'],
        data.timeline.map((event) => [
          plain(formatUtc(Date.parse(event.at))),
          plain(event.kind),
          plain(event.text, event.role),
          event.evidence ? link('evidence', event.evidence) : plain('–'),
        ]),
      ),
    ),
    section(
      'lessons',
      'Lessons',
      ...(['wentWell', 'wentPoorly', 'gotLucky'] as const).map((key) =>
        listOr(
          list(data.lessons[key].map((text) => plain(text, LESSONS[key]))),
          empty(`${LESSONS[key]}: nothing written down.`, 'Edit lessons in the file.'),
        ),
      ),
    ),
    section(
      'actions',
      'Action items',
      tableOr(
        table(
          'What will be different',
          ['Item', 'Kind', 'Priority', 'Owner', 'Due', 'State'],
          data.actionItems.map((item) => [
            plain(`${item.id} ${item.title}`),
            plain(item.kind),
            plain(item.priority),
            teamLink(context, item.owner, domain),
            plain(item.due),
            plain(item.state, item.reason ?? item.closedOn),
          ]),
        ),
        empty('No action items.', 'Edit actionItems in the file.'),
      ),
    ),
    section(
      'runbooks-used',
      'Runbooks used',
      tableOr(
        table(
          'Runbooks that were opened',
          ['Runbook', 'Outcome'],
          data.runbooksUsed.map((used) => [
            entryLink(context, 'runbooks', used.runbook),
            plain(used.outcome),
          ]),
        ),
        empty('No runbook was used.', 'Edit runbooksUsed in the file.'),
      ),
    ),
    ...similarSection(data.incident, context),
  ];
}

/** Past incidents that are like the one a postmortem is about. */
function similarSection(incident: string, context: ViewContext): Section[] {
  const found = find(context.book, 'incidents', incident);
  return found
    ? [
        {
          id: 'similar',
          title: 'Similar past incidents',
          part: 'similar',
          blocks: [similarBlock(found, context)],
        },
      ]
    : [];
}

const LESSONS = { wentWell: 'Went well', wentPoorly: 'Went poorly', gotLucky: 'Got lucky' } as const;

/** What policies ask for after the incident, and where that stands; nothing where none asks. */
function dutySection(incident: string, context: ViewContext): Section[] {
  const duties = obligations(context.book, context.now).filter((duty) => duty.incident === incident);
  if (duties.length === 0) return [];
  return [
    {
      id: 'duties',
      title: 'What is owed',
      part: 'duties',
      blocks: [
        table(
          'Deadlines after the incident',
          ['What', 'Asked for by', 'Due', 'Standing'],
          duties.map((duty) => [
            plain(duty.runbook === null ? duty.what : `${duty.what} (${duty.runbook})`),
            entryLink(context, 'policies', duty.policy),
            plain(formatUtc(duty.dueAt), clockWords(duty)),
            plain(standingWords(duty, context.now)),
          ]),
        ),
      ],
    },
  ];
}
