import type { MeasurementResultItem, ProbeLocation } from 'globalping';
import { ApiError, Globalping, HttpError } from 'globalping';
import type { GlobalpingLocation } from '../../schemas/location.ts';
import { quorumOf } from '../../schemas/location.ts';
import type { BoundProbe } from '../../schemas/probe.ts';
import { LookStopped, NothingObserved } from '../look.ts';
import type { Conditions } from '../outcome.ts';
import { BadCondition, judgeLook, parseConditions } from '../outcome.ts';
import { describeError, toReason } from '../reason.ts';
import type { RemoteFinding, RemoteLocation } from '../remote.ts';
import type { PointFinding } from './quorum.ts';
import { resolveQuorum } from './quorum.ts';
import { readResult } from './read.ts';
import type { RemoteProbe } from './request.ts';
import { abilityFor, measurementFor } from './request.ts';

export interface GlobalpingOptions {
  /** Token of an account, for more tests an hour. */
  readonly token?: string;
  /** Milliseconds until a measurement that has not ended is given up; 40 s by default. */
  readonly patienceMs?: number;
}

/** One request to the API may take this long, in milliseconds. */
const REQUEST_MS = 10_000;
/** The documentation asks for at least this rest between two questions after the same measurement. */
const POLL_MS = 500;

/**
 * A location whose looks are taken by Globalping, over its official client. One look is one measurement, made
 * once: retries would cost the budget a second time. What its API answers instead of results (refusals, limits, errors of
 * its own) says nothing about the service, so each becomes `NothingObserved`. Once the rate limit is reached,
 * nothing more is asked until it resets.
 */
export function openGlobalping(
  location: GlobalpingLocation,
  options: GlobalpingOptions = {},
): RemoteLocation {
  const { token, patienceMs = 40_000 } = options;
  const api = new Globalping({
    ...(token === undefined ? {} : { auth: token }),
    userAgent: 'watchbook (status page and handbook in one repository)',
    throwApiErrors: true,
    timeout: REQUEST_MS,
  });
  /** Monotonic milliseconds until which the API has asked to be left alone. */
  let closedUntil = Number.NEGATIVE_INFINITY;

  const call = async <T>(question: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const left = closedUntil - performance.now();
    if (left > 0) throw new NothingObserved(limitReason(left));
    try {
      return await untilAborted(question(), signal);
    } catch (error) {
      if (error instanceof LookStopped) throw error;
      const resetMs = resetAfter(error);
      if (resetMs !== null) {
        closedUntil = performance.now() + resetMs;
        throw new NothingObserved(limitReason(resetMs));
      }
      throw new NothingObserved(describeRefusal(error));
    }
  };

  const measure = async (
    probe: RemoteProbe,
    signal: AbortSignal,
  ): Promise<readonly MeasurementResultItem[]> => {
    const end = performance.now() + patienceMs;
    const created = await call(() => api.createMeasurement(measurementFor(probe, location)), signal);
    const { id } = created.data as { id?: unknown };
    if (typeof id !== 'string')
      throw new NothingObserved('Globalping accepted the measurement without an id');
    for (;;) {
      const { data } = await call(() => api.getMeasurement(id), signal);
      const { status, results } = data as { status?: unknown; results?: MeasurementResultItem[] };
      if (status !== 'in-progress') {
        if (Array.isArray(results)) return results;
        throw new NothingObserved('Globalping gave a measurement without results');
      }
      // What has come in by then still counts; the rest is not observed.
      if (performance.now() + POLL_MS > end) return Array.isArray(results) ? results : [];
      await rest(POLL_MS, signal);
    }
  };

  return {
    refuse: (probe) => refusal(probe),
    look: async (probe, conditions, { signal, now }): Promise<RemoteFinding> => {
      const ability = abilityFor(probe, conditions);
      if (!ability.able) throw new NothingObserved(ability.why);
      const results = await measure(ability.probe, signal);
      if (results.length === 0) {
        throw new NothingObserved(`Globalping has no vantage point in ${location.places.join(', ')} now`);
      }
      const points = results.map((item) => judgePoint(ability.probe, conditions, item, now()));
      return resolveQuorum(points, quorumOf(location));
    },
  };
}

function refusal(probe: BoundProbe): string | null {
  try {
    const ability = abilityFor(probe, parseConditions(probe));
    return ability.able ? null : ability.why;
  } catch (error) {
    // A mistake in the book belongs to the look, which says so in its sample.
    if (error instanceof BadCondition) return null;
    throw error;
  }
}

function judgePoint(
  probe: RemoteProbe,
  conditions: Conditions,
  item: MeasurementResultItem,
  now: number,
): PointFinding {
  const place = placeOf(item?.probe);
  try {
    const reading = readResult(probe, conditions, item, now);
    if ('unobserved' in reading) {
      return { place, outcome: 'unknown', latencyMs: null, reason: reading.unobserved };
    }
    const { look } = reading;
    return { place, ...judgeLook(probe, conditions, look), latencyMs: look.latencyMs };
  } catch (error) {
    // A result of another shape than the published one must not cost the other results.
    const reason = toReason(`the result could not be read: ${describeError(error)}`);
    return { place, outcome: 'unknown', latencyMs: null, reason };
  }
}

function placeOf(probe: ProbeLocation | undefined): string {
  const parts = [probe?.city, probe?.country].filter((part) => typeof part === 'string' && part !== '');
  return parts.length > 0 ? parts.join(', ') : 'a place without a name';
}

/** Milliseconds until the rate limit resets, where an error is that limit; `null` where it is not. */
function resetAfter(error: unknown): number | null {
  if (!(error instanceof HttpError) || error.response.status !== 429) return null;
  const headers = error.response.headers;
  const seconds = [headers.get('x-ratelimit-reset'), headers.get('retry-after')]
    .map((text) => (text === null || text.trim() === '' ? Number.NaN : Number(text)))
    .find((value) => Number.isFinite(value) && value >= 0);
  // Without a time, the documented window of an hour would silence a watch for too long; a minute is asked again soon.
  return Math.min(seconds ?? 60, 3600) * 1000;
}

function limitReason(leftMs: number): string {
  return `the limit of Globalping is used up; it resets in ${Math.max(1, Math.ceil(leftMs / 1000))} s`;
}

function describeRefusal(error: unknown): string {
  if (error instanceof HttpError) {
    const { status } = error.response;
    const said = error instanceof ApiError ? messageOf(error.data) : null;
    return `Globalping answered ${status}${said === null ? '' : `: ${said}`}`;
  }
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return `Globalping could not be asked: ${describeError(cause)}`;
}

function messageOf(data: unknown): string | null {
  const inner = (data as { error?: { message?: unknown } } | null)?.error;
  return typeof inner?.message === 'string' ? inner.message : null;
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new LookStopped('the look was stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return untilAborted(over, signal).finally(() => clearTimeout(timer));
}
