import { formatUtc, spanExact } from '../../calendar/time.ts';
import { durationMs, durationWords, parseTarget, targetWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import type { ViewContext } from '../context.ts';
import { type Cell, empty, list, maybe, plain, type Section, table, tableOr, unknown } from '../model.ts';

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
  const promised = (name: string) => data.classes.find((one) => one.name === name);
  const rank = (name: string) => data.classes.findIndex((one) => one.name === name);
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
            ['Ticket', 'Class', 'Subject', 'Opened', 'Answer', 'Solution'],
            open.map((ticket) => [
              plain(ticket.id),
              { ...plain(ticket.class), order: rank(ticket.class) },
              plain(ticket.subject),
              plain(time(ticket.openedAt)),
              kept(ticket.openedAt, ticket.respondedAt, promised(ticket.class)?.responds, context.now),
              kept(ticket.openedAt, undefined, promised(ticket.class)?.resolves, context.now),
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
            ['Ticket', 'Class', 'Subject', 'Resolved', 'Solution', 'Resolution'],
            solved.map((ticket) => [
              plain(ticket.id),
              { ...plain(ticket.class), order: rank(ticket.class) },
              plain(ticket.subject),
              plain(time(ticket.resolvedAt as string)),
              kept(ticket.openedAt, ticket.resolvedAt, promised(ticket.class)?.resolves, context.now),
              maybe(ticket.resolution),
            ]),
          ),
          empty('No resolved tickets yet.', how),
        ),
      ],
    },
  ];
}

/**
 * Whether something was done within what is promised, counted from when the ticket came in. `done` is absent while it is not.
 * A promise in words alone (business hours) cannot be broken by a clock.
 */
function kept(openedAt: string, done: string | undefined, promise: string | undefined, now: number): Cell {
  const target = promise === undefined ? null : parseTarget(promise);
  if (promise === undefined || target === null) return unknown('nothing promised');
  const took = (done === undefined ? now : Date.parse(done)) - Date.parse(openedAt);
  const words = spanExact(took);
  if (target.kind === 'word')
    return plain(done === undefined ? `open for ${words}` : `after ${words}`, target.word);
  const broken = target.bound === 'below' ? took >= target.ms : took > target.ms;
  const note = `promised: ${targetWords(promise)}`;
  if (done === undefined)
    return { ...plain(broken ? `overdue, open for ${words}` : `open for ${words}`, note), order: took };
  return { ...plain(broken ? `too late, after ${words}` : `kept, after ${words}`, note), order: took };
}
