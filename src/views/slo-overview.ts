import { type Entry, entryPath, find } from '../book/book.ts';
import type { SloState } from '../slo/now.ts';
import type { ViewContext } from './context.ts';
import type { Facts } from './facts.ts';
import { type Cell, link, measured, plain, planned, unknown } from './model.ts';
import { policiesOf, policyStandings } from './slo-spending.ts';
import { amountWords, shareWords } from './slo-words.ts';
import { counted, sentenceCase } from './words.ts';

/** What needs a reader first stands first; what cannot be judged stands before what is fine. */
const ORDER = {
  exhausted: 0,
  'at risk': 1,
  'insufficient data': 2,
  ok: 3,
  'no measurement': 4,
  planned: 5,
} as const satisfies Record<SloState, number>;

const SAID = [
  ['exhausted', 'has', 'have', 'no budget left'],
  ['at risk', 'has', 'have', 'little budget left'],
  ['insufficient data', 'has', 'have', 'too little data to judge'],
  ['ok', 'has', 'have', 'enough budget left'],
  ['no measurement', 'is', 'are', 'not measured'],
  ['planned', 'is', 'are', 'planned for later'],
] as const satisfies readonly (readonly [SloState, string, string, string])[];

/** All objectives at a glance. */
export interface SloOverview {
  /** One sentence that tells how many are in which state, worst first. */
  readonly sentence: string;
  /** Objective, state, budget left: worst first. */
  readonly rows: readonly (readonly Cell[])[];
}

/** Objectives by how much of their budget is left, the emptiest first. */
export function sloOverview(slos: readonly Entry<'slos'>[], facts: Facts, context: ViewContext): SloOverview {
  const judged = slos.flatMap((slo) => {
    const now = facts.slos.get(slo.id);
    return now ? [{ slo, now }] : [];
  });
  const count = (state: SloState) => judged.filter(({ now }) => now.state === state).length;
  const said = SAID.flatMap(([state, has, have, words]) => {
    const many = count(state);
    return many > 0 ? [`${many} ${many === 1 ? has : have} ${words}`] : [];
  });
  const rows = [...judged]
    .sort(
      (a, b) =>
        ORDER[a.now.state] - ORDER[b.now.state] ||
        (a.now.budget?.leftShare ?? 0) - (b.now.budget?.leftShare ?? 0) ||
        (a.slo.id < b.slo.id ? -1 : 1),
    )
    .map(({ slo, now }) => {
      const domain = find(context.book, 'domains', slo.domain)?.data.title ?? slo.domain;
      const words = sentenceCase(now.state);
      return [
        link(slo.data.title, entryPath('slos', slo.id), domain),
        now.state === 'ok'
          ? measured(words)
          : now.budget
            ? plain(words)
            : now.state === 'planned'
              ? planned(words)
              : unknown(words),
        now.budget
          ? measured(
              shareWords(now.budget.leftShare),
              amountWords(now.budget.left, now.measurement?.unit ?? 'ms'),
            )
          : unknown('not computed'),
        plain(slo.data.stated),
      ];
    });
  return {
    sentence:
      judged.length === 0
        ? 'No objective is set.'
        : `Of ${counted(judged.length, 'objective')} ${said.join(', ')}.`,
    rows,
  };
}

/** What an aside says of a budget that is used up, and where the rules for that stand. */
export interface BudgetNotice {
  readonly title: string;
  readonly text: string;
  readonly links: readonly { readonly href: string; readonly words: string }[];
}

/** A notice for each of some objectives whose budget is used up; none where all have some left or cannot be judged. */
export function budgetNotices(
  slos: readonly Entry<'slos'>[],
  facts: Facts,
  context: ViewContext,
): BudgetNotice[] {
  const standings = policyStandings(context.book, facts);
  return slos.flatMap((slo): BudgetNotice[] => {
    const now = facts.slos.get(slo.id);
    if (now?.state !== 'exhausted' || !now.budget) return [];
    const policies = policiesOf(context.book, slo.id);
    const actions = policies.flatMap(
      ({ id }) => standings.get(id)?.rows.find((row) => row.slo === slo.id)?.action ?? [],
    );
    const spent = amountWords(now.budget.spent, now.measurement?.unit ?? 'ms');
    const total = amountWords(now.budget.total, now.measurement?.unit ?? 'ms');
    return [
      {
        title: `${slo.data.title}: the error budget is used up`,
        text: `${spent} of ${total} is spent. ${actions.length > 0 ? `${actions.join('; ')}.` : 'No error-budget policy says what to do now.'}`,
        links: [
          { href: entryPath('slos', slo.id), words: slo.data.title },
          ...policies.map(({ id, data }) => ({
            href: `${entryPath('policies', id)}#error-budget`,
            words: data.title,
          })),
        ],
      },
    ];
  });
}
