import { describe, expect, test } from 'vitest';
import { runProbes } from '../../src/probe/engine.ts';
import { openGlobalping } from '../../src/probe/globalping/location.ts';
import { bound } from './bound.ts';
import { earth, http, lookFrom } from './globalping-look.ts';
import {
  dnsResult,
  httpResult,
  item,
  pingResult,
  redirectFetch,
  serveGlobalping,
} from './globalping-server.ts';

describe('a result of Globalping is judged as a look of our own', () => {
  const one = earth({ places: ['DE'] });
  test.each([
    [
      'conditions on status and body',
      http({ conditions: ['[STATUS] == 200', '[BODY] == fine'] }),
      httpResult(200),
      'up',
      null,
    ],
    [
      'a condition that fails',
      http({ conditions: ['[BODY].queue < 5'] }),
      httpResult(200, { rawBody: '{"queue":9}' }),
      'down',
      /\[BODY\]\.queue \(9\) < 5/,
    ],
    [
      'a header of several values',
      http({ conditions: ['[HEADER].set-cookie == "a=1, b=2"'] }),
      httpResult(200),
      'up',
      null,
    ],
    [
      'phases',
      http({ conditions: ['[TLS_TIME] == 30', '[CONNECT_TIME] == 20', '[IP] == 192.0.2.1'] }),
      httpResult(200),
      'up',
      null,
    ],
    [
      'a limit on time',
      http({ downAfter: '100ms' }),
      httpResult(200),
      'down',
      /took 120 ms, more than 100ms/,
    ],
    [
      'the timeout of the probe',
      http({ timeout: '100ms' }),
      httpResult(200),
      'down',
      /timed out after 100ms; it took 120 ms/,
    ],
    [
      'degradedWhen',
      http({ degradedWhen: ['[FIRST_BYTE_TIME] > 40'] }),
      httpResult(200),
      'degraded',
      /\[FIRST_BYTE_TIME\] \(50\) > 40/,
    ],
    [
      'days to expiry',
      http({ conditions: ['[CERTIFICATE_DAYS] == 9'] }),
      httpResult(200, { tls: { authorized: true, expiresAt: '2026-01-10T12:00:00Z' } }),
      'up',
      null,
    ],
    [
      'a certificate nobody trusts',
      http(),
      httpResult(200, {
        tls: { authorized: false, error: 'SELF_SIGNED_CERT_IN_CHAIN', expiresAt: '2027-01-01T00:00:00Z' },
      }),
      'down',
      /certificate is not trusted/,
    ],
    [
      'a certificate nobody trusts, allowed',
      http({ insecure: true }),
      httpResult(200, { tls: { authorized: false, expiresAt: '2027-01-01T00:00:00Z' } }),
      'up',
      null,
    ],
    [
      'an old version of TLS',
      http({ minTls: 'TLSv1.3' }),
      httpResult(200, { tls: { authorized: true, protocol: 'TLSv1.2', expiresAt: '2027-01-01T00:00:00Z' } }),
      'down',
      /TLSv1\.2 was spoken/,
    ],
    ['a redirect that is not followed', http(), httpResult(301), 'unknown', /follows no redirects/],
    [
      'a redirect that is expected',
      http({ maxRedirects: 0, conditions: ['[STATUS] == 301'] }),
      httpResult(301),
      'up',
      null,
    ],
    [
      'a body that was cut off and asked for',
      http({ conditions: ['len([BODY]) > 1'] }),
      httpResult(200, { truncated: true }),
      'unknown',
      /cut off at 10 kB/,
    ],
    ['a body that was cut off and not asked for', http(), httpResult(200, { truncated: true }), 'up', null],
    [
      'a port that nobody answers at',
      bound({ kind: 'tcp', id: 'x', host: 'a.test', port: 25 }),
      pingResult(0, null),
      'down',
      /port 25 answered none of 3 connections/,
    ],
    [
      'a port with one packet lost',
      bound({ kind: 'tcp', id: 'x', host: 'a.test', port: 25, conditions: ['[CONNECT_TIME] < 31'] }),
      pingResult(2),
      'up',
      null,
    ],
    [
      'a name that is not there',
      bound({ kind: 'dns', id: 'x', host: 'a.test' }),
      dnsResult('NXDOMAIN', []),
      'down',
      /name not found \(NXDOMAIN\)/,
    ],
    [
      'a name that should not be there',
      bound({ kind: 'dns', id: 'x', host: 'a.test', conditions: ['[DNS_RCODE] == NXDOMAIN'] }),
      dnsResult('NXDOMAIN', []),
      'up',
      null,
    ],
    [
      'a text in pieces',
      bound({ kind: 'dns', id: 'x', host: 'a.test', record: 'TXT', expect: ['v=one two'] }),
      dnsResult('NOERROR', [{ type: 'TXT', value: '"v=one" " two"' }]),
      'up',
      null,
    ],
    [
      'an answer of another type only',
      bound({ kind: 'dns', id: 'x', host: 'a.test', record: 'AAAA' }),
      dnsResult('NOERROR', [{ type: 'CNAME', value: 'b.test.' }]),
      'down',
      /no such record/,
    ],
  ] as const)('%s', async (_, probe, result, outcome, reason) => {
    await serveGlobalping({ results: () => [item(0, result)], pending: 0 });
    const [sample] = await lookFrom([probe], one);
    expect(sample?.outcome, String(sample?.reason)).toBe(outcome);
    if (reason === null) expect(sample?.reason).toBeNull();
    else expect(sample?.reason).toMatch(reason);
  });
});

