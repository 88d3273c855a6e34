// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a book.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runProbes } from '../../src/probe/engine.ts';
import { countTests, describeBudget } from '../../src/probe/globalping/budget.ts';
import { openGlobalping } from '../../src/probe/globalping/location.ts';
import { resolveQuorum } from '../../src/probe/globalping/quorum.ts';
import { Config } from '../../src/schemas/config.ts';
import { type GlobalpingLocation, quorumOf } from '../../src/schemas/location.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { bound } from './bound.ts';
import { earth, http, lookFrom } from './globalping-look.ts';
import { dnsResult, httpResult, item, pingResult, serveGlobalping } from './globalping-server.ts';

describe('what is asked of Globalping', () => {
  test('is one measurement for each look, with every place in it and the token where there is one', async () => {
    const asked = await serveGlobalping({ results: () => [0, 1, 2].map((n) => item(n, httpResult(200))) });
    await lookFrom(
      [http({ headers: { Accept: 'text/html', Host: 'other.test' }, family: 4 })],
      earth({ limit: 2 }),
      {
        token: 'word',
      },
    );
    expect(asked.authorization).toEqual(['Bearer word']);
    expect(asked.measurements).toEqual([
      {
        type: 'http',
        target: 'shop.test',
        locations: ['DE', 'FR', 'JP'].map((magic) => ({ magic, limit: 2 })),
        measurementOptions: {
          protocol: 'HTTPS',
          port: 443,
          request: {
            method: 'GET',
            path: '/health',
            query: 'x=1',
            host: 'other.test',
            headers: { Accept: 'text/html' },
          },
          ipVersion: 4,
        },
      },
    ]);
  });

  test('for a tcp probe is a connection to its port, never an ICMP echo, and for a dns probe its question', async () => {
    const asked = await serveGlobalping({
      results: (target) =>
        [0, 1, 2].map((n) =>
          item(
            n,
            target === 'db.test'
              ? pingResult(3)
              : dnsResult('NOERROR', [{ type: 'MX', value: '10 mail.test.' }]),
          ),
        ),
    });
    const samples = await lookFrom([
      bound({ kind: 'tcp', id: 'tcp', host: 'db.test', port: 5432 }),
      bound({
        kind: 'dns',
        id: 'dns',
        host: 'shop.test',
        record: 'MX',
        resolver: '192.0.2.53:5353',
        expect: ['10 mail.test'],
      }),
    ]);
    expect(samples.map(({ outcome, latencyMs }) => [outcome, latencyMs])).toEqual([
      ['up', 30],
      ['up', 12],
    ]);
    expect(
      asked.measurements.map(({ type, target, measurementOptions }) => [type, target, measurementOptions]),
    ).toEqual([
      ['ping', 'db.test', { protocol: 'TCP', port: 5432, packets: 3 }],
      ['dns', 'shop.test', { query: { type: 'MX' }, resolver: '192.0.2.53', port: 5353 }],
    ]);
  });

  test.each([
    [
      'a sequence',
      { kind: 'sequence', id: 'x', steps: [{ name: 'a', url: 'https://a.test' }] },
      /no test for probes of the kind sequence/,
    ],
    ['a certificate', { kind: 'tls', id: 'x', host: 'a.test' }, /kind tls/],
    ['a heartbeat', { kind: 'heartbeat', id: 'x', every: '1h' }, /kind heartbeat/],
    ['a vendor', { kind: 'statuspage', id: 'x', url: 'https://a.test' }, /kind statuspage/],
    [
      'a query',
      { kind: 'prometheus', id: 'x', url: 'https://a.test', query: 'up', conditions: ['[VALUE] > 0'] },
      /kind prometheus/,
    ],
    ['another method', { kind: 'http', id: 'x', url: 'https://a.test', method: 'POST' }, /not POST/],
    ['a body', { kind: 'http', id: 'x', url: 'https://a.test', body: 'x' }, /no body/],
    [
      'a header that it sets',
      { kind: 'http', id: 'x', url: 'https://a.test', headers: { 'User-Agent': 'x' } },
      /user-agent/,
    ],
    [
      'a secret',
      { kind: 'http', id: 'x', url: 'https://a.test', headers: { a: '${secret.KEY}' } },
      /secret KEY, and measurements of Globalping can be read by anybody/,
    ],
    [
      'an exchange',
      { kind: 'tcp', id: 'x', host: 'a.test', port: 1, expect: 'OK' },
      /neither sends nor expects/,
    ],
    [
      'a body of a connection',
      { kind: 'tcp', id: 'x', host: 'a.test', port: 1, conditions: ['[BODY] == a'] },
      /does not tell \[BODY\]/,
    ],
  ] as const)('%s is refused with a sentence, and not asked for', async (_, input, why) => {
    const asked = await serveGlobalping({});
    const probe = bound(input as unknown as Parameters<typeof bound>[0]);
    expect(openGlobalping(earth()).refuse(probe)).toMatch(why);
    const [sample] = await runProbes([probe], {
      location: 'earth',
      now: Date.now,
      remote: openGlobalping(earth()),
      resolveSecret: () => 'hush',
    });
    expect(sample).toMatchObject({ outcome: 'unknown' });
    expect(asked.measurements).toEqual([]);
  });

  test('takes what it can take', () => {
    const remote = openGlobalping(earth());
    expect(
      remote.refuse(http({ conditions: ['[STATUS] == 200', 'len([BODY]) > 3', '[CERTIFICATE_DAYS] > 3'] })),
    ).toBeNull();
    expect(
      remote.refuse(bound({ kind: 'tcp', id: 'x', host: 'a.test', port: 1, conditions: ['[CONNECTED]'] })),
    ).toBeNull();
  });
});

