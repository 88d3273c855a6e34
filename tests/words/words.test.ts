import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/words/catalog.ts';
import { en } from '../../src/words/languages/en.ts';
import { CATALOGS, catalogGaps, LANGUAGES, wordsFor, wordsOf } from '../../src/words/words.ts';

const AT = Date.parse('2026-03-08T07:05:00Z');
const placeholders = (message: Message): string[] =>
  [...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

describe('words of the status site', () => {
  it('[S36] have the same keys and the same values in every language', () => {
    for (const language of LANGUAGES) {
      expect(catalogGaps(CATALOGS[language]), language).toEqual({ missing: [], unknown: [] });
      for (const key of Object.keys(en) as (keyof typeof en)[]) {
        const asked = new Set(placeholders(en[key]));
        expect(new Set(placeholders(CATALOGS[language][key])), `${language} ${key}`).toEqual(asked);
      }
    }
  });

  it('[S36] refuse a catalog that lacks a key, naming it', () => {
    const { today: _, ...rest } = en;
    expect(() => wordsOf('xx', rest)).toThrow(/lack today/);
    expect(() => wordsOf('xx', { ...en, tody: 'x' })).toThrow(/nobody asks for: tody/);
  });

  it('refuse a language that is not there, naming those that are', () => {
    expect(() => wordsFor('tlh')).toThrow(/speaks en, de, fr, es, ja/);
    expect(wordsFor('de-AT').language).toBe('de-AT');
  });

  it('refuse a sentence without its value instead of printing a gap', () => {
    const words = wordsFor('en');
    expect(() => words.say('since')).toThrow(/\{when\}/);
    expect(() => words.say('days')).toThrow(/\{count\}/);
  });

  it('[S36] write dates, numbers and lengths as the language does, always in UTC', () => {
    const written = Object.fromEntries(
      LANGUAGES.map((language) => {
        const words = wordsFor(language);
        return [
          language,
          [words.instant(AT), words.day(AT), words.percent(0.99987, 2), words.span(7_500_000)].map((text) =>
            text.replaceAll(/[\u00a0\u202f]/g, ' '),
          ),
        ];
      }),
    );
    expect(written).toEqual({
      en: ['Sun, 8 Mar 2026, 07:05 UTC', '8 Mar 2026', '99.98%', '2 hours 5 minutes'],
      de: ['So., 8. März 2026, 07:05 UTC', '8. März 2026', '99,98 %', '2 Stunden 5 Minuten'],
      fr: ['dim. 8 mars 2026, 07:05 UTC', '8 mars 2026', '99,98 %', '2 heures 5 minutes'],
      es: ['dom, 8 mar 2026, 07:05 UTC', '8 mar 2026', '99,98 %', '2 horas 5 minutos'],
      ja: ['2026年3月8日(日) 07:05 UTC', '2026年3月8日', '99.98%', '2 時間 5 分'],
    });
  });

  it('[S10] cut percentages and never round them up', () => {
    const words = wordsFor('en');
    expect([0.99999, 0.99995, 1, 0, null].map((ratio) => words.percent(ratio, 2))).toEqual([
      '99.99%',
      '99.99%',
      '100%',
      '0.00%',
      'no data',
    ]);
  });

  it('say how long ago, and never that something lies ahead', () => {
    const words = wordsFor('en');
    expect([0, 59_000, 61_000, 7_300_000, -5_000].map((ms) => words.age(AT - ms, AT))).toEqual([
      'now',
      'now',
      '1 min ago',
      '2 hr ago',
      'now',
    ]);
  });
});