describe('[U18] [U15] what goes wrong at Globalping is unknown, never down, and costs no other look', () => {
  const refusal = (status: number, body: unknown, headers = {}) => ({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const error = (message: string) => ({ error: { type: 'some_error', message } });
  test.each([
    [
      'an invalid request',
      refusal(400, error('target is private')),
      /Globalping answered 400: target is private/,
    ],
    ['a wrong token', refusal(401, error('unauthorised')), /answered 401/],
    ['a ban', refusal(403, '<html>no</html>', { 'content-type': 'text/html' }), /Globalping answered 403/],
    ['no vantage point', refusal(422, error('No suitable probes found')), /answered 422: No suitable probes/],
    ['a fault', refusal(500, error('oops')), /answered 500/],
    ['an answer that is no JSON', refusal(202, 'nonsense'), /Globalping/],
    ['an answer without an id', refusal(202, { probesCount: 3 }), /without an id/],
  ])('%s', async (_, answer, reason) => {
    await serveGlobalping({
      results: () => [0, 1, 2].map((n) => item(n, httpResult(200))),
      refuse: (target) => (target === 'bad.test' ? answer : null),
    });
    const samples = await lookFrom([http({ id: 'bad', url: 'https://bad.test/' }), http()]);
    expect(samples[0]).toMatchObject({ outcome: 'unknown', latencyMs: null });
    expect(samples[0]?.reason).toMatch(reason);
    expect(samples[1]).toMatchObject({ outcome: 'up' });
  });

  test('a used up limit is said with its reset, and nothing more is asked until then', async () => {
    const asked = await serveGlobalping({
      refuse: () => refusal(429, error('limit'), { 'x-ratelimit-reset': '1234' }),
    });
    const remote = openGlobalping(earth());
    const look = () => runProbes([http()], { location: 'earth', now: Date.now, remote });
    for (let i = 0; i < 3; i += 1) {
      const [sample] = await look();
      expect(sample).toMatchObject({ outcome: 'unknown', latencyMs: null });
      expect(sample?.reason).toMatch(/^the limit of Globalping is used up; it resets in 123[34] s$/);
    }
    expect(asked.measurements).toHaveLength(1);
  });

  test.each([
    ['no results', []],
    ['results that are no list', { a: 1 }],
    ['results without a result', [{ probe: {} }, null, 7]],
    [
      'states that are not known',
      [item(0, { status: 'odd' }), item(1, { status: 'offline' }), item(2, { status: 'in-progress' })],
    ],
    ['finished tests without their fields', [0, 1, 2].map((n) => item(n, { status: 'finished' }))],
    [
      'times that are no numbers',
      [0, 1, 2].map((n) => item(n, httpResult(200, { timings: { total: 'fast' } }))),
    ],
    ['a status that is no number', [0, 1, 2].map((n) => item(n, { ...httpResult(200), statusCode: null }))],
  ])('%s', async (_, results) => {
    await serveGlobalping({ results: () => results, pending: 0 });
    const [sample] = await lookFrom([http()]);
    expect(sample).toMatchObject({ outcome: 'unknown', latencyMs: null });
    expect(sample?.reason?.length).toBeGreaterThan(10);
  });

  test('a measurement that never ends is given up, and what had come in counts', async () => {
    const results = () => [
      item(0, httpResult(503)),
      item(1, httpResult(503)),
      item(2, { status: 'in-progress' }),
    ];
    await serveGlobalping({ results, pending: 1000 });
    const [sample] = await lookFrom([http()], earth(), { patienceMs: 300 });
    expect(sample).toMatchObject({ outcome: 'down' });
    await serveGlobalping({
      results: () => [0, 1, 2].map((n) => item(n, { status: 'in-progress' })),
      pending: 1000,
    });
    const [none] = await lookFrom([http()], earth(), { patienceMs: 300 });
    expect(none).toMatchObject({ outcome: 'unknown' });
  });

  test('an API that cannot be reached, and a run that ends', async () => {
    redirectFetch('http://127.0.0.1:1');
    expect((await lookFrom([http()]))[0]).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^Globalping could not be asked: /),
    });
    await serveGlobalping({ pending: 1000 });
    const [cut] = await runProbes([http()], {
      location: 'earth',
      now: Date.now,
      remote: openGlobalping(earth()),
      deadlineMs: 300,
    });
    expect(cut).toMatchObject({ outcome: 'unknown', reason: 'the run ended before this look did' });
  });
});
