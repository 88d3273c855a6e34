import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { FIXED_PAGES } from '../../src/lint/rules/text.ts';
import { lintBook, RULES } from '../../src/lint/run.ts';
import { routesFor } from '../../src/site/routes.ts';
import { assembled, smallBook } from '../book/made.ts';
import { CASES } from './cases.ts';

const TODAY = '2026-11-21';

describe('the rules', () => {
  it('[G04] have, every one of them, a book in which they complain and one in which they do not', () => {
    const lacking = RULES.filter(({ id }) => {
      const cases = CASES[id] ?? [];
      return (
        !cases.some(({ expected }) => expected.length > 0) ||
        !cases.some(({ expected }) => expected.length === 0)
      );
    });
    expect(lacking.map(({ id }) => id)).toEqual([]);
    expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it('say in a sentence why they exist', () => {
    for (const { id, reason } of RULES) expect(reason, id).toMatch(/^[A-Z].{30,}\.$/);
  });

  it('have nothing to say of the small book', () => {
    expect(lintBook(assembled(), TODAY)).toEqual([]);
  });

  it('come out in order of file, line and column, whatever rule found them', () => {
    const files = smallBook({
      'guides/acme/basics.mdx': `${smallBook().get('guides/acme/basics.mdx')}[b](#b)\n<Asid/> [a](#a)\n`,
      'zebra/x.yaml': '',
    });
    const found = lintBook(assembleBook(files), TODAY).map(
      ({ file, line, column }) => `${file}:${line}:${column}`,
    );
    expect(found).toEqual([
      'content/guides/acme/basics.mdx:7:1',
      'content/guides/acme/basics.mdx:8:1',
      'content/guides/acme/basics.mdx:8:9',
      'content/zebra/x.yaml:1:1',
    ]);
  });
});

describe.each(Object.entries(CASES))('%s', (rule, cases) => {
  it.each(
    cases.map(
      (one) => [`${one.expected.length > 0 ? 'complains about' : 'accepts'} ${one.name}`, one] as const,
    ),
  )('%s', (_, { files, expected, observed }) => {
    const found = lintBook(assembleBook(files), TODAY, observed).filter((finding) => finding.rule === rule);
    expect(
      found.map(
        ({ file, line, column, suggestion }) =>
          `${file}:${line}:${column}${suggestion === null ? '' : ` (${suggestion})`}`,
      ),
    ).toEqual(expected.map((place) => `content/${place}`));
    for (const finding of found) expect(finding.level).toBe(RULES.find(({ id }) => id === rule)?.level);
    if (expected.length === 0)
      expect(lintBook(assembleBook(files), TODAY).filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a secret', () => {
  it('[K61] is never repeated in the finding that reports it', () => {
    for (const { files, expected } of CASES['secret-value'] ?? []) {
      if (expected.length === 0) continue;
      const text = JSON.stringify(lintBook(assembleBook(files), TODAY));
      for (const part of ['hunter2', 'ABCDEFGHIJKLMNOP', 'aaaaaaaaaaaa']) expect(text).not.toContain(part);
    }
  });
});

describe('a complaint of the parser', () => {
  it('counts lines from the top of the file, also inside its words', () => {
    const { files } =
      CASES['text-syntax']?.find(({ name }) => name.includes('never closed') && name.includes('element')) ??
      {};
    const found = lintBook(assembleBook(files ?? new Map()), TODAY);
    expect(found.map(({ message }) => message)).toEqual([
      'Expected a closing tag for `<Aside>` (7:6-7:13) before the end of `paragraph`',
    ]);
  });
});

describe('pages that texts may link to', () => {
  it('are pages that the internal site has', () => {
    const routes = routesFor('internal').map(({ pattern }) => (pattern === '/' ? '/' : `${pattern}/`));
    for (const page of FIXED_PAGES) expect(routes).toContain(page);
  });
});
