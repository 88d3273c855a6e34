import { describe, expect, it } from 'vitest';
import { type Assembled, assembleBook } from '../../src/book/assemble.ts';
import { type Book, type Entry, entriesOf } from '../../src/book/book.ts';
import { openText } from '../../src/book/open-text.ts';
import { publicBook } from '../../src/book/public.ts';
import { COLLECTIONS } from '../../src/schemas/reference.ts';
import { seriesOf } from '../../src/status/looks.ts';
import { computeFacts } from '../../src/views/facts.ts';
import { viewOf } from '../views/made.ts';
import { edited, smallBook } from './made.ts';
import { sampleBook } from './sample.ts';

/** All that a page could reach: entries with their sources, registers, probes, alerts. */
function everything(book: Book): string {
  const entries = COLLECTIONS.flatMap((name) =>
    (entriesOf(book, name) as Entry[]).map(({ collection, id, data, source }) => ({
      collection,
      id,
      data,
      text: [source.file, source.data, source.body],
    })),
  );
  return JSON.stringify([
    book.config,
    entries,
    [...book.registers].map(([domain, map]) => [domain, [...map]]),
    book.probes,
    [...book.alerts],
  ]);
}

/** The small book with its shop public and words planted wherever a customer must not look. */
function planted(): Book {
  const canary = (text: string, ...at: [from: string | RegExp, to: string][]) =>
    at.reduce((changed, [from, to]) => {
      if (changed.replace(from, to) === changed) throw new Error(`nothing to plant at ${from}`);
      return changed.replace(from, to);
    }, text);
  const files = smallBook();
  const plant = (path: string, ...at: [string | RegExp, string][]) =>
    files.set(path, canary(files.get(path) as string, ...at));
  plant('watchbook.yaml', [
    'name: Test book',
    'name: CANARY book\ntagline: CANARY\nmachines: [canary]\nbranch: canary\npublic: { title: Status }\nprobing: { control: ["canary.test:443"] }',
  ]);
  plant(
    'services/acme/shop.mdx',
    ['title: Shop', 'title: Shop\naudience: public\npublicSummary: Buy here.'],
    ['Where people', 'CANARY people'],
    [
      'severity: SEV1',
      'severity: SEV1\naliases: [CANARY]\nlinks: [{ label: CANARY, url: https://canary.test/ }]\nsubFunctions: [{ name: CANARY }]\nsignals: [{ name: CANARY }]\ndoubts: [CANARY]',
    ],
    ['https://shop.test/health', 'https://canary.internal/'],
    [
      "'[STATUS] == 200'",
      '\'[BODY].secret == "CANARY"\'\n    headers: { x-key: CANARY }\n    body: CANARY\n    title: CANARY\n    tags: [canary]',
    ],
    [/---\n$/, '---\nCANARY text\n'],
  );
  plant(
    'incidents/2026-01-01-shop.mdx',
    [
      'services: [acme/shop]',
      'services: [acme/shop, acme/vault]\naudience: public\nuserFacing: false\nmitigation: rollback # CANARY',
    ],
    ['SEV1', 'SEV2'],
    ['{ acme/shop: major outage }', '{ acme/shop: major outage, acme/vault: major outage }'],
    [/---\n$/, '---\n{/* CANARY */}\n\nWritten for customers.\n'],
  );
  plant('maintenance/acme/weekly.yaml', [
    'services: [acme/shop]',
    'services: [acme/shop, acme/vault]\naudience: public\nactivities: [CANARY work]\nrunbooks: [acme/ShopDown]',
  ]);
  plant('slos/acme/shop.yaml', [
    'stated: 99.9 %',
    'stated: 99.9 %\naudience: public\nrunbook: acme/ShopDown\ndoubts: [CANARY]',
  ]);
  plant('domains/acme/index.mdx', ['everything to everybody', 'CANARY']);
  files.set(
    'services/acme/vault.mdx',
    '---\ntitle: Vault\nsummary: Where CANARY things are kept.\ndomain: acme\nowner: Core\nprobes: [{ id: tcp, kind: tcp, host: vault.internal, port: 1 }]\n---\n',
  );
  files.set(
    'slos/acme/vault.yaml',
    (files.get('slos/acme/shop.yaml') as string)
      .replace('service: acme/shop', 'service: acme/vault')
      .replace('Shop availability', 'CANARY vault'),
  );
  files.set(
    'slos/acme/both.yaml',
    (files.get('slos/acme/shop.yaml') as string)
      .replace('[acme/shop/http]', '[acme/shop/http, acme/vault/tcp]')
      .replace('Shop availability', 'Both together'),
  );
  const { book, findings }: Assembled = assembleBook(files);
  expect(findings).toEqual([]);
  return book;
}

