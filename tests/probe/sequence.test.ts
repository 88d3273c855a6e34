// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets and kept values are named like this in a book.
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { runProbes } from '../../src/probe/engine.ts';
import type { SequenceProbe } from '../../src/schemas/probe.ts';
import { bound } from './bound.ts';
import { serveHttp } from './loopback.ts';

type Steps = z.input<typeof SequenceProbe>['steps'];

/** A shop where one logs in, gets a token, and asks for an order. */
async function shop() {
  const seen: string[] = [];
  const url = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${request.headers['authorization'] ?? '-'} ${body}`);
      if (request.url === '/login') {
        response.setHeader('location-of-order', '/orders/a b');
        response.end('{"token":"tok-123456","id":7}');
      } else if (request.headers['authorization'] !== 'Bearer tok-123456') {
        response.statusCode = 401;
        response.end(`wrong token: ${request.headers['authorization']}`);
      } else {
        response.end(`{"state":"paid","echo":${JSON.stringify(request.headers['authorization'])}}`);
      }
    });
  });
  return { url, seen };
}

const login = (url: string): Steps[number] => ({
  name: 'login',
  method: 'POST',
  url: `${url}/login`,
  body: '{"password":"${secret.PASSWORD}"}',
  keep: { token: '[BODY].token', id: '[BODY].id' },
});

async function run(steps: Steps, extra = {}) {
  const probe = bound({ kind: 'sequence', id: 'flow', steps, timeout: '1s', ...extra });
  const [sample] = await runProbes([probe], {
    location: 'local',
    now: Date.now,
    resolveSecret: () => 'hunter-2-hunter',
  });
  return sample;
}

describe('a sequence of requests', () => {
  const order = (url: string, more: Partial<Steps[number]> = {}): Steps[number] => ({
    name: 'order',
    url: `${url}/orders/\${step.id}`,
    headers: { authorization: 'Bearer ${step.token}' },
    ...more,
  });

  test('carries values from one answer into the next request', async () => {
    const { url, seen } = await shop();
    const sample = await run([login(url), order(url, { conditions: ['[BODY].state == paid'] })], {
      conditions: ['[BODY].state == paid', '[RESPONSE_TIME] < 1s'],
    });
    expect(sample).toMatchObject({ outcome: 'up', reason: null });
    expect(seen).toEqual([
      'POST /login - {"password":"hunter-2-hunter"}',
      'GET /orders/7 Bearer tok-123456 ',
    ]);
  });

  test('ends at the first step that fails, and names it', async () => {
    const { url, seen } = await shop();
    const wrong = order(url, { headers: { authorization: 'Bearer nonsense' } });
    expect(await run([login(url), wrong, order(url)])).toMatchObject({
      outcome: 'down',
      reason: 'step order: [STATUS] (401) is not in 200–299',
    });
    // A machine that is busy enough to delay the look takes it twice; the step after the failed one is never asked.
    expect([2, 4]).toContain(seen.length);
    expect(await run([{ ...login(url), keep: { token: '[BODY].nothing' } }, order(url)])).toMatchObject({
      outcome: 'down',
      reason: 'step login: the answer has no text or number at [BODY].nothing to keep as token',
    });
  });

  test('[S21] never shows a kept value or a secret in a reason', async () => {
    const { url } = await shop();
    const shown = [
      await run([login(url), order(url, { conditions: ['[BODY].echo == x'] })]),
      await run([login(url), order(url)], { conditions: ['[BODY].echo == x'] }),
      await run([login(url), order(url)], { degradedWhen: ['[BODY].echo == "Bearer tok-123456"'] }),
      await run([login(url), order('http://127.0.0.1:1', { headers: { 'x-token': '${step.token}' } })]),
    ];
    expect(shown.map((sample) => sample?.outcome)).toEqual(['down', 'down', 'degraded', 'down']);
    expect(shown[0]?.reason).toContain('(Bearer ${step.token})');
    expect(shown[1]?.reason).toContain('(Bearer ${step.token})');
    // The literal in the condition stands in the book itself.
    expect(JSON.stringify([shown[0], shown[1], shown[3]])).not.toMatch(/tok-123456|hunter/);
  });

  test('shares one time limit, and is unknown when the book itself is wrong', async () => {
    const slow = await serveHttp((_, response) => void setTimeout(() => response.end('{}'), 400));
    const step = (name: string): Steps[number] => ({ name, url: slow });
    const start = performance.now();
    expect(await run([step('a'), step('b'), step('c'), step('d')])).toMatchObject({
      outcome: 'down',
      reason: 'step c: timed out after 1s waiting for a response',
    });
    expect(performance.now() - start).toBeLessThan(1600);
    expect(await run([{ name: 'a', url: `${slow}/\${step.id}` }])).toMatchObject({
      outcome: 'unknown',
      reason: 'probe error: step a uses ${step.id}, which no earlier step keeps',
    });
  });

  test('escapes kept values in addresses and lets none write a header', async () => {
    const seen: string[] = [];
    const url = await serveHttp((request, response) => {
      seen.push(`${request.url} ${request.headers['x-v']} ${request.headers['x-evil']}`);
      response.end(JSON.stringify({ v: 'a/b?c\r\nx-evil: 1' }));
    });
    const sample = await run([
      { name: 'a', url, keep: { v: '[BODY].v' } },
      { name: 'b', url: `${url}/\${step.v}`, headers: { 'x-v': '${step.v}' } },
    ]);
    expect(sample).toMatchObject({ outcome: 'up' });
    expect(seen[1]).toBe('/a%2Fb%3Fc%0D%0Ax-evil%3A%201 a/b?c x-evil: 1 undefined');
  });
});
