import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { RunOptions } from '../../src/probe/engine.ts';
import { runProbes } from '../../src/probe/engine.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { closedPort, serveHttp, serveRaw } from './loopback.ts';

type Extra = Partial<Parameters<typeof bound>[0]>;

async function look(url: string, extra: Extra = {}, options: Partial<RunOptions> = {}): Promise<Sample> {
  const probe = bound({ kind: 'http', id: 'http', timeout: '1s', url, ...extra } as Parameters<
    typeof bound
  >[0]);
  const samples = await runProbes([probe], { location: 'local', now: Date.now, ...options });
  expect(samples).toHaveLength(1);
  return samples[0] as Sample;
}

describe('an answer', () => {
  test('with a status of 200–299 is up, timed, and has no reason', async () => {
    const url = await serveHttp((_, response) => void setTimeout(() => response.end('hello'), 40));
    const sample = await look(url);
    expect(sample).toMatchObject({
      probe: 'shop/checkout/http',
      location: 'local',
      outcome: 'up',
      reason: null,
    });
    expect(sample.latencyMs).toBeGreaterThanOrEqual(39);
    expect(sample.latencyMs).toBeLessThan(500);
  });

  test.each([301, 400, 404, 500, 503])(
    'with status %i is down when no condition speaks of the status',
    async (status) => {
      const url = await serveHttp((_, response) => response.writeHead(status).end('{"fast":true}'));
      const reason = `[STATUS] (${status}) is not in 200–299`;
      expect(await look(url)).toMatchObject({ outcome: 'down', reason });
      expect(await look(url, { conditions: ['[RESPONSE_TIME] < 900'] })).toMatchObject({
        outcome: 'down',
        reason,
      });
    },
  );

  test('with a status that a condition asks for is up', async () => {
    const url = await serveHttp((_, response) => response.writeHead(404).end());
    expect(await look(url, { conditions: ['[STATUS] == 404'] })).toMatchObject({ outcome: 'up' });
  });

  test('[S20] that is slow is degraded, but a slow failure is down', async () => {
    const url = await serveHttp(
      (request, response) =>
        void setTimeout(() => response.writeHead(request.url === '/ok' ? 200 : 500).end(), 60),
    );
    expect(await look(`${url}/ok`, { degradedAfter: '20ms' })).toMatchObject({
      outcome: 'degraded',
      reason: expect.stringMatching(/^took \d+ ms, more than 20ms$/),
    });
    expect(await look(`${url}/bad`, { degradedAfter: '20ms' })).toMatchObject({ outcome: 'down' });
    expect(await look(`${url}/ok`, { degradedAfter: '900ms' })).toMatchObject({ outcome: 'up' });
  });

  test('[U9] of 500 or more that is also slow is down, whatever else it meets', async () => {
    const url = await serveHttp(
      (_, response) => void setTimeout(() => response.writeHead(503).end('{"status":"ok"}'), 50),
    );
    for (const conditions of [[], ['[BODY].status == ok'], ['[STATUS] < 300'], ['[RESPONSE_TIME] < 10']]) {
      expect(await look(url, { degradedAfter: '10ms', conditions })).toMatchObject({ outcome: 'down' });
    }
  });

  test('with a number over its limit fails, and says which', async () => {
    const url = await serveHttp((_, response) => response.end('{"status":"ok","queueDepth":512}'));
    const conditions = ['[STATUS] == 200', '[BODY].status == ok', '[BODY].queueDepth < 100'];
    expect(await look(url, { conditions })).toMatchObject({
      outcome: 'down',
      reason: '[BODY].queueDepth (512) < 100',
    });
  });

  test('of 200 with the wrong body is a failure', async () => {
    const url = await serveHttp((_, response) => response.end('{"status":"maintenance"}'));
    expect(await look(url, { conditions: ['[BODY].status == ok'] })).toMatchObject({
      outcome: 'down',
      reason: '[BODY].status (maintenance) == ok',
    });
  });

  test('with control characters, or too long, still gives a reason of one short line', async () => {
    const url = await serveHttp((_, response) =>
      response.end(JSON.stringify({ a: `x\u001b[31m\n\u202e${'y'.repeat(300)}` })),
    );
    const { reason } = await look(url, {
      conditions: ['[BODY].a == b', '[BODY].c == d', '[BODY].e == f', '[BODY].g == h'],
    });
    expect(reason?.length).toBeGreaterThan(110);
    expect(reason?.length).toBeLessThanOrEqual(120);
    expect(reason).toMatch(/…$/);
    expect(reason).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('[S18] no usable answer is down, whatever the conditions say', () => {
  const blind = { conditions: ['[STATUS] < 300', '[RESPONSE_TIME] < 500000', '[BODY].x != 1'] };

  test('refused', async () => {
    expect(await look(`http://127.0.0.1:${await closedPort()}`, blind)).toMatchObject({
      outcome: 'down',
      reason: 'connection refused (ECONNREFUSED)',
    });
  });

  test('name that does not exist', async () => {
    expect(await look('http://nowhere.invalid/', { ...blind, timeout: '5s' })).toMatchObject({
      outcome: 'down',
      reason: expect.stringMatching(/^name (not found|could not be resolved now)/),
    });
  });

  test('reset', async () => {
    const port = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await look(`http://127.0.0.1:${port}`, blind)).toMatchObject({
      outcome: 'down',
      reason: 'connection reset (ECONNRESET)',
    });
  });

  test('closed before a full answer', async () => {
    const port = await serveRaw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')),
    );
    expect(await look(`http://127.0.0.1:${port}`, blind)).toMatchObject({ outcome: 'down' });
  });

  test('half-open: accepted, never answered', async () => {
    const port = await serveRaw(() => {});
    const sample = await look(`http://127.0.0.1:${port}`, { ...blind, timeout: '150ms' });
    expect(sample).toMatchObject({ outcome: 'down', reason: 'timed out after 150ms waiting for a response' });
    expect(sample.latencyMs).toBeGreaterThanOrEqual(149);
    expect(sample.latencyMs).toBeLessThan(400);
  });

  test('slow drip: a byte now and then never ends within the hard limit', async () => {
    const port = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await look(`http://127.0.0.1:${port}`, { ...blind, timeout: '250ms' })).toMatchObject({
      outcome: 'down',
      reason: 'timed out after 250ms waiting for the rest of the response',
    });
  });

  test('endless headers', async () => {
    const port = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const pour = setInterval(() => socket.write(`X-Filler: ${'y'.repeat(4000)}\r\n`), 2);
      socket.on('close', () => clearInterval(pour));
    });
    expect(await look(`http://127.0.0.1:${port}`, blind)).toMatchObject({
      outcome: 'down',
      reason: 'response headers too large (HPE_HEADER_OVERFLOW)',
    });
  });

  test('something that is not HTTP', async () => {
    const port = await serveRaw((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await look(`http://127.0.0.1:${port}`, blind)).toMatchObject({
      outcome: 'down',
      reason: expect.stringContaining('not valid HTTP'),
    });
  });

  test('a body that is not the gzip it says', async () => {
    const url = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    );
    expect(await look(url)).toMatchObject({ outcome: 'down', reason: 'response is not valid gzip' });
  });
});