describe('the public part of a book', () => {
  const book = planted();
  const open = publicBook(book);
  const text = everything(open);

  it('[S37] [G55] holds none of the words planted in what is internal', () => {
    expect(everything(book)).toContain('CANARY');
    expect(text).not.toMatch(/canary/i);
  });

  it('[K60] names no runbook, team, postmortem, alert, secret address or service that is internal', () => {
    expect(everything(book)).toMatch(/ShopDown.*acme\/core|acme\/core.*ShopDown/);
    for (const word of [
      'ShopDown',
      'acme/core',
      'Core',
      'acme/vault',
      '.internal',
      '[BODY]',
      'https:',
      'SEV2',
      'rollback',
      'content/',
    ])
      expect(text, word).not.toContain(word);
    expect(open.collections.incidents.get('2026-01-01-shop')?.data.postmortem).toBeUndefined();
  });

  it('keeps what was written for customers', () => {
    expect(open.collections.services.get('acme/shop')?.data).toMatchObject({
      title: 'Shop',
      publicSummary: 'Buy here.',
      summary: 'Buy here.',
    });
    expect(open.collections.incidents.get('2026-01-01-shop')?.data.updates).toMatchObject([
      { text: 'We look into it.', services: { 'acme/shop': 'major outage' } },
      { state: 'resolved' },
    ]);
    expect(open.collections.incidents.get('2026-01-01-shop')?.source.body).toBe('Written for customers.\n');
    expect(open.collections.maintenance.get('acme/weekly')?.data.services).toEqual(['acme/shop']);
    expect([...open.collections.slos.keys()]).toEqual(['acme/shop']);
    expect(open.probes.map(({ fullId }) => fullId)).toEqual(['acme/shop/http']);
  });

  it('is enough to compute every figure that customers are shown', () => {
    expect(viewOf(open).facts.components.get('acme/shop')?.probes[0]?.timing).toEqual(
      viewOf(book).facts.components.get('acme/shop')?.probes[0]?.timing,
    );
    expect(viewOf(open).facts.slos.get('acme/shop')?.state).toBe('insufficient data');
  });

  it('leaves an entry out when nothing of it is public', () => {
    const files = edited('maintenance/acme/weekly.yaml', 'domain: acme', 'domain: acme\naudience: public');
    expect([...publicBook(assembleBook(files).book).collections.maintenance.keys()]).toEqual([]);
    expect([...publicBook(assembleBook(smallBook()).book).collections.domains.keys()]).toEqual([]);
  });

  it('has all collections, and only these five with anything in them', () => {
    const filled = COLLECTIONS.filter((name) => open.collections[name].size > 0);
    expect(filled).toEqual(['domains', 'services', 'slos', 'incidents', 'maintenance']);
    expect(open.registers.size + open.alerts.size).toBe(0);
  });
});

describe('the text of a public incident', () => {
  it.each([
    ['a comment', 'Before.\n\n{/* not for you */}\n\nAfter.\n', 'Before.\n\nAfter.\n'],
    ['a comment over lines', 'Before\n{/* not\nfor you */}\nafter.', 'Before\n\nafter.'],
    ['a comment in a sentence', 'Be{/* not for you */}fore.', 'Before.'],
    ['an expression', 'One {"not for" + " you"} two.', 'One  two.'],
    ['an import', 'import not from "for-you.js"\n\nText.', 'Text.'],
    ['a text that cannot be parsed', 'Text {/* not for you', ''],
    ['no more than that', 'Text `{/* code */}` and\n\n```\n{ code }\n```\n', null],
  ])('is told without %s', (_, text, expected) => {
    expect(openText(text)).toBe(expected ?? text);
  });
});

