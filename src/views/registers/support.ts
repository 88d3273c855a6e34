import { formatUtc } from '../../calendar/time.ts';
import { durationMs, durationWords, targetWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import type { ViewContext } from '../context.ts';
import { empty, list, maybe, plain, type Section, table, tableOr } from '../model.ts';

/** Support desk: targets by class, open tickets, tickets solved inside the window. */
export function supportSections(
  data: RegisterData<'support'>,
  domain: string,
  context: ViewContext,
): Section[] {
  const how = `Edit content/domains/${domain}/support.yaml.`;
  const since = context.now - durationMs(data.window);
  const time = (instant: string) => formatUtc(Date.parse(instant));
  const open = data.tickets.filter((ticket) => !ticket.resolvedAt);
  const solved = data.tickets.filter((ticket) => ticket.resolvedAt && Date.parse(ticket.resolvedAt) >= since);
  return [
    {
      id: 'support',
      title: 'Support',
      part: 'support#classes',
      blocks: [
        table(
          'Support targets',
          ['Class', 'Response time', 'Resolution time'],
          data.classes.map((item) => [
            plain(item.name),
            plain(targetWords(item.responds)),
            plain(targetWords(item.resolves)),
          ]),
        ),
        ...(data.rules.length > 0 ? [list(data.rules.map((rule) => plain(rule)))] : []),
      ],
    },
    {
      id: 'open-tickets',
      title: 'Open tickets',
      part: 'support#tickets',
      blocks: [
        tableOr(
          table(
            'Open tickets',
            ['Ticket', 'Class', 'Subject', 'Opened'],
            open.map((ticket) => [
              plain(ticket.id),
              plain(ticket.class),
              plain(ticket.subject),
              plain(time(ticket.openedAt)),
            ]),
          ),
          empty('No open tickets.', how),
        ),
      ],
    },
    {
      id: 'resolved-tickets',
      title: `Resolved recently (last ${durationWords(data.window)})`,
      part: 'support#resolved',
      blocks: [
        tableOr(
          table(
            'Resolved tickets',
            ['Ticket', 'Class', 'Subject', 'Resolved', 'Resolution'],
            solved.map((ticket) => [
              plain(ticket.id),
              plain(ticket.class),
              plain(ticket.subject),
              plain(time(ticket.resolvedAt as string)),
              maybe(ticket.resolution),
            ]),
          ),
          empty('No resolved tickets yet.', how),
        ),
      ],
    },
  ];
}
