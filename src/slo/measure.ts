import { type Interval, intervalAt, mergeIntervals } from '../calendar/interval.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import type { ProbeLooks } from '../status/component.ts';
import { firstAtOrAfter, type Series } from '../status/looks.ts';
import { walkAccounted } from '../status/planned.ts';
import { segments } from '../status/segments.ts';
import { uptimeOfSegments } from '../status/uptime.ts';
import { mergeTimelines, type Segment, vote, worst, worstObserved } from '../status/vote.ts';

/** How good and bad are counted: each look once, or each look by the time it speaks for. */
export const SLI_METHODS = ['occurrences', 'timeslices'] as const;
export type SliMethod = (typeof SLI_METHODS)[number];

/** What a measurement needs of an SLO; an entry of the book fits. */
export interface Measured extends Pick<Slo, 'sli' | 'maintenance'> {
  /** Availability is counted in time and the other kinds in looks unless this says otherwise. */
  readonly method?: SliMethod | undefined;
}

/** Kind of an indicator that probes can observe. */
type ObservedSli = Exclude<Slo['sli'], { kind: 'not measured' }>;

/** Good and bad of a window. `good + bad = total`; milliseconds for timeslices, looks for occurrences. */
export interface Measurement {
  readonly method: SliMethod;
  readonly good: number;
  readonly bad: number;
  readonly total: number;
  /** Bad looks, whatever the method; a single one is too little to alert on. */
  readonly badLooks: number;
  /** Time for which some probe's look speaks, planned work left out unless it is counted; milliseconds. */
  readonly observedMs: number;
  /** Planned work in the window, milliseconds; 0 when the policy is `count`. */
  readonly maintenanceMs: number;
  /** Looks that went into it. */
  readonly sampleCount: number;
}

/** Method of an indicator: what it says, else time for availability and looks for the other kinds. */
export function methodOf(measured: Measured): SliMethod {
  return measured.method ?? (measured.sli.kind === 'availability' ? 'timeslices' : 'occurrences');
}

/**
 * Measures an indicator over a window that does not reach past now.
 *
 * Availability and error rate: up and degraded are good, down is bad. Latency: a successful look within the
 * threshold is good, a slower one bad; failed looks and looks without a time do not count, they are the
 * business of availability. What nobody observed counts as nothing.
 *
 * Several probes: occurrences adds their looks; timeslices asks at each instant how many of the observing
 * probes are good (`all`, `majority` with ties to the worse, `any`). For latency and error rate it is `all`.
 *
 * Planned work: `exclude` leaves it out; `good` counts it as good (its whole time, or the looks inside it);
 * `count` treats it like any other time. Throws `RangeError` when a probe of the indicator was not passed in
 * or the indicator is not measured.
 */
export function measure(
  measured: Measured,
  probes: readonly ProbeLooks[],
  planned: readonly Interval[],
  window: Interval,
): Measurement {
  const sli = observedSli(measured);
  const chosen = sli.probes.map((id) => {
    const probe = probes.find((one) => one.id === id);
    if (!probe)
      throw new RangeError(
        `the SLI names probe ${id}, but its looks were not passed in; pass every probe it names`,
      );
    return probe;
  });
  const work = measured.maintenance === 'count' ? [] : mergeIntervals(planned);
  const timelines = chosen.map(({ looks, timing }) =>
    segments(looks, timing.intervalMs, window, timing.confirm.locations),
  );
  const { observedMs, maintenanceMs } = uptimeOfSegments(
    mergeTimelines(timelines, window, worstObserved),
    window,
    work,
  );
  const counted = countLooks(sli, chosen, work, window, measured.maintenance);
  const shared = {
    observedMs,
    maintenanceMs,
    badLooks: counted.bad,
    sampleCount: counted.good + counted.bad,
  };
  const method = methodOf(measured);
  switch (method) {
    case 'occurrences':
      return { method, ...shared, good: counted.good, bad: counted.bad, total: counted.good + counted.bad };
    case 'timeslices': {
      const { good, bad } = timeGoodAndBad(sli, chosen, work, window, measured.maintenance);
      return { method, ...shared, good, bad, total: good + bad };
    }
    default: {
      const never: never = method;
      throw new RangeError(`unknown SLI method "${never}"; use ${SLI_METHODS.join(' or ')}`);
    }
  }
}

