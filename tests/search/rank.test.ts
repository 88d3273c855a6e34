import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadBook } from '../../src/book/load.ts';
import { indexNames, rankNames } from '../../src/client/search-rank.ts';
import { farApart, joinedWordsOf, lettersIn, slips, wordsOf } from '../../src/client/search-words.ts';
import { searchNames } from '../../src/views/search.ts';
import { QUERIES } from './queries.ts';

const { book } = await loadBook(process.cwd());
const index = indexNames(searchNames(book, Date.parse('2026-11-21T12:00:00Z')));
const first = (typed: string, count: number) =>
  rankNames(index, typed)
    .hits.slice(0, count)
    .map(({ page }) => page.url);

describe('the words of tired people', () => {
  it('[S44] come with at least sixty examples of every sort', () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(QUERIES.map(({ typed }) => typed)).size).toBe(QUERIES.length);
    const urls = new Set(index.pages.map(({ url }) => url));
    for (const { wanted } of QUERIES) expect(urls, wanted).toContain(wanted);
  });

  it.each(QUERIES.map(({ sort, typed, wanted }) => [sort, typed, wanted] as const))(
    '[S44] %s “%s” has its page among the first three',
    (_, typed, wanted) => {
      expect(first(typed, 3)).toContain(wanted);
    },
  );

  it('[S44] lead to the right page at once in 95 of 100 cases', () => {
    const wrong = QUERIES.filter(({ typed, wanted }) => first(typed, 1)[0] !== wanted);
    expect(
      wrong.length / QUERIES.length,
      wrong.map(({ typed, wanted }) => `${typed}: ${first(typed, 1)[0]}, not ${wanted}`).join('\n'),
    ).toBeLessThanOrEqual(0.05);
  });
});

describe('words with slips', () => {
  it('are as far apart as the slips between them, and no farther than asked for', () => {
    expect(slips('payments', 'payments', 2)).toBe(0);
    expect(slips('paymnets', 'payments', 2)).toBe(1);
    expect(slips('paymets', 'payments', 2)).toBe(1);
    expect(slips('pxaymexts', 'payments', 2)).toBe(2);
    expect(slips('payments', 'database', 3)).toBe(4);
  });

  it('are counted as a table over all letters counts them, whatever the words', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 1, max: 3 }), (a, b, most) => {
        expect(slips(a, b, most)).toBe(Math.min(most + 1, slipsByTable(a, b)));
        if (slipsByTable(a, b) <= most) expect(farApart(lettersIn(a), lettersIn(b), most)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('split words that were written together, and keep the whole beside the parts', () => {
    expect(wordsOf('StudioVault: HTTPErrors, R2 & Größe')).toEqual([
      'studio',
      'vault',
      'http',
      'errors',
      'r2',
      'große',
    ]);
    expect(joinedWordsOf('StudioVault down')).toEqual(['studiovault', 'down']);
  });

  it('never outrank a page whose alert was typed letter by letter', () => {
    for (const [alert, id] of book.alerts) expect(first(alert, 1), alert).toEqual([`/runbooks/${id}/`]);
  });

  it('are corrected only where nobody writes them so', () => {
    expect(rankNames(index, 'paymnets down').corrected).toBe('payments down');
    expect(rankNames(index, 'payments down').corrected).toBe('payments down');
  });
});

describe('facets and memory', () => {
  it('[G34] keep only pages with the chosen kind, domain, severity and freshness', () => {
    const { hits } = rankNames(index, 'rollback', { kind: 'Runbook', domain: 'StudioVault' });
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.every(({ page }) => page.url.startsWith('/runbooks/studiovault/'))).toBe(true);
    const fresh = index.pages.filter((page) => page.freshness !== null);
    expect(fresh.length).toBeGreaterThan(40);
    const never = rankNames(index, 'down', { freshness: 'never reviewed' }).hits;
    expect(never.every(({ page }) => page.freshness === 'never reviewed')).toBe(true);
    expect(() => rankNames(index, 'down', { colour: 'red' })).toThrow(/facet/);
  });

  it('let what was opened lately decide between pages that fit alike, and nothing else', () => {
    const [one, other] = first('rollback', 2);
    expect(rankNames(index, 'rollback', {}, [other as string]).hits[0]?.page.url).toBe(other);
    expect(rankNames(index, 'PaymentsDown', {}, [one as string]).hits[0]?.page.url).toBe(
      '/runbooks/studiovault/PaymentsDown/',
    );
  });
});

/** Slips between two words by the whole table, one cell a pair of beginnings. */
function slipsByTable(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      (table[i] as number[])[j] = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? at(i - 2, j - 2) + 1 : Infinity,
      );
    }
  }
  return at(a.length, b.length);
}
