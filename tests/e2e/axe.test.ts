import { AxeBuilder } from '@axe-core/playwright';
import { expect, inject, it } from 'vitest';
import { inBrowser, type OpenPage, sitemapPaths } from './browser.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules whose outcome a colour scheme can change; every rule is run in the light scheme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

inBrowser('accessibility', (open) => {
  for (const audience of ['internal', 'public'] as const) {
    it(`[S34] [G51] axe finds nothing on any page of the ${audience} sitemap, light and dark`, async () => {
      const base = inject(audience);
      const paths = await sitemapPaths(base);
      expect(paths.length).toBeGreaterThan(audience === 'internal' ? 200 : 10);
      const found = await inTurns(paths, 3, open, async (page, path) => {
        await page.goto(base + path);
        const light = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        await page.emulateMedia({ colorScheme: 'dark' });
        const dark = await new AxeBuilder({ page }).withRules(COLOUR_RULES).analyze();
        await page.emulateMedia({ colorScheme: 'light' });
        return [...light.violations.map((violation) => ({ scheme: 'light', violation })), ...dark.violations.map((violation) => ({ scheme: 'dark', violation }))].map(
          ({ scheme, violation }) => `/${path} (${scheme}) ${violation.id}: ${violation.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(' | ')}`,
        );
      });
      expect(found).toEqual([]);
    }, 600_000);
  }
});

/** Works through the paths with several pages at once and gathers what each says. */
async function inTurns(paths: readonly string[], width: number, open: OpenPage, work: (page: Awaited<ReturnType<OpenPage>>, path: string) => Promise<string[]>): Promise<string[]> {
  const queue = [...paths];
  const found: string[] = [];
  await Promise.all(
    Array.from({ length: width }, async () => {
      // The policy of the pages forbids foreign scripts, and axe is one.
      const page = await open({ bypassCSP: true, colorScheme: 'light', viewport: { width: 1280, height: 900 } });
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) found.push(...(await work(page, path)));
    }),
  );
  return found.sort();
}
