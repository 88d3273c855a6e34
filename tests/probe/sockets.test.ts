import https from 'node:https';
import tls from 'node:tls';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunOptions } from '../../src/probe/engine.ts';
import { runProbes } from '../../src/probe/engine.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { closedPort, listen, serveRaw } from './loopback.ts';
import { serveNames } from './names.ts';

const DAY = 86_400_000;

async function look(input: Parameters<typeof bound>[0], options: Partial<RunOptions> = {}): Promise<Sample> {
  const samples = await runProbes([bound(input)], { location: 'local', now: Date.now, ...options });
  expect(samples).toHaveLength(1);
  return samples[0] as Sample;
}

describe('tcp', () => {
  const tcp = (port: number, extra = {}) =>
    ({ kind: 'tcp', id: 'tcp', host: '127.0.0.1', port, timeout: '300ms', ...extra }) as const;

  test('a connection is up', async () => {
    const port = await serveRaw(() => {});
    expect(await look(tcp(port))).toMatchObject({ outcome: 'up', reason: null });
  });

  test('a refused one is down', async () => {
    expect(await look(tcp(await closedPort()))).toMatchObject({
      outcome: 'down',
      reason: 'connection refused (ECONNREFUSED)',
    });
  });

  test('an exchange is up once the expected text came, in whatever pieces', async () => {
    const port = await serveRaw((socket) =>
      socket.once('data', (data) => {
        socket.write(`+${data.toString().trim() === 'PING' ? 'PO' : '??'}`);
        setTimeout(() => socket.write('NG\r\n'), 20);
      }),
    );
    expect(await look(tcp(port, { send: 'PING\r\n', expect: '+PONG' }))).toMatchObject({ outcome: 'up' });
    expect(await look(tcp(port, { send: 'PONG\r\n', expect: '+PONG' }))).toMatchObject({
      outcome: 'down',
      reason: 'timed out after 300ms waiting for the expected text',
    });
  });

  test('a connection that closes before the expected text is down', async () => {
    const port = await serveRaw((socket) => socket.end('bye'));
    expect(await look(tcp(port, { expect: 'hello' }))).toMatchObject({
      outcome: 'down',
      reason: 'connection closed before the expected text came',
    });
  });

  test('an endless answer is cut off', async () => {
    const port = await serveRaw((socket) => {
      const pour = setInterval(() => socket.write('x'.repeat(50_000)), 1);
      socket.on('close', () => clearInterval(pour));
    });
    expect(await look(tcp(port, { expect: 'hello', timeout: '2s' }))).toMatchObject({
      outcome: 'down',
      reason: 'the expected text was not in the first 64 KiB of the answer',
    });
  });
});

