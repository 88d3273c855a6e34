import { describe, expect, it } from 'vitest';
import { COMPARISONS, type Limit, STATISTICS, UNITS } from '../../src/schemas/vocabulary.ts';
import { updatedCell } from '../../src/views/domain-document.ts';
import { factWords } from '../../src/views/fact-words.ts';
import { maybe, several, unknown } from '../../src/views/model.ts';
import { counted, increaseWords, limitWords, sentenceCase, withUnit } from '../../src/views/words.ts';
import { NOW } from './made.ts';

describe('a limit in words', () => {
  it.each<[Limit, string]>([
    [{ is: 'below', value: 200, unit: 'ms', statistic: 'p95' }, '< 200 ms (p95)'],
    [{ is: 'below', value: 200, unit: 'ms', statistic: 'mean' }, '< 200 ms (average)'],
    [{ is: 'below', value: 300, unit: 'ms', statistic: 'unspecified' }, '< 300 ms (statistic not stated)'],
    [{ is: 'at least', value: 99, unit: 'percent', openEnded: true }, '≥ 99 % or more'],
    [{ is: 'at least', value: 99.99, unit: 'percent' }, '≥ 99.99 %'],
    [{ is: 'above', value: 100, unit: 'jobs' }, '> 100 jobs'],
    [{ is: 'exactly', value: 0, unit: 'count' }, '= 0'],
    [{ is: 'at most', value: 1000, unit: 'iops' }, '≤ 1000 IOPS'],
  ])('[K15] %j', (limit, words) => {
    expect(limitWords(limit)).toBe(words);
  });

  it('differs for every comparison, statistic and unit that has a word of its own', () => {
    const limit = { is: 'below', value: 5, unit: 'ms' } as const;
    expect(new Set(COMPARISONS.map((is) => limitWords({ ...limit, is }))).size).toBe(COMPARISONS.length);
    expect(new Set(STATISTICS.map((statistic) => limitWords({ ...limit, statistic }))).size).toBe(
      STATISTICS.length,
    );
    for (const unit of UNITS) expect(withUnit(5, unit)).toMatch(/^5(?: \S.*)?$/);
  });

  it('[K47] of growth says what it grows by and cannot be read as a value', () => {
    expect(increaseWords({ is: 'above', value: 5, unit: 'percent' })).toBe('more than +5 %');
    expect(increaseWords({ is: 'above', value: 100, unit: 'ms' })).toBe('more than +100 ms');
  });
});

describe('a typed value in a sentence', () => {
  it.each([
    ['4h', '4 hours'],
    ['< 1h', 'under 1 hour'],
    ['next business day', 'next business day'],
    ['plain text', 'plain text'],
    [35, '35'],
    [true, 'true'],
    [['15m', '1h'], '15 minutes, 1 hour'],
    [{ is: 'below', value: 70, unit: 'percent' }, '< 70 %'],
    [{ id: 'x', name: 'Its name' }, 'Its name'],
  ])('%j is said as "%s"', (value, words) => {
    expect(factWords(value)).toMatchObject({ kind: 'plain', text: words });
  });

  it.each([null, undefined])('[K04] %s is not known, and is not a zero', (value) => {
    expect(factWords(value)).toEqual(unknown('not set'));
  });

  it('cannot be a group of fields without a name', () => {
    expect(() => factWords({ rto: '4h', rpo: '1h' })).toThrow(/rto, rpo/);
  });
});

describe('a date as exact as it was given', () => {
  it.each([
    ['2025-12-27', '2025-12-27', 'plain'],
    ['2025-01', 'January 2025', 'plain'],
    ['2025-12', 'December 2025', 'plain'],
    ['2025', '2025', 'plain'],
    [null, 'no date given', 'unknown'],
  ])('[K02] %s stays %s', (given, text, kind) => {
    expect(updatedCell(given, NOW)).toMatchObject({ text, kind });
  });

  it('[K02] says in its age, too, that the day of a month is not known', () => {
    expect(updatedCell('2025-01', NOW).note).toContain('the day is not known');
    expect(updatedCell('2025-12-27', NOW).note).not.toContain('not known');
    expect(JSON.stringify(updatedCell('2025-01', NOW))).not.toContain('2025-01-01');
  });

  it('[K02] has an age that depends on nothing but the clock it is given', () => {
    expect(updatedCell('2025-12-27', NOW)).toEqual(updatedCell('2025-12-27', NOW));
    expect(updatedCell('2025-12-27', NOW).note).not.toBe(
      updatedCell('2025-12-27', NOW + 90 * 86_400_000).note,
    );
  });
});

describe('small words', () => {
  it('count, begin sentences and gather cells', () => {
    expect([counted(1, 'look'), counted(0, 'look'), counted(2, 'entry', 'entries')]).toEqual([
      '1 look',
      '0 looks',
      '2 entries',
    ]);
    expect(sentenceCase('at most 5')).toBe('At most 5');
    expect(several([maybe('a'), maybe(null)])).toMatchObject({
      text: 'a, N/A',
      items: [{ kind: 'plain' }, { kind: 'unknown' }],
    });
  });
});
