import { clipIntervals, type Interval, totalMs } from '../calendar/interval.ts';
import { formatUtc } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';
import { formatPercent } from '../status/uptime.ts';
import { type BurnWindow, burnAlerts, burnRate, isReachable } from './burn.ts';
import type { Measured } from './indicator.ts';
import { type Ledger, type LedgerProbe, openLedger } from './ledger.ts';
import { type Measurement, settle } from './settle.ts';
import { type Budget, budgetCount, budgetMs, meetsTarget, settleBudget } from './target.ts';
import { type Windowed, windowAt } from './window.ts';

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
export interface Evaluated extends Measured, Windowed, Pick<Slo, 'state' | 'target' | 'minCoverage'> {
  readonly since?: string | undefined;
  readonly alerts?: Slo['alerts'];
  /** {@link MIN_BAD_LOOKS} when absent. */
  readonly minBadLooks?: number | undefined;
}

/** Left share of the budget below which an SLO is at risk. */
export const RISK_SHARE = 0.25;

/**
 * Bad looks without which no burn-rate alert fires: one lost packet can outweigh a month's budget of a rare
 * probe.
 */
export const MIN_BAD_LOOKS = 2;

/** Where an SLO stands. Amounts are in `measurement.unit`. */
export interface SloNow {
  readonly state: SloState;
  /** One sentence that explains the state, for the page. */
  readonly why: string;
  /** The rolling window that ends now, or the part of the calendar window that is over. */
  readonly window: Interval;
  /** First instant of the next calendar window, when the budget is whole again; null where it rolls. */
  readonly resetsAt: number | null;
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
  /** The same budget in milliseconds and in looks, whatever the method; null with `budget`. */
  readonly budgets: { readonly time: Budget; readonly looks: Budget } | null;
}

/**
 * Evaluates an SLO at `now` (milliseconds) over its window. A planned objective is never evaluated and one that nothing
 * measures says so.
 *
 * The budget is (1 − target) of the whole window without planned work (with it for the policies `good` and
 * `count`), also while the window is still filling, because that is what may be spent in it. In looks it is
 * (1 − target) of the looks due in that time, or of those made when there are more; in slices, of the whole slices in it.
 * What was spent is what was observed as bad. States: `exhausted` when nothing is left; `at risk` when less than
 * {@link RISK_SHARE} is left or the share of good is below the target; below `minCoverage` (unless `noData` is `ignore`
 * or `bad`), or without a single look that counts, `insufficient data` and no figure. Throws `RangeError` on a malformed
 * target, window or `since`, and when looks of a named probe were not passed in.
 */
export function sloNow(
  slo: Evaluated,
  probes: readonly LedgerProbe[],
  planned: readonly Interval[],
  now: number,
): SloNow {
  if (!isEvaluated(slo)) return unevaluated(slo, now);
  const { whole, past } = windowAt(slo, now);
  const ledger = openLedger(slo, probes, planned, past);
  return judgeSlo(slo, ledger, now, futureWork(planned, whole, now));
}

/** {@link sloNow} from a ledger whose span holds the window; `ahead` is planned work after now, inside the window. */
export function judgeSlo(
  slo: Evaluated,
  ledger: Ledger,
  now: number,
  ahead: readonly Interval[] = [],
): SloNow {
  if (!isEvaluated(slo)) return unevaluated(slo, now);
  const { whole, past: window, kind } = windowAt(slo, now);
  const first = ledger.firstAt === null || ledger.firstAt >= now ? null : ledger.firstAt;
  const begin = first === null ? null : Math.max(window.from, first, sinceMs(slo.since));
  const counted = { from: Math.min(begin ?? now, now), to: now };
  const measurement = settle(ledger, counted);
  const measured = shareOf(measurement);
  const unadjusted = shareOf(settle(ledger, counted, 'count'));
  const rest = counted.to - counted.from - measurement.maintenanceMs;
  const coverage = rest > 0 ? measurement.observedMs / rest : null;
  const resetsAt = kind === 'calendar' ? whole.to : null;
  const facts = { window, resetsAt, countedFrom: begin, measured, unadjusted, coverage, measurement };
  const enough =
    slo.noData === 'ignore' || slo.noData === 'bad' || (coverage !== null && coverage >= slo.minCoverage);
  if (measured === null || coverage === null || !enough) {
    return {
      ...facts,
      sli: null,
      budget: null,
      budgets: null,
      state: 'insufficient data',
      why: explainGap(slo, begin, coverage),
    };
  }
  const judgedMs = whole.to - whole.from - plannedMs(slo, ledger, window, ahead);
  const budgets = {
    time: settleBudget(budgetMs(slo.target, judgedMs), measurement.time.bad),
    looks: settleBudget(
      budgetCount(slo.target, Math.max(dueLooks(ledger, judgedMs), measurement.looks.total)),
      measurement.looks.bad,
    ),
  };
  const budget = budgetIn(slo, budgets, judgedMs, measurement);
  const state = judgeBudget(budget, meetsTarget(slo.target, measurement.bad, measurement.total));
  return {
    ...facts,
    sli: measured,
    budget,
    budgets,
    state,
    why: explainBudget(state, budget, coverage, begin),
  };
}

