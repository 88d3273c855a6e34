import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, describe, inject } from 'vitest';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Tests in a real browser; skipped, and said so, where there is none. */
export function inBrowser(title: string, tests: (open: OpenPage) => void): void {
  const executablePath = inject('browser');
  describe.skipIf(executablePath === '')(title, () => {
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: FLAGS });
    }, 60_000);
    afterAll(async () => {
      await Promise.all(contexts.map((context) => context.close()));
      await browser?.close();
    });
    tests(async (options = {}) => {
      const context = await browser.newContext(options);
      contexts.push(context);
      return context.newPage();
    });
  });
}

export type OpenPage = (options?: BrowserContextOptions) => Promise<Page>;

/** Paths of every page of a site, from its sitemap. */
export async function sitemapPaths(base: string): Promise<string[]> {
  const xml = await (await fetch(`${base}sitemap.xml`)).text();
  return [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) =>
    new URL((match[1] as string).replaceAll('&amp;', '&'), base).pathname.slice(1),
  );
}
