import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type net from 'node:net';
import tls from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeAuthority, makeCertificate } from '../../src/fleet/certificates.ts';
import type { LookDetail } from '../../src/probe/engine.ts';
import { runProbes } from '../../src/probe/engine.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { listen, serveHttp, serveRaw } from './loopback.ts';

const NOW = Date.now();
const authority = await makeAuthority(NOW);
const pair = await makeCertificate('shop.test', authority, NOW, 90);

async function look(
  input: Parameters<typeof bound>[0],
  port?: number,
): Promise<{ sample: Sample; detail: LookDetail }> {
  let seen: { sample: Sample; detail: LookDetail } | undefined;
  await runProbes([bound({ timeout: '2s', ...input } as typeof input)], {
    location: 'local',
    now: Date.now,
    ca: authority.cert,
    ...(port === undefined ? {} : { connectTo: new Map([['shop.test', { host: '127.0.0.1', port }]]) }),
    onResult: (sample, detail) => {
      seen = { sample, detail };
    },
  });
  return seen as { sample: Sample; detail: LookDetail };
}

describe('HTTP/2', () => {
  const probe = { kind: 'http', id: 'h2', httpVersion: '2', url: 'https://shop.test/health?x=1' } as const;

  async function secureH2(
    handler: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void,
  ) {
    const server = http2.createSecureServer(pair, handler);
    const sessions = new Set<http2.ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    onTestFinished(() => {
      for (const session of sessions) session.destroy();
    });
    return await listen(server as unknown as net.Server);
  }

  test('is spoken over TLS, with method, headers, body and conditions', async () => {
    const port = await secureH2((request, response) => {
      let body = '';
      request.on('data', (data) => {
        body += data;
      });
      request.on('end', () => {
        response.setHeader('x-seen', `${request.httpVersion} ${request.method} ${request.headers['x-a']}`);
        response.end(JSON.stringify({ path: request.url, body, host: request.authority }));
      });
    });
    const { sample, detail } = await look(
      {
        ...probe,
        method: 'POST',
        headers: { 'X-A': 'b' },
        body: 'hello',
        conditions: [
          '[HEADER].x-seen == "2.0 POST b"',
          '[BODY].path == "/health?x=1"',
          '[BODY].body == hello',
          '[BODY].host == shop.test',
          '[CERTIFICATE_DAYS] == 90',
          '[TLS_TIME] < 2s',
        ],
      },
      port,
    );
    expect(sample).toMatchObject({ outcome: 'up', reason: null });
    expect(detail.spans).toMatchObject({ tls: expect.any(Number), firstByte: expect.any(Number) });
  });

  test('is spoken without TLS to a server that knows it', async () => {
    const server = http2.createServer((_, response) => response.end('ok'));
    const port = await listen(server as unknown as net.Server);
    const url = `http://127.0.0.1:${port}/`;
    expect((await look({ ...probe, url, conditions: ['[BODY] == ok'] })).sample.outcome).toBe('up');
  });

  test('is down where the server speaks only HTTP/1.1, fails, resets or never answers', async () => {
    const old = await listen(https.createServer(pair, (_, response) => response.end()));
    expect((await look(probe, old)).sample).toMatchObject({ outcome: 'down' });
    const failing = await secureH2((_, response) => {
      response.statusCode = 503;
      response.end();
    });
    expect((await look(probe, failing)).sample).toMatchObject({
      outcome: 'down',
      reason: '[STATUS] (503) is not in 200–299',
    });
    const resetting = await secureH2((_, response) =>
      response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
    );
    expect((await look(probe, resetting)).sample.outcome).toBe('down');
    const silent = await secureH2(() => {});
    expect((await look({ ...probe, timeout: '300ms' }, silent)).sample).toMatchObject({
      outcome: 'down',
      reason: 'timed out after 300ms waiting for a response',
    });
  });

  test('checks the certificate as HTTP/1.1 does', async () => {
    const port = await secureH2((_, response) => response.end());
    const [sample] = await runProbes([bound({ ...probe, timeout: '2s' })], {
      location: 'local',
      now: Date.now,
      connectTo: new Map([['shop.test', { host: '127.0.0.1', port }]]),
    });
    expect(sample).toMatchObject({
      outcome: 'down',
      reason: expect.stringContaining('not signed by a trusted'),
    });
  });
});

