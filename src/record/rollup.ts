import type { Outcome } from '../schemas/vocabulary.ts';
import { OUTCOMES } from '../schemas/vocabulary.ts';
import type { Month } from './format.ts';
import { DAY_MS, dayOf, escapeText, OUTCOME_LETTERS, unescapeText } from './format.ts';
import type { Series } from './read.ts';
import type { LatencyCounts } from './sketch.ts';
import { countLatencies } from './sketch.ts';

/** First word and version of every rollup file. */
export const ROLLUP_FORMAT = 'watchbook-rollup 1';

/** Intervals for which one look speaks at most; the rest of the time to the next look is unknown. */
export const HOLD_INTERVALS = 1.5;

/** From an instant of the day (epoch milliseconds) on, what was observed. */
export interface StateChange {
  readonly from: number;
  readonly state: Outcome;
}

/** What one location saw of one probe on one UTC day. */
export interface RollupDay {
  /** `2026-11-21`. */
  readonly day: string;
  readonly probe: string;
  readonly location: string;
  /** Interval of the probe with which the times were counted, milliseconds. */
  readonly intervalMs: number;
  /** Looks that started on the day. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Observed time in milliseconds; together the part of the day that had passed. `unknown` is unobserved. */
  readonly ms: Readonly<Record<Outcome, number>>;
  /** The observed state and its changes, from the start of the day; no two neighbours are the same. */
  readonly states: readonly StateChange[];
  /** Latencies of looks that were up or degraded and timed. */
  readonly latencies: LatencyCounts;
}

/**
 * Rolls the looks of one series up by UTC day, for every day of `from` to `to` (epoch milliseconds, `from` at
 * the start of a day, `to` not after now) on which something was seen. A look speaks from its start to the next
 * one, for at most {@link HOLD_INTERVALS} intervals, also over midnight; so give it looks from before `from`.
 */
export function rollUp(series: Series, intervalMs: number, from: number, to: number): RollupDay[] {
  const hold = intervalMs * HOLD_INTERVALS;
  const days: RollupDay[] = [];
  let i = 0;
  for (let start = from; start < to; start += DAY_MS) {
    const end = Math.min(start + DAY_MS, to);
    while (i < series.length && series.at(i) < start) i += 1;
    const { day, next } = rollDay(series, i, hold, start, end);
    i = next;
    if (day)
      days.push({ day: dayOf(start), probe: series.probe, location: series.location, intervalMs, ...day });
  }
  return days;
}

function rollDay(
  series: Series,
  first: number,
  hold: number,
  start: number,
  end: number,
): { day: Pick<RollupDay, 'counts' | 'ms' | 'states' | 'latencies'> | null; next: number } {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 } satisfies Record<Outcome, number>;
  const ms = { up: 0, degraded: 0, down: 0, unknown: 0 } satisfies Record<Outcome, number>;
  const states: StateChange[] = [];
  const latencies: number[] = [];
  let cursor = start;
  const put = (until: number, state: Outcome) => {
    if (until <= cursor) return;
    if (states.at(-1)?.state !== state) states.push({ from: cursor, state });
    ms[state] += until - cursor;
    cursor = until;
  };
  let seen = false;
  let i = Math.max(0, first - 1);
  for (let at = 0, next = i < series.length ? series.at(i) : Number.POSITIVE_INFINITY; next < end; i += 1) {
    at = next;
    next = i + 1 < series.length ? series.at(i + 1) : Number.POSITIVE_INFINITY;
    const outcome = series.outcome(i);
    const until = Math.min(next, at + hold, end);
    if (until > cursor) {
      put(at, 'unknown');
      put(until, outcome);
      seen = true;
    }
    if (at < start) continue;
    seen = true;
    counts[outcome] += 1;
    const latency = series.latency(i);
    if (latency !== null && (outcome === 'up' || outcome === 'degraded')) latencies.push(latency);
  }
  if (!seen) return { day: null, next: i };
  put(end, 'unknown');
  return { day: { counts, ms, states, latencies: countLatencies(latencies) }, next: i };
}

