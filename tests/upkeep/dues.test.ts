import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { dues, owedForBudgets } from '../../src/upkeep/dues.ts';
import { dueCalendar, dueJson, dueLines } from '../../src/upkeep/print.ts';
import { smallBook } from '../book/made.ts';

const NOW = Date.parse('2026-01-28T12:00:00Z');
const RUNBOOK = 'runbooks/acme/ShopDown.mdx';
const files = smallBook({
  [RUNBOOK]: (smallBook().get(RUNBOOK) as string).replace('2026-09-01', '2026-01-01'),
  'domains/acme/reviews.yaml': `rows:
  - { name: Audit of access, cadence: monthly, last: 2026-01-10 }
  - { name: Audit of logs, cadence: weekly }
  - { name: Talk about deployments, cadence: per deployment }
`,
  'domains/acme/recovery.yaml': `tests:
  - { what: Restore the database, cadence: quarterly, next: 2026-01-20 }
`,
});
const { book } = assembleBook(files);
const rows = dues(book, NOW);

describe('what is due', () => {
  it('is told by day with its kind, team and state, and what nobody knows stands last without a day', () => {
    expect(
      rows.map(({ dueOn, state, kind, what, team }) => `${dueOn} ${state} ${kind} ${what} ${team}`),
    ).toEqual([
      '2026-01-20 overdue recovery test Restore the database acme/core',
      '2026-02-01 soon action item P1 Try releases first acme/core',
      '2026-02-10 soon review Audit of access acme/core',
      '2026-04-01 later review Review of the runbook The shop is down acme/core',
      'null unknown checklist Daily checks acme/core',
      'null unknown review Audit of logs acme/core',
    ]);
  });

  it('[K32] holds a postmortem from the resolution of its incident until it is no draft', () => {
    const drafted = new Map(files);
    const name = 'postmortems/2026-01-01-shop.mdx';
    drafted.set(name, (files.get(name) as string).replace('state: in-review', 'state: draft'));
    const of = (now: string) =>
      dues(assembleBook(drafted).book, Date.parse(now))
        .filter(({ kind }) => kind === 'postmortem')
        .map(({ dueOn, state }) => `${dueOn} ${state}`);
    expect(of('2026-01-01T00:05:59Z')).toEqual([]);
    expect(of('2026-01-01T00:06:00Z')).toEqual(['2026-01-04 soon']);
    expect(of('2026-01-04T00:05:59Z')).toEqual(['2026-01-04 soon']);
    expect(of('2026-01-04T00:06:00Z')).toEqual(['2026-01-04 overdue']);
    expect(rows.filter(({ kind }) => kind === 'postmortem')).toEqual([]);
  });

  it('[G20] holds a postmortem with a P0 of an incident that cost too much of a budget', () => {
    const duty = {
      incident: '2026-01-01-shop',
      slo: 'acme/shop',
      share: 0.25,
      resolvedAt: 0,
      has: 'no P0' as const,
    };
    const dueAt = Date.parse('2026-01-28T00:00:00Z');
    const of = (state: 'met' | 'overdue') =>
      owedForBudgets(book, [{ ...duty, dueAt, state }], NOW).map((due) => [due.dueOn, due.state, due.team]);
    expect(of('overdue')).toEqual([['2026-01-27', 'overdue', 'acme/core']]);
    expect(of('met')).toEqual([]);
  });

  it('is printed by team, and exported as JSON that says the same', () => {
    expect(dueLines(rows)).toEqual([
      'acme/core',
      '  2026-01-20  overdue  recovery test: Restore the database  (content/domains/acme/recovery.yaml)',
      '  2026-02-01  soon     action item: P1 Try releases first  (content/postmortems/2026-01-01-shop.mdx)',
      '  2026-02-10  soon     review: Audit of access  (content/domains/acme/reviews.yaml)',
      '  and 1 later, 2 with no date, never recorded as done',
    ]);
    expect(JSON.parse(dueJson(rows, NOW))).toMatchObject({
      version: 1,
      overdue: 1,
      soon: 2,
      undated: 2,
      due: rows,
    });
  });

  it('is exported as a calendar of whole days that a reader of another make understands', () => {
    const calendar = new ICAL.Component(ICAL.parse(dueCalendar(rows, NOW)));
    const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(events.map(({ startDate, summary }) => `${startDate} ${summary}`)).toEqual([
      '2026-01-20 recovery test: Restore the database',
      '2026-02-01 action item: P1 Try releases first',
      '2026-02-10 review: Audit of access',
      '2026-04-01 review: Review of the runbook The shop is down',
    ]);
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(4);
    expect(dueCalendar([], NOW)).toContain('BEGIN:VTIMEZONE');
  });
});
