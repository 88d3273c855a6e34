import { durationMs } from '../schemas/duration.ts';
import { SLI_METHODS, type Sli, type Slo } from '../schemas/slo.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { vote, worst, worstObserved } from '../status/vote.ts';

export { SLI_METHODS } from '../schemas/slo.ts';

/** How good and bad are counted: each look once, time or slices of it, or the mean share over slices. */
export type SliMethod = (typeof SLI_METHODS)[number];

/** What a measurement needs of an SLO; an entry of the book fits. */
export interface Measured extends Pick<Slo, 'sli' | 'maintenance'> {
  /** Availability and freshness are counted in time and the other kinds in looks unless this says otherwise. */
  readonly method?: SliMethod | undefined;
  readonly slice?: Slo['slice'];
  /** `unknown` when absent. */
  readonly noData?: Slo['noData'] | undefined;
}

/** An indicator that probes can observe. */
export type ObservedSli = Exclude<Sli, { kind: 'not measured' } | { kind: 'manual' }>;

/** The indicator when probes observe it, else null. */
export function observedBy(sli: Sli): ObservedSli | null {
  return sli.kind === 'not measured' || sli.kind === 'manual' ? null : sli;
}

/** Full ids of the probes that an indicator looks at, out of all there are; those it names even when they are not there. */
export function probesOf(sli: Sli, all: readonly string[]): readonly string[] {
  const observed = observedBy(sli);
  if (!observed) return [];
  const { service } = observed;
  return service === undefined
    ? observed.probes
    : all.filter((id) => id.startsWith(`${service}/`) && !id.slice(service.length + 1).includes('/'));
}

/** Method of an indicator: what it says, else time for availability and freshness and looks for the other kinds. */
export function methodOf(measured: Measured): SliMethod {
  if (measured.method !== undefined) return measured.method;
  const { kind } = measured.sli;
  switch (kind) {
    case 'availability':
    case 'freshness':
      return 'timeslices';
    case 'latency':
    case 'error-rate':
    case 'prometheus':
    case 'manual':
    case 'not measured':
      return 'occurrences';
    default: {
      const never: never = kind;
      throw new RangeError(`unknown SLI kind "${never}"; refusing to choose how to count it`);
    }
  }
}

/** What amounts of a measurement are: milliseconds, looks, or slices. */
export type SliUnit = 'ms' | 'looks' | 'slices';

/** Unit of good, bad and budget of an SLO. */
export function unitOf(measured: Measured): SliUnit {
  const method = methodOf(measured);
  switch (method) {
    case 'occurrences':
      return 'looks';
    case 'timeslices':
      return measured.slice ? 'slices' : 'ms';
    case 'ratio-timeslices':
      return 'slices';
    default: {
      const never: never = method;
      throw new RangeError(`unknown SLI method "${never}"; use ${SLI_METHODS.join(', ')}`);
    }
  }
}

/** What one look says about the indicator: `up` is good, `down` is bad, `unknown` does not count. */
export function judge(
  sli: ObservedSli,
  outcome: Outcome,
  latencyMs: number | null,
): 'up' | 'down' | 'unknown' {
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

/** How states of several probes at one instant become one. */
export function quorumRule(sli: ObservedSli): (states: readonly Outcome[]) => Outcome {
  const quorum = sli.kind === 'availability' || sli.kind === 'freshness' ? sli.quorum : 'all';
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
