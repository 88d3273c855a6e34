import { clipIntervals, type Interval, totalMs } from '../calendar/interval.ts';
import { formatUtc } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';
import type { ProbeLooks } from '../status/component.ts';
import { oldestAt } from '../status/looks.ts';
import { formatPercent } from '../status/uptime.ts';
import { type BurnWindow, burnRate, burnWindows, hasBurnWindows, isReachable } from './burn.ts';
import { type Measured, type Measurement, measure, methodOf } from './measure.ts';
import { type Budget, budgetCount, budgetMs, meetsTarget, settleBudget } from './target.ts';

/** What can be said of an SLO. */
export const SLO_STATES = [
  'ok',
  'at risk',
  'exhausted',
  'insufficient data',
  'planned',
  'no measurement',
] as const;
export type SloState = (typeof SLO_STATES)[number];

/** What evaluation needs of an SLO; an entry of the book fits. */
export interface Evaluated extends Measured, Pick<Slo, 'state' | 'target' | 'window' | 'minCoverage'> {
  readonly since?: string | undefined;
}

/** Left share of the budget below which an SLO is at risk. */
export const RISK_SHARE = 0.25;

/**
 * Bad looks without which no burn-rate alert fires: one lost packet can outweigh a month's budget of a rare
 * probe.
 */
export const MIN_BAD_LOOKS = 2;

/** Where an SLO stands. Amounts are milliseconds when `measurement.method` is timeslices, looks otherwise. */
export interface SloNow {
  readonly state: SloState;
  /** One sentence that explains the state, for the page. */
  readonly why: string;
  /** The rolling window that ends now. */
  readonly window: Interval;
  /**
   * From when the window is judged: its start, `since`, or the first look, whichever is last.
   */
  readonly countedFrom: number | null;
  /** Share of good; `null` unless there is enough data to judge. */
  readonly sli: number | null;
  /** Share of good in whatever was observed, however little; `null` when that is nothing. */
  readonly measured: number | null;
  /** The same with planned work counted like any other time, to be shown beside it. */
  readonly unadjusted: number | null;
  /**
   * Observed share of the time since `countedFrom`, without planned work unless that counts; 0 to 1 or
   * `null`.
   */
  readonly coverage: number | null;
  readonly measurement: Measurement | null;
  /** `null` unless there is enough data to judge. */
  readonly budget: Budget | null;
}

/**
 * Evaluates an SLO at `now` (milliseconds) over its rolling window. A planned objective is never evaluated
 * and one that nothing measures says so.
 *
 * The budget is (1 − target) of the whole window without planned work (with it for the policies `good` and
 * `count`), also while the window is still filling, because that is what may be spent in it. In looks it is
 * (1 − target) of the looks due in that time, or of those made when there are more. What was spent is what
 * was observed as bad. States: `exhausted` when nothing is left; `at risk` when less than {@link RISK_SHARE}
 * is left or the share of good is below the target; below `minCoverage`, or without a single look that
 * counts, `insufficient data` and no figure. Throws `RangeError` on a malformed target, window or `since`,
 * and when looks of a named probe were not passed in.
 */
export function sloNow(
  slo: Evaluated,
  probes: readonly ProbeLooks[],
  planned: readonly Interval[],
  now: number,
): SloNow {
  const windowMs = durationMs(slo.window);
  const window = { from: now - windowMs, to: now };
  const nothing = {
    window,
    countedFrom: null,
    sli: null,
    measured: null,
    unadjusted: null,
    coverage: null,
    measurement: null,
    budget: null,
  };
  if (slo.state === 'planned')
    return { ...nothing, state: 'planned', why: 'Planned, not in force, so it is not evaluated' };
  if (slo.sli.kind === 'not measured')
    return { ...nothing, state: 'no measurement', why: `Nothing measures it; needed: ${slo.sli.needs}` };
  const named = slo.sli.probes;
  const first = probes
    .filter(({ id }) => named.includes(id))
    .map(({ looks }) => oldestAt(looks))
    .filter((at) => at !== null && at < now);
  const begin =
    first.length === 0 ? null : Math.max(window.from, Math.min(...(first as number[])), sinceMs(slo.since));
  const counted = { from: Math.min(begin ?? now, now), to: now };
  const measurement = measure(slo, probes, planned, counted);
  const measured = shareOf(measurement);
  const unadjusted = shareOf(measure({ ...slo, maintenance: 'count' }, probes, planned, counted));
  const rest = counted.to - counted.from - measurement.maintenanceMs;
  const coverage = rest > 0 ? measurement.observedMs / rest : null;
  const facts = { window, countedFrom: begin, measured, unadjusted, coverage, measurement };
  if (measured === null || coverage === null || coverage < slo.minCoverage) {
    return {
      ...facts,
      sli: null,
      budget: null,
      state: 'insufficient data',
      why: explainGap(slo, begin, coverage),
    };
  }
  const budget = settleBudget(totalBudget(slo, probes, planned, window, measurement), measurement.bad);
  const state = judgeBudget(budget, meetsTarget(slo.target, measurement.bad, measurement.total));
  return { ...facts, sli: measured, budget, state, why: explainBudget(state, budget, coverage, begin) };
}

