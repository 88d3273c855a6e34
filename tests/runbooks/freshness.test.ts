import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { type Book, entry } from '../../src/book/book.ts';
import { affectedRunbooks } from '../../src/runbooks/affected.ts';
import { type FileChanges, runbookFreshness } from '../../src/runbooks/freshness.ts';
import { fixedPart, matchesGlob } from '../../src/runbooks/glob.ts';
import { dues } from '../../src/upkeep/dues.ts';
import { freshnessBlocks, freshnessDocument, trustNotice } from '../../src/views/runbook-freshness.ts';
import { smallBook } from '../book/made.ts';
import { viewOf } from '../views/made.ts';

const FILE = 'runbooks/acme/ShopDown.mdx';
const NOW = Date.parse('2026-02-15T12:00:00Z');
const day = (text: string) => Date.parse(`${text}T10:00:00Z`);

/** A book whose one runbook was reviewed on a day and watches some paths; its incident ended on 2026-01-01. */
function bookOf(reviewedOn: string | null, extra = '', changes: Record<string, string | null> = {}): Book {
  const text = (smallBook().get(FILE) as string).replace(
    'reviewedOn: 2026-09-01\n',
    `${reviewedOn === null ? '' : `reviewedOn: ${reviewedOn}\n`}watches: [services/shop/**, content/services/acme/shop.mdx]\n${extra}`,
  );
  return assembleBook(smallBook({ [FILE]: text, ...changes })).book;
}
const changed = (files: Record<string, number>): FileChanges => ({
  files: new Map(Object.entries(files).map(([file, at]) => [file, { at, commit: 'c'.repeat(40) }])),
  unknown: null,
});
const NOTHING = changed({});
const freshOf = (book: Book, changes = NOTHING, now = NOW) =>
  runbookFreshness(book, entry(book, 'runbooks', 'acme/ShopDown'), changes, now);

const failedIn = (outcome: string) =>
  (smallBook().get('postmortems/2026-01-01-shop.mdx') as string).replace(
    'actionItems:',
    `runbooksUsed: [{ runbook: acme/ShopDown, outcome: ${outcome} }]\nactionItems:`,
  );

describe('how far a runbook can be trusted', () => {
  it('is told by the calendar while nothing happened', () => {
    expect(freshOf(bookOf('2026-01-15')).trust).toBe('fresh');
    expect(freshOf(bookOf('2026-01-15'), NOTHING, day('2026-04-10')).trust).toBe('due');
    expect(freshOf(bookOf('2026-01-15'), NOTHING, day('2026-04-16')).trust).toBe('overdue');
    expect(freshOf(bookOf(null)).trust).toBe('unknown');
  });

  it('[G30] is in doubt when a watched path was changed after the day of the review', () => {
    const book = bookOf('2026-01-15');
    expect(freshOf(book, changed({ 'services/shop/a/b.ts': day('2026-01-15') })).trust).toBe('fresh');
    expect(freshOf(book, changed({ 'services/other/b.ts': day('2026-02-01') })).trust).toBe('fresh');
    const { trust, doubts } = freshOf(book, changed({ 'services/shop/a/b.ts': day('2026-01-16') }));
    expect(trust).toBe('suspect');
    expect(doubts).toEqual([
      { kind: 'watched path', path: 'services/shop/a/b.ts', at: day('2026-01-16'), commit: 'c'.repeat(40) },
    ]);
  });

  it('is in doubt when an incident on its service ended after the review, and not before it has ended', () => {
    const book = bookOf('2025-12-20');
    expect(freshOf(book, NOTHING, Date.parse('2026-01-01T00:05:00Z')).doubts).toEqual([]);
    expect(freshOf(book, NOTHING, Date.parse('2026-01-02T00:00:00Z')).doubts).toMatchObject([
      { kind: 'incident', incident: '2026-01-01-shop' },
    ]);
    expect(freshOf(bookOf('2026-01-01')).doubts).toEqual([]);
  });

  it.each([['failed'], ['missing']])(
    '[G26] is in doubt after a postmortem says that it %s, until people edit or review it',
    (outcome) => {
      const made = (reviewedOn: string | null) =>
        bookOf(reviewedOn, '', { 'postmortems/2026-01-01-shop.mdx': failedIn(outcome) });
      const file = `content/${FILE}`;
      expect(freshOf(made('2026-01-01')).doubts).toMatchObject([
        { kind: 'did not help', postmortem: '2026-01-01-shop', outcome },
      ]);
      expect(freshOf(made(null)).trust).toBe('suspect');
      expect(freshOf(made('2026-01-01'), changed({ [file]: day('2025-12-31') })).trust).toBe('suspect');
      expect(freshOf(made('2026-01-01'), changed({ [file]: day('2026-01-03') })).trust).toBe('fresh');
      expect(freshOf(made('2026-01-02')).trust).toBe('fresh');
    },
  );

  it('[G26] is not in doubt where it worked, wholly or partly', () => {
    for (const outcome of ['worked', 'partly'])
      expect(
        freshOf(bookOf('2026-01-01', '', { 'postmortems/2026-01-01-shop.mdx': failedIn(outcome) })).doubts,
      ).toEqual([]);
  });

  it('says where nobody can know of changes', () => {
    const blind: FileChanges = { files: new Map(), unknown: 'the clone has no history' };
    expect(freshOf(bookOf('2026-01-15'), blind).blind).toBe('the clone has no history');
  });
});

