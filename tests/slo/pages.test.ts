import { describe, expect, it } from 'vitest';
import { entriesOf, entry } from '../../src/book/book.ts';
import type { Block, Cell, Section, TableBlock } from '../../src/views/model.ts';
import { drawBudget } from '../../src/views/slo-chart.ts';
import { errorBudgetsDocument, sloDocument } from '../../src/views/slo-document.ts';
import { budgetNotices, sloOverview } from '../../src/views/slo-overview.ts';
import { policyStateBlocks } from '../../src/views/slo-policy.ts';
import { sloSections } from '../../src/views/slo-sections.ts';
import { owedPostmortems, spending } from '../../src/views/slo-spending.ts';
import { amountWords, shareWords } from '../../src/views/slo-words.ts';
import { smallBook } from '../book/made.ts';
import { budgetView } from './book.ts';

const SLO = 'acme/shop';
/** Two looks of the written incident, two of an outage nobody wrote about, one alone. */
const FAILED = [0, 1, 1000, 1001, 3000];
const GONE = [0, 1, ...Array.from({ length: 10 }, (_, i) => 1000 + i)];

const textOf = (cell: Cell): string => cell.text;
const tableOf = (blocks: readonly Block[], caption: RegExp): TableBlock => {
  const found = blocks.find(
    (block): block is TableBlock => block.kind === 'table' && caption.test(block.caption),
  );
  if (!found) throw new Error(`no table ${caption}`);
  return found;
};
const sectionOf = (sections: readonly Section[], id: string): readonly Block[] =>
  sections.find((section) => section.id === id)?.blocks ?? [];

