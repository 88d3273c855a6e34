import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { HttpProbe } from '../../schemas/probe.ts';
import type { Facts, LookContext, LookResult, Phases } from '../look.ts';
import { addressFor, daysToExpiry, elapsedSince, LookStopped, patience, unbracket } from '../look.ts';
import { describeError, isOwnFault } from '../reason.ts';

/** Most bytes of an answer that are read, and most that it may unpack to. */
export const BODY_LIMIT = 1024 * 1024;
const HEADER_LIMIT = 16 * 1024;

type MutablePhases = { -readonly [K in keyof Phases]: Phases[K] };

interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: Buffer;
  readonly tooLarge: boolean;
  readonly ip: string | undefined;
  readonly certificateDays: number | null;
  readonly phases: Phases;
}

/**
 * One HTTP or HTTPS look over fresh connections, redirects included. Latency is the whole look: name
 * look-up, connection, handshake, every hop, and the download. Rejects only with {@link LookStopped},
 * or with an error of the probing machine itself.
 */
export async function lookAtHttp(probe: HttpProbe, context: LookContext): Promise<LookResult> {
  const start = performance.now();
  const deadline = start + context.timeoutMs;
  const fail = (why: string): LookResult => ({
    transportError: why,
    facts: { connected: false },
    verdicts: [],
    latencyMs: elapsedSince(start),
    phases: {},
  });
  let hop: Hop = { method: probe.method, url: new URL(probe.url), headers: probe.headers, body: probe.body };
  for (let redirects = 0; ; redirects += 1) {
    const { answer, error } = await request(hop, probe, context, start, deadline);
    if (!answer) return fail(error);
    const target = redirectTarget(answer, hop.url);
    if (target === null || probe.maxRedirects === 0) return await conclude(answer, start);
    if (redirects >= probe.maxRedirects) return fail(`more than ${probe.maxRedirects} redirects`);
    if (target === 'unusable') return fail('redirect to an address that is not http or https');
    hop = nextHop(hop, answer.status, target);
  }
}

/** Where an answer redirects to; `null` when it does not. */
function redirectTarget(answer: Answer, base: URL): URL | 'unusable' | null {
  const location = answer.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return null;
  const target = URL.parse(location, base.href);
  return target && /^https?:$/.test(target.protocol) ? target : 'unusable';
}

/** The request after a redirect, by RFC 9110 §15.4: 303 (and by custom 301, 302 for POST) turns into GET. */
function nextHop(hop: Hop, status: number, url: URL): Hop {
  const becomesGet =
    (status === 303 && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  // Another origin must not receive what was meant for the first one: keys may sit in any header.
  const kept = url.origin === hop.url.origin ? Object.entries(hop.headers) : [];
  const headers = Object.fromEntries(kept.filter(([name]) => !becomesGet || !/^content-/i.test(name)));
  return { method: becomesGet ? 'GET' : hop.method, url, headers, body: becomesGet ? undefined : hop.body };
}

type Requested =
  | { readonly answer: Answer; readonly error: '' }
  | { readonly answer: null; readonly error: string };

function request(
  hop: Hop,
  probe: HttpProbe,
  context: LookContext,
  start: number,
  deadline: number,
): Promise<Requested> {
  return new Promise((resolve, reject) => {
    const phases: MutablePhases = {};
    const mark = (phase: keyof Phases) => {
      phases[phase] ??= elapsedSince(start);
    };
    const message = openRequest(hop, probe, context, deadline);
    let response: http.IncomingMessage | undefined;
    let certificateDays: number | null = null;
    let ip: string | undefined;

    const settle = (action: () => void) => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      // Late errors of a socket that is being torn down concern nobody any more.
      message.removeAllListeners('error').on('error', () => {});
      action();
      message.destroy();
    };
    const failWith = (error: unknown) =>
      settle(() =>
        isOwnFault(error) ? reject(error) : resolve({ answer: null, error: describeError(error) }),
      );
    const stop = () => settle(() => reject(new LookStopped('the look was stopped')));
    const timer = setTimeout(
      () => settle(() => resolve({ answer: null, error: timeoutReason(probe.timeout, phases, response) })),
      Math.max(0, deadline - performance.now()),
    );
    context.signal.addEventListener('abort', stop, { once: true });

    message.on('error', failWith);
    message.on('socket', (socket) => {
      socket.once('lookup', () => mark('lookup'));
      socket.once('connect', () => {
        mark('connect');
        ip = socket.remoteAddress;
      });
      socket.once('secureConnect', () => {
        mark('secure');
        certificateDays = daysToExpiry(
          (socket as tls.TLSSocket).getPeerCertificate().valid_to,
          context.now(),
        );
      });
    });
    message.on('response', (incoming) => {
      response = incoming;
      mark('firstByte');
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (tooLarge: boolean) =>
        settle(() => {
          mark('end');
          resolve({
            error: '',
            answer: {
              status: incoming.statusCode as number,
              headers: flatten(incoming.headers),
              raw: Buffer.concat(chunks),
              tooLarge,
              ip,
              certificateDays,
              phases,
            },
          });
        });
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > BODY_LIMIT) finish(true);
        else chunks.push(chunk);
      });
      incoming.on('error', failWith);
      // An answer that breaks off ends with an error instead.
      incoming.on('end', () => finish(false));
    });
    message.end(hop.body);
  });
}

