import { describe, expect, it } from 'vitest';
import { type Assembled, assembleBook } from '../../src/book/assemble.ts';
import { type Book, type Entry, entriesOf } from '../../src/book/book.ts';
import { publicBook } from '../../src/book/public.ts';
import { COLLECTIONS } from '../../src/schemas/reference.ts';
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
      text: [source.data, source.body],
    })),
  );
  return JSON.stringify([
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
    ['services: [acme/shop]', 'services: [acme/shop, acme/vault]\naudience: public'],
    ['{ acme/shop: major outage }', '{ acme/shop: major outage, acme/vault: major outage }'],
    [/---\n$/, '---\nWritten for customers.\n'],
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
    for (const word of ['ShopDown', 'acme/core', 'Core', 'acme/vault', '.internal', '[BODY]', 'https:'])
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
      (entriesOf(book, name) as Entry[]).flatMap(({ source }) =>
        (source.body ?? '').split('\n').filter((line) => line.length > 40),
      ),
    );
    expect(sentences.length).toBeGreaterThan(300);
    expect(sentences.filter((sentence) => text.includes(JSON.stringify(sentence).slice(1, -1)))).toEqual([]);
  });
});