describe('the page of an objective', () => {
  const { book, facts, context } = budgetView(FAILED);
  const slo = entry(book, 'slos', SLO);
  const sections = sloSections(slo, facts, context);

  it('[G11] names what each incident cost, and the parts add up to what was spent', () => {
    const { rows } = tableOf(sectionOf(sections, 'spent'), /what each incident cost/i);
    expect(rows.map((row) => row.slice(0, 2).map(textOf))).toEqual([
      ['The shop did not answer', '10m'],
      ['Outage found by probes on Sun 4 Jan 2026, 11:20 UTC', '10m'],
      ['Unattributed', '5m'],
      ['Together', '25m'],
    ]);
    expect(rows[0]?.[0]?.href).toBe('/incidents/2026-01-01-shop/');
    const parts = spending(book, slo, facts)?.parts ?? [];
    const now = facts.slos.get(SLO);
    expect(parts.reduce((sum, { badMs }) => sum + badMs, 0)).toBe(now?.budget?.spent);
  });

  it('[G15] says when each leaves the window and what is left then', () => {
    const { rows } = tableOf(sectionOf(sections, 'ahead'), /leaves the window/);
    expect(rows.map((row) => row.map(textOf))).toEqual([
      ['The shop did not answer', 'Sat 31 Jan 2026, 00:10 UTC', '64.8%'],
      ['Outage found by probes on Sun 4 Jan 2026, 11:20 UTC', 'Tue 3 Feb 2026, 11:30 UTC', '88.2%'],
      ['Unattributed', 'Tue 10 Feb 2026, 10:05 UTC', '100%'],
    ]);
    expect(JSON.stringify(sectionOf(sections, 'ahead'))).toContain('if it burns on as over the last 3 days');
  });

  it('[S23] shows burn rates of all windows, the months, and the arithmetic that leads to the figures', () => {
    const burn = tableOf(sectionOf(sections, 'burn'), /Burn rate over/);
    expect(burn.rows.map((row) => textOf(row[0] as Cell))).toEqual(['1 hour', '6 hours', '1 day', '3 days']);
    const months = tableOf(sectionOf(sections, 'history'), /newest first/);
    expect(months.rows.map((row) => row.map(textOf))).toEqual([
      ['Thu 1 Jan 2026, 00:00 UTC', '99.941%', 'Met', '25m', '100%'],
    ]);
    const lines = JSON.stringify(sectionOf(sections, 'arithmetic'));
    // Thirty days without four windows of two hours: 712 hours, of which a thousandth is 42m43.2s.
    expect(lines).toContain('= 42m43.2s (2563.2 s); left: 42m43.2s − 25m = 17m43.2s.');
    expect(lines).toContain('8544 looks went into it, 5 of them bad; planned work took 8h.');
  });

  it('draws the budget of every part of the window, from its first day that can be judged', () => {
    const drawing = drawBudget(slo, facts, 6);
    expect(drawing?.points.map(({ leftShare }) => leftShare === null)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(drawing?.label).toContain('at the end 41.4%');
    expect(drawing?.path).toMatch(/^M[\d.]+ [\d.]+L/);
    expect(drawBudget(slo, budgetView([]).facts)?.label).toContain('at the end 100%');
  });

  it('[U45] is data as well, with the same figures', () => {
    const document = sloDocument(book, slo, facts);
    expect(document).toMatchObject({
      is: 'slo',
      state: 'ok',
      unit: 'ms',
      budget: { total: 2_563_200, spent: 1_500_000, left: 1_063_200 },
      budgets: { looks: { spent: 5 } },
      spent: [{ kind: 'incident' }, { kind: 'outage' }, { kind: 'unattributed' }],
      forecast: { exhaustedAt: null },
    });
    expect(JSON.stringify(document)).not.toContain('NaN');
  });
});

describe('when nothing was observed', () => {
  it('[G12] no page shows a figure, and the gate cannot tell', () => {
    const { book, facts, context } = budgetView([]);
    const blind = budgetView([], {
      'slos/acme/shop.yaml': `${smallBook().get('slos/acme/shop.yaml')}since: 2026-02-10\n`,
    });
    const slo = entry(blind.book, 'slos', SLO);
    const words = JSON.stringify(sloSections(slo, blind.facts, blind.context));
    expect(words).not.toMatch(/\d%/);
    expect(errorBudgetsDocument(blind.book, blind.facts).gate.verdict).toBe('cannot tell');
    expect(drawBudget(slo, blind.facts)).toBeNull();
    expect(sloOverview(entriesOf(book, 'slos'), facts, context).sentence).toBe(
      'Of 1 objective 1 has enough budget left.',
    );
    expect(sloOverview([slo], blind.facts, blind.context).sentence).toBe(
      'Of 1 objective 1 has too little data to judge.',
    );
  });
});

describe('a budget that is used up', () => {
  const { book, facts, context } = budgetView(GONE);
  const slos = entriesOf(book, 'slos');

  it('[S24] is said on the runbook of the objective, with the policy and what it asks for', () => {
    const [notice, ...others] = budgetNotices(slos, facts, context);
    expect(others).toEqual([]);
    expect(notice).toEqual({
      title: 'Shop availability: the error budget is used up',
      text: '1h of 42m43.2s is spent. No releases.',
      links: [
        { href: '/slos/acme/shop/', words: 'Shop availability' },
        { href: '/policies/acme/error-budgets/#error-budget', words: 'Error budgets' },
      ],
    });
    const fine = budgetView(FAILED);
    expect(budgetNotices(entriesOf(fine.book, 'slos'), fine.facts, fine.context)).toEqual([]);
  });

  it('[G18] freezes releases, in data and in words', () => {
    expect(errorBudgetsDocument(book, facts)).toMatchObject({
      is: 'error-budgets',
      gate: { verdict: 'frozen' },
      policies: [{ id: 'acme/error-budgets', state: 'frozen', slos: [{ slo: SLO, action: 'No releases' }] }],
    });
    const policy = entry(book, 'policies', 'acme/error-budgets');
    expect(policyStateBlocks(policy, facts, context)).toMatchObject({
      headline: 'A budget is used up: releases are frozen.',
      blocked: true,
    });
    const fine = budgetView([]);
    expect(policyStateBlocks(policy, fine.facts, fine.context)).toMatchObject({ blocked: false });
  });

  it('stands first in the list of objectives', () => {
    const { sentence, rows } = sloOverview(slos, facts, context);
    expect(sentence).toBe('Of 1 objective 1 has no budget left.');
    expect(rows[0]?.map(textOf)).toEqual(['Shop availability', 'Exhausted', '−40.4%', '99.9 %']);
  });
});

describe('an incident that cost more than a fifth of a budget', () => {
  const owed = (priority: string) => {
    const postmortem = smallBook().get('postmortems/2026-01-01-shop.mdx') as string;
    const { book, facts } = budgetView([0, 1], {
      'postmortems/2026-01-01-shop.mdx': postmortem.replace('priority: P1', `priority: ${priority}`),
    });
    return owedPostmortems(book, facts).map(({ incident, has }) => [incident.id, has]);
  };

  it('TV-29 needs a postmortem with a P0, and one without is not enough', () => {
    expect(owed('P1')).toEqual([['2026-01-01-shop', 'no P0']]);
    expect(owed('P0')).toEqual([['2026-01-01-shop', 'postmortem with P0']]);
    const { book, facts } = budgetView([1000, 1001]);
    expect(owedPostmortems(book, facts).map(({ has }) => has)).toEqual(['no postmortem']);
    const small = budgetView([0]);
    expect(owedPostmortems(small.book, small.facts)).toEqual([]);
  });
});

describe('words of a budget', () => {
  it.each([
    [0.417, '41.7%'],
    [1, '100%'],
    [0, '0.0%'],
    [-0.2779, '−27.7%'],
    [1.527, '152.7%'],
    [null, 'no data'],
  ])('%s is %s', (share, words) => {
    expect(shareWords(share)).toBe(words);
  });

  it('cut amounts and never round them up', () => {
    expect([amountWords(-90_000, 'ms'), amountWords(3.99, 'looks'), amountWords(-0.55, 'slices')]).toEqual([
      '−1m30s',
      '3.9 looks',
      '−0.5 slices',
    ]);
  });
});
