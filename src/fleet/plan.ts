import type { BoundProbe } from '../schemas/probe.ts';

/** One server that the fleet must run, with the probes that look at it. */
export interface Station {
  /** `host:port` as the probes name it. */
  readonly key: string;
  readonly host: string;
  readonly kind: 'http' | 'https' | 'tls' | 'tcp' | 'dns';
  readonly probes: readonly BoundProbe[];
}

/** Names that are reserved for tests by RFC 2606 and can never be a real host. */
function isDemonstration(host: string): boolean {
  return host.toLowerCase().endsWith('.test');
}

/** The servers that stand in for every `.test` host of the probes, one for each host and port. Pure. */
export function planStations(probes: readonly BoundProbe[]): Station[] {
  const stations = new Map<string, { host: string; kinds: Set<Station['kind']>; probes: BoundProbe[] }>();
  for (const probe of probes) {
    const target = targetOf(probe);
    if (!target || !isDemonstration(target.host)) continue;
    const key = `${target.host}:${target.port}`;
    const entry = stations.get(key) ?? { host: target.host, kinds: new Set(), probes: [] };
    entry.kinds.add(target.kind);
    entry.probes.push(probe);
    stations.set(key, entry);
  }
  return [...stations].map(([key, { host, kinds, probes: looking }]) => ({
    key,
    host,
    kind: widest(kinds),
    probes: looking,
  }));
}

function targetOf(probe: BoundProbe): { host: string; port: number; kind: Station['kind'] } | null {
  switch (probe.kind) {
    case 'http':
    case 'statuspage':
    case 'prometheus':
    case 'sequence': {
      const url = URL.parse(probe.kind === 'sequence' ? (probe.steps[0]?.url ?? '') : probe.url);
      if (!url) return null;
      const secure = url.protocol === 'https:';
      return {
        host: url.hostname,
        port: Number(url.port) || (secure ? 443 : 80),
        kind: secure ? 'https' : 'http',
      };
    }
    case 'tcp':
      return { host: probe.host.toLowerCase(), port: probe.port, kind: 'tcp' };
    case 'tls':
      return { host: probe.host.toLowerCase(), port: probe.port, kind: 'tls' };
    case 'dns':
      return { host: probe.host.toLowerCase(), port: 53, kind: 'dns' };
    // Nobody is asked: beats come from the service itself.
    case 'heartbeat':
      return null;
    default:
      return probe satisfies never;
  }
}

/** An https server also serves those that only shake hands or only connect. */
function widest(kinds: ReadonlySet<Station['kind']>): Station['kind'] {
  return (['https', 'http', 'tls', 'tcp', 'dns'] as const).find((kind) => kinds.has(kind)) as Station['kind'];
}
