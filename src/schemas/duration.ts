import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
type DurationUnit = keyof typeof UNIT_MS;

/** A fixed length of time as people write it: `30s`, `15m`, `4h`, `7d`, `1w`. Months have no fixed length and are refused. */
export const Duration = z
  .string()
  .regex(/^[1-9]\d*(?:ms|s|m|h|d|w)$/, 'use a whole number and a unit (ms, s, m, h, d, w), such as 15m');

/** Length of a {@link Duration} in milliseconds. Throws `RangeError` on text that is not one. */
export function durationMs(text: string): number {
  const match = /^(\d+)(ms|s|m|h|d|w)$/.exec(text);
  if (!match) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * UNIT_MS[match[2] as DurationUnit];
}

const WORDS: Record<DurationUnit, [string, string]> = {
  ms: ['millisecond', 'milliseconds'],
  s: ['second', 'seconds'],
  m: ['minute', 'minutes'],
  h: ['hour', 'hours'],
  d: ['day', 'days'],
  w: ['week', 'weeks'],
};

/** A {@link Duration} in words: `15m` is "15 minutes". */
export function durationWords(text: string): string {
  const match = /^(\d+)(ms|s|m|h|d|w)$/.exec(text);
  if (!match) throw new RangeError(`not a duration: ${text}`);
  const count = Number(match[1]);
  return `${count} ${WORDS[match[2] as DurationUnit][count === 1 ? 0 : 1]}`;
}

/** Words that stand where a number could: how soon someone acts when no length of time is promised. */
export const TARGET_WORDS = ['immediate', 'business hours', 'next business day', 'as needed'] as const;
export type TargetWord = (typeof TARGET_WORDS)[number];

/**
 * How soon something is due: a duration, a bounded duration (`< 1h`, `<= 15m`), or a word of
 * {@link TARGET_WORDS}. The author's sign is kept, because "less than an hour" and "an hour" are
 * different promises.
 */
export const ResponseTarget = z.string().refine((text) => parseTarget(text) !== null, {
  error: `use a duration such as 15m, < 1h or <= 15m, or one of: ${TARGET_WORDS.join(', ')}`,
});

export type ParsedTarget =
  | { kind: 'duration'; bound: 'below' | 'at most' | 'in'; text: string; ms: number }
  | { kind: 'word'; word: TargetWord };

/** Reads a {@link ResponseTarget}; `null` when the text is none. */
export function parseTarget(text: string): ParsedTarget | null {
  if ((TARGET_WORDS as readonly string[]).includes(text)) return { kind: 'word', word: text as TargetWord };
  const match = /^(<=|<)?\s*([1-9]\d*(?:ms|s|m|h|d|w))$/.exec(text);
  if (!match) return null;
  const bound = match[1] === '<' ? 'below' : match[1] === '<=' ? 'at most' : 'in';
  const length = match[2] as string;
  return { kind: 'duration', bound, text: length, ms: durationMs(length) };
}

/** A {@link ResponseTarget} in words: `< 1h` is "under 1 hour", `<= 15m` is "at most 15 minutes". */
export function targetWords(text: string): string {
  const target = parseTarget(text);
  if (!target) throw new RangeError(`not a response target: ${text}`);
  if (target.kind === 'word') return target.word;
  const words = durationWords(target.text);
  return target.bound === 'below'
    ? `under ${words}`
    : target.bound === 'at most'
      ? `at most ${words}`
      : words;
}

const WORD_ORDER: Record<TargetWord, number> = {
  immediate: -1,
  'business hours': 1e15,
  'next business day': 1e15 + 1,
  'as needed': 1e15 + 2,
};

/** Sort key of a {@link ResponseTarget}: `immediate` first, lengths by length, open-ended words last. */
export function targetOrder(text: string): number {
  const target = parseTarget(text);
  if (!target) throw new RangeError(`not a response target: ${text}`);
  return target.kind === 'word' ? WORD_ORDER[target.word] : target.ms;
}
