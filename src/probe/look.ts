import type { SecureContext } from 'node:tls';

/** What a look learned. A field that is absent was not learned, and no condition may pretend it was. */
export interface Facts {
  readonly status?: number;
  /** Whole look in milliseconds, fractions kept. */
  readonly responseTimeMs?: number;
  /** Text of the answer, decompressed. */
  readonly body?: string;
  /** Why there is no body although there was an answer. */
  readonly bodyProblem?: string;
  /** Response headers by lower-case name. */
  readonly headers?: ReadonlyMap<string, string>;
  /** Whole days until the service's certificate expires, rounded down; negative once it has. */
  readonly certificateDays?: number;
  readonly dnsAnswers?: readonly string[];
  /** Response code of a DNS answer, such as `NOERROR` or `NXDOMAIN`. */
  readonly dnsRcode?: string;
  /** Address that was connected to. */
  readonly ip?: string;
  readonly connected?: boolean;
  /** How long each phase of the last request took. */
  readonly spans?: Spans;
  /** Number that a query gave. */
  readonly value?: number;
  /** Milliseconds since the newest beat. */
  readonly ageMs?: number;
}

/** Length of each phase in milliseconds, fractions kept; absent where it did not happen. */
export interface Spans {
  readonly dns?: number;
  /** From the resolved name to the connection. */
  readonly connect?: number;
  /** The TLS handshake. */
  readonly tls?: number;
  /** From the ready connection, when the request leaves, to the first byte of the answer. */
  readonly firstByte?: number;
  /** From the first byte to the end of the answer. */
  readonly download?: number;
}

/** Milliseconds from the start of the look to the end of each phase; absent where it did not happen. */
export interface Phases {
  readonly lookup?: number;
  readonly connect?: number;
  readonly secure?: number;
  readonly firstByte?: number;
  readonly end?: number;
}

/** Lengths of the phases of one request that began `startMs` after the look did. Pure. */
export function spansOf(phases: Phases, startMs: number): Spans {
  const { lookup, connect, secure, firstByte, end } = phases;
  const ready = secure ?? connect;
  return {
    ...(lookup === undefined ? {} : { dns: lookup - startMs }),
    ...(connect === undefined ? {} : { connect: connect - (lookup ?? startMs) }),
    ...(secure === undefined || connect === undefined ? {} : { tls: secure - connect }),
    ...(firstByte === undefined || ready === undefined ? {} : { firstByte: firstByte - ready }),
    ...(firstByte === undefined || end === undefined ? {} : { download: end - firstByte }),
  };
}

/** Something a probe kind judges by itself, such as a certificate that is about to expire. */
export interface Verdict {
  readonly outcome: 'down' | 'degraded';
  readonly reason: string;
}

/** What every probe kind returns, whatever it looked at. */
export interface LookResult {
  /** Why no usable answer came: refused, reset, timed out. Always down, whatever the conditions say. */
  readonly transportError: string | null;
  readonly facts: Facts;
  readonly verdicts: readonly Verdict[];
  /** Milliseconds the look took, fractions kept; `null` where nothing could be timed. */
  readonly latencyMs: number | null;
  readonly phases: Phases;
  /** Hides values that the look met and nobody may read, in any text about it. */
  readonly conceal?: (text: string) => string;
}

/** A real address to use instead of the one a name resolves to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a probe kind may use besides its probe. */
export interface LookContext {
  /** Milliseconds this look may still take, everything included. */
  readonly timeoutMs: number;
  /** Wall clock, milliseconds since the epoch: only for the age of certificates. */
  readonly now: () => number;
  readonly connectTo: ReadonlyMap<string, Address>;
  /** Trusted roots, when they differ from the machine's. */
  readonly secureContext?: SecureContext;
  /** The certificates behind `secureContext`, PEM, for handshakes that need a context of their own. */
  readonly ca?: readonly string[];
  /** Ends the look early; it then rejects with {@link LookStopped}. */
  readonly signal: AbortSignal;
  /** Time of the newest beat by full id of the probe, milliseconds; `null` when there never was one. */
  readonly lastBeat?: (id: string) => number | null;
}

/** The look was ended from outside, so it observed nothing about the service. */
export class LookStopped extends Error {}

/** The look ended well but told nothing about the service, such as a query without a result. */
export class NothingObserved extends Error {}

/** Where to connect for `host:port`: the override for exactly that, else for the host, else itself. */
export function addressFor(connectTo: ReadonlyMap<string, Address>, host: string, port: number): Address {
  const name = host.toLowerCase();
  return connectTo.get(`${name}:${port}`) ?? connectTo.get(name) ?? { host: unbracket(host), port };
}

/** `[::1]` as sockets want it: `::1`. */
export function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/**
 * Socket options for names with several addresses: how long one address is tried before the next. The
 * default of 250 ms gives up on an address that is far away but healthy.
 */
export function patience(
  timeoutMs: number,
  family?: 4 | 6,
): { autoSelectFamilyAttemptTimeout: number; family?: 4 | 6 } {
  return {
    autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(timeoutMs / 3)),
    ...(family === undefined ? {} : { family }),
  };
}

/** Milliseconds from a monotonic start until now. */
export function elapsedSince(startMs: number): number {
  return performance.now() - startMs;
}

const DAY_MS = 86_400_000;

/** Whole days from `now` to the `valid_to` text of a certificate, rounded down; `null` when unreadable. */
export function daysToExpiry(validTo: string | undefined, now: number): number | null {
  const expiry = validTo === undefined ? Number.NaN : Date.parse(validTo);
  return Number.isNaN(expiry) ? null : Math.floor((expiry - now) / DAY_MS);
}