/** Planned work that lies ahead in a calendar window; nothing where the window rolls. */
export function futureWork(planned: readonly Interval[], whole: Interval, now: number): Interval[] {
  return clipIntervals(planned, { from: Math.min(now, whole.to), to: whole.to });
}

/** False for objectives that are planned, and for those that nothing measures. */
export function isEvaluated(slo: Pick<Evaluated, 'state' | 'sli'>): boolean {
  return slo.state !== 'planned' && slo.sli.kind !== 'not measured';
}

function unevaluated(slo: Evaluated, now: number): SloNow {
  const nothing = {
    window: windowAt(slo, now).past,
    resetsAt: null,
    countedFrom: null,
    sli: null,
    measured: null,
    unadjusted: null,
    coverage: null,
    measurement: null,
    budget: null,
    budgets: null,
  };
  return slo.sli.kind === 'not measured' && slo.state !== 'planned'
    ? { ...nothing, state: 'no measurement', why: `Nothing measures it; needed: ${slo.sli.needs}` }
    : { ...nothing, state: 'planned', why: 'Planned, not in force, so it is not evaluated' };
}

function plannedMs(slo: Evaluated, ledger: Ledger, past: Interval, ahead: readonly Interval[]): number {
  return slo.maintenance === 'exclude' ? totalMs(clipIntervals(ledger.work, past)) + totalMs(ahead) : 0;
}

function dueLooks({ dueEvery }: Ledger, judgedMs: number): number {
  return dueEvery.reduce((sum, every) => sum + Math.floor(judgedMs / every), 0);
}

function budgetIn(
  slo: Evaluated,
  { time, looks }: { time: Budget; looks: Budget },
  judgedMs: number,
  measurement: Measurement,
): Budget {
  const { unit } = measurement;
  switch (unit) {
    case 'ms':
      return time;
    case 'looks':
      return looks;
    case 'slices': {
      const due = slo.slice ? Math.floor(judgedMs / durationMs(slo.slice.length)) : 0;
      return settleBudget(budgetCount(slo.target, Math.max(due, measurement.total)), measurement.bad);
    }
    default: {
      const never: never = unit;
      throw new RangeError(`unknown unit of a budget "${never}"`);
    }
  }
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
 * Burn rates at `now`, one row for each pair of {@link burnAlerts}. Empty for planned objectives, for those
 * that nothing measures, for those without alerts, and for windows without a catalogue.
 */
export function burnNow(
  slo: Evaluated,
  probes: readonly LedgerProbe[],
  planned: readonly Interval[],
  now: number,
): BurnNow[] {
  const pairs = isEvaluated(slo) ? burnAlerts(slo) : [];
  if (pairs.length === 0) return [];
  const longest = Math.max(...pairs.map(({ longMs }) => longMs));
  return burnOf(slo, openLedger(slo, probes, planned, { from: now - longest, to: now }), now);
}

/** {@link burnNow} from a ledger whose span holds the look-back windows. */
export function burnOf(slo: Evaluated, ledger: Ledger, now: number): BurnNow[] {
  if (!isEvaluated(slo)) return [];
  return burnAlerts(slo).map((pair) => {
    const [longest, shortest] = [
      burnBack(slo, ledger, now, pair.longMs),
      burnBack(slo, ledger, now, pair.shortMs),
    ];
    const hot = (longest.burn ?? 0) > pair.threshold && (shortest.burn ?? 0) > pair.threshold;
    const { badLooks } = longest;
    return {
      ...pair,
      long: longest.burn,
      short: shortest.burn,
      badLooks,
      reachable: isReachable(slo.target, pair.threshold),
      firing: hot && badLooks >= (slo.minBadLooks ?? MIN_BAD_LOOKS),
    };
  });
}

/** Burn rate of the time before now, not further back than the objective is in force; null where nothing was observed. */
export function burnBack(
  slo: Evaluated,
  ledger: Ledger,
  now: number,
  backMs: number,
): { readonly burn: number | null; readonly badLooks: number } {
  const from = Math.min(now, Math.max(now - backMs, sinceMs(slo.since)));
  const { bad, total, badLooks } = settle(ledger, { from, to: now });
  return { burn: burnRate(slo.target, bad, total), badLooks };
}

function shareOf({ good, total }: Measurement): number | null {
  return total === 0 ? null : good / total;
}

/** First instant an objective is in force. Throws `RangeError` on what is no day. */
export function sinceMs(since: string | undefined): number {
  if (since === undefined) return Number.NEGATIVE_INFINITY;
  const at = /^\d{4}-\d\d-\d\d$/.test(since) ? Date.parse(`${since}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at)) throw new RangeError(`SLO since "${since}": write a day such as 2026-11-01`);
  return at;
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
