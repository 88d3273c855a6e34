import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { API_SHAPES, apiJsonSchemas } from '../../src/publish/api/schemas.ts';
import { publishedFiles } from '../../src/publish/files.ts';
import { ROOT } from '../book/sample.ts';
import { ALL_UP, type Asked, fileOf, jsonOf, NOW, published, SITE } from './made.ts';

const HOUR = 3_600_000;
const DOWN = {
  'acme/shop': [{ outcome: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR }],
  'acme/mail': [],
} as const;

const folder = path.join(ROOT, 'schemas', 'api');
const committed = new Map(
  await Promise.all(
    (await readdir(folder)).map(
      async (name) => [name, JSON.parse(await readFile(path.join(folder, name), 'utf8'))] as const,
    ),
  ),
);
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);

const CASES: readonly (readonly [string, Asked])[] = [
  ['everything is up', { looked: ALL_UP }],
  ['a component was down', { looked: DOWN }],
  ['nobody ever looked', {}],
  ['the newest look is old', { looked: ALL_UP, age: 3 * HOUR }],
  ['there is no address', { looked: DOWN, siteUrl: null, base: '/status/' }],
  ['colleagues read it', { looked: DOWN, audience: 'internal' }],
];

describe('our own interface', () => {
  it.each(CASES)('[U26] has documents that their committed schemas accept, while %s', (_, asked) => {
    const publication = published(asked);
    const seen = new Set<string>();
    for (const [file, make] of publishedFiles(publication)) {
      if (!file.startsWith('api/v1/') || file.includes('/schemas/')) continue;
      const document = JSON.parse(make());
      const schema = committed.get(`${document.is}.schema.json`);
      expect(schema, file).toBeDefined();
      const accepts = ajv.compile(schema);
      expect([accepts(document), accepts.errors], file).toEqual([true, null]);
      seen.add(document.is);
    }
    expect([...seen].sort()).toEqual(Object.keys(API_SHAPES).sort());
  });

  it('[U26] has schemas that are those of its code, committed and served', () => {
    const made = apiJsonSchemas();
    expect([...committed.keys()].sort()).toEqual(
      [...made.keys()].map((name) => `${name}.schema.json`).sort(),
    );
    for (const [name, schema] of made) {
      const text = JSON.stringify(schema);
      expect(JSON.stringify(committed.get(`${name}.schema.json`)), `run "npm run schemas"`).toBe(text);
      expect(JSON.stringify(jsonOf(published(), `api/v1/schemas/${name}.schema.json`))).toBe(text);
    }
    expect(() => ajv.compile(committed.get('status.schema.json'))({ is: 'status' })).not.toThrow();
    expect(ajv.validate(committed.get('status.schema.json') as object, { is: 'status' })).toBe(false);
  });

  it('[U26] lists every document, and each is there', () => {
    const publication = published({ looked: DOWN });
    const files = publishedFiles(publication);
    const { documents } = jsonOf(publication, 'api/v1/index.json');
    const listed: string[] = documents.map(({ href }: { href: string }) => href.replace(`${SITE}/`, ''));
    const served = [...files.keys()].filter((file) => /^api\/v[12]\/(?!schemas|index)/.test(file));
    expect(listed.sort()).toEqual(served.sort());
    for (const { schema } of documents)
      if (schema) expect(files.has(schema.replace(`${SITE}/`, ''))).toBe(true);
  });

  it('[K04] has null for what nobody knows, and a real zero for what was counted', () => {
    const publication = published({ looked: { 'acme/shop': [] } });
    const mail = jsonOf(publication, 'api/v1/components/acme/mail.json');
    expect(mail).toMatchObject({ state: 'unknown', since: null, newestAt: null, validUntil: null });
    expect(mail.windows.month).toMatchObject({
      uptime: { ratio: null, samples: 0, goodMs: 0, badMs: 0 },
      responseTime: { samples: 0, p50: null, p95: null, p99: null },
    });
    const shop = jsonOf(publication, 'api/v1/components/acme/shop.json');
    expect(shop.windows.day.uptime).toMatchObject({ ratio: 1, badMs: 0 });
    const { slos } = jsonOf(published(), 'api/v1/slos.json');
    expect(slos[0]).toMatchObject({ id: 'acme/shop', state: 'insufficient data', sli: null, budget: null });
    expect(jsonOf(published(), 'api/v1/freshness.json')).toMatchObject({ newestAt: null, validUntil: null });
  });

  it('[U26] has the series of every component, in which a gap is null and never zero', () => {
    const { windows, columns } = jsonOf(published({ looked: DOWN }), 'api/v1/response-times/acme/shop.json');
    expect(columns).toHaveLength(5);
    const { stepMs, steps } = windows.day;
    expect(steps).toHaveLength((24 * HOUR) / stepMs);
    const gap = steps.filter(([at]: [number]) => at >= NOW - 2 * HOUR && at < NOW - HOUR);
    expect(gap.map((step: unknown[]) => step.slice(1))).toEqual([
      [0, null, null, null],
      [0, null, null, null],
    ]);
    expect(steps[0].slice(1)).toEqual([6, 120, 120, 120]);
  });

  it('gives every sum behind uptime, and they add up', () => {
    const { windows, days } = jsonOf(published({ looked: DOWN }), 'api/v1/components/acme/shop.json');
    const { uptime } = windows.day;
    expect(uptime.badMs).toBe(HOUR);
    expect(uptime.ratio).toBeCloseTo(uptime.goodMs / (uptime.goodMs + uptime.badMs), 12);
    for (const { uptime: one } of Object.values<{ uptime: Record<string, number> }>(windows)) {
      const { goodMs = NaN, badMs = NaN, unknownMs = NaN, maintenanceMs = NaN } = one;
      expect(goodMs + badMs + unknownMs + maintenanceMs).toBe(one.windowMs);
    }
    const today = days.at(-1);
    expect(today).toMatchObject({ day: '2026-11-21', level: 'partial', down: 3600 });
    expect(today.up + today.degraded + today.down + today.unknown + today.maintenance).toBe(12 * 3600);
  });

  it('says until when it may be believed, and what to say afterwards', () => {
    const publication = published({ looked: ALL_UP });
    const status = jsonOf(publication, 'api/v1/status.json');
    // Looks every five minutes, and three of them may be missing.
    expect(status.validUntil).toBe(new Date(NOW + 15 * 60_000).toISOString());
    expect(status.unknown).toBe(`Unknown since ${publication.words.instant(NOW + 15 * 60_000)}`);
    expect(status.components[0]).toMatchObject({
      id: 'acme/shop',
      href: `${SITE}/api/v1/components/acme/shop.json`,
    });
    const old = jsonOf(published({ looked: ALL_UP, age: 3 * HOUR }), 'api/v1/status.json');
    expect(old).toMatchObject({ state: 'unknown', validUntil: null });
    const { components } = jsonOf(published({ looked: ALL_UP }), 'api/v1/freshness.json');
    expect(components[0].probes[0]).toMatchObject({
      staleAt: status.validUntil,
      intervalSeconds: 300,
      cadence: { medianSeconds: 300, p95Seconds: 300, gaps: 575 },
    });
  });

  it('makes up no host where the site has none', () => {
    const publication = published({ looked: DOWN, siteUrl: null, base: '/status/' });
    expect(jsonOf(publication, 'api/v1/status.json').components[0].href).toBe(
      '/status/api/v1/components/acme/shop.json',
    );
    for (const [file, make] of publishedFiles(publication)) {
      const hosts = [...make().matchAll(/https?:\/\/([^/"'<\s]+)/g)].map(([, host]) => host as string);
      const known = ['json-schema.org', 'www.w3.org', 'jsonfeed.org'];
      expect(
        hosts.filter((host) => !known.includes(host)),
        file,
      ).toEqual([]);
    }
  });

  it('tells colleagues of objectives that are not public, and nobody else', () => {
    const files = { 'slos/acme/shop.yaml': fileWithout('audience: public\n') };
    expect(jsonOf(published({ files }), 'api/v1/slos.json').slos).toEqual([]);
    expect(jsonOf(published({ files, audience: 'internal' }), 'api/v1/slos.json').slos).toHaveLength(1);
  });
});

function fileWithout(piece: string): string {
  const text = `title: Shop availability
summary: The shop is there for its customers.
domain: acme
audience: public
service: acme/shop
owner: acme/core
sli: { kind: availability, probes: [acme/shop/http] }
target: '0.999'
stated: 99.9 %
`;
  return text.replace(piece, '');
}

describe('badges', () => {
  it('[S29] say the window that they cover, and cover it', () => {
    const publication = published({ looked: DOWN });
    const shop = publication.facts.components.get('acme/shop');
    for (const [name, window, words] of [
      ['24h', 'day', '24 hours'],
      ['7d', 'week', '7 days'],
      ['30d', 'month', '30 days'],
      ['90d', 'quarter', '90 days'],
      ['1y', 'year', '1 year'],
    ] as const) {
      const badge = jsonOf(publication, `badges/acme/shop/uptime-${name}.json`);
      const { ratio, windowMs } = shop?.windows[window].uptime ?? {};
      expect(badge).toMatchObject({ schemaVersion: 1, label: `uptime ${words}` });
      expect(badge.message.startsWith(publication.words.percent(ratio ?? null))).toBe(true);
      expect(windowMs).toBe(
        Number.parseInt(words, 10) * (name === '24h' ? HOUR : name === '1y' ? 365 * 24 * HOUR : 24 * HOUR),
      );
      expect(fileOf(publication, `badges/acme/shop/uptime-${name}.svg`)).toContain(`uptime ${words}: `);
    }
  });

  it('are grey where nobody knows, and where little was observed', () => {
    const publication = published({ looked: { 'acme/shop': [] } });
    expect(jsonOf(publication, 'badges/acme/mail/status.json')).toEqual({
      schemaVersion: 1,
      label: 'Mail',
      message: 'unknown',
      color: 'lightgrey',
    });
    expect(jsonOf(publication, 'badges/acme/mail/uptime-90d.json')).toMatchObject({
      message: 'unknown',
      color: 'lightgrey',
    });
    expect(jsonOf(publication, 'badges/acme/mail/response-time-24h.json').message).toBe('unknown');
    expect(jsonOf(publication, 'badges/acme/shop/uptime-90d.json')).toMatchObject({
      message: expect.stringMatching(/^100%, \d% observed$/),
      color: 'lightgrey',
    });
    expect(jsonOf(publication, 'badges/acme/shop/uptime-24h.json')).toMatchObject({
      message: '100%',
      color: 'brightgreen',
    });
    expect(jsonOf(publication, 'badges/status.json')).toMatchObject({
      message: 'unknown',
      color: 'lightgrey',
    });
  });

  it('tell trouble apart by word and by colour', () => {
    const now = (outcome: 'down' | 'degraded') =>
      jsonOf(
        published({ looked: { ...ALL_UP, 'acme/shop': [{ outcome, from: NOW - HOUR, to: NOW + 1 }] } }),
        'badges/acme/shop/status.json',
      );
    expect(now('down')).toMatchObject({ message: 'down', color: 'red' });
    expect(now('degraded')).toMatchObject({ message: 'degraded', color: 'yellow' });
  });
});
