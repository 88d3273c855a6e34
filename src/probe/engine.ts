import tls from 'node:tls';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import type { Condition } from './conditions/tree.ts';
import { lookAtDns } from './kinds/dns.ts';
import { lookAtHttp } from './kinds/http.ts';
import { lookAtTcp } from './kinds/tcp.ts';
import { lookAtTls } from './kinds/tls.ts';
import type { Address, LookContext, LookResult } from './look.ts';
import { LookStopped } from './look.ts';
import type { Judgement } from './outcome.ts';
import { judgeLook, parseConditions } from './outcome.ts';
import { runPaced } from './pacing.ts';
import { describeError, toReason } from './reason.ts';
import { MissingSecret, revealSecrets } from './secrets.ts';

export type { Address } from './look.ts';

export interface RunOptions {
  /** Where the looks are taken from; goes into every sample. */
  readonly location: string;
  /** Wall clock, milliseconds since the epoch; stamps the samples. */
  readonly now: () => number;
  /** Milliseconds after which the run ends, whatever is still open; 55 s by default. */
  readonly deadlineMs?: number;
  /** Most looks in flight at once against one host; 4 by default. */
  readonly perHost?: number;
  /** Most looks in flight at once; 64 by default. */
  readonly concurrency?: number;
  /** Most looks started in a second; 150 by default and at most. */
  readonly startsPerSecond?: number;
  /** Uniform number in [0, 1) for the jitter of starts; `Math.random` by default. */
  readonly random?: () => number;
  /**
   * Real addresses by `host` or `host:port`, as in `curl --connect-to`: only the connection goes
   * there, while the Host header and the certificate's name stay those of the probe. For a dns probe
   * the key is its `resolver`, or `name:53`, and the address is that of the resolver to ask.
   */
  readonly connectTo?: ReadonlyMap<string, Address>;
  /** Value of a secret named in a probe; `undefined` or empty when there is none. */
  readonly resolveSecret?: (name: string) => string | undefined;
  /** Called once for each sample as soon as it is there; an error it throws is ignored. */
  readonly onResult?: (sample: Sample) => void;
  /** Further trusted certificate authorities, PEM. */
  readonly ca?: string;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

const MOST_STARTS_PER_SECOND = 150;

/**
 * Looks at every probe once, side by side, and returns one sample for each look that was started, in
 * the order of the probes. Nothing that goes wrong inside one look reaches another one or the caller:
 * it becomes an `unknown` sample that says why. A look that the run's deadline or signal kept from
 * starting has no sample, because nothing was observed; one that was cut off is `unknown`.
 * Latency is that of the try that decided, so retries do not make a service look slow.
 */
export async function runProbes(probes: readonly BoundProbe[], options: RunOptions): Promise<Sample[]> {
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  const timer = setTimeout(stop, options.deadlineMs ?? 55_000);
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  const shared = {
    now: options.now,
    connectTo: options.connectTo ?? new Map<string, Address>(),
    signal: stopped.signal,
    ...(options.ca === undefined ? {} : { secureContext: trustAlso(options.ca) }),
  };
  const samples = new Map<number, Sample>();
  const jobs = probes.map((probe, index) => ({
    host: hostOf(probe),
    start: async () => {
      const sample = await takeSample(probe, options, shared);
      samples.set(index, sample);
      report(options.onResult, sample);
    },
  }));
  try {
    await runPaced(jobs, {
      concurrency: options.concurrency ?? 64,
      perHost: options.perHost ?? 4,
      spacingMs: 1000 / Math.min(options.startsPerSecond ?? MOST_STARTS_PER_SECOND, MOST_STARTS_PER_SECOND),
      random: options.random ?? Math.random,
      signal: stopped.signal,
    });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
  return probes.flatMap((_, index) => samples.get(index) ?? []);
}

function report(onResult: RunOptions['onResult'], sample: Sample): void {
  try {
    onResult?.(sample);
  } catch {
    // A display that breaks must not cost a sample.
  }
}

function trustAlso(ca: string): tls.SecureContext {
  return tls.createSecureContext({ ca: [...tls.getCACertificates('default'), ca] });
}

/** What the per-host limit counts by; the name that people see, not the address behind it. */
function hostOf(probe: BoundProbe): string {
  switch (probe.kind) {
    case 'http':
      return URL.parse(probe.url)?.hostname ?? probe.url;
    case 'tcp':
    case 'tls':
      return probe.host.toLowerCase();
    case 'dns':
      return probe.resolver ?? 'dns';
    default:
      return probe satisfies never;
  }
}

type SharedContext = Omit<LookContext, 'timeoutMs'>;

async function takeSample(probe: BoundProbe, options: RunOptions, shared: SharedContext): Promise<Sample> {
  const base = { probe: probe.fullId, location: options.location, at: Math.round(options.now()) };
  // Once the secrets are known nothing may be said that was not cleared of them.
  let conceal = (text: string) => text;
  try {
    const conditions = parseConditions(probe);
    const revealed = revealSecrets(probe, options.resolveSecret ?? (() => undefined));
    conceal = revealed.conceal;
    const { judgement, latencyMs } = await lookWithRetries(revealed.probe, conditions, shared, conceal);
    return { ...base, ...judgement, latencyMs: latencyMs === null ? null : Math.round(latencyMs) };
  } catch (error) {
    return { ...base, outcome: 'unknown', latencyMs: null, reason: toReason(conceal(explain(error))) };
  }
}

function explain(error: unknown): string {
  if (error instanceof LookStopped) return 'the run ended before this look did';
  if (error instanceof MissingSecret) return error.message;
  return `probe error: ${describeError(error)}`;
}

/** Timers fire up to a millisecond before the clock says that they should. */
const TIMER_SLACK_MS = 2;

interface Judged {
  readonly judgement: Judgement;
  readonly latencyMs: number | null;
}

async function lookWithRetries(
  probe: BoundProbe,
  conditions: readonly Condition[],
  shared: SharedContext,
  conceal: (text: string) => string,
): Promise<Judged> {
  const end = performance.now() + durationMs(probe.timeout);
  let last: Judged | undefined;
  for (let tries = 0; tries <= probe.retries; tries += 1) {
    const timeoutMs = end - performance.now();
    // The timeout covers all tries; what the last full one found stands.
    if (last && timeoutMs < 1) break;
    const look = await lookOnce(probe, { ...shared, timeoutMs });
    const judgement = judgeLook(probe, conditions, look, conceal);
    // A retry that merely ran out of the remaining time knows less than the try before it.
    const cutShort = judgement.outcome === 'down' && performance.now() >= end - TIMER_SLACK_MS;
    if (!cutShort || last === undefined) last = { judgement, latencyMs: look.latencyMs };
    if (judgement.outcome !== 'down') break;
  }
  return last as Judged;
}

function lookOnce(probe: BoundProbe, context: LookContext): Promise<LookResult> {
  switch (probe.kind) {
    case 'http':
      return lookAtHttp(probe, context);
    case 'tcp':
      return lookAtTcp(probe, context);
    case 'tls':
      return lookAtTls(probe, context);
    case 'dns':
      return lookAtDns(probe, context);
    default:
      return probe satisfies never;
  }
}
