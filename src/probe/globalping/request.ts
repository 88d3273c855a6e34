import net from 'node:net';
import type { TypedMeasurementRequest } from 'globalping';
import type { GlobalpingLocation } from '../../schemas/location.ts';
import type { BoundProbe, DnsProbe, HttpProbe, TcpProbe } from '../../schemas/probe.ts';
import type { Placeholder } from '../conditions/tree.ts';
import { placeholdersOf } from '../conditions/tree.ts';
import { unbracket } from '../look.ts';
import type { Conditions } from '../outcome.ts';
import { secretNames } from '../secrets.ts';

/** The kinds of probes for which the network has a test that sees the same thing. */
export type RemoteProbe = BoundProbe & (HttpProbe | DnsProbe | TcpProbe);

/** What the answer of each test can tell; a condition on anything else could never be decided. */
const TOLD = {
  http: [
    'STATUS',
    'RESPONSE_TIME',
    'BODY',
    'HEADER',
    'CERTIFICATE_DAYS',
    'IP',
    'CONNECTED',
    'DNS_TIME',
    'CONNECT_TIME',
    'TLS_TIME',
    'FIRST_BYTE_TIME',
  ],
  dns: ['DNS_ANSWERS', 'DNS_RCODE', 'RESPONSE_TIME', 'CONNECTED'],
  tcp: ['CONNECTED', 'RESPONSE_TIME', 'IP', 'CONNECT_TIME'],
} as const satisfies Record<RemoteProbe['kind'], readonly Placeholder[]>;

const METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;

/** Whether the network can look at a probe, and if not, why, in a sentence without full stop. */
export type Ability =
  | { readonly able: true; readonly probe: RemoteProbe }
  | { readonly able: false; readonly why: string };

/**
 * Whether Globalping can take the look that a probe describes. What it cannot do as the probe says is refused,
 * never done differently: another request would be another measurement under the same name. Measurements can
 * be read by anybody, so a probe that uses a secret is refused as well.
 */
export function abilityFor(probe: BoundProbe, conditions: Conditions): Ability {
  const no = (why: string): Ability => ({ able: false, why });
  const secret = secretNames(probe)[0];
  if (secret !== undefined) {
    return no(`it uses the secret ${secret}, and measurements of Globalping can be read by anybody`);
  }
  switch (probe.kind) {
    case 'http':
      if (!isMethod(probe.method)) return no(`Globalping sends GET, HEAD and OPTIONS, not ${probe.method}`);
      if (probe.body !== undefined) return no('Globalping sends no body with a request');
      if (Object.keys(probe.headers).some((name) => name.toLowerCase() === 'user-agent')) {
        return no('Globalping sets the header user-agent itself');
      }
      break;
    case 'tcp':
      if (probe.send !== undefined || probe.expect !== undefined) {
        return no('Globalping connects only; it neither sends nor expects text');
      }
      break;
    case 'dns':
      break;
    case 'sequence':
    case 'tls':
    case 'heartbeat':
    case 'statuspage':
    case 'prometheus':
      return no(`Globalping has no test for probes of the kind ${probe.kind}`);
    default:
      return probe satisfies never;
  }
  const told: readonly Placeholder[] = TOLD[probe.kind];
  const blind = [...conditions.good, ...conditions.degraded]
    .flatMap(placeholdersOf)
    .find((placeholder) => !told.includes(placeholder));
  if (blind !== undefined) return no(`Globalping does not tell [${blind}] of a ${probe.kind} probe`);
  return { able: true, probe };
}

/** The measurement that stands for one look at a probe. Pure. */
export function measurementFor(probe: RemoteProbe, location: GlobalpingLocation): TypedMeasurementRequest {
  const places = location.places.map((magic) => ({ magic, limit: location.limit }));
  switch (probe.kind) {
    case 'http':
      return httpMeasurement(probe, places);
    case 'tcp':
      return {
        type: 'ping',
        target: unbracket(probe.host),
        locations: places,
        // A plain ping would ask the host whether it is there, not whether the port answers.
        measurementOptions: { protocol: 'TCP', port: probe.port, packets: 3, ...version(probe, probe.host) },
      };
    case 'dns': {
      const resolver = probe.resolver === undefined ? null : splitResolver(probe.resolver);
      return {
        type: 'dns',
        target: probe.host,
        locations: places,
        measurementOptions: {
          query: { type: probe.record },
          ...(resolver === null ? {} : { resolver: resolver.host }),
          ...(resolver?.port === undefined ? {} : { port: resolver.port }),
        },
      };
    }
    default:
      return probe satisfies never;
  }
}

function httpMeasurement(
  probe: HttpProbe,
  locations: { magic: string; limit: number }[],
): TypedMeasurementRequest {
  const url = new URL(probe.url);
  const host = unbracket(url.hostname);
  const headers = Object.entries(probe.headers).filter(([name]) => name.toLowerCase() !== 'host');
  const named = Object.entries(probe.headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
  const plain = url.protocol === 'http:';
  return {
    type: 'http',
    target: host,
    locations,
    measurementOptions: {
      protocol: plain ? 'HTTP' : probe.httpVersion === '2' ? 'HTTP2' : 'HTTPS',
      port: url.port === '' ? (plain ? 80 : 443) : Number(url.port),
      request: {
        method: isMethod(probe.method) ? probe.method : 'GET',
        path: url.pathname,
        ...(url.search === '' ? {} : { query: url.search.slice(1) }),
        ...(named === undefined ? {} : { host: named }),
        ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
      },
      ...version(probe, host),
    },
  };
}

function isMethod(method: string): method is (typeof METHODS)[number] {
  return (METHODS as readonly string[]).includes(method);
}

/** The version of the Internet Protocol may be chosen for names only. */
function version({ family }: { readonly family?: 4 | 6 | undefined }, host: string): { ipVersion?: 4 | 6 } {
  return family === undefined || net.isIP(unbracket(host)) !== 0 ? {} : { ipVersion: family };
}

function splitResolver(resolver: string): { host: string; port?: number } {
  if (net.isIP(resolver) !== 0) return { host: resolver };
  const match = /^(.+?):(\d{1,5})$/.exec(resolver);
  return match
    ? { host: unbracket(match[1] as string), port: Number(match[2]) }
    : { host: unbracket(resolver) };
}