describe('bodies', () => {
  test('are unpacked', async () => {
    const url = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"status":"ok"}')),
    );
    expect(await look(url, { conditions: ['[BODY].status == ok'] })).toMatchObject({ outcome: 'up' });
  });

  test('a gzip bomb costs little and fails only what asks for the body', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    const url = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await look(url, { conditions: ['[BODY].status == ok'] })).toMatchObject({
      outcome: 'down',
      reason: '[BODY].status (unpacks to more than 1 MiB) == ok',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024);
    expect(await look(url)).toMatchObject({ outcome: 'up' });
  });

  test('an endless body is cut off at 1 MiB', async () => {
    let sent = 0;
    const url = await serveHttp((_, response) => {
      const pour = () => {
        while (!response.destroyed && sent < 64 * 1024 * 1024) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, 'x'))) return void response.once('drain', pour);
        }
      };
      pour();
    });
    expect(await look(url, { conditions: ['len([BODY]) > 0'] })).toMatchObject({
      outcome: 'down',
      reason: 'len([BODY]) (larger than 1 MiB) > 0',
    });
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  test('are sent as they stand, with method and headers', async () => {
    const url = await serveHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response.end(
          JSON.stringify({
            method: request.method,
            body: Buffer.concat(chunks).toString(),
            key: request.headers['x-key'],
          }),
        ),
      );
    });
    const conditions = ['[BODY].method == PUT', '[BODY].body == "päy"', '[BODY].key == abc'];
    expect(
      await look(url, { method: 'PUT', body: 'päy', headers: { 'X-Key': 'abc' }, conditions }),
    ).toMatchObject({ outcome: 'up' });
  });
});

