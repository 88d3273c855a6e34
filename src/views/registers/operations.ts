import { utcDay } from '../../calendar/time.ts';
import { durationMs, durationWords } from '../../schemas/duration.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { teamLink, type ViewContext } from '../context.ts';
import { empty, list, listOr, maybe, plain, type Section, table, tableOr } from '../model.ts';

/** Operations board: work under way, decisions inside their window, priorities, what comes next. */
export function operationsSections(
  data: RegisterData<'operations'>,
  domain: string,
  context: ViewContext,
): Section[] {
  const how = `Edit content/domains/${domain}/operations.yaml.`;
  const today = utcDay(context.now);
  const oldest = utcDay(context.now - durationMs(data.decisionWindow));
  const recent = data.decisions.filter((decision) => decision.on >= oldest && decision.on <= today);
  const window = durationWords(data.decisionWindow);
  return [
    {
      id: 'active-operations',
      title: 'Active operations',
      part: 'operations#active',
      blocks: [
        tableOr(
          table(
            'Operations under way',
            ['Operation ID', 'Type', 'Status', 'Specialist', 'Started', 'Target completion'],
            data.active.map((operation) => [
              plain(operation.id),
              plain(operation.type),
              plain(operation.status),
              teamLink(context, operation.specialist, domain),
              maybe(operation.started, 'not started'),
              operation.target
                ? plain(
                    operation.target,
                    operation.target < today && operation.status !== 'done' ? 'overdue' : undefined,
                  )
                : maybe(null, 'none set'),
            ]),
          ),
          empty('No active operations yet.', how),
        ),
      ],
    },
    {
      id: 'decisions',
      title: `Recent decisions (last ${window})`,
      part: 'operations#decisions',
      blocks: [
        tableOr(
          table(
            'Decisions, newest first',
            ['Day', 'Decision', 'Why', 'By'],
            [...recent]
              .sort((a, b) => b.on.localeCompare(a.on))
              .map((decision) => [
                plain(decision.on),
                plain(decision.decision),
                maybe(decision.why, 'not written down'),
                teamLink(context, decision.by, domain),
              ]),
          ),
          empty(
            data.decisions.length > 0
              ? `No decision in the last ${window}; older ones are in the file.`
              : 'No decisions recorded yet.',
            how,
          ),
        ),
      ],
    },
    {
      id: 'priorities',
      title: 'Top 3 priorities',
      part: 'operations#priorities',
      blocks: [
        listOr(
          list(
            data.priorities.map((item) => plain(item)),
            true,
          ),
          empty('Not yet set: none of the three priorities has been chosen.', how),
        ),
      ],
    },
    {
      id: 'upcoming',
      title: 'Upcoming operations work',
      part: 'operations#upcoming',
      blocks: [
        tableOr(
          table(
            'Scheduled work',
            ['Work', 'Day'],
            data.upcoming.map((item) => [plain(item.work), maybe(item.on, 'no day set')]),
          ),
          empty('No operations work scheduled.', how),
        ),
      ],
    },
  ];
}
