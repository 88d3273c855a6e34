import { durationMs } from '../schemas/duration.ts';
import type { BURN_SEVERITIES, Slo } from '../schemas/slo.ts';
import { budgetFraction } from './target.ts';
import { nominalMs, type Windowed } from './window.ts';

export { BURN_SEVERITIES } from '../schemas/slo.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Who is told when a budget burns too fast. */
export type BurnSeverity = (typeof BURN_SEVERITIES)[number];

/**
 * A pair of look-back windows. Both must burn faster than the threshold; the short one ends the alert soon
 * after recovery.
 */
export interface BurnWindow {
  readonly severity: BurnSeverity;
  readonly longMs: number;
  readonly shortMs: number;
  /** Percent of the whole budget that is gone when the long window has burnt at the threshold all along. */
  readonly budgetPercent: number;
  /** Burn rate above which the pair fires. */
  readonly threshold: number;
}

const PAIRS = [
  { severity: 'page', longMs: HOUR, shortMs: 5 * MINUTE, budgetPercent: 2 },
  { severity: 'page', longMs: 6 * HOUR, shortMs: 30 * MINUTE, budgetPercent: 5 },
  { severity: 'ticket', longMs: DAY, shortMs: 2 * HOUR, budgetPercent: 10 },
  { severity: 'ticket', longMs: 3 * DAY, shortMs: 6 * HOUR, budgetPercent: 10 },
] as const satisfies readonly Omit<BurnWindow, 'threshold'>[];

/** Lengths of SLO windows, in days, for which {@link burnWindows} has pairs. */
export const BURN_WINDOW_DAYS = [7, 14, 28, 30, 90, 365] as const;

/** Windows whose percentages are published; the others take the burn rates of 28 days. */
const PUBLISHED_DAYS: readonly number[] = [28, 30];

/**
 * Look-back windows and thresholds for a window of 28 or 30 days, after the multi-window alerts of the Google SRE
 * Workbook, chapter 5 (table 5-8 with the 1-day ticket of its code sample). For 7, 14, 90 and 365 days the look-back
 * windows and burn rates are those of 28 days, so that an alert is as quick as there, and the percentages follow: that
 * of the first pair is 8 % for 7 days, as in Sloth's windows for a week. Throws `RangeError` for any other window:
 * thresholds must be chosen for it, not stretched.
 */
export function burnWindows(windowMs: number): BurnWindow[] {
  if (!hasBurnWindows(windowMs)) {
    throw new RangeError(
      `no burn-rate windows for ${windowMs / DAY} days; use an SLO window of ${BURN_WINDOW_DAYS.join(', ')} days, or write alerts of your own`,
    );
  }
  const published = PUBLISHED_DAYS.some((days) => days * DAY === windowMs);
  return PAIRS.map((pair) => {
    const threshold = burnThreshold(pair.budgetPercent, published ? windowMs : 28 * DAY, pair.longMs);
    return published
      ? { ...pair, threshold }
      : { ...pair, budgetPercent: (pair.budgetPercent * 28 * DAY) / windowMs, threshold };
  });
}

/** True when {@link burnWindows} knows the window. */
export function hasBurnWindows(windowMs: number): boolean {
  return BURN_WINDOW_DAYS.some((days) => days * DAY === windowMs);
}

/** Burn-rate alerts of an SLO: those it names, else those usual for its window, else none. */
export function burnAlerts(slo: Windowed & { readonly alerts?: Slo['alerts'] }): BurnWindow[] {
  const windowMs = nominalMs(slo);
  if (!slo.alerts) return hasBurnWindows(windowMs) ? burnWindows(windowMs) : [];
  return slo.alerts.map(({ severity, long, short, budgetPercent }) => {
    const longMs = durationMs(long);
    const threshold = burnThreshold(budgetPercent, windowMs, longMs);
    return { severity, longMs, shortMs: durationMs(short), budgetPercent, threshold };
  });
}

/**
 * Burn rate that spends a percentage of the budget within a look-back window: `percent/100 · window /
 * lookBack`.
 */
export function burnThreshold(budgetPercent: number, windowMs: number, lookBackMs: number): number {
  return (budgetPercent * windowMs) / (100 * lookBackMs);
}

/**
 * How many times faster than allowed the budget burns: (bad / total) / (1 − target). 1 spends exactly the
 * budget over the window. `null` when `total` is 0: nothing was observed, which is not a burn of 0.
 */
export function burnRate(target: string, bad: number, total: number): number | null {
  if (total === 0) return null;
  const { numerator, denominator } = budgetFraction(target);
  return (bad * Number(denominator)) / (total * Number(numerator));
}

/** Time until a full budget is gone at a constant burn rate: window / burn. Infinite at burn 0. */
export function exhaustionMs(windowMs: number, burn: number): number {
  return windowMs / burn;
}

/** Highest burn rate possible for a target: 1 / (1 − target), when everything fails. */
export function maxBurn(target: string): number {
  const { numerator, denominator } = budgetFraction(target);
  return Number(denominator) / Number(numerator);
}

/** True when a burn rate above the threshold can occur at all for the target. */
export function isReachable(target: string, threshold: number): boolean {
  return maxBurn(target) > threshold;
}

/**
 * Time from the start of a constant share of errors (0 to 1) until the long window crosses the threshold:
 * (1 − target) / errors · long · threshold. `null` when that never happens.
 */
export function timeToFireMs(
  target: string,
  errors: number,
  threshold: number,
  longMs: number,
): number | null {
  const { numerator, denominator } = budgetFraction(target);
  const ms = (Number(numerator) * longMs * threshold) / (Number(denominator) * errors);
  return ms <= longMs ? ms : null;
}
