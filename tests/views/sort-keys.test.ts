import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { nextDirection, orderRows } from '../../src/client/tables.ts';
import { registerSections } from '../../src/views/domain.ts';
import { type Cell, plain, table, unknown } from '../../src/views/model.ts';
import { originOf } from '../../src/views/origin.ts';
import { sortKeys } from '../../src/views/sort-keys.ts';
import { smallBook } from '../book/made.ts';
import { sampleBook } from '../book/sample.ts';
import { tablesOf, viewOf } from './made.ts';

const keysOf = (...cells: Cell[]) =>
  sortKeys(
    table(
      't',
      ['c'],
      cells.map((cell) => [cell]),
    ),
  ).map(([key]) => key);
/** Cells in the order in which a reader would see them. */
function sorted(cells: Cell[], direction: 'ascending' | 'descending'): string[] {
  const keys = keysOf(...cells).map((key) => (key === null || key === undefined ? null : String(key)));
  return orderRows(keys, direction).map((place) => cells[place]?.text ?? '');
}

describe('a column', () => {
  it.each<[string, Cell[], string[]]>([
    [
      'of days',
      [plain('2026-11-03'), plain('2025-12-31'), plain('2026-02-10')],
      ['2025-12-31', '2026-02-10', '2026-11-03'],
    ],
    [
      'of instants in words',
      [plain('Thu 5 Mar 2026, 12:00 UTC'), plain('Wed 4 Mar 2026, 10:00 UTC')],
      ['Wed 4 Mar 2026, 10:00 UTC', 'Thu 5 Mar 2026, 12:00 UTC'],
    ],
    [
      'of lengths of time',
      [plain('2 days'), plain('under 1 hour'), plain('90 minutes'), plain('1 hour'), plain('immediate')],
      ['immediate', 'under 1 hour', '1 hour', '90 minutes', '2 days'],
    ],
    ['of shares', [plain('9.5%'), plain('100%'), plain('99.95 %')], ['9.5%', '99.95 %', '100%']],
    [
      'of money',
      [plain('1,200 EUR'), plain('-30 EUR'), plain('900 EUR')],
      ['-30 EUR', '900 EUR', '1,200 EUR'],
    ],
    [
      'of words',
      [plain('beta'), plain('Alpha'), plain('item 10'), plain('item 9')],
      ['Alpha', 'beta', 'item 9', 'item 10'],
    ],
    [
      'with an order of its own',
      [
        { ...plain('normal'), order: 1 },
        { ...plain('critical'), order: 0 },
      ],
      ['critical', 'normal'],
    ],
  ])('%s is sorted as one', (_, cells, expected) => {
    expect(sorted(cells, 'ascending')).toEqual(expected);
    expect(sorted(cells, 'descending')).toEqual(expected.toReversed());
  });

  it('with one value that is no number is text throughout', () => {
    expect(keysOf(plain('12'), plain('twelve'))).toEqual(['12', 'twelve']);
  });

  it('keeps what nobody knows at the end, in both directions', () => {
    const cells = [unknown(), plain('2'), plain('–'), plain('1')];
    expect(sorted(cells, 'ascending')).toEqual(['1', '2', 'N/A', '–']);
    expect(sorted(cells, 'descending')).toEqual(['2', '1', 'N/A', '–']);
  });
});

describe('rows', () => {
  it('with equal keys keep the order of the page in both directions, and the third press brings it back', () => {
    const keys = ['b', 'a', 'b', 'a'];
    expect(orderRows(keys, 'ascending')).toEqual([1, 3, 0, 2]);
    expect(orderRows(keys, 'descending')).toEqual([0, 2, 1, 3]);
    expect(orderRows(keys, 'none')).toEqual([0, 1, 2, 3]);
    expect([nextDirection('none'), nextDirection('ascending'), nextDirection('descending')]).toEqual([
      'ascending',
      'descending',
      'none',
    ]);
  });
});

describe('the tables of a domain', () => {
  it('sort severities by their scale and not by their names', async () => {
    const { book } = await sampleBook();
    const sections = registerSections('severities', 'la-factoria', viewOf(book).context);
    const [levels] = tablesOf(sections[0]?.blocks ?? []);
    const keys = sortKeys(levels ?? (expect.fail('no table') as never)).map(([key]) => key);
    expect(keys).toEqual(keys.map((_, index) => index));
  });

  it('sort tickets by the class that is answered first', () => {
    const ticket = (id: string, name: string) =>
      `  - { id: ${id}, class: ${name}, subject: Cannot pay, openedAt: 2026-11-01T00:00:00Z }\n`;
    const files = smallBook({
      'domains/acme/support.yaml': `classes:\n  - { name: urgent, responds: 1h, resolves: 4h }\n  - { name: calm, responds: 2d, resolves: 5d }\ntickets:\n${ticket('T-1', 'calm')}${ticket('T-2', 'urgent')}`,
    });
    const sections = registerSections('support', 'acme', viewOf(assembleBook(files).book).context);
    const open = tablesOf(sections.find(({ id }) => id === 'open-tickets')?.blocks ?? [])[0];
    expect(sortKeys(open ?? (expect.fail('no table') as never)).map((row) => row[1])).toEqual([1, 0]);
  });
});

describe('the origin of a table', () => {
  const log = {
    of: (file: string) =>
      ({ 'a.yaml': { at: 5, author: 'Kim' }, 'b.yaml': { at: 9, author: 'Robin' } })[file] ?? null,
    unknown: null,
  };
  const config = { repository: 'https://git.test/acme/book/', branch: 'main' };

  it('is its file, with who changed it last and where to edit it', () => {
    expect(originOf(['a.yaml'], 'a.yaml', log, config)).toEqual({
      file: 'a.yaml',
      edit: 'https://git.test/acme/book/edit/main/a.yaml',
      change: { at: 5, author: 'Kim' },
      unknown: null,
    });
  });

  it('of a list gathered from a folder is the newest change of any of its files', () => {
    expect(originOf(['a.yaml', 'b.yaml', 'c.yaml'], 'content/x/', log, config)).toMatchObject({
      edit: 'https://git.test/acme/book/tree/main/content/x',
      change: { author: 'Robin' },
    });
  });

  it('says why nothing is known, and makes up no author', () => {
    const shallow = { of: () => null, unknown: 'the clone has no history' };
    expect(originOf(['a.yaml'], 'a.yaml', shallow, { branch: 'main' })).toEqual({
      file: 'a.yaml',
      edit: null,
      change: null,
      unknown: 'the clone has no history',
    });
  });
});
