import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/book/finding.ts';
import { formatAnnotation, formatFinding, formatJson, summarise } from '../../src/lint/report.ts';

const error: Finding = {
  file: 'content/a.mdx',
  line: 3,
  column: 7,
  rule: 'broken-link',
  level: 'error',
  message: 'no page has the path /x/',
  suggestion: '/y/',
};
const note: Finding = {
  ...error,
  rule: 'empty-collection',
  level: 'note',
  message: 'no entry',
  suggestion: null,
};
const warning: Finding = { ...note, level: 'warning' };

describe('a finding on a line', () => {
  it.each([
    [error, 'content/a.mdx:3:7  broken-link  no page has the path /x/  (did you mean /y/?)'],
    [note, 'content/a.mdx:3:7  empty-collection  note: no entry'],
    [warning, 'content/a.mdx:3:7  empty-collection  warning: no entry'],
  ])('names place, rule, level and suggestion: %#', (finding, line) => {
    expect(formatFinding(finding)).toBe(line);
  });
});

describe('a finding as annotation', () => {
  it.each([
    [
      error,
      '::error file=content/a.mdx,line=3,col=7,title=broken-link::no page has the path /x/ Did you mean /y/?',
    ],
    [note, '::notice file=content/a.mdx,line=3,col=7,title=empty-collection::no entry'],
    [warning, '::warning file=content/a.mdx,line=3,col=7,title=empty-collection::no entry'],
  ])('[G04] carries its line for GitHub: %#', (finding, line) => {
    expect(formatAnnotation(finding)).toBe(line);
  });

  it('cannot be ended or faked by what people write', () => {
    const finding: Finding = {
      ...error,
      file: 'a,line=9:b%.mdx',
      message: 'one\r\n::warning::two 100%',
      suggestion: null,
    };
    expect(formatAnnotation(finding)).toBe(
      '::error file=a%2Cline=9%3Ab%25.mdx,line=3,col=7,title=broken-link::one%0D%0A::warning::two 100%25',
    );
  });
});

describe('findings as JSON', () => {
  it('[G04] always have the same keys in the same order', () => {
    expect(formatJson([note, error])).toBe(
      JSON.stringify(
        {
          version: 1,
          errors: 1,
          warnings: 0,
          notes: 1,
          findings: [note, error],
        },
        null,
        2,
      ),
    );
    expect(Object.keys(JSON.parse(formatJson([])))).toEqual([
      'version',
      'errors',
      'warnings',
      'notes',
      'findings',
    ]);
  });
});

describe('the last line', () => {
  it.each([
    [[], 1, '1 entry checked: nothing to mend'],
    [[], 12, '12 entries checked: nothing to mend'],
    [[error], 12, '12 entries checked: 1 error'],
    [[note, error, error, warning], 12, '12 entries checked: 2 errors, 1 warning, 1 note'],
  ])('counts: %#', (findings, entries, line) => {
    expect(summarise(findings, entries)).toBe(line);
  });
});