describe('the site of a tenant', () => {
  const files = smallBook();
  const text = (path: string) => files.get(path) as string;
  for (const tenant of ['northwind', 'contoso']) {
    files.set(
      `services/acme/shop-${tenant}.mdx`,
      text('services/acme/shop.mdx').replace(
        'title: Shop',
        `title: Shop of ${tenant}\naudience: public\ntenant: ${tenant}\npublicSummary: Buy at ${tenant}.`,
      ),
    );
    files.set(
      `slos/acme/shop-${tenant}.yaml`,
      text('slos/acme/shop.yaml')
        .replaceAll('acme/shop', `acme/shop-${tenant}`)
        .replace('Shop availability', `Availability for ${tenant}\naudience: public`),
    );
    files.set(
      `incidents/2026-02-01-${tenant}.mdx`,
      text('incidents/2026-01-01-shop.mdx')
        .replaceAll('acme/shop', `acme/shop-${tenant}`)
        .replace('postmortem: 2026-01-01-shop', 'audience: public')
        .replace('We look into it.', `We look into it for ${tenant}.`),
    );
    files.set(
      `maintenance/acme/weekly-${tenant}.yaml`,
      text('maintenance/acme/weekly.yaml')
        .replaceAll('acme/shop', `acme/shop-${tenant}`)
        .replace('Weekly work', `Weekly work for ${tenant}\naudience: public`),
    );
  }
  files.set(
    'services/acme/shop.mdx',
    text('services/acme/shop.mdx').replace('title: Shop', 'title: Shop\naudience: public'),
  );
  files.set(
    'incidents/2026-03-01-both.mdx',
    text('incidents/2026-01-01-shop.mdx')
      .replace('services: [acme/shop]', 'services: [acme/shop-northwind, acme/shop-contoso]')
      .replace('{ acme/shop: major', '{ acme/shop-northwind: degraded, acme/shop-contoso: major')
      .replace('postmortem: 2026-01-01-shop', 'audience: public'),
  );
  const { book, findings } = assembleBook(files);

  it('[K25] holds its own instances, objectives, work and incidents, and not one word of another tenant', () => {
    expect(findings).toEqual([]);
    for (const [mine, other] of [
      ['northwind', 'contoso'],
      ['contoso', 'northwind'],
    ] as const) {
      const open = publicBook(book, mine);
      expect(everything(open)).not.toContain(other);
      expect([...open.collections.services.keys()]).toEqual([`acme/shop-${mine}`, 'acme/shop']);
      expect([...open.collections.slos.keys()]).toEqual([`acme/shop-${mine}`]);
      expect([...open.collections.maintenance.keys()]).toEqual([`acme/weekly-${mine}`]);
      expect([...open.collections.incidents.keys()]).toEqual([`2026-02-01-${mine}`, '2026-03-01-both']);
      expect(open.probes.map(({ service }) => service)).toEqual([`acme/shop-${mine}`, 'acme/shop']);
    }
  });

  it('[K25] without a tenant holds what is there for everybody, and no tenant', () => {
    const open = publicBook(book);
    expect([...open.collections.services.keys()]).toEqual(['acme/shop']);
    expect(everything(open)).not.toMatch(/northwind|contoso/);
  });

  it('[K25] tells each tenant its own state and its own error budget for one service', () => {
    const now = Date.parse('2026-11-21T12:00:00Z');
    const looks = (probe: string, down: boolean) => [
      seriesOf(
        Array.from({ length: 30 * 288 }, (_, index) => ({
          probe,
          location: 'local',
          at: now - (30 * 288 - index) * 300_000,
          outcome: down && index >= 30 * 288 - 3 ? 'down' : 'up',
          latencyMs: 50,
          reason: null,
        })),
      ),
    ];
    const record = {
      looksOf: (probe: string) => looks(probe, probe.includes('contoso')),
      head: null,
      newestAt: now,
      sampleCount: 1,
      problems: [],
    };
    const of = (tenant: string) => {
      const facts = computeFacts(publicBook(book, tenant), record, now);
      return {
        state: facts.components.get(`acme/shop-${tenant}`)?.standing.state,
        slo: facts.slos.get(`acme/shop-${tenant}`),
      };
    };
    const [well, ill] = [of('northwind'), of('contoso')];
    expect(well.state).toBe('operational');
    expect(ill.state).toBe('down');
    expect(well.slo?.budget?.left).toBe(well.slo?.budget?.total);
    expect(ill.slo?.budget?.left).toBeLessThan(well.slo?.budget?.left ?? 0);
  });
});

describe('the public part of the sample book', async () => {
  const { book } = await sampleBook();
  const text = everything(publicBook(book));

  it('has services to show', () => {
    expect(publicBook(book).collections.services.size).toBeGreaterThan(5);
  });

  it.each([
    '#ops-alerts',
    '#devops-support',
    '#incidents-critical',
    '#ops-general',
    '#security-alerts',
    'aifilmstudio.pagerduty.com',
    'thorbis-production',
    'critical-response',
    'status.aifilmstudio.com',
    'WhatsApp',
    'RAILWAY',
    'PagerDuty',
    'Enterprise support',
  ])('[K60] does not hold %s', (word) => {
    expect(text.toLowerCase()).not.toContain(word.toLowerCase());
  });

  it('[K60] holds no id of a runbook, team, policy, guide, checklist, rotation or internal service', () => {
    const open = new Set(publicBook(book).collections.services.keys());
    const inside = (
      ['runbooks', 'teams', 'policies', 'guides', 'checklists', 'rotations', 'services'] as const
    ).flatMap((name) =>
      [...book.collections[name].keys()].filter((id) => !open.has(id)).map((id) => `"${id}"`),
    );
    expect(inside.length).toBeGreaterThan(80);
    expect(inside.filter((id) => text.includes(id))).toEqual([]);
  });

  it('[K60] holds no sentence of the text of any entry', () => {
    const sentences = COLLECTIONS.flatMap((name) =>
      (entriesOf(book, name) as Entry[]).flatMap(({ source, data }) =>
        // The text of a public incident is written for customers.
        (name === 'incidents' && 'audience' in data && data.audience === 'public' ? '' : (source.body ?? ''))
          .split('\n')
          .filter((line) => line.length > 40),
      ),
    );
    expect(sentences.length).toBeGreaterThan(300);
    expect(sentences.filter((sentence) => text.includes(JSON.stringify(sentence).slice(1, -1)))).toEqual([]);
  });
});
