import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Duration,
  durationMs,
  durationWords,
  parseTarget,
  ResponseTarget,
  TARGET_WORDS,
  targetOrder,
  targetWords,
} from '../../src/schemas/duration.ts';

const MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const unit = fc.constantFrom(...(Object.keys(MS) as (keyof typeof MS)[]));
const count = fc.integer({ min: 1, max: 100_000 });

describe('a duration', () => {
  it('[K07] keeps count and unit, in milliseconds and in words', () => {
    fc.assert(
      fc.property(count, unit, (number, name) => {
        const text = `${number}${name}`;
        expect(Duration.parse(text)).toBe(text);
        expect(durationMs(text)).toBe(number * MS[name]);
        expect(durationWords(text)).toMatch(
          new RegExp(`^${number} (?:milliseconds?|seconds?|minutes?|hours?|days?|weeks?)$`),
        );
        expect(durationWords(text).endsWith('s')).toBe(number !== 1);
      }),
    );
  });

  it.each([
    '',
    '15',
    'm',
    '0m',
    '015m',
    '-5m',
    '1.5h',
    '15 m',
    '15min',
    '1M',
    '1mo',
    '1y',
    '1m30s',
    ' 1m',
    '1m\n',
  ])('refuses %j', (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
  });

  it('throws on text that is none, instead of counting it as nothing', () => {
    expect(() => durationMs('soon')).toThrow(RangeError);
    expect(() => durationWords('')).toThrow(RangeError);
  });
});

describe('a response target', () => {
  it.each([
    ['immediate', 'immediate', { kind: 'word', word: 'immediate' }],
    ['business hours', 'business hours', { kind: 'word', word: 'business hours' }],
    ['next business day', 'next business day', { kind: 'word', word: 'next business day' }],
    ['as needed', 'as needed', { kind: 'word', word: 'as needed' }],
    ['15m', '15 minutes', { kind: 'duration', bound: 'in', text: '15m', ms: 900_000 }],
    ['< 1h', 'under 1 hour', { kind: 'duration', bound: 'below', text: '1h', ms: 3_600_000 }],
    ['<= 15m', 'at most 15 minutes', { kind: 'duration', bound: 'at most', text: '15m', ms: 900_000 }],
    ['<= 1w', 'at most 1 week', { kind: 'duration', bound: 'at most', text: '1w', ms: 604_800_000 }],
  ])('[K07] %s is kept as written and read as "%s"', (text, words, parsed) => {
    expect(ResponseTarget.parse(text)).toBe(text);
    expect(parseTarget(text)).toEqual(parsed);
    expect(targetWords(text)).toBe(words);
  });

  it('[K07] has every word of the vocabulary', () => {
    for (const word of TARGET_WORDS) expect(targetWords(word)).toBe(word);
  });

  it.each(['asap', 'Immediate', 'next day', '> 1h', '=15m', '< soon', '< 1.5h', '<= 1 h', ''])(
    '[K07] refuses %j, here and in the schema',
    (text) => {
      expect(parseTarget(text)).toBeNull();
      expect(ResponseTarget.safeParse(text).success).toBe(false);
      expect(() => targetWords(text)).toThrow(RangeError);
      expect(() => targetOrder(text)).toThrow(RangeError);
    },
  );

  it('[K07] sorts at once before any length, lengths by length, open ends last', () => {
    const wanted = [
      'immediate',
      '5m',
      '< 15m',
      '1h',
      '<= 24h',
      '1w',
      'business hours',
      'next business day',
      'as needed',
    ];
    expect([...wanted].reverse().sort((a, b) => targetOrder(a) - targetOrder(b))).toEqual(wanted);
  });
});