describe('the connection', () => {
  test('keeps to the version of the Internet Protocol that the probe names', async () => {
    const server = http.createServer((_, response) => response.end());
    const six = await new Promise<number | null>((resolve) => {
      server.once('error', () => resolve(null));
      server.listen(0, '::1', () => resolve((server.address() as net.AddressInfo).port));
    });
    onTestFinished(() => void server.close());
    const four = await listen(http.createServer((_, response) => response.end()));
    const at = async (port: number, family: 4 | 6) =>
      (
        await look({
          kind: 'http',
          id: 'f',
          url: `http://localhost:${port}/`,
          family,
          conditions: ['[STATUS] == 200'],
        })
      ).sample.outcome;
    expect(await at(four, 4)).toBe('up');
    expect(await at(four, 6)).toBe('down');
    if (six !== null) {
      expect(await at(six, 4)).toBe('down');
      const tcp = { kind: 'tcp', id: 't', host: 'localhost', port: six } as const;
      expect((await look({ ...tcp, family: 4 })).sample.outcome).toBe('down');
    }
  });

  test('refuses a version of TLS older than the probe asks for', async () => {
    const port = await listen(https.createServer({ ...pair, maxVersion: 'TLSv1.2' }, (_, r) => r.end()));
    const probe = { kind: 'http', id: 'v', url: 'https://shop.test/' } as const;
    expect((await look({ ...probe, minTls: 'TLSv1.2' }, port)).sample.outcome).toBe('up');
    expect((await look({ ...probe, minTls: 'TLSv1.3' }, port)).sample).toMatchObject({
      outcome: 'down',
      reason: expect.stringContaining('TLS'),
    });
  });

  test('is timed phase by phase, so that conditions can tell a slow answer from a slow network', async () => {
    const port = await listen(
      https.createServer(pair, (_, response) => {
        setTimeout(() => response.write('a'), 120);
        setTimeout(() => response.end('b'), 200);
      }),
    );
    const probe = { kind: 'http', id: 'p', url: 'https://shop.test/' } as const;
    const conditions = [
      '[FIRST_BYTE_TIME] >= 118',
      '[FIRST_BYTE_TIME] < 190',
      '[CONNECT_TIME] < 60',
      '[TLS_TIME] < 100',
    ];
    const { sample, detail } = await look({ ...probe, conditions }, port);
    expect(sample).toMatchObject({ outcome: 'up', reason: null });
    const { connect = 0, tls: secure = 0, firstByte = 0, download = 0 } = detail.spans ?? {};
    expect(download).toBeGreaterThan(60);
    expect(Math.abs(connect + secure + firstByte + download - (sample.latencyMs as number))).toBeLessThan(15);
    expect((await look({ ...probe, conditions: ['[FIRST_BYTE_TIME] < 50'] }, port)).sample.outcome).toBe(
      'down',
    );
  });

  test('[S20] that takes longer than downAfter is down, and longer than degradedAfter degraded', async () => {
    const url = await serveHttp((_, response) => void setTimeout(() => response.end(), 80));
    const limits = async (degradedAfter: string, downAfter: string) =>
      (await look({ kind: 'http', id: 's', url, degradedAfter, downAfter })).sample;
    expect(await limits('20ms', '40ms')).toMatchObject({
      outcome: 'down',
      reason: expect.stringMatching(/more than 40ms/),
    });
    expect(await limits('20ms', '1s')).toMatchObject({ outcome: 'degraded' });
    expect(await limits('1s', '1s')).toMatchObject({ outcome: 'up' });
  });
});

