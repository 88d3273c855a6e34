import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import type { SelfCheck } from './control.ts';
import { OWN_NETWORK_FAILED } from './invalid.ts';
import { lookAtDns } from './kinds/dns.ts';
import { lookAtHeartbeat } from './kinds/heartbeat.ts';
import { lookAtHttp } from './kinds/http.ts';
import { lookAtPrometheus } from './kinds/prometheus.ts';
import { lookAtSequence } from './kinds/sequence.ts';
import { lookAtStatuspage } from './kinds/statuspage.ts';
import { lookAtTcp } from './kinds/tcp.ts';
import { lookAtTls } from './kinds/tls.ts';
import type { LagMeter } from './lag.ts';
import type { LookContext, LookResult, Spans } from './look.ts';
import { LookStopped, NothingObserved } from './look.ts';
import type { Conditions, Judgement } from './outcome.ts';
import { BadCondition, judgeLook, parseConditions } from './outcome.ts';
import { describeError, toReason } from './reason.ts';
import type { RemoteLocation } from './remote.ts';
import { MissingSecret, revealSecrets } from './secrets.ts';

/** What a look tells beside its sample. */
export interface LookDetail {
  /** How long each phase of the last request took; `null` where there was none. */
  readonly spans: Spans | null;
  /** Milliseconds by which the prober's own event loop was late during the look. */
  readonly lagMs: number;
  /** True when that lateness is so large that the measured time is not the service's. */
  readonly tainted: boolean;
}

export interface Shared extends Omit<LookContext, 'timeoutMs'> {
  readonly selfCheck: SelfCheck;
  readonly lag: LagMeter;
  /** Takes the looks in our place, when the location is not this machine. */
  readonly remote?: RemoteLocation;
}

interface Place {
  readonly location: string;
  readonly now: () => number;
  readonly resolveSecret?: (name: string) => string | undefined;
}

const NO_DETAIL: LookDetail = { spans: null, lagMs: 0, tainted: false };

/** Lateness of the event loop in milliseconds from which a measured time is marked. */
const TAINT_MS = 20;

/**
 * Looks at one probe, with its retries, and returns the sample. Never rejects: what goes wrong on the side of
 * the prober becomes an `unknown` sample that says why. So does a failure while the prober's own network is
 * cut off, and a verdict on time alone that the prober's own lateness explains. A failure seen while the prober
 * was late is looked at once more, and the second look stands.
 */
export async function takeSample(
  probe: BoundProbe,
  place: Place,
  shared: Shared,
): Promise<{ sample: Sample; detail: LookDetail }> {
  const base = { probe: probe.fullId, location: place.location, at: Math.round(place.now()) };
  // Once the secrets are known nothing may be said that was not cleared of them.
  let conceal = (text: string) => text;
  try {
    const conditions = parseConditions(probe);
    if (shared.remote) {
      const found = await shared.remote.look(probe, conditions, shared);
      const latencyMs = found.latencyMs === null ? null : Math.round(found.latencyMs);
      const reason = found.reason === null ? null : toReason(found.reason);
      return { sample: { ...base, outcome: found.outcome, latencyMs, reason }, detail: NO_DETAIL };
    }
    const revealed = revealSecrets(probe, place.resolveSecret ?? (() => undefined));
    conceal = revealed.conceal;
    const { judgement, look, lagMs } = await lookUntilSure(revealed.probe, conditions, shared, conceal);
    const latencyMs = look.latencyMs === null ? null : Math.round(look.latencyMs);
    const detail = { spans: look.facts.spans ?? null, lagMs, tainted: lagMs > TAINT_MS };
    const doubt = lateness(probe, judgement, look, lagMs) ?? (await cutOff(judgement, look, shared));
    if (doubt !== null) {
      return { sample: { ...base, outcome: 'unknown', latencyMs: null, reason: toReason(doubt) }, detail };
    }
    return { sample: { ...base, ...judgement, latencyMs }, detail };
  } catch (error) {
    const reason = toReason(conceal(explain(error)));
    return {
      sample: { ...base, outcome: 'unknown', latencyMs: null, reason },
      detail: NO_DETAIL,
    };
  }
}

/** Share of its limit for which a prober must have listened for a silence to stand. */
const SILENCE_HEARD = 0.5;

function wasSilent(look: LookResult): boolean {
  return look.transportError?.includes('timed out') === true;
}

