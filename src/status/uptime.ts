import type { Interval } from '../calendar/interval.ts';
import type { Config } from '../schemas/config.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { type VisitPiece, walkLooks } from './coverage.ts';
import { walkSegments } from './days.ts';
import { firstAtOrAfter, type Looks, type Timing } from './looks.ts';
import { walkAccounted } from './planned.ts';
import { segments } from './segments.ts';
import { mergeTimelines, type Segment, worstObserved } from './vote.ts';

/** How uptime is counted; the words are those of the book's settings. */
export type UptimeProfile = Config['record']['accounting'];

/** Uptime of a window with everything needed to check it by hand. All times in milliseconds. */
export interface Uptime {
  readonly profile: UptimeProfile;
  /** Length of the window. `goodMs + badMs + unknownMs + maintenanceMs` is exactly this. */
  readonly windowMs: number;
  /** Observed up or degraded, outside planned work. */
  readonly goodMs: number;
  /** Observed down, outside planned work. */
  readonly badMs: number;
  /** Part of `goodMs` that was degraded. */
  readonly degradedMs: number;
  /** `goodMs + badMs`. */
  readonly observedMs: number;
  /** Planned work, whatever was observed meanwhile. */
  readonly maintenanceMs: number;
  /** Nobody looked, outside planned work. */
  readonly unknownMs: number;
  /** Share of good time by the profile's formula, 0 to 1; `null` when nothing was observed. Never rounded. */
  readonly ratio: number | null;
  /** `observedMs` over the window without planned work, 0 to 1; `null` when planned work fills the window. */
  readonly coverage: number | null;
  /** Looks made inside the window that observed something; `null` where only segments were given. */
  readonly sampleCount: number | null;
}

/** The formula of each profile in words, to be shown beside the figure. */
export const UPTIME_FORMULAS = {
  observed:
    '(up + degraded) / (up + degraded + down), over observed time; planned maintenance and time without observation are left out of both sides; shown rounded down',
  statuspage:
    '1 − (down + 0.3 × partial outage) / window; degraded, planned maintenance and time without observation count as up; shown rounded down',
  'incident-io':
    '1 − (down + partial outage) / window; degraded, planned maintenance and time without observation count as up; shown rounded down',
} as const satisfies Record<UptimeProfile, string>;

/** Share of a partial outage that counts as down in the `statuspage` profile, as published by Statuspage. */
export const STATUSPAGE_PARTIAL_WEIGHT = 0.3;

/**
 * Uptime of one probe in a window that does not reach past now. Observation gaps are in neither numerator nor
 * denominator of the default profile `observed`. The other two imitate hosted status pages for comparison:
 * they know no gaps and therefore count them as up, so show `coverage` beside them; even they give `null`
 * when nothing was observed. A probe knows no partial outage, so that term is 0 here.
 */
export function uptime(
  looks: Looks,
  timing: Timing,
  window: Interval,
  planned: readonly Interval[] = [],
  profile: UptimeProfile = 'observed',
): Uptime {
  const walk = (visit: VisitPiece) =>
    walkLooks(looks, timing.intervalMs, window, visit, timing.confirm.locations);
  return { ...account(walk, window, planned, profile), sampleCount: countLooks(looks, window) };
}

/**
 * {@link uptime} of segments in order of time, such as those of {@link componentSegments}. Parts outside the
 * window are cut off, and time in it that no segment covers is unknown.
 */
export function uptimeOfSegments(
  timeline: readonly Segment[],
  window: Interval,
  planned: readonly Interval[] = [],
  profile: UptimeProfile = 'observed',
): Uptime {
  const walk = (visit: VisitPiece) => walkSegments(timeline)(window, visit);
  return { ...account(walk, window, planned, profile), sampleCount: null };
}

/**
 * What was observed of a component with several probes: at each instant the worst that any of its probes saw;
 * `unknown` only where none of them looked, so that adding a probe does not erase the history of the others.
 */
export function componentSegments(
  probes: readonly { readonly looks: Looks; readonly timing: Timing }[],
  window: Interval,
): Segment[] {
  const timelines = probes.map(({ looks, timing }) =>
    segments(looks, timing.intervalMs, window, timing.confirm.locations),
  );
  return mergeTimelines(timelines, window, worstObserved);
}