describe('[U18] the places of one location', () => {
  const states: Record<string, unknown> = {
    good: httpResult(200),
    bad: httpResult(503),
    slow: httpResult(200, { timings: { ...httpResult(200).timings, total: 900 } }),
    lost: { status: 'failed', rawOutput: 'read ECONNRESET' },
  };
  test.each([
    [['good', 'good', 'good'], 'up', null],
    [['good', 'good', 'bad'], 'up', null],
    [
      ['good', 'bad', 'bad'],
      'down',
      '2 of 3 places (Paris, FR; Tokyo, JP): [STATUS] (503) is not in 200–299',
    ],
    [
      ['slow', 'good', 'bad'],
      'degraded',
      '2 of 3 places (Berlin, DE; Tokyo, JP): took 900 ms, more than 500ms',
    ],
    [
      ['lost', 'lost', 'good'],
      'unknown',
      /^only 1 of 3 places saw anything and 2 must; Berlin, DE: the test failed there/,
    ],
    [['lost', 'lost', 'bad'], 'unknown', /^only 1 of 3/],
    [['lost', 'good', 'good'], 'up', null],
    [['lost', 'bad', 'bad'], 'down', /^2 of 2 places \(Paris, FR; Tokyo, JP\)/],
  ] as const)('%j together are %s', async (found, outcome, reason) => {
    await serveGlobalping({
      results: () => found.map((each, n) => item(n, states[each] as Record<string, unknown>)),
    });
    const [sample] = await lookFrom([http({ degradedAfter: '500ms' })]);
    expect(sample).toMatchObject({ outcome, location: 'earth' });
    if (reason instanceof RegExp) expect(sample?.reason).toMatch(reason);
    else expect(sample?.reason).toBe(reason);
  });

  test('agree when as many as the quorum agree, and more than half of those asked without one', () => {
    expect(quorumOf(earth())).toBe(2);
    expect(quorumOf(earth({ limit: 2 }))).toBe(4);
    expect(quorumOf(earth({ quorum: 1 }))).toBe(1);
    expect(() => earth({ quorum: 4 })).toThrow(/quorum must be at most places × limit/);
    expect(() => earth({ places: Array.from({ length: 20 }, () => 'DE'), limit: 6 })).toThrow(/at most 100/);
  });

  test('resolve to what counting by hand gives, and never to up where too few saw anything', () => {
    const points = fc.array(
      fc.record({
        place: fc.constant('Here'),
        outcome: fc.constantFrom(...OUTCOMES),
        latencyMs: fc.option(fc.integer({ min: 0, max: 9 })),
        reason: fc.constant('why'),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 8 }), (all, quorum) => {
        const count = (...which: string[]) => all.filter(({ outcome }) => which.includes(outcome)).length;
        const found = resolveQuorum(all, quorum);
        if (count('up', 'degraded', 'down') < quorum) expect(found.outcome).toBe('unknown');
        else if (count('down') >= quorum) expect(found.outcome).toBe('down');
        else if (count('down', 'degraded') >= quorum) expect(found.outcome).toBe('degraded');
        else expect(found.outcome).toBe('up');
        expect(found.reason === null).toBe(found.outcome === 'up');
      }),
    );
  });
});

describe('the budget', () => {
  const probes = [
    http({ interval: '5m' }),
    bound({ kind: 'tcp', id: 'x', host: 'a.test', port: 1, interval: '1h' }),
  ];
  test('counts each vantage point of each look as one test', () => {
    expect(countTests(probes, earth({ limit: 2 }))).toEqual({ perRun: 12, perHour: 78, allowed: 250 });
    expect(countTests(probes, earth({ tokenSecret: 'GLOBALPING' })).allowed).toBe(500);
  });

  test('says when the intervals of the probes cost more than is allowed', () => {
    const say = (location: GlobalpingLocation) => describeBudget(location, countTests(probes, location));
    expect(say(earth())).toBe(
      'earth: 6 tests of Globalping a run, 39 an hour at the intervals of the probes',
    );
    expect(say(earth({ limit: 7 }))).toMatch(
      /273 an hour .*more than the 250 an hour it allows without a token/,
    );
    expect(say(earth({ limit: 7, tokenSecret: 'T' }))).not.toMatch(/more than/);
  });
});

test('locations of both kinds stand side by side in the settings, each name once', () => {
  const parse = (locations: unknown) => Config.safeParse({ name: 'Book', record: { locations } });
  expect(parse(['local', 'eu-west', earth()]).success).toBe(true);
  for (const wrong of [
    ['local', 'local'],
    ['earth', earth()],
    [{ ...earth(), kind: 'other' }],
    [{ ...earth(), places: [] }],
    ['Not A Slug'],
  ]) {
    expect(parse(wrong).success, JSON.stringify(wrong)).toBe(false);
  }
});
