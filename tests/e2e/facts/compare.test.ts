import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { assembleBook } from '../../../src/book/assemble.ts';
import { entriesOf } from '../../../src/book/book.ts';
import { compareSections } from '../../../src/views/compare.ts';
import { sampleFiles } from '../../book/sample.ts';
import { tablesOf, viewOf } from '../../views/made.ts';
import { all, mainOf, wordsOf } from './units.ts';

const files = await sampleFiles();
const { book } = assembleBook(files);
const DOMAINS = ['Studio Operations', 'StudioVault', 'AI Film Studio', 'La Factoria', 'Thorbis'];

/** The page of comparison of a book in which one file says something else. */
function compareWith(file: string, before: string, after: string) {
  const text = files.get(file);
  if (!text?.includes(before)) throw new Error(`${file} does not say ${before}`);
  const changed = assembleBook(new Map([...files, [file, text.replace(before, after)]]));
  expect(changed.findings.filter(({ level }) => level === 'error')).toEqual([]);
  return compareSections(viewOf(changed.book).context);
}

/** Rows that differ between two pages of comparison, as `section: first cell`. */
function changedRows(after: ReturnType<typeof compareSections>): string[] {
  const rows = (sections: ReturnType<typeof compareSections>) =>
    new Map(
      sections.flatMap((section) =>
        tablesOf(section.blocks).flatMap((table) =>
          table.rows.map((row) => [`${section.id}: ${row[0]?.text}`, JSON.stringify(row)] as const),
        ),
      ),
    );
  const old = rows(compareSections(viewOf(book).context));
  const now = rows(after);
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
}

describe('comparison of domains', () => {
  it('[K17] [K10] has all five domains in each table of the page, and in the order of urgency', () => {
    const main = mainOf(readFileSync(path.join(inject('internalDir'), 'compare', 'index.html'), 'utf8'));
    const tables = all(main, 'table').filter((table) => wordsOf(all(table, 'th')[0] as never) === 'Domain');
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const table of tables) {
      const heads = all(table, 'th')
        .filter(({ attributes }) => attributes['scope'] === 'row')
        .map(wordsOf);
      expect(heads, wordsOf(table).slice(0, 60)).toEqual(DOMAINS);
    }
    const levels = all(main, 'table').find((table) => wordsOf(table).includes('Levels of all domains'));
    const mostUrgent = all(levels as never, 'tr')
      .map(wordsOf)
      .find((row) => row.startsWith('1 '));
    for (const label of [
      'critical (Studio Operations)',
      'SEV1 (StudioVault)',
      'P1 (AI Film Studio)',
      'Critical (La Factoria)',
      'P1 (Thorbis)',
    ]) {
      expect(mostUrgent).toContain(label);
    }
  });

  it('knows as many domains as the book', () => {
    expect(
      entriesOf(book, 'domains')
        .map(({ data }) => data.title)
        .sort(),
    ).toEqual([...DOMAINS].sort());
  });

  it.each([
    ['domains/ai-film-studio/recovery.yaml', 'rto: 4h', 'rto: 6h', ['recovery: AI Film Studio']],
    [
      'slos/thorbis/platform-availability.yaml',
      '99.99% uptime SLA',
      '99.95% uptime SLA',
      ['availability: Thorbis'],
    ],
    [
      'slos/la-factoria/web-application-response-time.yaml',
      '<200ms average',
      '<250ms average',
      ['latency: La Factoria'],
    ],
    ['policies/studiovault/postmortems.yaml', 'within: 72h', 'within: 96h', ['postmortems: StudioVault']],
    ['domains/la-factoria/recovery.yaml', 'cadence: monthly', 'cadence: weekly', ['recovery: La Factoria']],
    ['rotations/thorbis/on-call.yaml', 'shift: 1 month', 'shift: 2 weeks', ['on-call: Thorbis']],
    ['domains/studio-operations/index.mdx', 'title: Studio Operations', 'title: Studio Office', null],
  ] as const)('[K17] a change in %s changes no row of another domain', (file, before, after, expected) => {
    const found = changedRows(compareWith(file, before, after));
    if (expected) expect(found).toEqual([...expected]);
    else {
      const foreign = found.filter((key) => DOMAINS.slice(1).some((title) => key.endsWith(`: ${title}`)));
      expect(foreign).toEqual([]);
      expect(found.length).toBeGreaterThan(7);
    }
  });

  it('[K17] a severity of one domain changes its row and its place in the common order alone', () => {
    const after = compareWith('domains/thorbis/severities.yaml', 'responds: <= 15m', 'responds: <= 20m');
    expect(changedRows(after)).toEqual(['most-urgent: Thorbis', 'levels: 1']);
    const row = (sections: ReturnType<typeof compareSections>) =>
      sections.flatMap(({ blocks }) => tablesOf(blocks)).find(({ caption }) => caption.startsWith('Levels'))
        ?.rows[0]?.[1]?.items ?? [];
    const old = row(compareSections(viewOf(book).context));
    expect(
      row(after).filter((item, index) => JSON.stringify(item) !== JSON.stringify(old[index])),
    ).toMatchObject([{ text: 'P1 (Thorbis)', note: 'at most 20 minutes' }]);
  });
});
