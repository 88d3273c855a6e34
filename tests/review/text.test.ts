import { describe, expect, it } from 'vitest';
import { readReview } from '../../src/review/review.ts';
import { inert, LONGEST_COMMENT, MARKER, reviewText } from '../../src/review/text.ts';
import { QUIET } from './quiet.ts';

const finding = (file: string, message = 'is not so') =>
  ({ level: 'error', file, line: 3, rule: 'broken-link', message, suggestion: null }) as const;

describe('the text of a review', () => {
  it('begins with the marker by which it is found again', () => {
    expect(reviewText(QUIET).startsWith(`${MARKER}\n`)).toBe(true);
  });

  it('stays below what GitHub takes, and counts what is left out', () => {
    const findings = Array.from({ length: 3000 }, (_, n) => finding(`content/a${n}.mdx`, 'x'.repeat(1000)));
    const runbooks = Array.from({ length: 500 }, (_, n) => ({ id: `a/b${n}`, title: 'T', paths: ['p'] }));
    const text = reviewText(
      { ...QUIET, findings, runbooks },
      'https://github.test/a/b/actions/runs/1#artifacts',
    );
    expect(text.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    const shown = text.match(/^- error/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(50);
    expect(text).toContain(`… and ${3000 - shown} more that do not fit here`);
    expect(text).toContain('#### 500 runbooks to look at again');
    expect(text).toContain(
      '[The public page as it would be](https://github.test/a/b/actions/runs/1#artifacts)',
    );
  });

  it.each([
    ['@team/owners', /@[a-z]/],
    ['a@b.example', /@[a-z]/],
    ['#123', /#\d/],
    ['owner/repo#5', /#\d/],
    ['<!-- watchbook -->', /<!--|-->/],
    ['![x](http://x.example/y.png)', /!\[|http:\/\//],
    ['www.example.org', /www\./],
    ['&lt;script&gt;', /&lt;script/],
    ['a | b', /[^\\]\|/],
    ['0123456789abcdef0123456789abcdef01234567', /[0-9a-f]{7}/],
    ['a\u202eb\u0000c\nd', /[\p{Cf}\p{Cc}]/u],
    ['- [ ] done', /^- /],
    ['1. first', /^1\. /],
  ])('makes nothing of %j', (text, does) => {
    expect(text).toMatch(text === '&lt;script&gt;' ? /script/ : does);
    expect(inert(text)).not.toMatch(does);
  });

  it('keeps words as they are', () => {
    expect(inert('Payments answer, after 5 min: 99.9 % – gut')).toBe(
      'Payments answer, after 5 min: 99.9 % – gut',
    );
  });
});

describe('a review that was read from a file', () => {
  it('is the one that was written', () => {
    const review = { ...QUIET, findings: [finding('content/a.mdx')] };
    expect(readReview(JSON.stringify(review))).toEqual(review);
  });

  it.each([
    ['no JSON', '{', 'it is no JSON'],
    ['another version', JSON.stringify({ ...QUIET, version: 2 }), 'it is wrong at version'],
    ['more than it should have', JSON.stringify({ ...QUIET, body: '@all' }), 'it is wrong at its top'],
    [
      'a state that is none',
      JSON.stringify({ ...QUIET, page: { ...QUIET.page, added: [{ title: 'x', state: '**green**' }] } }),
      'it is wrong at page.added.0.state',
    ],
    [
      'a text without end',
      JSON.stringify({ ...QUIET, findings: [finding('x'.repeat(5000))] }),
      'it is wrong at findings.0.file',
    ],
  ])('is refused with the reason: %s', (_, text, reason) => {
    expect(readReview(text)).toBe(reason);
  });
});
