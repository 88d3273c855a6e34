import type { Interval } from '../calendar/interval.ts';
import type { Measured } from './indicator.ts';
import { type LedgerProbe, openLedger } from './ledger.ts';
import { type Measurement, settle } from './settle.ts';

export { type Measured, methodOf, SLI_METHODS, type SliMethod } from './indicator.ts';
export type { Measurement } from './settle.ts';

/**
 * Measures an indicator over a window that does not reach past now.
 *
 * Availability, error rate and prometheus: up and degraded are good, down is bad. Latency: a successful look within the
 * threshold is good, a slower one bad; failed looks and looks without a time do not count, they are the business of
 * availability. Freshness: time in which the newest good look is young enough is good, other observed time bad. Manual:
 * the periods that lie in the window as a whole. What nobody observed counts as nothing, unless `noData` is `bad`.
 *
 * Several probes: occurrences adds their looks; by time it asks at each instant how many of the observing probes are good
 * (`all`, `majority` with ties to the worse, `any`). For latency and error rate it is `all`.
 *
 * Planned work: `exclude` leaves it out; `good` counts it as good (its whole time, or the looks inside it); `count`
 * treats it like any other time. Throws `RangeError` when a probe of the indicator was not passed in or the indicator is
 * not measured.
 */
export function measure(
  measured: Measured,
  probes: readonly LedgerProbe[],
  planned: readonly Interval[],
  window: Interval,
): Measurement {
  return settle(openLedger(measured, probes, planned, window), window);
}
