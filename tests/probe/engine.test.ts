// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a book.
import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { runProbes } from '../../src/probe/engine.ts';
import { judgeLook } from '../../src/probe/outcome.ts';
import type { BoundProbe } from '../../src/schemas/probe.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { closedPort, listen, serveHttp, serveRaw } from './loopback.ts';

const base = { location: 'local', now: Date.now };

function httpProbe(id: string, url: string, extra = {}): BoundProbe {
  return bound({ kind: 'http', id, url, timeout: '500ms', ...extra });
}

describe('a run', () => {
  test('[U14] of 100 probes, 20 of which never answer, is over soon after the longest timeout', async () => {
    const good = await serveHttp((_, response) => response.end());
    const hole = await serveRaw(() => {});
    const connectTo = new Map<string, { host: string; port: number }>();
    const probes = Array.from({ length: 100 }, (_, i) => {
      const dead = i % 5 === 0;
      const port = dead ? hole : Number(new URL(good).port);
      connectTo.set(`host-${i}.test`, { host: '127.0.0.1', port });
      return httpProbe(`p${i}`, `http://host-${i}.test/`, { timeout: '1s' });
    });
    const start = performance.now();
    const samples = await runProbes(probes, { ...base, connectTo });
    expect(performance.now() - start).toBeLessThan(4000);
    expect(samples.map((sample) => sample.probe)).toEqual(probes.map((probe) => probe.fullId));
    expect(samples.filter((sample) => sample.outcome === 'up')).toHaveLength(80);
    expect(samples.filter((sample) => sample.outcome === 'down')).toHaveLength(20);
  });

  test('never looks at one host more than so many times at once', async () => {
    let open = 0;
    let most = 0;
    const url = await serveHttp((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end();
      }, 60);
    });
    const probes = Array.from({ length: 10 }, (_, i) => httpProbe(`p${i}`, url));
    const samples = await runProbes(probes, { ...base, perHost: 2 });
    expect(samples.every((sample) => sample.outcome === 'up')).toBe(true);
    expect(most).toBe(2);
  });

  test('spaces its starts, by the random given', async () => {
    const url = await serveHttp((_, response) => response.end());
    const probes = Array.from({ length: 6 }, (_, i) => httpProbe(`p${i}`, url));
    const start = performance.now();
    await runProbes(probes, { ...base, perHost: 9, startsPerSecond: 20, random: () => 0 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(5 * 50);
  });

  test('stamps each look with the time of its start and reports it when it is there', async () => {
    let clock = 1_000_000;
    const url = await serveHttp((_, response) => response.end());
    const heard: Sample[] = [];
    const samples = await runProbes([httpProbe('a', url), httpProbe('b', url)], {
      location: 'eu-west',
      now: () => (clock += 1000),
      onResult: (sample) => {
        heard.push(sample);
        throw new Error('a broken display');
      },
    });
    expect(samples.map((sample) => sample.at)).toEqual([1_001_000, 1_002_000]);
    expect(samples.every((sample) => sample.location === 'eu-west')).toBe(true);
    expect(heard).toHaveLength(2);
  });

  test('that meets its deadline has no sample for looks not started, and unknown for those cut off', async () => {
    const hole = await serveRaw(() => {});
    const probes = Array.from({ length: 4 }, (_, i) =>
      httpProbe(`p${i}`, `http://127.0.0.1:${hole}/`, { timeout: '10s' }),
    );
    const start = performance.now();
    const samples = await runProbes(probes, { ...base, deadlineMs: 200, perHost: 2 });
    expect(performance.now() - start).toBeLessThan(1500);
    expect(samples).toHaveLength(2);
    for (const sample of samples) {
      expect(sample).toMatchObject({
        outcome: 'unknown',
        reason: 'the run ended before this look did',
        latencyMs: null,
      });
    }
  });

  test('ends at once when it is told to', async () => {
    const hole = await serveRaw(() => {});
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 80);
    const samples = await runProbes([httpProbe('a', `http://127.0.0.1:${hole}/`, { timeout: '10s' })], {
      ...base,
      signal: stop.signal,
    });
    expect(samples).toMatchObject([{ outcome: 'unknown' }]);
    expect(
      await runProbes([httpProbe('a', 'http://127.0.0.1:1/')], { ...base, signal: AbortSignal.abort() }),
    ).toEqual([]);
  });

  test('[U15] keeps the fault of one probe to that probe', async () => {
    const url = await serveHttp((_, response) => response.end());
    const broken = [
      httpProbe('bad-condition', url, { conditions: ['[STATUS] = 200'] }),
      { ...httpProbe('bad-url', url), url: 'http://[::bad' } as BoundProbe,
      httpProbe('bad-header', url, { headers: { 'x-y': 'line\nbreak' } }),
      { ...httpProbe('no-kind', url), kind: 'carrier-pigeon' } as unknown as BoundProbe,
      httpProbe('no-secret', `${url}/?key=\${secret.NOPE}`),
    ];
    const samples = await runProbes([httpProbe('first', url), ...broken, httpProbe('last', url)], base);
    expect(samples.map((sample) => sample.outcome)).toEqual([
      'up',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'up',
    ]);
    for (const sample of samples.slice(1, -1)) expect(sample.reason).toMatch(/\S/);
    expect(samples[1]?.reason).toContain('column 10');
    expect(samples[5]?.reason).toContain('NOPE');
  });
});

