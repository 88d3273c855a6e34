import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { pagesBelow } from './files.ts';

describe('links of the built sites', () => {
  for (const audience of ['internalDir', 'publicDir'] as const) {
    it(`[K55] every internal link and anchor in ${audience} leads somewhere`, () => {
      const folder = inject(audience);
      const pages = pagesBelow(folder);
      const ids = new Map(
        pages.map(({ file, html }) => [
          file,
          new Set([...html.matchAll(/\sid="?([^"\s>]+)/g)].map((match) => match[1])),
        ]),
      );
      const broken: string[] = [];
      let followed = 0;
      for (const { file, html } of pages) {
        for (const match of html.matchAll(
          /<(?:a|link|script|img|form)\b[^>]*?\s(?:href|src|action)="?([^"\s>]+)/g,
        )) {
          const target = (match[1] as string).replaceAll('&amp;', '&');
          if (/^(?:https?:|mailto:|data:)/.test(target)) continue;
          followed += 1;
          const [address = '', anchor] = target.split('#');
          const at = address === '' ? file : address.replace(/\?.*$/, '').slice(1);
          const found = at === '' || at.endsWith('/') ? `${at}index.html` : at;
          if (!existsSync(path.join(folder, found))) broken.push(`${file}: ${target}`);
          else if (anchor && !ids.get(found)?.has(anchor)) broken.push(`${file}: ${target} (no such anchor)`);
        }
      }
      expect(followed).toBeGreaterThan(pages.length * 5);
      expect([...new Set(broken)]).toEqual([]);
    });
  }

  it('[K55] keeps addresses outside the book exactly as the sources gave them', () => {
    const all = pagesBelow(inject('internalDir'))
      .map(({ html }) => html)
      .join('\n');
    for (const url of [
      'https://aws.amazon.com/architecture/well-architected/',
      'https://sre.google/sre-book/table-of-contents/',
      'https://status.vercel.com/',
      'https://status.supabase.com/',
      'https://status.cloudflare.com/',
      'https://status.github.com/',
      'https://aifilmstudio.pagerduty.com',
    ]) {
      expect(all).toContain(`href="${url}"`);
    }
  });
});