function observedSli({ sli }: Measured): ObservedSli {
  if (sli.kind === 'not measured') throw new RangeError(`the SLI is not measured: ${sli.needs}`);
  return sli;
}

/** What one look says about the indicator: `up` is good, `down` is bad, `unknown` does not count. */
function judge(sli: ObservedSli, outcome: Outcome, latencyMs: number | null): 'up' | 'down' | 'unknown' {
  switch (outcome) {
    case 'unknown':
      return 'unknown';
    case 'down':
      return sli.kind === 'latency' ? 'unknown' : 'down';
    case 'up':
    case 'degraded':
      if (sli.kind !== 'latency') return 'up';
      if (latencyMs === null) return 'unknown';
      return latencyMs <= durationMs(sli.within) ? 'up' : 'down';
    default: {
      const never: never = outcome;
      throw new RangeError(`unknown outcome "${never}"; refusing to call it good or bad`);
    }
  }
}

function countLooks(
  sli: ObservedSli,
  probes: readonly ProbeLooks[],
  work: readonly Interval[],
  window: Interval,
  policy: Slo['maintenance'],
): { good: number; bad: number } {
  let good = 0;
  let bad = 0;
  for (const series of probes.flatMap(({ looks }) => looks)) {
    for (let i = firstAtOrAfter(series, window.from); i < series.length && series.at(i) < window.to; i += 1) {
      const verdict = judge(sli, series.outcome(i), series.latency(i));
      if (verdict === 'unknown') continue;
      const planned = work.length > 0 && intervalAt(work, series.at(i)) !== null;
      if (planned && policy === 'exclude') continue;
      if (planned || verdict === 'up') good += 1;
      else bad += 1;
    }
  }
  return { good, bad };
}

function timeGoodAndBad(
  sli: ObservedSli,
  probes: readonly ProbeLooks[],
  work: readonly Interval[],
  window: Interval,
  policy: Slo['maintenance'],
): { good: number; bad: number } {
  const timelines = probes.map(({ looks, timing }) => {
    const judged = looks.map((series) => judgedSeries(sli, series));
    return segments(judged, timing.intervalMs, window, timing.confirm.locations);
  });
  const merged = mergeTimelines(timelines, window, quorumRule(sli));
  let good = 0;
  let bad = 0;
  walkAccounted(visitAll(merged), work, (from, to, what) => {
    if (what === 'down') bad += to - from;
    else if (what === 'up' || (what === 'maintenance' && policy === 'good')) good += to - from;
  });
  return { good, bad };
}

// A series may keep its data in private fields, so it is wrapped, not spread.
function judgedSeries(sli: ObservedSli, series: Series): Series {
  return {
    length: series.length,
    at: (i) => series.at(i),
    outcome: (i) => judge(sli, series.outcome(i), series.latency(i)),
    latency: (i) => series.latency(i),
    reason: (i) => series.reason(i),
  };
}

function visitAll(merged: readonly Segment[]) {
  return (visit: (from: number, to: number, outcome: Outcome) => void) => {
    for (const { from, to, state } of merged) visit(from, to, state);
  };
}

function quorumRule(sli: ObservedSli): (states: readonly Outcome[]) => Outcome {
  const quorum = sli.kind === 'availability' ? sli.quorum : 'all';
  switch (quorum) {
    case 'all':
      return worstObserved;
    case 'majority':
      return vote;
    case 'any':
      return (states) =>
        states.includes('up') ? 'up' : worst(states.filter((state) => state !== 'unknown'));
    default: {
      const never: never = quorum;
      throw new RangeError(`unknown quorum "${never}"; use any, majority or all`);
    }
  }
}