describe('retries', () => {
  test('within the look turn a single failure into a good look, timed by the try that decided', async () => {
    let asked = 0;
    const url = await serveHttp((_, response) => {
      asked += 1;
      if (asked === 1) setTimeout(() => response.writeHead(500).end(), 150);
      else response.end();
    });
    const [sample] = await runProbes([httpProbe('a', url, { retries: 2, timeout: '2s' })], base);
    expect(sample).toMatchObject({ outcome: 'up' });
    expect(sample?.latencyMs).toBeLessThan(120);
    expect(asked).toBe(2);
  });

  test('stay within the timeout of the look, and a cut-off retry does not hide what was found', async () => {
    let asked = 0;
    const url = await serveHttp((_, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(500).end();
    });
    const start = performance.now();
    const [sample] = await runProbes([httpProbe('a', url, { retries: 3, timeout: '300ms' })], base);
    expect(performance.now() - start).toBeLessThan(600);
    expect(sample).toMatchObject({ outcome: 'down', reason: '[STATUS] (500) is not in 200–299' });
  });

  test('end after the last one', async () => {
    let asked = 0;
    const url = await serveHttp((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    const [sample] = await runProbes([httpProbe('a', url, { retries: 2 })], base);
    expect(sample).toMatchObject({ outcome: 'down' });
    expect(asked).toBe(3);
  });
});

describe('secrets', () => {
  const secrets: Record<string, string> = { API: 'p-short', API_KEY: 'canary-7f3a9"\\ &$&+/x', EMPTY: '' };
  const resolveSecret = (name: string) => secrets[name];

  test('reach url, headers and body by exact token, and nothing else is replaced', async () => {
    const seen: string[] = [];
    const url = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push(`${request.url} | ${request.headers['x-key']} | ${body}`);
        response.end();
      });
    });
    process.env['API'] = 'from the environment';
    const probe = httpProbe('a', `${url}/?a=\${secret.API}`, {
      method: 'POST',
      headers: { 'x-key': '${secret.API_KEY}' },
      body: '${secret.API}+${secret.API_KEY} $API ${API} ${secret.API ${secrets.API}',
    });
    const [sample] = await runProbes([probe], { ...base, resolveSecret });
    delete process.env['API'];
    expect(sample).toMatchObject({ outcome: 'up' });
    expect(seen).toEqual([
      `/?a=p-short | ${secrets['API_KEY']} | p-short+${secrets['API_KEY']} $API \${API} \${secret.API \${secrets.API}`,
    ]);
  });

  test.each(['NOPE', 'EMPTY'])(
    'a secret that is not there makes the look unknown by name: %s',
    async (name) => {
      let asked = 0;
      const url = await serveHttp((_, response) => {
        asked += 1;
        response.end();
      });
      const [sample] = await runProbes([httpProbe('a', `${url}/\${secret.${name}}`)], {
        ...base,
        resolveSecret,
      });
      expect(sample).toMatchObject({
        outcome: 'unknown',
        reason: expect.stringContaining(`secret ${name} is not set`),
      });
      expect(asked).toBe(0);
    },
  );

  test('[S21] never come back in a sample, however the service echoes them', async () => {
    const value = secrets['API_KEY'] as string;
    const echoes = [
      value,
      encodeURIComponent(value),
      encodeURI(value),
      Buffer.from(value).toString('base64'),
    ];
    const url = await serveHttp((_, response) =>
      response
        .writeHead(200, { 'x-echo': encodeURIComponent(value) })
        .end(JSON.stringify(Object.fromEntries(echoes.map((each, i) => [`e${i}`, each])))),
    );
    const conditions = [
      '[HEADER].x-echo == a',
      ...echoes.map((_, i) => `[BODY].e${i} == a`),
      '[BODY] == a',
      'len([BODY]) == 1',
    ];
    for (const condition of conditions) {
      const probe = httpProbe('a', url, {
        headers: { authorization: 'Bearer ${secret.API_KEY}' },
        conditions: ['[STATUS] == 200', condition],
      });
      const [sample] = await runProbes([probe], { ...base, resolveSecret });
      expect(sample?.outcome).toBe('down');
      expect(JSON.stringify(sample)).not.toContain('canary');
      expect(JSON.stringify(sample)).not.toContain(Buffer.from(value).toString('base64').slice(0, 12));
    }
  });

  test('[S21] never come back in part, where a long value is cut', async () => {
    const long = `canary-${'k3y'.repeat(30)}`;
    const url = await serveHttp((_, response) => response.end(JSON.stringify({ echo: `key ${long}` })));
    const probe = httpProbe('a', url, {
      headers: { 'x-key': '${secret.LONG}' },
      conditions: ['[BODY].echo == a'],
    });
    const [sample] = await runProbes([probe], { ...base, resolveSecret: () => long });
    expect(sample?.reason).toBe('[BODY].echo (key ${secret.LONG}) == a');
  });

  test('[S21] never come back from something nobody foresaw', async () => {
    class Trap extends Map<string, { host: string; port: number }> {
      override get(): never {
        throw new Error('broken near canary-long-value');
      }
    }
    const probe = httpProbe('a', 'http://x.test/${secret.KEY}');
    const options = { ...base, connectTo: new Trap(), resolveSecret: () => 'canary-long-value' };
    expect(await runProbes([probe], options)).toMatchObject([
      { outcome: 'unknown', reason: 'probe error: broken near ${secret.KEY}' },
    ]);
  });

  test('[S21] never come back in the reason of a failed connection', () => {
    const probe = httpProbe('a', 'http://x.test/');
    const look = { transportError: 'no route to canary', facts: {}, verdicts: [], latencyMs: 1, phases: {} };
    const judged = judgeLook(probe, { good: [], degraded: [] }, look, (text) =>
      text.replaceAll('canary', '${secret.KEY}'),
    );
    expect(judged).toEqual({ outcome: 'down', reason: 'no route to ${secret.KEY}' });
  });

  test('[S21] never come back in an error either', async () => {
    const port = await closedPort();
    const probes = [
      httpProbe('refused', `http://127.0.0.1:${port}/\${secret.API_KEY}`),
      httpProbe('bad-url', 'http://127.0.0.1:1/', { headers: { 'x-y': '${secret.BREAK}' } }),
      { ...httpProbe('bad-host', 'http://x.test/'), url: 'http://${secret.BREAK}/' } as BoundProbe,
    ];
    const samples = await runProbes(probes, {
      ...base,
      resolveSecret: (name) => (name === 'BREAK' ? 'canary\nbreak' : secrets[name]),
    });
    expect(samples).toHaveLength(3);
    expect(JSON.stringify(samples)).not.toContain('canary');
  });
});

test('connections are not kept alive: every look pays for its own', async () => {
  const ports = new Set<number | undefined>();
  const server = http.createServer((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  const port = await listen(server);
  const probes = Array.from({ length: 3 }, (_, i) => httpProbe(`p${i}`, `http://127.0.0.1:${port}/`));
  await runProbes(probes, base);
  expect(ports.size).toBe(3);
});
