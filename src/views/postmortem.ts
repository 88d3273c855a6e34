import type { Entry } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import {
  type Block,
  type Cell,
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
import { sentenceCase } from './words.ts';

/** A postmortem as sections; every duration is derived from its timestamps. */
export function postmortemSections({ data, domain }: Entry<'postmortems'>, context: ViewContext): Section[] {
  const t = data.timestamps;
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
        ['Time to detect (impact start to detection)', span(t.impactStartedAt, t.detectedAt)],
        ['Time to acknowledge (detection to acknowledgement)', span(t.detectedAt, t.acknowledgedAt)],
        ['Time to mitigate (impact start to mitigation)', span(t.impactStartedAt, t.mitigatedAt)],
        ['Time to recover (impact start to impact end)', span(t.impactStartedAt, t.impactEndedAt)],
      ]),
    ),
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
  ];
}

const LESSONS = { wentWell: 'Went well', wentPoorly: 'Went poorly', gotLucky: 'Got lucky' } as const;

function span(from: string, to: string | undefined): Cell {
  return to === undefined ? unknown('not recorded') : measured(spanExact(Date.parse(to) - Date.parse(from)));
}
