import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, inject, it } from 'vitest';
import { weigh, withStatusSite } from '../../bench/weight.ts';
import { filesBelow, pagesBelow } from './files.ts';

const packed = (bytes: string | Buffer) => gzipSync(bytes, { level: 9 }).length;
const kB = 1000;

describe('weight', () => {
  it('[G50] keeps every entry of the handbook within 7 kB of HTML, 27 kB of script and 16.75 kB of style, compressed', () => {
    const folder = inject('internalDir');
    // A domain page and the comparison gather whole registers by design, the page of rules all rules, and a component
    // page draws five windows with their tables; every other page is one entry or one list.
    const pages = pagesBelow(folder).filter(
      ({ file }) => !/^(?:domains\/[^/]+|compare|rules|components\/.+)\/index\.html$/.test(file),
    );
    const heavy = pages
      .map(({ file, html }) => ({ file, bytes: packed(html) }))
      .filter(({ bytes }) => bytes > 7 * kB);
    expect(pages.length).toBeGreaterThan(200);
    expect(heavy).toEqual([]);
    const sum = (pattern: RegExp) =>
      filesBelow(folder)
        .filter((file) => pattern.test(file))
        .reduce((total, file) => total + packed(readFileSync(path.join(folder, file))), 0);
    expect(sum(/^assets\/.*\.css$/)).toBeLessThan(16.75 * kB);
    // What a page loads by itself; the search comes with the first key stroke in it.
    expect(packed(readFileSync(path.join(folder, 'site.js')))).toBeLessThan(27 * kB);
  });

  it('[G50] keeps the public front page with style and script within 15 kB, compressed, in three requests', () => {
    const folder = inject('publicDir');
    const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
    const loaded = [
      ...html.matchAll(
        /<(?:link[^>]*rel="?stylesheet"?|script)[^>]*\s(?:href|src)="?\/([^"\s>]+)|<link[^>]*href="?\/([^"\s>]+\.css)/g,
      ),
    ].map((match) => (match[1] ?? match[2]) as string);
    expect(loaded.length).toBe(2);
    const bytes =
      packed(html) + loaded.reduce((total, file) => total + packed(readFileSync(path.join(folder, file))), 0);
    console.log(`public front page: ${bytes} bytes compressed, ${1 + loaded.length} requests`);
    expect(bytes).toBeLessThan(15 * kB);
  });

  it.each([
    [20, 14],
    [50, 25],
  ])(
    '[G50] keeps a front page of %i components over 90 days within %i kB of HTML and style, compressed, in three requests',
    async (components, most) => {
      await withStatusSite(process.cwd(), components, async (folder) => {
        const { readable, requests } = await weigh(folder, 'index.html');
        console.log(`${components} components: ${readable} bytes compressed, ${requests} requests`);
        expect(readable).toBeLessThanOrEqual(most * kB);
        expect(requests).toBeLessThanOrEqual(3);
        const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
        // Readable without script: every component stands there with its state in words and its days.
        const named = html.match(/<h3><a href="?\/components\/shop\/service-\d+\//g) ?? [];
        expect(named.length).toBe(components);
        expect((html.match(/<svg class="?bars/g) ?? []).length).toBe(components);
      });
    },
  );

  it('[U44] [G54] keeps the search index small, loads it in pieces, and puts every page of an entry into it', () => {
    const folder = inject('internalDir');
    const index = filesBelow(folder).filter((file) => file.startsWith('pagefind/'));
    const searchable = pagesBelow(folder).filter(({ html }) => html.includes('data-pagefind-body')).length;
    expect(index.filter((file) => file.endsWith('.pf_fragment')).length).toBe(searchable);
    const entries = pagesBelow(folder).filter(({ file }) =>
      /^(?:runbooks|services|slos|guides|policies|checklists|teams|on-call|domains|maintenance|incidents|postmortems)\/(?!by\/|automatic\/|month\/).+\/index\.html$/.test(
        file,
      ),
    ).length;
    expect(searchable).toBe(entries);
    const bytes = index.reduce((total, file) => total + readFileSync(path.join(folder, file)).length, 0);
    console.log(`search index: ${Math.round(bytes / 1000)} kB for ${searchable} pages`);
    expect(bytes / searchable).toBeLessThan(12 * kB);
    expect(filesBelow(inject('publicDir')).some((file) => file.startsWith('pagefind/'))).toBe(false);
  });

  it('[S35] writes every instant as a time element with a UTC datetime', () => {
    const found: string[] = [];
    for (const { file, html } of [...pagesBelow(inject('internalDir')), ...pagesBelow(inject('publicDir'))]) {
      for (const match of html.matchAll(/<time[^>]*datetime="?([^"\s>]*)/g)) {
        if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(match[1] as string)) found.push(`${file}: ${match[1]}`);
      }
    }
    expect(found).toEqual([]);
  });
});
