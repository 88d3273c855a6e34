import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { readRecord } from '../../src/record/read.ts';
import { Config } from '../../src/schemas/config.ts';
import { outages } from '../../src/status/states.ts';
import { edited, placesIn, smallBook } from '../book/made.ts';
import { httpResult, item, serveGlobalping } from './globalping-server.ts';
import { closedPort, serveRaw } from './loopback.ts';
import { probe, repository } from './repository.ts';

describe('control targets in the settings', () => {
  test('[U19] make a run without network invalid: looks without an answer are unknown, and no outage opens', async () => {
    const dead = `127.0.0.1:${await closedPort()}`;
    const alive = `127.0.0.1:${await serveRaw(() => {})}`;
    const probes = [
      `  - { id: web, kind: http, url: 'http://127.0.0.1:${await closedPort()}/', interval: 1m }`,
      `  - { id: port, kind: tcp, host: 127.0.0.1, port: ${await closedPort()}, interval: 1m }`,
    ].join('\n');
    const run = async (control: readonly string[]) => {
      const repo = repository(`probing: { control: ${JSON.stringify(control)} }\n`, probes);
      // Two looks would confirm an outage; the record tells seconds apart.
      const ends = [await probe(repo, ['--commit'])];
      await new Promise((resolve) => setTimeout(resolve, 1000));
      ends.push(await probe(repo, ['--commit']));
      const record = readRecord(join(repo, '.record'));
      const series = record.probes.flatMap((id) => record.seriesOf(id));
      const window = { from: Date.now() - 3_600_000, to: Date.now() + 1 };
      const timing = { intervalMs: 60_000, confirm: { down: 2, up: 2 } };
      return {
        codes: ends.map(({ code }) => code),
        outcomes: series.flatMap((each) => [each.outcome(0), each.outcome(1)]),
        reason: series[0]?.reason(0),
        outages: outages(series.slice(0, 1), timing, window).length,
      };
    };
    expect(await run([dead, `http://${dead}/`])).toEqual({
      codes: [0, 0],
      outcomes: ['unknown', 'unknown', 'unknown', 'unknown'],
      reason:
        "the prober's own network failed: no control target answered; connection refused (ECONNREFUSED)",
      outages: 0,
    });
    expect(await run([dead, alive])).toMatchObject({
      codes: [1, 1],
      outcomes: ['down', 'down', 'down', 'down'],
      outages: 1,
    });
  });

  test('are read when content is checked', () => {
    const parse = (control: readonly string[]) =>
      Config.safeParse({ name: 'Book', probing: { control } }).success;
    expect(parse(['one.one.one.one:443', 'https://www.example.org/', '[::1]:53'])).toBe(true);
    for (const wrong of ['example.org', 'ftp://example.org/', 'https://', 'a b:1']) {
      expect(parse([wrong]), wrong).toBe(false);
    }
  });
});

describe('a location of the kind globalping', () => {
  const settings =
    'record: { locations: [local, { kind: globalping, id: earth, places: [DE, FR, JP], limit: 9, tokenSecret: GP }] }\n';
  test('looks through that network behind --location, records one sample for each look, and says what it leaves out', async () => {
    const asked = await serveGlobalping({ results: () => [0, 1, 2].map((n) => item(n, httpResult(200))) });
    const busy = await serveGlobalping({
      refuse: () => ({ status: 429, body: '{"error":{"type":"x","message":"limit"}}' }),
    });
    const repo = repository(
      settings,
      [
        "  - { id: web, kind: http, url: 'https://shop.test/', interval: 1m }",
        '  - { id: cert, kind: tls, host: shop.test }',
      ].join('\n'),
    );
    const args = ['--location', 'earth', '--commit'];
    const look = (port: number, env = {}) =>
      probe(repo, args, { TEST_GLOBALPING: `http://127.0.0.1:${port}`, ...env });
    const good = await look(asked.port, { WATCHBOOK_SECRET_GP: 'hush-hush' });
    // 3 of 27 is no majority of those that were asked.
    expect(good).toMatchObject({
      code: 0,
      out: expect.stringContaining('only 3 of 3 places saw anything and 14 must'),
    });
    expect(good.err).toContain(
      'acme/shop/cert is not looked at from earth: Globalping has no test for probes of the kind tls.',
    );
    expect(good.err).toContain('27 tests of Globalping a run, 1620 an hour');
    expect(good.err).toContain('more than the 500 an hour it allows with a token');
    expect(asked.authorization).toEqual(['Bearer hush-hush']);
    expect(`${good.out}${good.err}`).not.toContain('hush-hush');
    const limited = await look(busy.port);
    expect(limited).toMatchObject({
      code: 0,
      out: expect.stringContaining('the limit of Globalping is used up'),
    });
    expect(limited.err).toContain('the secret GP is not set');
    const record = readRecord(join(repo, '.record'));
    expect(record).toMatchObject({ sampleCount: 2, locations: ['earth'], probes: ['acme/shop/web'] });
  });
});

describe('former ids', () => {
  const service = 'services/acme/shop.mdx';
  test('[U11] of a probe and of its service are bound to the probe as full ids', () => {
    const files = edited(
      service,
      'probes:\n  - id: http\n',
      'formerIds: [acme/store]\nprobes:\n  - id: http\n    formerIds: [acme/web/ping]\n',
    );
    const { book, findings } = assembleBook(files);
    expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(book.probes.map(({ formerIds }) => formerIds)).toEqual([['acme/web/ping', 'acme/store/http']]);
  });

  test.each([
    [
      'a living probe',
      'probes:\n  - id: http\n',
      'probes:\n  - id: http\n    formerIds: [acme/shop/http]\n',
      'content/services/acme/shop.mdx:10:17 former-id',
    ],
    [
      'a living service',
      'probes:\n',
      'formerIds: [acme/shop]\nprobes:\n',
      'content/services/acme/shop.mdx:8:13 former-id',
    ],
    [
      'something that is no full id',
      'probes:\n  - id: http\n',
      'probes:\n  - id: http\n    formerIds: [http]\n',
      'content/services/acme/shop.mdx:10:17 invalid-value',
    ],
  ])('that name %s are refused at their place', (_, from, to, place) => {
    expect(placesIn(edited(service, from, to))).toContain(place);
  });

  test('that two probes claim are refused', () => {
    const second = smallBook()
      .get(service)
      ?.replace('title: Shop', 'title: Store')
      .replace('probes:\n', 'formerIds: [acme/old]\nprobes:\n');
    const files = edited(service, 'probes:\n', 'formerIds: [acme/old]\nprobes:\n').set(
      'services/acme/store.mdx',
      second ?? '',
    );
    expect(placesIn(files)).toEqual([
      'content/services/acme/store.mdx:8:13 former-id',
      'content/services/acme/store.mdx:8:13 former-id',
    ]);
  });
});
