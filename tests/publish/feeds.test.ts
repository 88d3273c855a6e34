import { parseFeed } from '@rowanmanning/feed-parser';
import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { ALL_UP, type Asked, fileOf, jsonOf, NOW, PUBLIC_FILES, published, SITE } from './made.ts';

const HOUR = 3_600_000;
const DOWN = { 'acme/shop': [{ outcome: 'down', from: NOW - HOUR, to: NOW + 1 }], 'acme/mail': [] } as const;
const INCIDENT = PUBLIC_FILES['incidents/acme/payments.mdx'] as string;
const feedPaths = (asked: Asked = {}) =>
  [...publishedFiles(published(asked)).keys()].filter(
    (path) => path.startsWith('feeds/') || path.startsWith('history.'),
  );

/** Contents of the elements of a name, read as XML reads them: once. The parser above reads entities twice. */
function textsIn(xml: string, name: string): string[] {
  const plain = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" } as Record<string, string>;
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`, 'g'))].map(([, text = '']) =>
    text.replaceAll(/&(.+?);/g, (_, entity: string) => plain[entity] ?? expect.fail(`&${entity};`)),
  );
}

/** The incident with another update behind the last one. */
const withUpdate = (text: string) => ({
  'incidents/acme/payments.mdx': INCIDENT.replace(
    /---\n$/,
    `  - { at: 2026-11-20T15:00:00Z, state: postmortem, text: ${JSON.stringify(text)} }\n---\n`,
  ),
});

describe('feeds', () => {
  it('[S27] tell impact, state and components as categories with a scheme', () => {
    const publication = published({ looked: DOWN });
    for (const path of ['feeds/incidents.atom', 'feeds/updates.atom', 'history.atom']) {
      const text = fileOf(publication, path);
      const entries = text.split('<entry>').slice(1);
      expect(entries.length, path).toBeGreaterThan(1);
      for (const entry of entries) {
        for (const scheme of ['impact', 'state', 'component']) {
          expect(entry).toMatch(
            new RegExp(
              `<category scheme="${SITE}/api/v1/schemas/incident.schema.json#${scheme}" term="[^"]+"`,
            ),
          );
        }
      }
    }
    const [open, over] = jsonOf(publication, 'feeds/incidents.json').items;
    expect(open._watchbook).toMatchObject({
      state: 'investigating',
      impact: 'major outage',
      components: ['acme/shop'],
      to: null,
    });
    expect(over._watchbook.to).toBe('2026-11-20T11:30:00.000Z');
  });

  it('[S27] grow by exactly one entry with an update, and change nothing that was there', () => {
    const before = jsonOf(published({ looked: ALL_UP }), 'feeds/updates.json').items;
    const after = jsonOf(
      published({ looked: ALL_UP, files: withUpdate('What we learned is written down.') }),
      'feeds/updates.json',
    ).items;
    expect(after).toHaveLength(before.length + 1);
    expect(after.slice(1)).toEqual(before);
    expect(after[0]._watchbook.state).toBe('postmortem');
    expect(new Set(after.map(({ id }: { id: string }) => id)).size).toBe(after.length);
  });

  it('[S27] revise the entry of an incident in place', () => {
    const read = (files: Asked['files'] = {}) =>
      jsonOf(published({ looked: ALL_UP, files }), 'feeds/incidents.json').items;
    const [before] = read();
    const after = read(withUpdate('What we learned is written down.'));
    expect(after).toHaveLength(1);
    expect(after[0].id).toBe(before.id);
    expect(after[0].date_published).toBe(before.date_published);
    expect(after[0].date_modified).toBe('2026-11-20T15:00:00.000Z');
    expect(after[0].content_html).toContain('What we learned is written down.');
  });

  it('[U32] are there for everything and for each component, as Atom and as JSON', () => {
    const paths = feedPaths({ looked: DOWN });
    for (const of of ['', 'components/acme/shop/', 'components/acme/mail/']) {
      for (const kind of ['incidents', 'updates']) {
        for (const form of ['atom', 'json']) expect(paths).toContain(`feeds/${of}${kind}.${form}`);
      }
    }
    const publication = published({ looked: DOWN });
    expect(jsonOf(publication, 'feeds/components/acme/mail/incidents.json').items).toEqual([]);
    expect(jsonOf(publication, 'feeds/components/acme/shop/incidents.json').items).toEqual(
      jsonOf(publication, 'feeds/incidents.json').items,
    );
  });

  it.each([
    ['quotes and brackets', `"Pay" 'now' <b>bold</b> & <script>alert(1)</script> ]]>`],
    ['entities', 'a &amp; b &lt; c &#x41; &unknown;'],
    ['emoji', 'Payments 💳👩‍👩‍👧 fail'],
    ['text from right to left', 'الدفع لا يعمل \u202eabc\u202c'],
    ['control signs', 'Payments\u0000\u0007\u000b\u001b[31m fail\ufffe'],
    ['half a character', 'Payments \ud83d fail'],
  ])('[S27] [U32] parse with %s in names and texts', (_, hard) => {
    const publication = published({ looked: DOWN });
    const { incidents } = publication.facts;
    for (const incident of incidents) {
      Object.assign(incident, { title: hard });
      for (const update of incident.updates) Object.assign(update, { text: hard });
    }
    Object.assign(publication.book.collections.services.get('acme/shop')?.data ?? {}, { title: hard });
    Object.assign(publication.book.config.public, { title: hard });
    const written = hard.toWellFormed().replaceAll(/[\p{Cc}\ufffe]/gu, '\ufffd');
    for (const path of feedPaths({ looked: DOWN })) {
      const text = fileOf(publication, path);
      if (path.endsWith('.json')) {
        expect(JSON.parse(text).items, path).toBeDefined();
        continue;
      }
      const feed = parseFeed(text);
      const expected = /maintenance|mail/.test(path) ? null : path.includes('updates') ? 5 : 2;
      if (expected !== null) expect(feed.items, path).toHaveLength(expected);
      if (path !== 'feeds/incidents.atom' && path !== 'history.rss') continue;
      expect(textsIn(text, 'title')[1], path).toBe(written);
      // Markup stays what the page has, and everything that somebody wrote is text.
      const [html = ''] = textsIn(text, path === 'history.rss' ? 'description' : 'content').slice(-1);
      expect(html).toContain('<p>');
      expect(html, path).not.toMatch(/<(?!\/?(?:p|br|small|strong|ul|li)>)/);
    }
  });

  it('[U32] carry dates, whole links and ids that readers need', () => {
    const feed = parseFeed(fileOf(published({ looked: DOWN }), 'feeds/incidents.atom'));
    expect(feed.meta).toMatchObject({ type: 'atom' });
    expect(feed.self).toBe(`${SITE}/feeds/incidents.atom`);
    for (const item of feed.items) {
      expect(item.id).toMatch(/^tag:status\.example\.test,2026:\/incidents\//);
      expect(item.url).toMatch(/^https:\/\/status\.example\.test\/incidents\//);
      expect(item.updated?.getTime()).toBeGreaterThanOrEqual(item.published?.getTime() ?? Infinity);
    }
    expect(parseFeed(fileOf(published({ looked: DOWN }), 'history.rss')).meta).toMatchObject({ type: 'rss' });
  });

  it('name no host where the site has none, and keep ids all the same', () => {
    const without = { looked: DOWN, siteUrl: null, base: '/status/' } as const;
    const ids = jsonOf(published(without), 'feeds/updates.json').items.map(({ id }: { id: string }) => id);
    for (const id of ids)
      expect(id).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(jsonOf(published(without), 'feeds/updates.json').items[0].url).toBeUndefined();
    expect(fileOf(published(without), 'feeds/updates.atom')).toContain('href="/status/incidents/');
  });
});
