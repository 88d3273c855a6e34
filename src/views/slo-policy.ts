import type { Entry } from '../book/book.ts';
import { entryPath } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import type { PolicyState } from '../slo/policy.ts';
import { entryLink, type ViewContext } from './context.ts';
import type { Facts } from './facts.ts';
import { type Block, empty, link, measured, plain, table, tableOr, unknown } from './model.ts';
import { owedPostmortems, policyStandings } from './slo-spending.ts';
import { shareWords } from './slo-words.ts';
import { sentenceCase } from './words.ts';

const HEADLINES = {
  ok: 'Budgets are left: releases go on.',
  'at risk': 'A budget is low: releases go on with care.',
  frozen: 'A budget is used up: releases are frozen.',
  unknown: 'Too little is known to say: nobody can tell whether a release may go out.',
} as const satisfies Record<PolicyState, string>;

/** Where a policy stands: one sentence, whether releases are held up, and what decided it. */
export function policyStateBlocks(
  policy: Entry<'policies'>,
  facts: Facts,
  context: ViewContext,
): { headline: string; blocked: boolean; blocks: Block[] } {
  const standing = policyStandings(context.book, facts).get(policy.id);
  if (!standing)
    throw new RangeError(`the policy ${policy.id} has no errorBudget; nothing can stand anywhere`);
  const owed = owedPostmortems(context.book, facts).filter((one) => one.policy === policy.id);
  return {
    headline: HEADLINES[standing.state],
    blocked: standing.state === 'frozen' || standing.state === 'unknown',
    blocks: [
      table(
        'Objectives under this policy',
        ['Objective', 'State', 'Budget left', 'What is done now'],
        standing.rows.map((row) => [
          entryLink(context, 'slos', row.slo),
          row.state === 'unknown' || row.state === 'not judged'
            ? unknown(sentenceCase(row.state))
            : measured(sentenceCase(row.state)),
          row.leftShare === null ? unknown('not computed') : measured(shareWords(row.leftShare)),
          row.action === null ? plain('–') : plain(row.action, row.exception ?? undefined),
        ]),
      ),
      tableOr(
        table(
          'Incidents that cost too much of a budget',
          ['Incident', 'Objective', 'Cost', 'Postmortem'],
          owed.map(({ incident, slo, share, has }) => [
            link(
              incident.title ?? `Outage found by probes on ${formatUtc(incident.startedAt)}`,
              entryPath('incidents', incident.id),
            ),
            entryLink(context, 'slos', slo),
            measured(shareWords(share), 'of the budget'),
            has === 'postmortem with P0' ? plain('Written, with a P0') : unknown(`Owed: ${has}`),
          ]),
        ),
        empty(
          'No incident cost too much of a budget.',
          'One that does is listed here until its postmortem has a P0.',
        ),
      ),
    ],
  };
}
