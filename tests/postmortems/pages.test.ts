import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/book/book.ts';
import { isWritten } from '../../src/postmortems/written.ts';
import { actionItemSections } from '../../src/views/action-items.ts';
import { learningSections } from '../../src/views/learning.ts';
import { sampleBook } from '../book/sample.ts';
import { cellsOf, sectionOf, tablesOf, viewOf } from '../views/made.ts';

const { book } = await sampleBook();
const { context } = viewOf(book);

describe('the postmortems of the sample book', () => {
  const all = entriesOf(book, 'postmortems');

  it('are five, one a domain, of incidents whose times they keep', () => {
    expect(all.map(({ domain }) => domain).sort()).toEqual(
      entriesOf(book, 'domains')
        .map(({ id }) => id)
        .sort(),
    );
    for (const entry of all) {
      const incident = book.collections.incidents.get(entry.data.incident);
      expect(isWritten(entry), entry.id).toBe(true);
      expect(entry.data.timestamps.impactStartedAt, entry.id).toBe(incident?.data.startedAt);
      expect(entry.data.timestamps.impactEndedAt, entry.id).toBe(incident?.data.resolvedAt);
      expect(entry.data.timestamps.detectedAt, entry.id).toBe(incident?.data.detectedAt);
      expect(entry.source.body, entry.id).toContain('belongs to the demonstration');
      expect(
        entry.data.actionItems.some(({ priority }) => priority === 'P0'),
        entry.id,
      ).toBe(true);
    }
  });
});

describe('the board and the trends', () => {
  it('[G24] show every open action item, and what is owed for the cost of budgets', () => {
    const budget = [
      {
        incident: 'automatic/thorbis/platform/20261104T151400Z',
        slo: 'thorbis/platform-availability',
        share: 0.41,
        resolvedAt: 0,
        has: 'no postmortem' as const,
        dueAt: 0,
        state: 'overdue' as const,
      },
    ];
    const sections = actionItemSections(context, budget);
    expect(tablesOf(sectionOf(sections, 'open').blocks)[0]?.rows).toHaveLength(9);
    const row = tablesOf(sectionOf(sections, 'deadlines').blocks).at(-1)?.rows[0];
    expect(row?.map(({ text }) => text)).toEqual([
      'Outage of Thorbis Business OS, 2026-11-04',
      'Thorbis availability',
      '41.0 % of the budget',
      'no postmortem',
      'Thu 1 Jan 1970, 00:00 UTC',
      'overdue',
    ]);
    expect(row?.[0]?.href).toBe('/incidents/automatic/thorbis/platform/20261104T151400Z/');
  });

  it('[G21] show median, p90, number and formula, and no figure where there are too few', () => {
    const tables = tablesOf(sectionOf(learningSections(context), 'times').blocks);
    expect(
      tables[0]?.rows.find(([name]) => name?.text === 'Time to recover')?.map(({ text }) => text),
    ).toEqual(['Time to recover', '1h35m', '3h10m', '5', 'impactEndedAt − impactStartedAt']);
    for (const row of tables[1]?.rows ?? [])
      expect(row.map(({ kind }) => kind).slice(1, 3)).toEqual(['unknown', 'unknown']);
  });

  it('lead only to entries of the book', () => {
    for (const sections of [actionItemSections(context), learningSections(context)])
      for (const cell of cellsOf(sections.flatMap(({ blocks }) => [...blocks])))
        expect(cell.note ?? '', cell.text).not.toBe('not in this book');
  });
});
