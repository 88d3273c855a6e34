// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets and kept values are named like this in a book.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runProbes } from '../../src/probe/engine.ts';
import { readNumber } from '../../src/probe/kinds/prometheus.ts';
import { Probe } from '../../src/schemas/probe.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { closedPort, serveHttp } from './loopback.ts';

async function look(input: Parameters<typeof bound>[0], options = {}): Promise<Sample> {
  const [sample] = await runProbes([bound(input)], {
    location: 'local',
    now: () => 1_000_000_000,
    ...options,
  });
  return sample as Sample;
}

describe('a status page of a vendor', () => {
  const summary = (indicator: string, status = 'operational') =>
    serveHttp((request, response) => {
      response.statusCode = request.url === '/vendor/api/v2/summary.json' ? 200 : 404;
      response.end(
        JSON.stringify({
          status: { indicator, description: 'in its words' },
          components: [
            { id: 'k1', name: 'API', status },
            { id: 'k2', name: 'Twin', status },
            { id: 'k3', name: 'Twin', status },
          ],
        }),
      );
    });

  test.each([
    ['none', 'up', null],
    ['minor', 'degraded', 'the vendor says minor: in its words'],
    ['maintenance', 'degraded', 'the vendor says maintenance: in its words'],
    ['major', 'down', 'the vendor says major: in its words'],
    ['critical', 'down', 'the vendor says critical: in its words'],
    ['splendid', 'unknown', 'the status page says "splendid", which is no known state'],
    ['constructor', 'unknown', 'the status page says "constructor", which is no known state'],
  ])('that says %s is %s', async (indicator, outcome, reason) => {
    const url = `${await summary(indicator)}/vendor/`;
    expect(await look({ kind: 'statuspage', id: 'v', url })).toMatchObject({ outcome, reason });
  });

  test.each([
    ['operational', 'up'],
    ['under_maintenance', 'degraded'],
    ['degraded_performance', 'degraded'],
    ['partial_outage', 'degraded'],
    ['major_outage', 'down'],
    ['fine', 'unknown'],
  ])('with a component that is %s is %s, whatever the page says', async (status, outcome) => {
    const url = `${await summary('none', status)}/vendor`;
    for (const component of ['k1', 'API']) {
      expect(await look({ kind: 'statuspage', id: 'v', url, component })).toMatchObject({ outcome });
    }
  });

  test('that cannot be read, or whose component is not there or not the only one, is unknown and not down', async () => {
    const url = `${await summary('none')}/vendor`;
    const refused = `http://127.0.0.1:${await closedPort()}`;
    const cases = [
      [{ url: refused }, /cannot be asked: connection refused/],
      [{ url: `${url}/elsewhere` }, /answered with status 404/],
      [{ url, component: 'None' }, /has 0 components called None/],
      [{ url, component: 'Twin' }, /has 2 components called Twin/],
    ] as const;
    for (const [extra, reason] of cases) {
      const sample = await look({ kind: 'statuspage', id: 'v', ...extra });
      expect(sample).toMatchObject({ outcome: 'unknown', reason: expect.stringMatching(reason) });
    }
  });
});

const PROMETHEUS = ['/usr/bin/prometheus', '/usr/local/bin/prometheus'].find((path) => existsSync(path));

/** A real Prometheus with one rule, or `null` where none is installed. */
async function realPrometheus(): Promise<string | null> {
  if (PROMETHEUS === undefined) return null;
  const dir = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const port = await closedPort();
  writeFileSync(join(dir, 'p.yml'), 'global: { scrape_interval: 1h }\n');
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${dir}/p.yml`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    rmSync(dir, { recursive: true, force: true });
  });
  for (let tries = 0; tries < 100; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/-/ready`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return `http://127.0.0.1:${port}`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('Prometheus did not get ready');
}

