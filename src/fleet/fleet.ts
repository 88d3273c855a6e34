import type { Address } from '../probe/look.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { KeyPair } from './certificates.ts';
import { makeAuthority, makeCertificate } from './certificates.ts';
import type { Station } from './plan.ts';
import { planStations } from './plan.ts';
import type { Fault } from './scenario.ts';
import { faultAt } from './scenario.ts';
import type { Running } from './servers.ts';
import { startServer } from './servers.ts';

export interface FleetOptions {
  /** Probes of the book; a server is started for every host under `.test` that they name. */
  readonly probes: readonly BoundProbe[];
  /** Seed of the wobble of answer times. */
  readonly seed?: number;
  /** Wall clock, epoch milliseconds; the script of faults begins at the start of the fleet. */
  readonly now: () => number;
}

/** Makes a service do something else than the script says. */
export interface FaultControl {
  /** What a service does now. */
  current(service: string): Fault;
  /** Overrides the script for a service until {@link release}. */
  force(service: string, kind: Fault['kind']): void;
  /** Gives a service back to the script; all of them without an argument. */
  release(service?: string): void;
}

export interface Fleet {
  /** Real addresses by `host:port`, for the probe engine. */
  readonly connectTo: ReadonlyMap<string, Address>;
  /** Certificate of the authority that signed for all hosts, PEM. */
  readonly ca: string;
  readonly faults: FaultControl;
  /** Whether a service is played by the fleet: one of its probes names a host under `.test`, or it has only heartbeats. */
  stages(service: string): boolean;
  /** Closes every server and every open connection. */
  stop(): Promise<void>;
}

const EXPIRING_DAYS = 10;
const USUAL_DAYS = 80;
/** How often a server checks whether it should refuse connections now. */
const TICK_MS = 200;

/**
 * Starts the demonstration fleet: real servers on 127.0.0.1, on ports of the system's choice, for
 * every `.test` host that the probes name, misbehaving as the script says. Throws when the machine
 * gives no port or no key.
 */
export async function startFleet({ probes, seed = 1, now }: FleetOptions): Promise<Fleet> {
  const startedAt = now();
  const forced = new Map<string, Fault['kind']>();
  const current = (service: string): Fault => {
    const scripted = faultAt(service, now() - startedAt, seed);
    const kind = forced.get(service);
    return kind === undefined ? scripted : { ...scripted, kind, good: kind === 'healthy' || kind === 'slow' };
  };
  const authority = await makeAuthority(startedAt);
  const played = new Set(
    planStations(probes).flatMap((station) => station.probes.map((each) => each.service)),
  );
  const asked = new Set(probes.filter(({ kind }) => kind !== 'heartbeat').map(({ service }) => service));
  const running: Running[] = [];
  const stop = async () => {
    clearInterval(ticker);
    await Promise.all(running.map((server) => server.stop()));
  };
  const ticker = setInterval(() => {
    for (const server of running) server.refuse(isRefusing(server.station, current));
  }, TICK_MS);
  try {
    const stations = planStations(probes);
    for (const station of stations) {
      running.push(await startServer(station, current, await pairFor(station, authority, startedAt)));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    connectTo: new Map(
      running.map((server) => [server.station.key, { host: '127.0.0.1', port: server.port }]),
    ),
    ca: authority.cert,
    // With no host to go by, a service that only sends beats is played where anything else is.
    stages: (service) => played.has(service) || (played.size > 0 && !asked.has(service)),
    faults: {
      current,
      force: (service, kind) => void forced.set(service, kind),
      release: (service) => (service === undefined ? forced.clear() : void forced.delete(service)),
    },
    stop,
  };
}

function isRefusing(station: Station, current: (service: string) => Fault): boolean {
  return station.probes.every((probe) => current(probe.service).kind === 'refusing');
}

async function pairFor(station: Station, authority: KeyPair, now: number): Promise<KeyPair | null> {
  if (station.kind !== 'https' && station.kind !== 'tls') return null;
  const expiring = station.probes.some((probe) => faultAt(probe.service, 0).kind === 'certificate-expiring');
  return await makeCertificate(station.host, authority, now, expiring ? EXPIRING_DAYS : USUAL_DAYS);
}