function openRequest(hop: Hop, probe: HttpProbe, context: LookContext, deadline: number): http.ClientRequest {
  const { url } = hop;
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const hostname = unbracket(url.hostname);
  const address = addressFor(context.connectTo, url.hostname, port);
  const given = new Set(Object.keys(hop.headers).map((name) => name.toLowerCase()));
  const options: https.RequestOptions = {
    agent: false,
    method: hop.method,
    host: address.host,
    port: address.port,
    path: `${url.pathname}${url.search}`,
    headers: {
      ...(given.has('host') ? {} : { host: url.host }),
      ...(given.has('user-agent') ? {} : { 'user-agent': 'watchbook-probe' }),
      ...(given.has('accept') ? {} : { accept: '*/*' }),
      ...(given.has('accept-encoding') ? {} : { 'accept-encoding': 'gzip, deflate, br' }),
      ...(given.has('content-length') || hop.body === undefined
        ? {}
        : { 'content-length': String(Buffer.byteLength(hop.body)) }),
      ...hop.headers,
    },
    maxHeaderSize: HEADER_LIMIT,
    ...patience(deadline - performance.now()),
    ...(url.username
      ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
      : {}),
  };
  if (!secure) return http.request(options);
  return https.request({
    ...options,
    servername: net.isIP(hostname) ? '' : hostname,
    rejectUnauthorized: !probe.insecure,
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(hostname, certificate),
    ...(context.secureContext ? { secureContext: context.secureContext } : {}),
  });
}

function timeoutReason(limit: string, phases: Phases, response: http.IncomingMessage | undefined): string {
  const waiting = response
    ? 'the rest of the response'
    : phases.connect === undefined
      ? 'a connection'
      : 'a response';
  return `timed out after ${limit} waiting for ${waiting}`;
}

function flatten(headers: http.IncomingHttpHeaders): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return out;
}

async function conclude(answer: Answer, start: number): Promise<LookResult> {
  const latencyMs = answer.phases.end ?? elapsedSince(start);
  const body = await unpack(answer);
  const facts: Facts = {
    connected: true,
    status: answer.status,
    responseTimeMs: latencyMs,
    headers: answer.headers,
    ...(body.text === undefined ? {} : { body: body.text }),
    ...(body.problem === undefined ? {} : { bodyProblem: body.problem }),
    ...(answer.ip === undefined ? {} : { ip: answer.ip }),
    ...(answer.certificateDays === null ? {} : { certificateDays: answer.certificateDays }),
  };
  return { transportError: body.broken ?? null, facts, verdicts: [], latencyMs, phases: answer.phases };
}

interface Unpacked {
  readonly text?: string;
  /** Why the body cannot be used by conditions; the answer itself is fine. */
  readonly problem?: string;
  /** Why no client could use the answer. */
  readonly broken?: string;
}

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const brotli = promisify(zlib.brotliDecompress);

async function unpack({ raw, headers, tooLarge }: Answer): Promise<Unpacked> {
  if (tooLarge) return { problem: 'larger than 1 MiB' };
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (raw.length === 0 || encoding === 'identity' || encoding === '') return { text: raw.toString('utf8') };
  const unpackers: Record<string, typeof gunzip> = {
    gzip: gunzip,
    'x-gzip': gunzip,
    deflate: inflate,
    br: brotli,
  };
  const unpacker = unpackers[encoding];
  if (!unpacker) return { problem: `content-encoding ${encoding} is not understood` };
  try {
    return { text: (await unpacker(raw, { maxOutputLength: BODY_LIMIT })).toString('utf8') };
  } catch (error) {
    const tooBig = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return tooBig
      ? { problem: 'unpacks to more than 1 MiB' }
      : { broken: `response is not valid ${encoding}` };
  }
}