/** Why a verdict on time alone does not stand: less the prober's own lateness, the limit was kept. */
function lateness(probe: BoundProbe, judgement: Judgement, look: LookResult, lagMs: number): string | null {
  if (lagMs <= TAINT_MS || look.latencyMs === null) return null;
  const timedOut = wasSilent(look);
  const tooSlow = judgement.outcome !== 'up' && /^took \d+ ms/.test(judgement.reason ?? '');
  if (!timedOut && !tooSlow) return null;
  const limit = timedOut
    ? probe.timeout
    : ((judgement.outcome === 'down' ? probe.downAfter : probe.degradedAfter) ?? probe.timeout);
  // A silence stands when the prober listened for most of the limit.
  const explained = look.latencyMs - lagMs <= durationMs(limit) * (timedOut ? SILENCE_HEARD : 1);
  return explained ? `the prober itself was late by ${Math.round(lagMs)} ms; ${judgement.reason}` : null;
}

async function cutOff(judgement: Judgement, look: LookResult, shared: Shared): Promise<string | null> {
  if (judgement.outcome !== 'down' || look.transportError === null) return null;
  if (await shared.selfCheck.networkWorks()) return null;
  if (shared.signal.aborted) throw new LookStopped('the run ended during the check of the network');
  return `${OWN_NETWORK_FAILED}; ${judgement.reason}`;
}

function explain(error: unknown): string {
  if (error instanceof LookStopped) return 'the run ended before this look did';
  if (error instanceof MissingSecret || error instanceof NothingObserved) return error.message;
  if (error instanceof BadCondition) return `probe error: ${error.message}`;
  return `probe error: ${describeError(error)}`;
}

/**
 * A down is worth a second look when the prober itself was late during the first: a client that stalls is refused,
 * reset and timed out for reasons of its own. A silence of which the prober heard most is not: a second one would only
 * take as long again.
 */
async function lookUntilSure(
  probe: BoundProbe,
  conditions: Conditions,
  shared: Shared,
  conceal: (text: string) => string,
): Promise<Judged> {
  const first = await lookWithRetries(probe, conditions, shared, conceal);
  if (first.judgement.outcome !== 'down' || first.lagMs <= TAINT_MS) return first;
  const heard = (first.look.latencyMs ?? 0) - first.lagMs;
  if (wasSilent(first.look) && heard > durationMs(probe.timeout) * SILENCE_HEARD) return first;
  return await lookWithRetries(probe, conditions, shared, conceal);
}

/** Timers fire up to a millisecond before the clock says that they should. */
const TIMER_SLACK_MS = 2;

interface Judged {
  readonly judgement: Judgement;
  readonly look: LookResult;
  /** Milliseconds by which the prober itself was late during the look. */
  readonly lagMs: number;
}

async function lookWithRetries(
  probe: BoundProbe,
  conditions: Conditions,
  shared: Shared,
  conceal: (text: string) => string,
): Promise<Judged> {
  const end = performance.now() + durationMs(probe.timeout);
  let last: Judged | undefined;
  for (let tries = 0; tries <= probe.retries; tries += 1) {
    const timeoutMs = end - performance.now();
    // The timeout covers all tries; what the last full one found stands.
    if (last && timeoutMs < 1) break;
    const startMs = performance.now();
    const look = await lookOnce(probe, { ...shared, timeoutMs }, conceal);
    const lagMs = shared.lag.between(startMs, performance.now());
    const judgement = judgeLook(probe, conditions, look, conceal);
    // A retry that merely ran out of the remaining time knows less than the try before it.
    const cutShort = judgement.outcome === 'down' && performance.now() >= end - TIMER_SLACK_MS;
    if (!cutShort || last === undefined) last = { judgement, look, lagMs };
    if (judgement.outcome !== 'down') break;
  }
  return last as Judged;
}

async function lookOnce(
  probe: BoundProbe,
  context: LookContext,
  conceal: (text: string) => string,
): Promise<LookResult> {
  switch (probe.kind) {
    case 'http':
      return await lookAtHttp(probe, context);
    case 'sequence':
      return await lookAtSequence(probe, context, conceal);
    case 'tcp':
      return await lookAtTcp(probe, context);
    case 'tls':
      return await lookAtTls(probe, context);
    case 'dns':
      return await lookAtDns(probe, context);
    case 'heartbeat':
      return lookAtHeartbeat(probe, context);
    case 'statuspage':
      return await lookAtStatuspage(probe, context);
    case 'prometheus':
      return await lookAtPrometheus(probe, context);
    default:
      return probe satisfies never;
  }
}