describe('redirects', () => {
  const seen: string[] = [];
  const start = () => {
    seen.length = 0;
    return serveHttp((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['x-key'] ?? '-'}`);
      const [, status, next] = /^\/(\d+)(\/.*)$/.exec(request.url ?? '') ?? [];
      if (status) response.writeHead(Number(status), { location: next }).end();
      else response.end(JSON.stringify({ method: request.method }));
    });
  };

  test.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['PUT', 302, 'PUT'],
    ['PUT', 303, 'GET'],
    ['POST', 307, 'POST'],
    ['POST', 308, 'POST'],
    ['HEAD', 303, 'HEAD'],
  ] as const)('%s after %i becomes %s', async (method, status, becomes) => {
    const url = await start();
    expect(await look(`${url}/${status}/end`, { method, body: 'x' })).toMatchObject({ outcome: 'up' });
    expect(seen.map((line) => line.split(' ')[0])).toEqual([method, becomes]);
  });

  test('are followed as often as allowed, and no further', async () => {
    const url = await start();
    expect(await look(`${url}/302/302/302/end`, { maxRedirects: 3 })).toMatchObject({ outcome: 'up' });
    expect(await look(`${url}/302/302/302/end`, { maxRedirects: 2 })).toMatchObject({
      outcome: 'down',
      reason: 'more than 2 redirects',
    });
  });

  test('in a loop end', async () => {
    const url = await serveHttp((_, response) => response.writeHead(302, { location: '/again' }).end());
    expect(await look(url)).toMatchObject({ outcome: 'down', reason: 'more than 3 redirects' });
  });

  test('can be asserted instead of followed', async () => {
    const url = await start();
    const conditions = ['[STATUS] == 301', '[HEADER].location == "/end"'];
    expect(await look(`${url}/301/end`, { maxRedirects: 0, conditions })).toMatchObject({ outcome: 'up' });
  });

  test('carry headers on the same origin and to no other one', async () => {
    const other: (string | undefined)[] = [];
    const target = await serveHttp((request, response) => {
      other.push(request.headers['x-key'] as string | undefined);
      response.end();
    });
    const url = await serveHttp((_, response) => response.writeHead(302, { location: target }).end());
    expect(await look(url, { headers: { 'x-key': 'abc' } })).toMatchObject({ outcome: 'up' });
    expect(other).toEqual([undefined]);
    const same = await start();
    await look(`${same}/302/end`, { headers: { 'x-key': 'abc' } });
    expect(seen).toEqual(['GET /302/end abc', 'GET /end abc']);
  });

  test('to anything but http and https fail', async () => {
    const url = await serveHttp((_, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect(await look(url)).toMatchObject({
      outcome: 'down',
      reason: 'redirect to an address that is not http or https',
    });
  });
});

test('the port is overridden, while the Host header stays that of the probe', async () => {
  const url = new URL(
    await serveHttp((request, response) => response.end(JSON.stringify({ host: request.headers.host }))),
  );
  const real = { host: '127.0.0.1', port: Number(url.port) };
  const conditions = ['[BODY].host == "payments.studiovault.test"'];
  for (const key of ['payments.studiovault.test', 'payments.studiovault.test:80']) {
    const sample = await look(
      'http://payments.studiovault.test/health',
      { conditions },
      { connectTo: new Map([[key, real]]) },
    );
    expect(sample).toMatchObject({ outcome: 'up' });
  }
});
