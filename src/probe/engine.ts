import tls from 'node:tls';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import { createSelfCheck } from './control.ts';
import { startLagMeter } from './lag.ts';
import type { Address } from './look.ts';
import { runPaced } from './pacing.ts';
import type { RemoteLocation } from './remote.ts';
import type { LookDetail } from './take.ts';
import { takeSample } from './take.ts';

export type { Address } from './look.ts';
export type { LookDetail } from './take.ts';

export interface RunOptions {
  /** Where the looks are taken from; goes into every sample. */
  readonly location: string;
  /** Wall clock, milliseconds since the epoch; stamps the samples. */
  readonly now: () => number;
  /** Milliseconds after which the run ends, whatever is still open; 55 s by default. */
  readonly deadlineMs?: number;
  /** Most looks in flight at once against one host; 4 by default. */
  readonly perHost?: number;
  /** Most looks in flight at once; 256 by default. What ruins measured times is starting together, not waiting together. */
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
  readonly onResult?: (sample: Sample, detail: LookDetail) => void;
  /** Time of the newest beat by full id of a heartbeat probe, milliseconds; `null` when there never was one. */
  readonly lastBeat?: (id: string) => number | null;
  /**
   * Hosts that have nothing to do with the services. When a look fails and none of them accepts a
   * connection either, the network of the prober is at fault and the look is `unknown`.
   */
  readonly controls?: readonly Address[];
  /** Takes every look in our place; probes that it refuses should not be given. Looks from here when absent. */
  readonly remote?: RemoteLocation;
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
  const lag = startLagMeter();
  const shared = {
    now: options.now,
    selfCheck: createSelfCheck(options.controls ?? [], stopped.signal),
    lag,
    ...(options.lastBeat ? { lastBeat: options.lastBeat } : {}),
    ...(options.remote ? { remote: options.remote } : {}),
    connectTo: options.connectTo ?? new Map<string, Address>(),
    signal: stopped.signal,
    ...(options.ca === undefined ? {} : trustAlso(options.ca)),
  };
  const samples = new Map<number, Sample>();
  const jobs = probes.map((probe, index) => ({
    host: hostOf(probe),
    start: async () => {
      const { sample, detail } = await takeSample(probe, options, shared);
      samples.set(index, sample);
      report(options.onResult, sample, detail);
    },
  }));
  try {
    await runPaced(jobs, {
      concurrency: options.concurrency ?? 256,
      perHost: options.perHost ?? 4,
      spacingMs: 1000 / Math.min(options.startsPerSecond ?? MOST_STARTS_PER_SECOND, MOST_STARTS_PER_SECOND),
      random: options.random ?? Math.random,
      signal: stopped.signal,
    });
  } finally {
    clearTimeout(timer);
    lag.stop();
    options.signal?.removeEventListener('abort', stop);
  }
  return probes.flatMap((_, index) => samples.get(index) ?? []);
}

function report(onResult: RunOptions['onResult'], sample: Sample, detail: LookDetail): void {
  try {
    onResult?.(sample, detail);
  } catch {
    // A display that breaks must not cost a sample.
  }
}

function trustAlso(more: string): { secureContext: tls.SecureContext; ca: string[] } {
  const ca = [...tls.getCACertificates('default'), more];
  return { secureContext: tls.createSecureContext({ ca }), ca };
}

/** What the per-host limit counts by; the name that people see, not the address behind it. */
function hostOf(probe: BoundProbe): string {
  switch (probe.kind) {
    case 'http':
    case 'statuspage':
    case 'prometheus':
      return URL.parse(probe.url)?.hostname ?? probe.url;
    case 'sequence':
      return URL.parse(probe.steps[0]?.url ?? '')?.hostname ?? probe.fullId;
    // A heartbeat asks nobody, so it waits for nobody.
    case 'heartbeat':
      return probe.fullId;
    case 'tcp':
    case 'tls':
      return probe.host.toLowerCase();
    case 'dns':
      return probe.resolver ?? 'dns';
    default:
      return probe satisfies never;
  }
}
