import http from 'node:http';
import { onTestFinished, vi } from 'vitest';
import { listen } from './loopback.ts';

/** What the API of the tests received: the body of each measurement that was asked for, and every header. */
export interface Asked {
  readonly measurements: Record<string, unknown>[];
  readonly authorization: (string | undefined)[];
  polls: number;
  port: number;
}

/** An answer of the API to a request for a measurement, when it is not to be accepted. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

export interface Script {
  /** Results of a measurement by its target; what is not a list is put in the place of the results as it stands. */
  readonly results?: (target: string) => unknown;
  readonly refuse?: (target: string) => Refusal | null;
  /** Polls that are answered with `in-progress` first; 1 by default. */
  readonly pending?: number;
}

/**
 * The measurements API of Globalping on loopback, as its published description has it: 202 with an id and a
 * Location, then the measurement by its id until it has ended. The client knows one address only, so its
 * requests are led here on their way out.
 */
export async function serveGlobalping(script: Script): Promise<Asked> {
  const asked: Asked = { measurements: [], authorization: [], polls: 0, port: 0 };
  const open = new Map<string, { target: string; type: string; polls: number }>();
  const port = await listen(
    http.createServer(async (request, response) => {
      const reply = (status: number, body: unknown, headers = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      if (request.method === 'POST' && request.url === '/v1/measurements') {
        let text = '';
        for await (const chunk of request) text += chunk;
        const wanted = JSON.parse(text) as { target: string; type: string };
        asked.measurements.push(wanted);
        asked.authorization.push(request.headers.authorization);
        const refusal = script.refuse?.(wanted.target) ?? null;
        if (refusal) return reply(refusal.status, refusal.body, refusal.headers);
        const id = `m${asked.measurements.length}`;
        open.set(id, { ...wanted, polls: 0 });
        return reply(202, { id, probesCount: 1 }, { location: `/v1/measurements/${id}` });
      }
      const id = /^\/v1\/measurements\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
      const found = open.get(id);
      if (!found) return reply(404, { error: { type: 'not_found', message: 'no such measurement' } });
      asked.polls += 1;
      found.polls += 1;
      const status = found.polls > (script.pending ?? 1) ? 'finished' : 'in-progress';
      const at = '2026-01-01T00:00:00.000Z';
      const { target, type } = found;
      reply(200, {
        ...{ id, type, target, status, createdAt: at, updatedAt: at, probesCount: 1 },
        results: script.results?.(target) ?? [],
      });
    }),
  );
  asked.port = port;
  redirectFetch(`http://127.0.0.1:${port}`);
  return asked;
}

const real = globalThis.fetch;

/** Leads the requests of the client to another origin for the length of a test. */
export function redirectFetch(origin: string): void {
  vi.stubGlobal('fetch', (request: Request) => {
    const url = new URL(request.url);
    if (url.origin !== 'https://api.globalping.io') throw new Error(`nobody should ask ${url.origin}`);
    return real(new Request(`${origin}${url.pathname}`, request));
  });
  onTestFinished(() => void vi.unstubAllGlobals());
}

const PLACES = [
  ['Berlin', 'DE'],
  ['Paris', 'FR'],
  ['Tokyo', 'JP'],
  ['Lima', 'PE'],
] as const;

/** One result item at the n-th place. */
export function item(n: number, result: Record<string, unknown>) {
  const [city, country] = PLACES[n % PLACES.length] as (typeof PLACES)[number];
  const probe = {
    ...{ continent: 'EU', region: 'Western Europe', country, state: null, city, asn: 3320 },
    ...{ network: 'A network', latitude: 1, longitude: 2, tags: [], resolvers: ['private'] },
  };
  return { probe, result };
}

export function httpResult(statusCode: number, more: Record<string, unknown> = {}) {
  return {
    status: 'finished',
    rawOutput: 'HTTP/1.1',
    rawHeaders: '',
    rawBody: 'fine',
    truncated: false,
    headers: { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] },
    statusCode,
    statusCodeName: 'OK',
    resolvedAddress: '192.0.2.1',
    timings: { total: 120, dns: 10, tcp: 20, tls: 30, firstByte: 50, download: 10 },
    tls: null,
    ...more,
  };
}

export function pingResult(rcv: number, avg: number | null = 30) {
  return {
    ...{ status: 'finished', rawOutput: '', resolvedAddress: '192.0.2.1', resolvedHostname: null },
    stats: { min: avg, avg, max: avg, total: 3, rcv, drop: 3 - rcv, loss: ((3 - rcv) / 3) * 100 },
    timings: [],
  };
}

export function dnsResult(statusCodeName: string, answers: { type: string; value: string }[]) {
  return {
    ...{ status: 'finished', rawOutput: '', resolver: 'private', statusCode: 0, statusCodeName },
    answers: answers.map((answer) => ({ name: 'shop.test.', ttl: 60, class: 'IN', ...answer })),
    timings: { total: 12 },
  };
}
