import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, it } from 'vitest';
import { QUERIES } from '../search/queries.ts';
import { inBrowser } from './browser.ts';
import { userEnvironment } from './user.ts';

inBrowser('search', (open) => {
  it('[G34] [K47] finds a runbook by its alert name with the keyboard alone', async () => {
    const page = await open();
    await page.goto(inject('internal'));
    await byKeyboard(page, 'PaymentsDown');
    expect(new URL(page.url()).pathname).toBe('/runbooks/studiovault/PaymentsDown/');
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
  });

  it('[S44] leads ninety-five of a hundred tired people to the right page at once, and all of them in three', async () => {
    const page = await open();
    await page.goto(inject('internal'));
    await page.keyboard.press('/');
    const field = page.locator('dialog[open] input');
    await field.waitFor();
    const wrong: string[] = [];
    const lost: string[] = [];
    for (const { typed, wanted } of QUERIES) {
      await field.fill(typed);
      await page.locator('dialog[open] [role="status"]:not(:empty)').waitFor({ state: 'attached' });
      const found = await page
        .locator('dialog[open] a')
        .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
      if (found[0] !== wanted) wrong.push(`${typed}: ${found[0]}, not ${wanted}`);
      if (!found.slice(0, 3).includes(wanted)) lost.push(`${typed}: ${found.slice(0, 3).join(', ')}`);
    }
    expect(lost).toEqual([]);
    expect(wrong.length / QUERIES.length, wrong.join('\n')).toBeLessThanOrEqual(0.05);
  });

  it('offers what was opened lately before anything is typed, and says which word it took for a slip', async () => {
    const page = await open();
    await page.goto(inject('internal'));
    await byKeyboard(page, 'paymnets dwon');
    expect(new URL(page.url()).pathname).toBe('/runbooks/studiovault/PaymentsDown/');
    await page.keyboard.press('/');
    await expect
      .poll(() =>
        page
          .locator('dialog[open] a')
          .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname)),
      )
      .toEqual(['/runbooks/studiovault/PaymentsDown/']);
    await page.locator('dialog[open] input').fill('paymnets');
    await page.locator('dialog[open] li', { hasText: 'looked for “payments”' }).waitFor();
  });

  it('[S44] [K58] finds pages of every collection by the words of their facts', async () => {
    const page = await open();
    await page.goto(`${inject('internal')}search/`);
    await page.locator('[data-facets][data-ready]').waitFor();
    for (const [words, wanted] of [
      ['rollback', '/rollback/'],
      ['right to deletion', '/domains/la-factoria/'],
      ['certificate renewals', '/'],
      ['Core team', '/teams/studiovault/core-team/'],
      ['Business Continuity', '/business-continuity/'],
    ] as const) {
      await page.fill('[name="q"]', words);
      await expect
        .poll(() => hrefs(page), { timeout: 10_000, message: words })
        .toEqual(expect.arrayContaining([expect.stringContaining(wanted)]));
    }
  });

  it('[G54] narrows down by kind, domain, service and severity, and keeps the choice in the address', async () => {
    const page = await open();
    await page.goto(`${inject('internal')}search/?q=down&kind=Runbook&domain=StudioVault`);
    await expect
      .poll(() => hrefs(page))
      .toEqual(expect.arrayContaining([expect.stringContaining('/runbooks/studiovault/')]));
    expect((await hrefs(page)).every((href) => href.includes('/runbooks/studiovault/'))).toBe(true);
    const kinds = await page.locator('select[name="kind"] option').allTextContents();
    for (const kind of [
      'Service',
      'Runbook',
      'Objective',
      'Policy',
      'Guide',
      'Checklist',
      'Team',
      'Domain',
      'Rotation',
      'Maintenance',
    ]) {
      expect(kinds.join('|')).toContain(kind);
    }
    await page.selectOption('select[name="severity"]', { value: 'SEV1' });
    await expect.poll(() => page.url()).toContain('severity=SEV1');
    await page.keyboard.press('Escape');
  });

  it('[G34] works in the development server', async () => {
    const port = 4700 + Math.floor(Math.random() * 200);
    const server = spawn(process.execPath, [path.resolve('scripts/dev.ts'), '--port', String(port)], {
      stdio: 'ignore',
      env: userEnvironment(),
    });
    stopLater.push(() => server.kill('SIGTERM'));
    await expect
      .poll(
        async () =>
          (
            await fetch(`http://127.0.0.1:${port}/search/`).catch(() =>
              fetch(`http://localhost:${port}/search/`).catch(() => null),
            )
          )?.status,
        { timeout: 60_000, interval: 500 },
      )
      .toBe(200);
    const page = await open();
    await page.goto(`http://localhost:${port}/search/?q=PaymentsDown`);
    await expect
      .poll(() => hrefs(page), { timeout: 60_000 })
      .toEqual(expect.arrayContaining([expect.stringContaining('/runbooks/studiovault/PaymentsDown/')]));
  });
});

const stopLater: (() => void)[] = [];
afterAll(() => {
  for (const stop of stopLater) stop();
});

async function byKeyboard(page: Page, words: string): Promise<void> {
  await page.keyboard.press('/');
  await page.locator('dialog[open] input').waitFor();
  await page.keyboard.type(words);
  await page.locator('dialog[open] a').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await Promise.all([page.waitForURL((url) => url.pathname.length > 1), page.keyboard.press('Enter')]);
}

function hrefs(page: Page): Promise<string[]> {
  return page
    .locator('[data-search-results] a')
    .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname));
}