/** One pair of look-back windows with what burns in it now. */
export interface BurnNow extends BurnWindow {
  /** Burn rates of the two windows; `null` where nothing was observed. */
  readonly long: number | null;
  readonly short: number | null;
  /** Bad looks in the long window. */
  readonly badLooks: number;
  /** False when not even a total outage could cross the threshold of this target. */
  readonly reachable: boolean;
  /**
   * True when both windows burn faster than the threshold and at least {@link MIN_BAD_LOOKS} looks were bad.
   */
  readonly firing: boolean;
}

/**
 * Burn rates at `now`, one row for each pair of {@link burnWindows}. Empty for planned objectives, for those
 * that nothing measures, and for windows without a catalogue (other than 28 and 30 days).
 */
export function burnNow(
  slo: Evaluated,
  probes: readonly ProbeLooks[],
  planned: readonly Interval[],
  now: number,
): BurnNow[] {
  const windowMs = durationMs(slo.window);
  if (slo.state === 'planned' || slo.sli.kind === 'not measured' || !hasBurnWindows(windowMs)) return [];
  const since = sinceMs(slo.since);
  const back = (ms: number) =>
    measure(slo, probes, planned, { from: Math.min(now, Math.max(now - ms, since)), to: now });
  return burnWindows(windowMs).map((pair) => {
    const [longest, shortest] = [back(pair.longMs), back(pair.shortMs)];
    const long = burnRate(slo.target, longest.bad, longest.total);
    const short = burnRate(slo.target, shortest.bad, shortest.total);
    const hot = (long ?? 0) > pair.threshold && (short ?? 0) > pair.threshold;
    const { badLooks } = longest;
    return {
      ...pair,
      long,
      short,
      badLooks,
      reachable: isReachable(slo.target, pair.threshold),
      firing: hot && badLooks >= MIN_BAD_LOOKS,
    };
  });
}

function shareOf({ good, total }: Measurement): number | null {
  return total === 0 ? null : good / total;
}

function sinceMs(since: string | undefined): number {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  const at = /^\d{4}-\d\d-\d\d$/.test(since) ? Date.parse(`${since}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError(`SLO since "${since}": write a day such as 2026-11-01`);
  return at;
}

function totalBudget(
  slo: Evaluated,
  probes: readonly ProbeLooks[],
  planned: readonly Interval[],
  window: Interval,
  measurement: Measurement,
): number {
  const excluded = slo.maintenance === 'exclude' ? totalMs(clipIntervals(planned, window)) : 0;
  const judgedMs = window.to - window.from - excluded;
  if (methodOf(slo) === 'timeslices') return budgetMs(slo.target, judgedMs);
  const named = slo.sli.kind === 'not measured' ? [] : slo.sli.probes;
  const due = probes
    .filter(({ id }) => named.includes(id))
    .reduce((sum, { looks, timing }) => sum + looks.length * Math.floor(judgedMs / timing.intervalMs), 0);
  return budgetCount(slo.target, Math.max(due, measurement.total));
}

function judgeBudget(budget: Budget, meets: boolean): SloState {
  if (budget.left <= 0) return 'exhausted';
  return !meets || (budget.leftShare ?? 0) < RISK_SHARE ? 'at risk' : 'ok';
}

function explainGap(slo: Evaluated, begin: number | null, coverage: number | null): string {
  if (begin === null) return 'Nothing has been observed yet';
  if (coverage === null) return `Planned maintenance fills the time since ${formatUtc(begin)}`;
  if (coverage >= slo.minCoverage) return `No look since ${formatUtc(begin)} says anything about it`;
  const share = `${formatPercent(coverage, 1)} of the time since ${formatUtc(begin)} was observed`;
  return `Only ${share}; ${formatPercent(slo.minCoverage, 1)} is needed to judge`;
}

function explainBudget(state: SloState, budget: Budget, coverage: number, begin: number | null): string {
  const left = Math.max(0, budget.leftShare ?? 0);
  const share =
    state === 'exhausted'
      ? 'No error budget is left'
      : `${formatPercent(left, 1)} of the error budget is left`;
  const from = begin === null ? '' : ` since ${formatUtc(begin)}`;
  return `${share}; ${formatPercent(coverage, 1)} of the time${from} was observed`;
}
