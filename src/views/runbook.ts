import { type Entry, register } from '../book/book.ts';
import { durationWords } from '../schemas/duration.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import { type Block, code, link, list, pairs, plain, several, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** Owner, alerts, escalation, access and the other facts about a runbook. */
export function runbookBlocks({ data, domain }: Entry<'runbooks'>, context: ViewContext): Block[] {
  const none = unknown('none written down');
  return [
    pairs([
      ['Owner', teamLink(context, data.owner, domain)],
      [
        'Answers alerts',
        data.alerts.length > 0 ? several(data.alerts.map((alert) => code(alert))) : plain('none'),
      ],
      [
        'Severity',
        data.severity
          ? link(data.severity, `/domains/${domain}/#severity-${data.severity.toLowerCase()}`)
          : unknown('any'),
      ],
      [
        'Services',
        data.services.length > 0
          ? several(data.services.map((id) => entryLink(context, 'services', id)))
          : plain('none in particular'),
      ],
      [
        'Contacts',
        link('channels and people to reach', `/domains/${domain}/${contactsAnchor(context, domain)}`),
      ],
      [
        'Escalation',
        data.escalation.length > 0
          ? several(
              data.escalation.map((step) => ({
                ...teamLink(context, step.to, domain),
                note: `after ${durationWords(step.after)}`,
              })),
            )
          : none,
      ],
      ['Access needed', data.access.length > 0 ? several(data.access.map((access) => plain(access))) : none],
      ['Worst its steps can do', plain(sentenceCase(data.risk))],
      ['A calm run takes', data.estimate ? plain(durationWords(data.estimate)) : unknown('not estimated')],
      [
        'Reviewed',
        data.reviewedOn
          ? plain(data.reviewedOn)
          : unknown('never', `a review holds for ${durationWords(data.reviewEvery)}`),
      ],
      ['Last exercised', data.exercisedOn ? plain(data.exercisedOn) : unknown('never recorded')],
      [
        'Errors it helps with',
        data.errors.length > 0 ? several(data.errors.map((error) => code(error))) : none,
      ],
    ]),
    ...(data.links.length > 0 ? [list(data.links.map(({ label, url }) => link(label, url)))] : []),
  ];
}

/** Where the contacts of a domain stand on its page; its top where it has none. */
function contactsAnchor({ book }: ViewContext, domain: string): string {
  return (register(book, domain, 'contacts')?.channels.length ?? 0) > 0 ? '#contacts' : '';
}