describe('an expression on the body', () => {
  const judge = async (condition: string, body: string) =>
    (
      await look({
        kind: 'http',
        id: 'r',
        url: await serveHttp((_, r) => r.end(body)),
        conditions: [condition],
      })
    ).sample;

  test('is looked for anywhere in the text or a field', async () => {
    expect((await judge('regex([BODY], "ver(sion)?: \\\\d+")', 'name\nversion: 12')).outcome).toBe('up');
    expect((await judge('regex([BODY].v, "^1\\\\.")', '{"v":"1.2"}')).outcome).toBe('up');
    expect(await judge('regex([BODY].v, "^1\\\\.")', '{"v":"2.1"}')).toMatchObject({
      outcome: 'down',
      reason: 'regex([BODY].v, "^1\\\\.") (false)',
    });
    expect((await judge('regex([BODY].v, "1")', '{"v":1}')).reason).toContain('a number, not text');
  });

  test('that backtracks without end costs a moment and fails', async () => {
    const start = performance.now();
    const sample = await judge('regex([BODY], "^(a+)+$")', `${'a'.repeat(60)}!`);
    expect(sample).toMatchObject({ outcome: 'down', reason: expect.stringContaining('took too long') });
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('STARTTLS', () => {
  const talks = {
    smtp: {
      greet: '220-shop.test\r\n220 ready\r\n',
      turns: [
        [/EHLO/, '250-shop.test\r\n250 STARTTLS\r\n'],
        [/STARTTLS/, '220 go\r\n'],
      ],
    },
    imap: { greet: '* OK ready\r\n', turns: [[/a1 STARTTLS/, 'a1 OK go\r\n']] },
    pop3: { greet: '+OK ready\r\n', turns: [[/STLS/, '+OK go\r\n']] },
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the request of Postgres is made of such bytes.
    postgres: { greet: '', turns: [[/^\u0000\u0000\u0000\u0008\u0004\u00d2\u0016\u002f$/, 'S']] },
  } as const;

  async function serve(protocol: keyof typeof talks): Promise<number> {
    const { greet, turns } = talks[protocol];
    const context = tls.createSecureContext(pair);
    return await serveRaw((socket) => {
      let turn = 0;
      if (greet !== '') socket.write(greet);
      const talk = (data: Buffer) => {
        const [request, answer] = turns[turn] as readonly [RegExp, string];
        if (!request.test(data.toString('latin1'))) return void socket.destroy();
        turn += 1;
        socket.write(answer, 'latin1');
        if (turn < turns.length) return;
        socket.removeListener('data', talk);
        new tls.TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => {});
      };
      socket.on('data', talk);
    });
  }

  test.each(['smtp', 'imap', 'pop3', 'postgres'] as const)(
    'in %s leads to the certificate',
    async (startTls) => {
      const port = await serve(startTls);
      const probe = { kind: 'tls', id: 'm', host: 'shop.test', startTls } as const;
      expect((await look(probe, port)).sample).toMatchObject({ outcome: 'up', reason: null });
      expect((await look({ ...probe, warnDays: 91 }, port)).sample).toMatchObject({
        outcome: 'degraded',
        reason: 'certificate expires in 90 days, warning below 91',
      });
    },
  );

  test('that is refused, cut off or never answered is down', async () => {
    const probe = { kind: 'tls', id: 'm', host: 'shop.test', startTls: 'smtp', timeout: '300ms' } as const;
    const refusing = await serveRaw((socket) => socket.write('554 no service\r\n'));
    expect((await look(probe, refusing)).sample).toMatchObject({
      outcome: 'down',
      reason: 'STARTTLS was refused: 554 no service',
    });
    const closing = await serveRaw((socket) => socket.end());
    expect((await look(probe, closing)).sample).toMatchObject({ outcome: 'down' });
    const silent = await serveRaw(() => {});
    expect((await look(probe, silent)).sample).toMatchObject({
      outcome: 'down',
      reason: 'timed out after 300ms waiting for the answer to STARTTLS',
    });
  });
});
