import { formatPercent } from '../status/uptime.ts';
import type { Catalog, Key, Message } from './catalog.ts';
import { de } from './languages/de.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fr } from './languages/fr.ts';
import { ja } from './languages/ja.ts';

/** Languages that the status site speaks, by their BCP 47 language subtag. */
export const CATALOGS = { en, de, fr, es, ja } as const satisfies Record<string, Catalog>;
export type Language = keyof typeof CATALOGS;

/** What a page says, in its language. Times are UTC and say so; dates, numbers and lists are formed by `Intl`. */
export interface Words {
  /** The `lang` of the page: as configured, region included. */
  readonly language: string;
  /** A sentence with its values. Throws `RangeError` for a key or a value that is missing. */
  say(key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** An instant (milliseconds): `Sat, 21 Nov 2026, 12:00 UTC`. */
  instant(at: number): string;
  /** A day in UTC: `21 Nov 2026`. */
  day(at: number): string;
  /** A month in UTC: `November 2026`. */
  month(at: number): string;
  /** A length of time in its two largest units, rounded down: `2 hours 5 minutes`; `0 seconds` for nothing. */
  span(ms: number): string;
  /** The same where there is little room: `2h 5m`. */
  briefSpan(ms: number): string;
  /** How long ago: `5 min ago`, or `just now` below one minute. Later than `now` counts as just now. */
  age(at: number, now: number): string;
  number(value: number): string;
  /** A share from 0 to 1 as a percentage, rounded down; the words for no data when it is null. */
  percent(ratio: number | null, decimals?: number): string;
  /** Milliseconds of a response time: `312 ms`; a dash when there is none. */
  ms(value: number | null): string;
  /** A heading as it stands inside a sentence: with a small letter, but in languages whose nouns keep theirs. */
  inSentence(text: string): string;
  /** `a, b and c`. */
  list(names: readonly string[]): string;
}

/** The languages in words, for error messages. */
export const LANGUAGES = Object.keys(CATALOGS) as Language[];

/**
 * Words of a BCP 47 language: its own catalog, or that of its language without region. Throws `RangeError`
 * with the languages there are for any other, and when a catalog lacks a key.
 */
export function wordsFor(language: string): Words {
  const found = LANGUAGES.find((known) => language === known || language.startsWith(`${known}-`));
  if (!found) {
    throw new RangeError(
      `no words in "${language}"; the status site speaks ${LANGUAGES.join(', ')} (src/words/languages/)`,
    );
  }
  return wordsOf(language, CATALOGS[found]);
}

/** Keys that a catalog lacks, and keys that English does not have. */
export function catalogGaps(catalog: Readonly<Record<string, Message>>): {
  missing: string[];
  unknown: string[];
} {
  return {
    missing: Object.keys(en).filter((key) => !Object.hasOwn(catalog, key)),
    unknown: Object.keys(catalog).filter((key) => !Object.hasOwn(en, key)),
  };
}

/** {@link Words} over a given catalog. Throws `RangeError` naming every key that it lacks. */
export function wordsOf(language: string, catalog: Readonly<Record<string, Message>>): Words {
  const { missing, unknown } = catalogGaps(catalog);
  if (missing.length > 0) throw new RangeError(`the words in "${language}" lack ${missing.join(', ')}`);
  if (unknown.length > 0) {
    throw new RangeError(`the words in "${language}" have keys nobody asks for: ${unknown.join(', ')}`);
  }
  // English without a region writes dates as Americans do; most readers of a status page are not.
  const locale = language === 'en' ? 'en-GB' : language;
  const plural = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const form = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const instants = form({
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const dayForm = form({ year: 'numeric', month: 'short', day: 'numeric' });
  const monthForm = form({ year: 'numeric', month: 'long' });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'short', numeric: 'auto' });
  // A formatter costs a thousand times what a number does, and a build forms a hundred thousand of them.
  const formatters = new Map<string, Intl.NumberFormat>();
  const formatter = (options: Intl.NumberFormatOptions) => {
    const key = Object.values(options).join(' ');
    const known = formatters.get(key) ?? new Intl.NumberFormat(locale, options);
    formatters.set(key, known);
    return known;
  };
  const unit = (value: number, name: string, unitDisplay: 'long' | 'narrow') =>
    formatter({ style: 'unit', unit: name, unitDisplay }).format(value);

  const span = (ms: number, display: 'long' | 'narrow'): string =>
    spanParts(ms)
      .map(([value, name]) => unit(value, name, display))
      .join(' ');
  return {
    language,
    say: (key, values = {}) =>
      fill(key, choose(key, catalog[key] as Message, values, plural), values, numbers),
    instant: (at) => `${instants.format(at)} UTC`,
    day: (at) => dayForm.format(at),
    month: (at) => monthForm.format(at),
    span: (ms) => span(ms, 'long'),
    briefSpan: (ms) => span(ms, 'narrow'),
    age: (at, now) => {
      const [value, name] = spanParts(now - at)[0] as [number, Intl.RelativeTimeFormatUnit];
      return now - at < 60_000 ? relative.format(0, 'second') : relative.format(-value, name);
    },
    number: (value) => numbers.format(value),
    percent: (ratio, decimals = 2) => {
      if (ratio === null) return fill('noData', catalog.noData as string, {}, numbers);
      const cut = formatPercent(ratio, decimals);
      const shown = cut === '100%' ? 0 : decimals;
      return formatter({
        style: 'percent',
        minimumFractionDigits: shown,
        maximumFractionDigits: shown,
      }).format(Number(cut.slice(0, -1)) / 100);
    },
    ms: (value) => (value === null ? '–' : `${numbers.format(Math.round(value))} ms`),
    inSentence: (text) =>
      language === 'de' || language.startsWith('de-')
        ? text
        : text.charAt(0).toLocaleLowerCase(locale) + text.slice(1),
    list: (names) => lists.format(names),
  };
}

function choose(
  key: string,
  message: Message,
  values: Readonly<Record<string, string | number>>,
  plural: Intl.PluralRules,
): string {
  if (typeof message === 'string') return message;
  const { count } = values;
  if (typeof count !== 'number') throw new RangeError(`"${key}" depends on {count}, and none was given`);
  const category = plural.select(count);
  return (category in message ? message[category as keyof typeof message] : undefined) ?? message.other;
}

function fill(
  key: string,
  text: string,
  values: Readonly<Record<string, string | number>>,
  numbers: Intl.NumberFormat,
): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new RangeError(`"${key}" needs {${name}}, and none was given`);
    return typeof value === 'number' ? numbers.format(value) : value;
  });
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** The two largest units of a length that are not zero, rounded down. */
function spanParts(ms: number): [number, string][] {
  let rest = Math.max(0, ms);
  const parts: [number, string][] = [];
  for (const [name, size] of STEPS) {
    const value = Math.floor(rest / size);
    rest -= value * size;
    if (value > 0) parts.push([value, name]);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length > 0 ? parts : [[0, 'second']];
}
