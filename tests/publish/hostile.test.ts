import { parseFeed } from '@rowanmanning/feed-parser';
import ICAL from 'ical.js';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { NOW, published } from './made.ts';

const HOUR = 3_600_000;
const LOOKED = {
  'acme/shop': [{ outcome: 'down', from: NOW - HOUR, to: NOW + 1 }],
  'acme/mail': [],
} as const;
const parser = unified().use(remarkParse).use(remarkGfm);

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  '</title><script>alert(1)</script>',
  '</text></g></svg><script>alert(1)</script>',
  ']]><script>alert(1)</script><![CDATA[',
  '--><script>alert(1)</script><!--',
  '[click](javascript:alert(1))',
  '![x](javascript:alert(1))',
  '<a href="javascript:alert(1)">x</a>',
  '<javascript:alert(1)>',
  '[x]: javascript:alert(1)',
  '`</code><script>alert(1)</script>`',
  '| x | <script>alert(1)</script> |',
  '\n\n<script>alert(1)</script>\n\n',
  'line\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:PROCEDURE',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '{alert(1)}',
  '\u0000<script\u0000>alert(1)</script>',
  '\u2028</script>\u2029',
];

/** Everything that people can write into a public entry or the settings, filled with one payload. */
function hostile(payload: string) {
  const publication = published({ looked: LOOKED });
  const { book, facts } = publication;
  const fill = (target: object | undefined, keys: readonly string[]) => {
    if (!target) throw new Error('nothing to fill');
    for (const key of keys) Object.assign(target, { [key]: payload });
  };
  fill(book.config, ['name', 'tagline']);
  fill(book.config.public, ['title', 'introduction', 'footer']);
  for (const { data } of book.collections.services.values())
    fill(data, ['title', 'publicSummary', 'summary']);
  fill(book.collections.services.get('acme/mail')?.data, ['group']);
  for (const { data } of book.collections.domains.values()) fill(data, ['title']);
  for (const { data } of book.collections.slos.values()) fill(data, ['title', 'stated', 'summary']);
  for (const { data } of book.collections.maintenance.values()) {
    fill(data, ['title', 'summary']);
    Object.assign(data, { activities: [payload] });
  }
  for (const incident of facts.incidents) {
    if (incident.origin === 'automatic') continue;
    fill(incident, ['title', 'severity']);
    for (const update of incident.updates) fill(update, ['text']);
    if (incident.entry) fill(incident.entry.source, ['body']);
  }
  return publishedFiles(publication);
}

describe.each(PAYLOADS)('with %j in every field', (payload) => {
  const files = hostile(payload);
  const ending = (end: string) => [...files].filter(([path]) => path.endsWith(end));

  it('no Markdown holds a piece of HTML or an address that acts', () => {
    let seen = 0;
    for (const [path, make] of [...ending('.md'), ...ending('.txt')]) {
      visit(parser.parse(make()), (node) => {
        seen += 1;
        if (node.type === 'html') expect.fail(`${path}: ${node.value}`);
        if (node.type === 'link' || node.type === 'definition' || node.type === 'image') {
          expect(node.url, path).toMatch(/^(?:https:\/\/status\.example\.test\/|#)/);
        }
      });
    }
    expect(seen).toBeGreaterThan(300);
  });

  it('no picture holds more than its drawing', () => {
    const known = /^(?:svg|title|filter|feGaussianBlur|linearGradient|stop|clipPath|rect|g|text)$/;
    for (const [path, make] of ending('.svg')) {
      const svg = make();
      for (const [, name = ''] of svg.matchAll(/<\/?([^\s/>]+)/g)) expect(name, path).toMatch(known);
      const tags = svg.replaceAll(/>[^<]*</g, '><').replaceAll(/"[^"]*"/g, '""');
      expect(tags, path).not.toMatch(/\son\w+=|href=/i);
    }
  });

  it('feeds parse, and their HTML has only the elements of updates', () => {
    for (const [path, make] of [...ending('.atom'), ...ending('.rss')]) {
      const text = make();
      expect(() => parseFeed(text), path).not.toThrow();
      expect(text).not.toMatch(/<(?:script|img|svg|a)\b/i);
      for (const [, html = ''] of text.matchAll(/<(?:content|description)[^>]*>([^<]*)</g)) {
        const once = html.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
        expect(once, path).not.toMatch(/<(?!\/?(?:p|br|small|strong|ul|li)>)/);
      }
    }
    for (const [path, make] of [...ending('.json')]) {
      const document = JSON.parse(make());
      for (const item of document.items ?? []) {
        expect(item.content_html, path).not.toMatch(/<(?!\/?(?:p|br|small|strong|ul|li)>)/);
      }
    }
  });

  it('calendars hold their events and nothing else', () => {
    for (const [path, make] of ending('.ics')) {
      const calendar = new ICAL.Component(ICAL.parse(make()));
      for (const event of calendar.getAllSubcomponents('vevent')) {
        expect(event.getAllSubcomponents(), path).toEqual([]);
        expect(event.getAllProperties('action'), path).toEqual([]);
      }
    }
  });
});