/** Answers as the documentation of the HTTP API says, for the queries of the test. */
function describedPrometheus(): Promise<string> {
  return serveHttp((request, response) => {
    const query = new URL(request.url ?? '/', 'http://x').searchParams.get('query') ?? '';
    const vector = (...values: string[]) => ({
      status: 'success',
      data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
    });
    const answers: Record<string, unknown> = {
      'vector(120)': vector('120'),
      'scalar(vector(7))': { status: 'success', data: { resultType: 'scalar', result: [1, '7'] } },
      'vector(0) / 0': vector('NaN'),
      no_such_metric: vector(),
      'vector(1) or label_replace(vector(2), "a", "b", "", "")': vector('1', '2'),
      '"text"': { status: 'success', data: { resultType: 'string', result: [1, 'text'] } },
    };
    const answer = answers[query];
    response.statusCode = answer ? 200 : 400;
    response.end(
      JSON.stringify(
        answer ?? { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query"' },
      ),
    );
  });
}

describe.each([
  ['that is real', realPrometheus],
  ['as its documentation describes it', describedPrometheus],
])('a Prometheus %s', (_, start) => {
  test('gives a number for conditions, and everything else it gives is unknown', async ({ skip }) => {
    const url = await start();
    if (url === null) return skip('prometheus is not installed: apt-get install prometheus');
    const ask = (query: string, conditions: string[], extra = {}) =>
      look({ kind: 'prometheus', id: 'q', url, query, conditions, ...extra });
    expect(await ask('vector(120)', ['[VALUE] < 200'])).toMatchObject({ outcome: 'up' });
    expect(await ask('vector(120)', ['[VALUE] < 100'])).toMatchObject({
      outcome: 'down',
      reason: '[VALUE] (120) < 100',
    });
    expect(await ask('vector(120)', ['[VALUE] < 200'], { degradedWhen: ['[VALUE] > 100'] })).toMatchObject({
      outcome: 'degraded',
      reason: '[VALUE] (120) > 100',
    });
    expect(await ask('scalar(vector(7))', ['[VALUE] == 7'])).toMatchObject({ outcome: 'up' });
    for (const [query, reason] of [
      ['vector(0) / 0', 'the query gave NaN'],
      ['no_such_metric', 'the query gave no series'],
      ['vector(1) or label_replace(vector(2), "a", "b", "", "")', 'the query gave 2 series'],
      ['"text"', 'the query gave a string'],
      ['sum(', 'Prometheus refused the query: invalid parameter "query"'],
    ] as const) {
      const sample = await ask(query, ['[VALUE] < 1']);
      expect(sample, query).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining(reason) });
    }
  }, 20_000);
});

test('[K21] a metric at its limit, just below and just above is judged by the direction of the condition', async () => {
  let value = '0';
  const url = await serveHttp((_, response) =>
    response.end(
      JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ value: [0, value] }] } }),
    ),
  );
  const judge = async (condition: string, shown: string) => {
    value = shown;
    return (await look({ kind: 'prometheus', id: 'q', url, query: 'x', conditions: [condition] })).outcome;
  };
  // Disk alerts below 20 % free, queues above 100 jobs.
  expect(await judge('[VALUE] >= 20', '19.9')).toBe('down');
  expect(await judge('[VALUE] >= 20', '20')).toBe('up');
  expect(await judge('[VALUE] >= 20', '20.1')).toBe('up');
  expect(await judge('[VALUE] <= 100', '100')).toBe('up');
  expect(await judge('[VALUE] <= 100', '101')).toBe('down');
});

test('an empty number is no number', () => {
  const body = JSON.stringify({ status: 'success', data: { resultType: 'scalar', result: [0, ' '] } });
  expect(() => readNumber(body, 200)).toThrow('no number');
});

describe('degradedWhen', () => {
  const probe = (url: string) =>
    bound({ kind: 'http', id: 'q', url, degradedWhen: ['[BODY].queue > 100', '[BODY].quality < 0.8'] });
  const lookAt = async (body: unknown) => {
    const url = await serveHttp((_, response) => response.end(JSON.stringify(body)));
    return (await runProbes([probe(url)], { location: 'local', now: Date.now }))[0];
  };

  test('[K27] lets a number in the answer make a service degraded, at exactly its limit', async () => {
    expect(await lookAt({ queue: 100, quality: 0.8 })).toMatchObject({ outcome: 'up', reason: null });
    expect(await lookAt({ queue: 101, quality: 0.9 })).toMatchObject({
      outcome: 'degraded',
      reason: '[BODY].queue (101) > 100',
    });
    expect(await lookAt({ queue: 101, quality: 0.79 })).toMatchObject({
      outcome: 'degraded',
      reason: '[BODY].queue (101) > 100; [BODY].quality (0.79) < 0.8',
    });
  });

  test('[S18] calls a service degraded, never up, when the number is not there', async () => {
    expect(await lookAt({ queue: 'many', quality: 0.9 })).toMatchObject({ outcome: 'degraded' });
    expect(await lookAt({})).toMatchObject({
      outcome: 'degraded',
      reason: '[BODY].queue (no such field) > 100; [BODY].quality (no such field) < 0.8',
    });
  });

  test('[S20] gives way to what is down', async () => {
    const url = await serveHttp((_, response) => {
      response.statusCode = 500;
      response.end('{"queue":500}');
    });
    const [sample] = await runProbes([probe(url)], { location: 'local', now: Date.now });
    expect(sample?.outcome).toBe('down');
  });
});