/** Looks inside a window that observed something, all locations together. */
export function countLooks(looks: Looks, window: Interval): number {
  let count = 0;
  for (const series of looks) {
    for (let i = firstAtOrAfter(series, window.from); i < series.length && series.at(i) < window.to; i += 1) {
      if (series.outcome(i) !== 'unknown') count += 1;
    }
  }
  return count;
}

function account(
  walk: (visit: VisitPiece) => void,
  window: Interval,
  planned: readonly Interval[],
  profile: UptimeProfile,
): Omit<Uptime, 'sampleCount'> {
  if (!(window.from <= window.to)) {
    throw new RangeError(`uptime window from ${window.from} to ${window.to}: the end lies before the start`);
  }
  const sums = { up: 0, degraded: 0, down: 0, unknown: 0, maintenance: 0 } satisfies Record<
    Outcome | 'maintenance',
    number
  >;
  walkAccounted(walk, planned, (from, to, what) => {
    if (!Object.hasOwn(sums, what))
      throw new RangeError(`unknown outcome "${what}"; refusing to count it as anything`);
    sums[what] += to - from;
  });
  const windowMs = window.to - window.from;
  const goodMs = sums.up + sums.degraded;
  const observedMs = goodMs + sums.down;
  const rest = windowMs - sums.maintenance;
  return {
    profile,
    windowMs,
    goodMs,
    badMs: sums.down,
    degradedMs: sums.degraded,
    observedMs,
    maintenanceMs: sums.maintenance,
    unknownMs: sums.unknown,
    ratio: observedMs === 0 ? null : ratioOf(profile, goodMs, sums.down, windowMs),
    coverage: rest === 0 ? null : observedMs / rest,
  };
}

function ratioOf(profile: UptimeProfile, goodMs: number, badMs: number, windowMs: number): number {
  switch (profile) {
    case 'observed':
      return goodMs / (goodMs + badMs);
    case 'statuspage':
      return statuspageRatio(badMs, 0, windowMs);
    case 'incident-io':
      return incidentIoRatio(badMs, 0, windowMs);
    default: {
      const never: never = profile;
      throw new RangeError(`unknown way to count uptime: ${never}; use observed, statuspage or incident-io`);
    }
  }
}

/** `1 − (major + 0.3 × partial) / window`: the formula published by Statuspage. All in one unit of time. */
export function statuspageRatio(major: number, partial: number, window: number): number {
  return (window - major - STATUSPAGE_PARTIAL_WEIGHT * partial) / window;
}

/** `1 − (full + partial) / window`: the formula published by incident.io. All in one unit of time. */
export function incidentIoRatio(full: number, partial: number, window: number): number {
  return (window - full - partial) / window;
}

/**
 * A ratio as a percentage, rounded down so that nothing looks better than it was: `99.99%` for 0.99999 with 2
 * decimals. `100%` only for exactly 1; `null` is `no data`. Throws `RangeError` outside 0 to 1 and for
 * decimals that are not 0 to 9.
 */
export function formatPercent(ratio: number | null, decimals = 2): string {
  if (ratio === null) return 'no data';
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`ratio ${ratio}: a share lies between 0 and 1`);
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 9) {
    throw new RangeError(`${decimals} decimals: use a whole number from 0 to 9`);
  }
  if (ratio === 1) return '100%';
  // 0.9987 * 10000 is 9986.999…, and a plain floor would take a digit off an exact figure; the shortest
  // decimal form of the number is what it was written as, so cut that.
  const [digits = '0', exponent = '0'] = ratio.toExponential().split('e');
  const plain = digits.replace('.', '');
  const places = Number(exponent) + 2;
  const whole = places < 0 ? '0' : plain.slice(0, places + 1).padEnd(places + 1, '0');
  const fraction = (places < 0 ? '0'.repeat(-places - 1) + plain : plain.slice(places + 1)).slice(
    0,
    decimals,
  );
  const text = Number(whole).toString();
  return decimals === 0 ? `${text}%` : `${text}.${fraction.padEnd(decimals, '0')}%`;
}
