import type { LookContext, Phases } from '../look.ts';

/** Most bytes of an answer that are read, and most that it may unpack to. */
export const BODY_LIMIT = 1024 * 1024;
export const HEADER_LIMIT = 16 * 1024;

/** One request as it goes out. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: Buffer;
  readonly tooLarge: boolean;
  readonly ip: string | undefined;
  readonly certificateDays: number | null;
  readonly phases: Phases;
}

/** An answer, or why none came. */
export type Requested =
  | { readonly answer: Answer; readonly error: '' }
  | { readonly answer: null; readonly error: string };

/** What the requests of a look have in common. */
export interface Manner {
  readonly timeout: string;
  readonly maxRedirects: number;
  readonly insecure: boolean;
  readonly httpVersion: '1.1' | '2';
  readonly minTls?: 'TLSv1.2' | 'TLSv1.3' | undefined;
  readonly family?: 4 | 6 | undefined;
}

/** When a look began and by when it must be over, on the monotonic clock. */
export interface Limits {
  readonly start: number;
  readonly deadline: number;
}

/** Sends one request over a fresh connection. Rejects with `LookStopped` or an error of this machine only. */
export type Exchange = (hop: Hop, manner: Manner, context: LookContext, limits: Limits) => Promise<Requested>;

export type MutablePhases = { -readonly [K in keyof Phases]: Phases[K] };

/** Why a request ran out of time, by what it was waiting for. */
export function timeoutReason(limit: string, phases: Phases): string {
  const waiting =
    phases.firstByte !== undefined
      ? 'the rest of the response'
      : phases.connect === undefined
        ? 'a connection'
        : 'a response';
  return `timed out after ${limit} waiting for ${waiting}`;
}

/** Headers of a request with what a client always sends, unless the probe says otherwise. */
export function headersFor(hop: Hop): Record<string, string> {
  const given = new Set(Object.keys(hop.headers).map((name) => name.toLowerCase()));
  const unless = (name: string, value: string) => (given.has(name) ? {} : { [name]: value });
  return {
    ...unless('host', hop.url.host),
    ...unless('user-agent', 'watchbook-probe'),
    ...unless('accept', '*/*'),
    ...unless('accept-encoding', 'gzip, deflate, br'),
    ...(hop.body === undefined ? {} : unless('content-length', String(Buffer.byteLength(hop.body)))),
    ...(hop.url.username ? unless('authorization', `Basic ${credentials(hop.url)}`) : {}),
    ...hop.headers,
  };
}

function credentials(url: URL): string {
  return Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString(
    'base64',
  );
}

/** Headers of an answer by lower-case name, repeats joined. */
export function flattenHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !name.startsWith(':'))
      out.set(name, typeof value === 'string' ? value : value.join(', '));
  }
  return out;
}