/** The usual time from look to look in milliseconds, for a probe whose interval nobody knows any more; 0 without two looks. */
export function usualInterval(series: Series): number {
  const gaps = Float64Array.from(
    { length: Math.min(Math.max(series.length - 1, 0), 200) },
    (_, i) => series.at(i + 1) - series.at(i),
  ).sort();
  return gaps[Math.floor(gaps.length / 2)] ?? 0;
}

/** The text of the rollup file of a month; one line for each day and probe, in that order. */
export function formatRollup({ month, location }: Month, days: readonly RollupDay[]): string {
  const sorted = [...days].sort((a, b) =>
    a.day === b.day ? (a.probe < b.probe ? -1 : 1) : a.day < b.day ? -1 : 1,
  );
  return [`${ROLLUP_FORMAT} ${month} ${location}`, ...sorted.map(formatDay), ''].join('\n');
}

function formatDay({ day, probe, intervalMs, counts, ms, states, latencies }: RollupDay): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  let before = 0;
  const steps = latencies.map(([value, count]) => {
    const step = value - before;
    before = value;
    return count === 1 ? `${step}` : `${step}*${count}`;
  });
  return [
    day,
    escapeText(probe),
    intervalMs / 1000,
    OUTCOMES.map((outcome) => counts[outcome]).join(' '),
    OUTCOMES.map((outcome) => ms[outcome] / 1000).join(' '),
    states.map(({ from, state }) => `${(from - start) / 1000}${OUTCOME_LETTERS[state]}`).join(' '),
    steps.join(' '),
  ].join('\t');
}

/** Reads the text of a rollup file. Throws `RangeError` naming the line that is none: half a month is no month. */
export function parseRollup(text: string, file: string, { month, location }: Month): RollupDay[] {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== `${ROLLUP_FORMAT} ${month} ${location}` || lines.at(-1) !== '') {
    throw new RangeError(
      `${file}: not a whole rollup of ${month} from ${location}; make it again with record -- compact`,
    );
  }
  return lines.slice(1, -1).map((line, index) => {
    const parsed = parseDayLine(line, location);
    if (!parsed?.day.startsWith(`${month}-`)) {
      throw new RangeError(`${file}:${index + 2}: not a day of a probe; compare it with docs/record.md`);
    }
    return parsed;
  });
}

function parseDayLine(line: string, location: string): RollupDay | null {
  const cells = line.split('\t');
  const [day = '', id = '', interval = '', counts = '', seconds = '', states = '', latencies = ''] = cells;
  const probe = unescapeText(id);
  const start = Date.parse(`${day}T00:00:00Z`);
  if (cells.length !== 7 || probe === null || Number.isNaN(start)) return null;
  const changes = listOf(states).map((each) => {
    const state = OUTCOMES.find((outcome) => OUTCOME_LETTERS[outcome] === each.at(-1));
    return state ? { from: start + Number(each.slice(0, -1)) * 1000, state } : null;
  });
  let value = 0;
  const sums = listOf(latencies).map((each) => {
    const [step, count = '1'] = each.split('*');
    value += Number(step);
    return [value, Number(count)] as const;
  });
  const numbers = [Number(interval), ...sums.flat(), ...changes.map((each) => each?.from ?? Number.NaN)];
  const [countOf, secondsOf] = [byOutcome(counts, 1), byOutcome(seconds, 1000)];
  if (!countOf || !secondsOf || numbers.some(Number.isNaN)) return null;
  return {
    day,
    probe,
    location,
    intervalMs: Number(interval) * 1000,
    counts: countOf,
    ms: secondsOf,
    states: changes as StateChange[],
    latencies: sums,
  };
}

function listOf(cell: string): string[] {
  return cell === '' ? [] : cell.split(' ');
}

function byOutcome(cell: string, factor: number): Record<Outcome, number> | null {
  const values = cell.split(' ').map(Number);
  if (values.length !== OUTCOMES.length || values.some(Number.isNaN)) return null;
  return Object.fromEntries(
    OUTCOMES.map((outcome, i) => [outcome, (values[i] as number) * factor]),
  ) as Record<Outcome, number>;
}