describe('tls', () => {
  let authority: { key: string; cert: string };
  beforeAll(async () => {
    const made = await generate([{ name: 'commonName', value: 'Test authority' }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 400 * DAY),
      notAfterDate: new Date(Date.now() + 400 * DAY),
      extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
    });
    authority = { key: made.private, cert: made.cert };
  });

  async function certificate(days: number, name = 'shop.test', ca: typeof authority | undefined = authority) {
    const made = await generate([{ name: 'commonName', value: name }], {
      keyType: 'ec',
      algorithm: 'sha256',
      notBeforeDate: new Date(Date.now() - 300 * DAY),
      notAfterDate: new Date(Date.now() + (days + 0.5) * DAY),
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
      ...(ca ? { ca } : {}),
    });
    return { key: made.private, cert: made.cert };
  }

  async function lookAtTls(pair: { key: string; cert: string }, extra = {}, trust = true): Promise<Sample> {
    const port = await listen(tls.createServer(pair, (socket) => socket.on('error', () => {})));
    return await look(
      { kind: 'tls', id: 'tls', host: 'shop.test', timeout: '2s', ...extra },
      {
        connectTo: new Map([['shop.test:443', { host: '127.0.0.1', port }]]),
        ...(trust ? { ca: authority.cert } : {}),
      },
    );
  }

  test.each([
    [80, 'up', null],
    [21, 'up', null],
    [20, 'degraded', 'certificate expires in 20 days, warning below 21'],
    [3, 'degraded', 'certificate expires in 3 days, warning below 21'],
    [2, 'down', 'certificate expires in 2 days, critical below 3'],
    [-1, 'down', 'certificate expired 1 day ago'],
    [-10, 'down', 'certificate expired 10 days ago'],
  ] as const)('a certificate with %i days left is %s', async (days, outcome, reason) => {
    expect(await lookAtTls(await certificate(days))).toMatchObject({ outcome, reason });
  });

  test('limits of its own and a condition on the days count too', async () => {
    const pair = await certificate(20);
    expect(await lookAtTls(pair, { warnDays: 10 })).toMatchObject({ outcome: 'up' });
    expect(await lookAtTls(pair, { warnDays: 40, critDays: 30 })).toMatchObject({ outcome: 'down' });
    expect(await lookAtTls(pair, { warnDays: 10, conditions: ['[CERTIFICATE_DAYS] > 25'] })).toMatchObject({
      outcome: 'down',
      reason: '[CERTIFICATE_DAYS] (20) > 25',
    });
  });

  test('a certificate for another name is down', async () => {
    expect(await lookAtTls(await certificate(80, 'other.test'))).toMatchObject({
      outcome: 'down',
      reason: 'certificate is not for shop.test',
    });
  });

  test('an untrusted certificate is down unless the probe allows it, and then its age still counts', async () => {
    const pair = await certificate(80);
    expect(await lookAtTls(pair, {}, false)).toMatchObject({
      outcome: 'down',
      reason: expect.stringContaining('certificate is not signed by a trusted authority'),
    });
    expect(await lookAtTls(pair, { allowUntrusted: true }, false)).toMatchObject({ outcome: 'up' });
    expect(await lookAtTls(await certificate(-5), { allowUntrusted: true }, false)).toMatchObject({
      outcome: 'down',
      reason: 'certificate expired 5 days ago',
    });
  });

  test('a peer that speaks no TLS is down, and so is one that says nothing', async () => {
    const plain = await serveRaw((socket) => socket.end('220 smtp ready\r\n'));
    const silent = await serveRaw(() => {});
    const probe = { kind: 'tls', id: 'tls', host: '127.0.0.1', timeout: '300ms' } as const;
    expect(await look({ ...probe, port: plain })).toMatchObject({ outcome: 'down' });
    expect(await look({ ...probe, port: silent })).toMatchObject({
      outcome: 'down',
      reason: 'timed out after 300ms waiting for the TLS handshake',
    });
  });

  test('https verifies name, trust and age, and keeps the name on a redirected port', async () => {
    const answer: https.RequestOptions & { url: string } = { url: 'https://shop.test/health' };
    const serve = async (pair: { key: string; cert: string }) => {
      const server = https.createServer(pair, (request, response) =>
        response.end(
          JSON.stringify({
            host: request.headers.host,
            sni: (request.socket as tls.TLSSocket & { servername: string }).servername,
          }),
        ),
      );
      return new Map([['shop.test', { host: '127.0.0.1', port: await listen(server) }]]);
    };
    const probe = { kind: 'http', id: 'http', timeout: '2s', url: answer.url } as const;
    const ca = authority.cert;
    const good = await serve(await certificate(80));
    const conditions = [
      '[BODY].host == "shop.test"',
      '[BODY].sni == "shop.test"',
      '[CERTIFICATE_DAYS] == 80',
    ];
    expect(await look({ ...probe, conditions }, { connectTo: good, ca })).toMatchObject({
      outcome: 'up',
      reason: null,
    });
    expect(await look(probe, { connectTo: good })).toMatchObject({ outcome: 'down' });
    expect(await look({ ...probe, insecure: true }, { connectTo: good })).toMatchObject({ outcome: 'up' });
    const wrongName = await serve(await certificate(80, 'other.test'));
    expect(await look(probe, { connectTo: wrongName, ca })).toMatchObject({
      outcome: 'down',
      reason: 'certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
    const expired = await serve(await certificate(-3));
    expect(await look(probe, { connectTo: expired, ca })).toMatchObject({
      outcome: 'down',
      reason: 'certificate has expired (CERT_HAS_EXPIRED)',
    });
  });
});

describe('dns', () => {
  const dns = (resolver: string, extra = {}) =>
    ({ kind: 'dns', id: 'dns', host: 'shop.test', timeout: '400ms', resolver, ...extra }) as const;

  test('an answer is up, and conditions may ask for it', async () => {
    const resolver = await serveNames(['10.0.0.1', '10.0.0.2']);
    expect(await look(dns(resolver, { expect: ['10.0.0.2'] }))).toMatchObject({ outcome: 'up' });
    expect(await look(dns(resolver, { conditions: ['len([DNS_ANSWERS]) == 2'] }))).toMatchObject({
      outcome: 'up',
    });
  });

  test('an answer without what is expected is down and says what came', async () => {
    const resolver = await serveNames(['10.0.0.1']);
    expect(await look(dns(resolver, { expect: ['10.0.0.9'] }))).toMatchObject({
      outcome: 'down',
      reason: 'A of shop.test lacks 10.0.0.9; got 10.0.0.1',
    });
  });

  test.each([
    [3, 'name not found (ENOTFOUND)'],
    [2, 'name server failed (ESERVFAIL)'],
    [5, 'name server refused (EREFUSED)'],
  ])('an answer with code %i is down', async (code, reason) => {
    expect(await look(dns(await serveNames([], code)))).toMatchObject({ outcome: 'down', reason });
  });

  test('a silent name server is down at the limit, not at twice the limit', async () => {
    const sample = await look(dns(await serveNames([], 0, true)));
    expect(sample).toMatchObject({ outcome: 'down', reason: 'timed out after 400ms waiting for an answer' });
    expect(sample.latencyMs).toBeLessThan(600);
  });

  test('the resolver to ask can be overridden by the name that is asked for', async () => {
    const [host, port] = (await serveNames(['10.0.0.7'])).split(':') as [string, string];
    const connectTo = new Map([['shop.test:53', { host, port: Number(port) }]]);
    const probe = {
      kind: 'dns' as const,
      id: 'dns',
      host: 'shop.test',
      timeout: '400ms',
      expect: ['10.0.0.7'],
    };
    expect(await look(probe, { connectTo })).toMatchObject({ outcome: 'up' });
  });

  test('a resolver that is no address is a fault of the book: unknown, not down', async () => {
    expect(await look(dns('not an address'))).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('probe error'),
    });
  });
});
