import { durationMs } from '../../schemas/duration.ts';
import type { GlobalpingLocation } from '../../schemas/location.ts';
import { askedPoints } from '../../schemas/location.ts';
import type { BoundProbe } from '../../schemas/probe.ts';

/** Tests an hour that Globalping documents for everybody, and for those who show a token. */
export const TESTS_PER_HOUR = { anonymous: 250, token: 500 } as const;

/** What the looks of a location cost; each vantage point of each look is one test. */
export interface Budget {
  /** Tests of one run that looks at every probe once. */
  readonly perRun: number;
  /** Tests of an hour in which every probe is looked at in its interval. */
  readonly perHour: number;
  /** Tests of an hour that are allowed. */
  readonly allowed: number;
}

/** Counts the tests that looks at these probes from a location cost. Pure. */
export function countTests(probes: readonly BoundProbe[], location: GlobalpingLocation): Budget {
  const each = askedPoints(location);
  const looksPerHour = probes.reduce((sum, probe) => sum + 3_600_000 / durationMs(probe.interval), 0);
  return {
    perRun: probes.length * each,
    perHour: Math.ceil(looksPerHour * each),
    allowed: location.tokenSecret === undefined ? TESTS_PER_HOUR.anonymous : TESTS_PER_HOUR.token,
  };
}

/** The cost in a sentence, with a second one when it is more than is allowed. */
export function describeBudget(location: GlobalpingLocation, budget: Budget): string {
  const { perRun, perHour, allowed } = budget;
  const cost = `${location.id}: ${perRun} tests of Globalping a run, ${perHour} an hour at the intervals of the probes`;
  if (perHour <= allowed) return cost;
  const token = location.tokenSecret === undefined ? 'without a token' : 'with a token';
  return `${cost}. That is more than the ${allowed} an hour it allows ${token}; looks beyond them will be unknown. Give the probes longer intervals, or the location fewer places`;
}
