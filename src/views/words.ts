import type { Limit, Unit } from '../schemas/vocabulary.ts';

const SUFFIX: Record<Unit, string> = {
  percent: ' %',
  'percentage points': ' percentage points',
  ms: ' ms',
  s: ' s',
  minutes: ' min',
  hours: ' h',
  days: ' days',
  count: '',
  jobs: ' jobs',
  'requests per second': ' requests per second',
  'transactions per minute': ' transactions per minute',
  iops: ' IOPS',
  score: '',
  money: '',
  months: ' months',
  'yes/no': '',
};

/** A number with its unit: `99.99 %`, `300 ms`, `100 jobs`. */
export function withUnit(value: number, unit: Unit): string {
  return `${value}${SUFFIX[unit]}`;
}

const SIGN = {
  below: '<',
  'at most': '≤',
  above: '>',
  'at least': '≥',
  exactly: '=',
} as const satisfies Record<Limit['is'], string>;

/** A limit in short form: `< 200 ms (p95)`, `≥ 99 %`. The statistic is named even where it is not known. */
export function limitWords(limit: Limit): string {
  const statistic =
    limit.statistic === undefined
      ? ''
      : limit.statistic === 'unspecified'
        ? ' (statistic not stated)'
        : limit.statistic === 'mean'
          ? ' (average)'
          : ` (${limit.statistic})`;
  return `${SIGN[limit.is]} ${withUnit(limit.value, limit.unit)}${limit.openEnded ? ' or more' : ''}${statistic}`;
}

/** A growth limit: `+5 %`, `+100 ms`. */
export function increaseWords(limit: Limit): string {
  return `more than +${withUnit(limit.value, limit.unit)}`;
}

/** First letter in upper case; the rest as it is. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `2 probes`, `1 probe`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
