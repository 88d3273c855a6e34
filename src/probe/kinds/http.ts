import type { HttpProbe } from '../../schemas/probe.ts';
import type { Facts, LookContext, LookResult } from '../look.ts';
import { elapsedSince, spansOf } from '../look.ts';
import type { Answer, Exchange, Hop, Limits, Manner } from './exchange.ts';
import { exchangeHttp1 } from './http1.ts';
import { exchangeHttp2 } from './http2.ts';
import { unpack } from './unpack.ts';

const EXCHANGES = { '1.1': exchangeHttp1, '2': exchangeHttp2 } as const satisfies Record<
  Manner['httpVersion'],
  Exchange
>;

/**
 * One HTTP or HTTPS look over fresh connections, redirects included. Latency is the whole look: name
 * look-up, connection, handshake, every hop, and the download. Rejects only with `LookStopped`,
 * or with an error of the probing machine itself.
 */
export async function lookAtHttp(probe: HttpProbe, context: LookContext): Promise<LookResult> {
  const hop = { method: probe.method, url: new URL(probe.url), headers: probe.headers, body: probe.body };
  return await fetchOnce(hop, probe, context);
}

/** One request with its redirects, under the time limit of the context. */
export async function fetchOnce(first: Hop, manner: Manner, context: LookContext): Promise<LookResult> {
  const start = performance.now();
  const limits: Limits = { start, deadline: start + context.timeoutMs };
  const fail = (why: string): LookResult => ({
    transportError: why,
    facts: { connected: false },
    verdicts: [],
    latencyMs: elapsedSince(start),
    phases: {},
  });
  let hop = first;
  for (let redirects = 0; ; redirects += 1) {
    const hopStart = elapsedSince(start);
    const { answer, error } = await EXCHANGES[manner.httpVersion](hop, manner, context, limits);
    if (!answer) return fail(error);
    const target = redirectTarget(answer, hop.url);
    if (target === null || manner.maxRedirects === 0) return await conclude(answer, start, hopStart);
    if (redirects >= manner.maxRedirects) return fail(`more than ${manner.maxRedirects} redirects`);
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

async function conclude(answer: Answer, start: number, hopStart: number): Promise<LookResult> {
  const latencyMs = answer.phases.end ?? elapsedSince(start);
  const body = await unpack(answer);
  const facts: Facts = {
    connected: true,
    status: answer.status,
    responseTimeMs: latencyMs,
    headers: answer.headers,
    spans: spansOf(answer.phases, hopStart),
    ...(body.text === undefined ? {} : { body: body.text }),
    ...(body.problem === undefined ? {} : { bodyProblem: body.problem }),
    ...(answer.ip === undefined ? {} : { ip: answer.ip }),
    ...(answer.certificateDays === null ? {} : { certificateDays: answer.certificateDays }),
  };
  return { transportError: body.broken ?? null, facts, verdicts: [], latencyMs, phases: answer.phases };
}
