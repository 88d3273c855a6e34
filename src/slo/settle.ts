import { clipIntervals, type Interval, totalMs } from '../calendar/interval.ts';
import type { Slo } from '../schemas/slo.ts';
import type { VisitPiece } from '../status/coverage.ts';
import { firstAtOrAfter } from '../status/looks.ts';
import { type Accounted, walkAccounted } from '../status/planned.ts';
import type { Segment } from '../status/vote.ts';
import { methodOf, type SliMethod, type SliUnit, unitOf } from './indicator.ts';
import type { Ledger } from './ledger.ts';
import { countSlices } from './slices.ts';

/** Good and bad in one unit. `good + bad = total`. */
export interface Tally {
  readonly good: number;
  readonly bad: number;
  readonly total: number;
}

/** Good and bad of a window. Amounts are in `unit`; `time` and `looks` say the same of both, whatever the method. */
export interface Measurement extends Tally {
  readonly method: SliMethod;
  readonly unit: SliUnit;
  /** By time, milliseconds; empty where figures were written down by people. */
  readonly time: Tally;
  /** By looks, or events where people wrote them down. */
  readonly looks: Tally;
  /** Bad looks, whatever the method; a single one is too little to alert on. */
  readonly badLooks: number;
  /** Time for which some probe's look speaks, planned work left out unless it is counted; milliseconds. */
  readonly observedMs: number;
  /** Planned work in the window, milliseconds; 0 when the policy is `count`. */
  readonly maintenanceMs: number;
  /** Looks that went into it. */
  readonly sampleCount: number;
  /** False where a rolled-up day was cut by the window or by planned work, so that its looks are left out or uncertain. */
  readonly exact: boolean;
}

/** Settles a window of a ledger; `maintenance` is the policy of the SLO unless another is asked for. */
export function settle(
  ledger: Ledger,
  window: Interval,
  maintenance: Slo['maintenance'] = ledger.measured.maintenance,
): Measurement {
  const { measured } = ledger;
  const work = maintenance === 'count' ? [] : workIn(ledger, window);
  const time = { good: 0, bad: 0, unknown: 0 };
  const walk = accounted(ledger, window, work, maintenance);
  walk((from, to, state) => {
    if (state === 'up') time.good += to - from;
    else if (state === 'down') time.bad += to - from;
    else time.unknown += to - from;
  });
  let observedMs = 0;
  walkAccounted(piecesOf(ledger.observed, window), work, (from, to, what) => {
    if (what === 'up') observedMs += to - from;
  });
  const byTime = tally(time.good, time.bad + (measured.noData === 'bad' ? time.unknown : 0));
  const counted = countLooks(ledger, window, work, maintenance);
  const missed = measured.noData === 'bad' ? missedLooks(ledger, time.unknown) : 0;
  const looks = tally(counted.good, counted.bad + missed);
  const unit = unitOf(measured);
  return {
    method: methodOf(measured),
    unit,
    ...(unit === 'ms' ? byTime : unit === 'looks' ? looks : countSlices(measured, walk, window)),
    time: byTime,
    looks,
    badLooks: counted.bad,
    observedMs,
    maintenanceMs: totalMs(work),
    sampleCount: counted.good + counted.bad,
    exact: counted.exact,
  };
}

/** Planned work inside a window, clipped. */
export function workIn(ledger: Ledger, window: Interval): Interval[] {
  return clipIntervals(ledger.work, window);
}

/** Walks good, bad and unknown time of a window in order; planned work is left out, or good, as the policy says. */
export function accounted(
  ledger: Ledger,
  window: Interval,
  work: readonly Interval[],
  maintenance: Slo['maintenance'],
): (visit: VisitPiece) => void {
  return (visit) =>
    walkAccounted(piecesOf(ledger.timeline, window), work, (from, to, what: Accounted) => {
      if (what !== 'maintenance') visit(from, to, what);
      else if (maintenance === 'good') visit(from, to, 'up');
    });
}

/** Bad stretches of a window, planned work cut out unless it counts; ascending. */
export function badStretches(ledger: Ledger, window: Interval): Interval[] {
  const { maintenance, noData } = ledger.measured;
  const work = maintenance === 'count' ? [] : workIn(ledger, window);
  const found: Interval[] = [];
  accounted(
    ledger,
    window,
    work,
    maintenance,
  )((from, to, state) => {
    if (state === 'down' || (state === 'unknown' && noData === 'bad')) found.push({ from, to });
  });
  return found;
}

/** Instants of the bad looks of a window outside planned work, unless that counts; ascending. */
export function badLooks(ledger: Ledger, window: Interval): number[] {
  const work = ledger.measured.maintenance === 'count' ? [] : workIn(ledger, window);
  return ledger.looks
    .flatMap(({ bad }) => bad.slice(lowerBound(bad, window.from), lowerBound(bad, window.to)))
    .filter((at) => !work.some(({ from, to }) => from <= at && at < to))
    .sort((a, b) => a - b);
}

function tally(good: number, bad: number): Tally {
  return { good, bad, total: good + bad };
}

function missedLooks(ledger: Ledger, unknownMs: number): number {
  return ledger.dueEvery.reduce((sum, every) => sum + Math.floor(unknownMs / every), 0);
}

function countLooks(
  ledger: Ledger,
  window: Interval,
  work: readonly Interval[],
  maintenance: Slo['maintenance'],
): { good: number; bad: number; exact: boolean } {
  let good = 0;
  let bad = 0;
  let exact = true;
  for (const { series, bad: failed, uncounted } of ledger.looks) {
    // What the record held before single looks are known was never judged.
    const within = (first: number, last: number) => {
      const [from, to] = [Math.max(first, ledger.freshFrom), Math.max(last, ledger.freshFrom)];
      const wrong = between(failed, from, to);
      const all = firstAtOrAfter(series, to) - firstAtOrAfter(series, from) - between(uncounted, from, to);
      return { right: all - wrong, wrong };
    };
    const { right, wrong } = within(window.from, window.to);
    good += right;
    bad += wrong;
    for (const { from, to } of work) {
      const inside = within(from, to);
      bad -= inside.wrong;
      if (maintenance === 'exclude') good -= inside.right;
      else good += inside.wrong;
    }
  }
  for (const span of ledger.spans) {
    if (span.to <= window.from || span.from >= window.to) continue;
    if (span.from < window.from || span.to > window.to) {
      exact = false;
      continue;
    }
    good += span.good;
    bad += span.bad;
    const planned = ledger.measured.sli.kind !== 'manual' && clipIntervals(work, span).length > 0;
    if (!span.exact || planned) exact = false;
  }
  return { good, bad, exact };
}

function between(ascending: readonly number[], from: number, to: number): number {
  return lowerBound(ascending, to) - lowerBound(ascending, from);
}

function lowerBound(ascending: readonly number[], at: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function piecesOf(timeline: readonly Segment[], window: Interval): (visit: VisitPiece) => void {
  return (visit) => {
    let low = 0;
    let high = timeline.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timeline[middle] as Segment).to <= window.from) low = middle + 1;
      else high = middle;
    }
    let cursor = window.from;
    for (let i = low; i < timeline.length; i += 1) {
      const { from, to, state } = timeline[i] as Segment;
      if (from >= window.to) break;
      const start = Math.max(from, window.from);
      if (start > cursor) visit(cursor, start, 'unknown');
      cursor = Math.min(to, window.to);
      if (cursor > start) visit(start, cursor, state);
    }
    if (cursor < window.to) visit(cursor, window.to, 'unknown');
  };
}