test('[U20] every kind of probe gives a sample of the same shape, down or unknown where nobody answers', async () => {
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  const host = '127.0.0.1';
  const inputs = [
    { kind: 'http', url },
    { kind: 'sequence', steps: [{ name: 'a', url }] },
    { kind: 'tcp', host, port },
    { kind: 'tls', host, port },
    { kind: 'dns', host: 'shop.test', resolver: `127.0.0.1:${port}` },
    { kind: 'heartbeat', every: '1h' },
    { kind: 'statuspage', url },
    { kind: 'prometheus', url, query: 'up', conditions: ['[VALUE] == 1'] },
  ] as const;
  const kinds = Probe.options.map((option) => option.shape.kind.value);
  expect(inputs.map(({ kind }) => kind).sort()).toEqual(kinds.sort());
  const samples = await Promise.all(
    inputs.map((input) =>
      look({ id: 'x', timeout: '1s', tags: ['t'], ...input } as Parameters<typeof bound>[0]),
    ),
  );
  const outcomes = ['down', 'down', 'down', 'down', 'down', 'unknown', 'unknown', 'unknown'];
  expect(samples.map(({ outcome }) => outcome)).toEqual(outcomes);
  for (const sample of samples) {
    expect(Object.keys(sample).sort()).toEqual(['at', 'latencyMs', 'location', 'outcome', 'probe', 'reason']);
    expect(sample.reason).toMatch(/\w/);
  }
});

describe('a heartbeat', () => {
  const probe = { kind: 'heartbeat', id: 'nightly', every: '1h', grace: '5m' } as const;
  const NOW = 1_000_000_000;
  const beatAgo = (ms: number) => look(probe, { lastBeat: () => NOW - ms });

  test('[U17] is down only once it is later than its interval and grace', async () => {
    expect(await beatAgo(0)).toMatchObject({ outcome: 'up', latencyMs: null, reason: null });
    expect(await beatAgo(65 * 60_000)).toMatchObject({ outcome: 'up' });
    expect(await beatAgo(65 * 60_000 + 1)).toMatchObject({
      outcome: 'down',
      reason: 'no beat for 65m; promised every 1h with 5m of grace',
    });
  });

  test('is unknown when there never was a beat, beats cannot be read, or the beat lies ahead of the clock', async () => {
    expect(await look(probe, { lastBeat: () => null })).toMatchObject({
      outcome: 'unknown',
      reason: 'no beat has ever come',
    });
    expect(await look(probe)).toMatchObject({ outcome: 'unknown' });
    expect(await beatAgo(-6 * 60_000)).toMatchObject({ outcome: 'unknown' });
  });

  test('asks for its own id and can carry conditions on its age', async () => {
    const asked: string[] = [];
    const lastBeat = (id: string) => {
      asked.push(id);
      return NOW - 50 * 60_000;
    };
    const sample = await look({ ...probe, degradedWhen: ['[AGE] > 45m'] }, { lastBeat });
    expect(asked).toEqual(['shop/checkout/nightly']);
    expect(sample).toMatchObject({ outcome: 'degraded', reason: '[AGE] (3000000) > 45m' });
  });
});

const DNSMASQ = ['/usr/sbin/dnsmasq', '/usr/local/sbin/dnsmasq'].find((path) => existsSync(path));

test.skipIf(DNSMASQ === undefined)('a real name server is asked for records of every kind', async () => {
  const port = await closedPort();
  const child = spawn(
    DNSMASQ as string,
    [
      '--keep-in-foreground --no-hosts --no-resolv --conf-file=/dev/null --listen-address=127.0.0.1 --bind-interfaces',
      `--port=${port} --address=/shop.test/192.0.2.7 --address=/six.test/2001:db8::7 --pid-file=`,
      '--txt-record=txt.test,one --mx-host=mail.test,mx1.test,10 --local=/test/',
    ].flatMap((line) => line.split(' ')),
    { stdio: 'ignore' },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  const ask = (record: 'A' | 'AAAA' | 'TXT' | 'MX', host: string, expected: string[]) =>
    look({
      kind: 'dns',
      id: 'd',
      host,
      record,
      expect: expected,
      resolver: `127.0.0.1:${port}`,
      timeout: '2s',
    });
  for (let tries = 0; tries < 30; tries += 1) {
    if ((await ask('A', 'shop.test', [])).outcome === 'up') break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await ask('A', 'shop.test', ['192.0.2.7'])).toMatchObject({ outcome: 'up' });
  expect(await ask('AAAA', 'six.test', ['2001:db8::7'])).toMatchObject({ outcome: 'up' });
  expect(await ask('TXT', 'txt.test', ['one'])).toMatchObject({ outcome: 'up' });
  expect(await ask('MX', 'mail.test', ['10 mx1.test'])).toMatchObject({ outcome: 'up' });
  expect(await ask('A', 'shop.test', ['192.0.2.8'])).toMatchObject({ outcome: 'down' });
  expect(await ask('A', 'nowhere.test', [])).toMatchObject({
    outcome: 'down',
    reason: 'name not found (ENOTFOUND)',
  });
});
