import { find } from '../book/book.ts';
import { formatUtc, utcDay } from '../calendar/time.ts';
import { actionBoard, type BoardItem, type Completion } from '../postmortems/board.ts';
import {
  BUDGET_BUSINESS_DAYS,
  type BudgetDuty,
  clockWords,
  obligations,
  standingWords,
} from '../postmortems/deadlines.ts';
import { entryLink, type ViewContext } from './context.ts';
import {
  type Block,
  type Cell,
  empty,
  link,
  measured,
  paragraph,
  plain,
  type Section,
  table,
  tableOr,
  unknown,
} from './model.ts';
import { counted } from './words.ts';

/** What was agreed after incidents, and what is still owed, over the whole book. */
export function actionItemSections(context: ViewContext, budget: readonly BudgetDuty[] = []): Section[] {
  const { book, now } = context;
  const board = actionBoard(book, utcDay(now));
  const overdue = board.open.filter(({ overdueDays }) => overdueDays > 0).length;
  const section = (id: string, title: string, ...blocks: Block[]): Section => ({
    id,
    title,
    part: id,
    blocks,
  });
  const none = 'Add actionItems to a file in content/postmortems/.';
  return [
    section(
      'summary',
      'Where it stands',
      table(
        'In short',
        ['What', 'How many'],
        [
          [plain('Open'), plain(String(board.open.length))],
          [plain('Overdue'), plain(String(overdue))],
          ...board.completion.map((part) => [
            plain(`Done within ${part.days} days of the end of the impact`),
            completionCell(part),
          ]),
        ],
      ),
    ),
    section(
      'open',
      'To do',
      tableOr(
        table(
          'Open action items',
          ['Item', 'Postmortem', 'Priority', 'Team', 'Due', 'Age', 'State'],
          board.open.map((one) => [
            itemLink(one),
            entryLink(context, 'postmortems', one.postmortem),
            plain(one.item.priority),
            entryLink(context, 'teams', one.team),
            one.overdueDays > 0
              ? plain(one.item.due, `overdue by ${counted(one.overdueDays, 'day')}`)
              : plain(one.item.due),
            plain(counted(one.ageDays, 'day')),
            plain(one.item.state),
          ]),
        ),
        empty('No action item is open.', none),
      ),
    ),
    section(
      'teams',
      'By team',
      tableOr(
        table(
          'Open action items by team',
          ['Team', 'Open', 'Overdue'],
          board.teams.map(({ team, open, overdue: late }) => [
            entryLink(context, 'teams', team),
            plain(String(open)),
            plain(String(late)),
          ]),
        ),
        empty('No team has an open action item.', none),
      ),
    ),
    section('deadlines', 'Deadlines after incidents', ...deadlineBlocks(context, budget)),
    section(
      'closed',
      'Done, or not to be done',
      tableOr(
        table(
          'Closed action items',
          ['Item', 'Postmortem', 'Team', 'State', 'After'],
          board.closed.map((one) => [
            itemLink(one),
            entryLink(context, 'postmortems', one.postmortem),
            entryLink(context, 'teams', one.team),
            plain(one.item.state, one.item.reason ?? one.item.closedOn),
            one.item.closedOn ? plain(counted(one.ageDays, 'day')) : unknown('–'),
          ]),
        ),
        empty('No action item was closed yet.', none),
      ),
    ),
  ];

  function itemLink({ postmortem, item }: BoardItem): Cell {
    const found = find(book, 'postmortems', postmortem);
    return found
      ? link(`${item.id} ${item.title}`, `/postmortems/${postmortem}/#actions`)
      : plain(item.title);
  }
}

function completionCell({ done, of }: Completion): Cell {
  return of === 0 ? unknown('N/A', 'no item has had that long yet') : measured(`${done} of ${of}`);
}

function deadlineBlocks(context: ViewContext, budget: readonly BudgetDuty[]): Block[] {
  const duties = obligations(context.book, context.now);
  return [
    tableOr(
      table(
        'What policies ask for after an incident',
        ['Incident', 'What', 'Asked for by', 'Due', 'Standing'],
        duties.map((duty) => [
          entryLink(context, 'incidents', duty.incident),
          plain(duty.runbook === null ? duty.what : `${duty.what} (${duty.runbook})`),
          entryLink(context, 'policies', duty.policy),
          plain(formatUtc(duty.dueAt), clockWords(duty)),
          plain(standingWords(duty, context.now)),
        ]),
      ),
      empty(
        'No policy ties a deadline to an incident of this book.',
        'Write deadlines into a policy in content/policies/.',
      ),
    ),
    ...(budget.length === 0
      ? []
      : [
          paragraph(
            `An incident that costs more of an error budget than a policy lets pass needs a postmortem with an action item of priority P0 within ${BUDGET_BUSINESS_DAYS} business days of its end.`,
          ),
          table(
            'Incidents that cost too much of an error budget',
            ['Incident', 'Objective', 'Cost', 'There is', 'Due', 'Standing'],
            budget.map((duty) => [
              incidentLink(context, duty.incident),
              entryLink(context, 'slos', duty.slo),
              measured(`${(duty.share * 100).toFixed(1)} % of the budget`),
              plain(duty.has),
              duty.dueAt === null ? unknown('not over yet') : plain(formatUtc(duty.dueAt)),
              plain(duty.state),
            ]),
          ),
        ]),
  ];
}

/** An outage that nobody wrote about has a page and no entry; its id says which service and when. */
function incidentLink(context: ViewContext, id: string): Cell {
  const [, service, began] = /^automatic\/(.+)\/(\d{8})T\d{6}Z$/.exec(id) ?? [];
  if (service === undefined || began === undefined) return entryLink(context, 'incidents', id);
  const title = find(context.book, 'services', service)?.data.title ?? service;
  const day = began.replace(/^(\d{4})(\d\d)/, '$1-$2-');
  return link(`Outage of ${title}, ${day}`, `/incidents/${id}/`, 'nobody has written about it');
}
