import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, inject, it } from 'vitest';
import { inBrowser, type OpenPage, sitemapPaths } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules whose outcome a colour scheme can change; every rule is run in the light scheme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

type Page = Awaited<ReturnType<OpenPage>>;

inBrowser('accessibility', (open) => {
  it.each(['internal', 'public'] as const)(
    '[S34] [G51] axe finds nothing on any page of the %s sitemap, light and dark',
    async (audience) => {
      const base = inject(audience);
      const paths = await sitemapPaths(base);
      expect(paths.length).toBeGreaterThan(audience === 'internal' ? 200 : 10);
      const found = await inTurns(paths, 2, open, async (page, path) => {
        await page.emulateMedia({ colorScheme: 'light' });
        await page.goto(base + path);
        const light = await violations(page, { type: 'tag', values: TAGS });
        await page.emulateMedia({ colorScheme: 'dark' });
        const dark = await violations(page, { type: 'rule', values: COLOUR_RULES });
        return [
          ...light.map((text) => `/${path} (light) ${text}`),
          ...dark.map((text) => `/${path} (dark) ${text}`),
        ];
      });
      expect(found).toEqual([]);
    },
    900_000,
  );
});

/** What axe complains of on the page as it stands, one line a rule. */
function violations(page: Page, runOnly: { type: 'tag' | 'rule'; values: string[] }): Promise<string[]> {
  return page.evaluate(async (only) => {
    const { axe } = window as unknown as {
      axe: { run(context: Document, options: object): Promise<AxeResults> };
    };
    const results = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
    return results.violations.map(
      (violation) =>
        `${violation.id}: ${violation.nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 160))
          .join(' | ')}`,
    );
  }, runOnly);
}

/** Works through the paths with several pages at once and gathers what each says. */
async function inTurns(
  paths: readonly string[],
  width: number,
  open: OpenPage,
  work: (page: Page, path: string) => Promise<string[]>,
): Promise<string[]> {
  const queue = [...paths];
  const found: string[] = [];
  await Promise.all(
    Array.from({ length: width }, async () => {
      // The policy of the pages forbids foreign scripts, and axe is one.
      const page = await open({ bypassCSP: true, viewport: { width: 1280, height: 900 } });
      await page.addInitScript({ content: AXE });
      for (let path = queue.shift(); path !== undefined; path = queue.shift())
        found.push(...(await work(page, path)));
    }),
  );
  return found.sort();
}