describe('the banner, the file for programs and what is due', () => {
  const STATES = [
    ['fresh', '2026-01-15', NOW, NOTHING],
    ['due', '2026-01-15', day('2026-04-10'), NOTHING],
    ['overdue', '2026-01-15', day('2026-04-16'), NOTHING],
    ['unknown', null, NOW, NOTHING],
    ['suspect', '2026-01-15', NOW, changed({ 'services/shop/x': day('2026-01-20') })],
  ] as const;

  it.each(STATES)('[G31] [S46] agree on a runbook that is %s', (state, reviewedOn, now, changes) => {
    const book = bookOf(reviewedOn);
    const { context } = viewOf(book, () => [], now);
    const notice = trustNotice(entry(book, 'runbooks', 'acme/ShopDown'), changes, context);
    const [row] = freshnessDocument(book, changes, now).runbooks;
    const due = dues(book, now).find(({ key }) => key === 'runbooks/acme/ShopDown');
    expect(row?.state).toBe(state);
    expect(notice === null).toBe(state === 'fresh');
    const listed = JSON.stringify(freshnessBlocks(changes, context)).includes('The shop is down');
    expect(listed).toBe(state !== 'fresh');
    expect(due?.dueOn).toBe(row?.reviewDueOn);
    const review = row?.review as 'fresh' | 'due' | 'overdue' | 'unknown';
    expect(due?.state).toBe({ fresh: 'later', due: 'soon', overdue: 'overdue', unknown: 'unknown' }[review]);
    if (state === 'overdue') expect(notice?.title).toBe('Review overdue');
    if (state === 'suspect') {
      expect(notice?.level).toBe('bad');
      expect(notice?.reasons.map(({ text }) => text)).toEqual([
        'services/shop/x was changed after the review',
      ]);
    }
  });
});

describe('runbooks that a change makes doubtful', () => {
  it('[G30] are those that watch one of its paths, with the paths', () => {
    const book = bookOf('2026-01-15');
    const found = affectedRunbooks(book, [
      'README.md',
      'services/shop/a.ts',
      'content/services/acme/shop.mdx',
    ]);
    expect(found.map(({ runbook, paths }) => [runbook.id, paths])).toEqual([
      ['acme/ShopDown', ['services/shop/a.ts', 'content/services/acme/shop.mdx']],
    ]);
    expect(affectedRunbooks(book, ['README.md'])).toEqual([]);
  });

  it('leave out what the same change edits, and drafts', () => {
    const book = bookOf('2026-01-15');
    expect(affectedRunbooks(book, ['services/shop/a.ts', `content/${FILE}`])).toEqual([]);
    expect(affectedRunbooks(bookOf('2026-01-15', 'state: draft\n'), ['services/shop/a.ts'])).toEqual([]);
  });
});

describe('a pattern of paths', () => {
  it.each([
    ['src/a.ts', 'src/a.ts', true],
    ['src/a.ts', 'src/b.ts', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/deep/a.ts', false],
    ['src/**', 'src/deep/a.ts', true],
    ['src/**', 'srcs/a.ts', false],
    ['src/**/a.ts', 'src/a.ts', true],
    ['src/**/a.ts', 'src/x/y/a.ts', true],
    ['**/a.ts', 'a.ts', true],
    ['src/', 'src/deep/a.ts', true],
    ['src', 'src/deep/a.ts', true],
    ['./src/?.ts', 'src/a.ts', true],
    ['src/?.ts', 'src/ab.ts', false],
    ['src/{a,b}.ts', 'src/b.ts', true],
    ['src/{a,b}.ts', 'src/c.ts', false],
    ['src/a.ts', 'src/aXts', false],
    ['a+(b)/[c].ts', 'a+(b)/[c].ts', true],
    ['src/{a', 'src/{a', true],
  ])('%s for %s: %s', (pattern, path, expected) => {
    expect(matchesGlob(path, pattern)).toBe(expected);
  });

  it('has a part without wildcards, which is a folder or a file', () => {
    expect(['src/**/a.ts', 'src/a.ts', '*.md', 'a/b*c/d', './x/{a,b}/'].map(fixedPart)).toEqual([
      'src',
      'src/a.ts',
      '.',
      'a',
      'x',
    ]);
  });
});
