import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { loadBook } from '../../src/book/load.ts';
import { EVENT_KINDS } from '../../src/runs/run.ts';
import { inBrowser } from './browser.ts';

const RUNBOOK = 'runbooks/studiovault/PaymentsDown/';
const { book } = await loadBook(process.cwd());
const htmlOf = (page: string) => readFileSync(path.join(inject('internalDir'), page, 'index.html'), 'utf8');
const idsIn = (html: string) =>
  new Set([...html.matchAll(/\sid="?([^"\s>]+)/g)].map((match) => match[1] as string));

describe('alerts and probes', () => {
  it('[S3] [G02] lead to a step or section that is on the built page of their runbook', () => {
    const dead: string[] = [];
    for (const [alert, runbook] of book.alerts) {
      const target = /url=\/(runbooks\/[^"#]+\/)#([\w-]+)/.exec(htmlOf(`r/${alert}/`));
      if (target?.[1] !== `runbooks/${runbook}/` || !idsIn(htmlOf(target[1])).has(target[2] as string))
        dead.push(alert);
    }
    expect(book.alerts.size).toBeGreaterThan(30);
    expect(dead).toEqual([]);
    let links = 0;
    for (const { service, runbook, fullId } of book.probes) {
      if (runbook === undefined) continue;
      const rows = htmlOf(`services/${service}/`);
      const found = [...rows.matchAll(new RegExp(`href="?/runbooks/${runbook}/#([\\w-]+)`, 'g'))];
      links += found.length;
      for (const [, anchor] of found)
        if (!idsIn(htmlOf(`runbooks/${runbook}/`)).has(anchor as string)) dead.push(`${fullId} #${anchor}`);
    }
    expect(links).toBeGreaterThan(0);
    expect(dead).toEqual([]);
  });

  it('[K47] have steps in numbered lists, each with its own anchor', () => {
    const html = htmlOf(RUNBOOK);
    expect(html.match(/<ol class="?steps/g)?.length).toBe(3);
    const anchors = [...html.matchAll(/<li class="?step"?[^>]*? id="?([\w-]+)/g)].map((match) => match[1]);
    expect(anchors.slice(0, 5)).toEqual([
      'ask-the-service',
      'find-the-part',
      'test-the-callback-endpoint',
      'gateway-status',
      'what-changed',
    ]);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  it('[G31] stand in the file of freshness with the state that their page shows', async () => {
    const answer = await fetch(`${inject('internal')}api/freshness.json`);
    const { runbooks } = (await answer.json()) as { runbooks: { path: string; state: string }[] };
    expect(runbooks.length).toBeGreaterThan(40);
    for (const { path: page, state } of runbooks) {
      const html = htmlOf(page.slice(1));
      const title = { suspect: 'is suspect', overdue: 'Review overdue', unknown: 'Not reviewed yet' }[state];
      if (title !== undefined) expect(html, page).toContain(title);
      else expect(html, page).not.toMatch(/is suspect|Review overdue|Not reviewed yet/);
    }
  });
});

inBrowser('a run', (open) => {
  const where = (page: Page) => page.textContent('.run-where');
  const started = async () => {
    const page = await open();
    await page.goto(inject('internal') + RUNBOOK);
    await page.getByRole('button', { name: 'Start a run' }).click();
    return page;
  };

  it('goes on after a reload and a lost network, by keyboard alone', async () => {
    const page = await started();
    expect(await where(page)).toBe('Step 1 of 10: Ask the service');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Ask the service');
    await page.keyboard.press('d');
    await page.keyboard.press('s');
    expect(await where(page)).toContain('Step 3 of 10');
    await page.keyboard.press('b');
    await page.keyboard.press('n');
    await page.fill('#run-note', 'Done? nobody knows, see https://gateway.test/x');
    expect(await where(page)).toContain('Step 3 of 10');
    await page.keyboard.press('Enter');
    await page.reload();
    expect(await where(page)).toContain('Step 3 of 10');
    await page.context().setOffline(true);
    await page.locator('.run-where').click();
    await page.keyboard.press('f');
    expect(await where(page)).toContain('Step 4 of 10');
    expect(await page.locator('.step-outcome').allTextContents()).toEqual(['Done', 'Skipped', 'Failed']);
    await page.context().setOffline(false);
    await page.reload();
    expect(await where(page)).toContain('Step 4 of 10');
    await page.getByRole('button', { name: 'End the run' }).click();
    const told = await page.inputValue('.run-results textarea');
    const lines = told.trim().split('\n');
    expect(lines.length).toBe(6);
    for (const line of lines) expect(line).toMatch(/^- \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S/);
    expect(told).toContain('Step 2 "Find the part that is broken" skipped');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save JSON' }).click(),
    ]);
    const saved = readFileSync(await file.path(), 'utf8');
    expect(saved).not.toContain('://');
    const { events, steps } = JSON.parse(saved) as { events: { kind: string }[]; steps: unknown[] };
    expect(steps).toHaveLength(10);
    for (const { kind } of events) expect(EVENT_KINDS).toContain(kind);
  });

  it('is kept apart from others of the same runbook, and can be deleted', async () => {
    const page = await started();
    await page.keyboard.press('d');
    await page.getByRole('button', { name: 'End the run' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Start a run' }).click();
    expect(await where(page)).toBe('Step 1 of 10: Ask the service');
    await page.goto(`${inject('internal')}runs/`);
    await expect.poll(() => page.locator('.run-list > li').count()).toBe(2);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete' }).first().click();
    await expect.poll(() => page.locator('.run-list > li').count()).toBe(1);
  });

  it('[K38] shows who is on call, when to go one level up, and that the time has come', async () => {
    const page = await open();
    await page.clock.install({ time: new Date('2026-11-21T12:00:00Z') });
    await page.goto(`${inject('internal')}runbooks/thorbis/PlatformDown/`);
    const plan = await page.locator('.run-plan li').allTextContents();
    expect(plan.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^Primary.* at the start/),
      expect.stringMatching(/^Secondary.* after 15 minutes/),
      expect.stringMatching(/^Manager.* after 30 minutes/),
      expect.stringMatching(/^Operations Lead.* after 1 hour/),
    ]);
    await page.getByRole('button', { name: 'Start a run' }).click();
    expect(await page.textContent('.run-call')).toMatch(/On call: Primary.*Next: Secondary.* in 1[45]:\d\d/);
    await page.clock.fastForward('15:01');
    await expect.poll(() => page.textContent('.run-call')).toMatch(/Time to bring in Secondary/);
    await page.getByRole('button', { name: 'Brought in' }).first().click();
    await expect.poll(() => page.textContent('.run-call')).toMatch(/^On call: Primary[^.]*\. Next: Manager/);
  });

  it('[G32] asks once for a word and fills it into every command, and copies the filled one', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(inject('internal') + RUNBOOK);
    await page.fill('#put-CALLBACK_URL', 'https://pay.test/hook');
    const block = page.locator('[data-command="test-callback"]');
    expect(await block.locator('pre').textContent()).toContain('-X POST https://pay.test/hook');
    await block.getByRole('button', { name: 'Copy' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trim()).toBe(
      "curl -sS -m 10 -o /dev/null -w '%{http_code} %{time_total}s\\n' -X POST https://pay.test/hook",
    );
    await page.reload();
    expect(await block.locator('pre').textContent()).toContain('https://pay.test/hook');
    await page.fill('#put-CALLBACK_URL', '');
    expect(await block.locator('pre').textContent()).toContain('<CALLBACK_URL>');
  });

  it('follows a decision to the step it leads to, and writes down what was decided', async () => {
    const page = await started();
    await page.getByRole('link', { name: 'Only callbacks fail' }).click();
    expect(await where(page)).toContain('Resend the missed callbacks');
    await page.getByRole('button', { name: 'End the run' }).click();
    expect(await page.inputValue('.run-results textarea')).toMatch(/Decided at .*: Only callbacks fail/);
  });
});

inBrowser('without a network', (open) => {
  const copied = async () => {
    const page = await open();
    await page.goto(`${inject('internal')}offline/`);
    await expect
      .poll(() => page.textContent('[data-offline-state]'), { timeout: 60_000 })
      .toMatch(/\d+ runbooks are kept on this device/);
    return page;
  };

  it('[G33] every runbook of the two most urgent levels opens, says of when its copy is, and is found', async () => {
    const page = await copied();
    const bundle = (await (await fetch(`${inject('internal')}offline.json`)).json()) as { files: string[] };
    const runbooks = bundle.files.filter((file) => file.startsWith('runbooks/'));
    expect(runbooks.length).toBeGreaterThan(20);
    await page.context().setOffline(true);
    const missing: string[] = [];
    page.on('requestfailed', (request) => {
      // Going on to the next page cuts off what the one before still asked for.
      const why = request.failure()?.errorText;
      if (why !== 'net::ERR_ABORTED') missing.push(`${why} ${request.url()}`);
    });
    for (const file of runbooks) {
      await page.goto(inject('internal') + file);
      const title = book.collections.runbooks.get(file.slice('runbooks/'.length, -1))?.data.title;
      expect(await page.textContent('h1'), file).toBe(title);
      expect(await page.textContent('.offline-copy'), file).toMatch(
        /the network does not answer: this page is from the copy of \d{4}-\d\d-\d\d \d\d:\d\d UTC/i,
      );
    }
    // With its style, and with what makes a run of it.
    expect(await page.evaluate(() => document.styleSheets.length)).toBeGreaterThan(1);
    expect(await page.getByRole('button', { name: 'Start a run' }).count()).toBe(1);
    await page.goto(`${inject('internal')}offline/`);
    await page.fill('#offline-words', 'webhook SIGNATURE');
    await expect
      .poll(() => page.locator('[data-offline-list] > li:visible a').allTextContents())
      .toEqual([expect.stringContaining('Payments down')]);
    await page.goto(`${inject('internal')}r/PaymentsDown/`);
    await page.waitForURL(/PaymentsDown\/#ask-the-service$/);
    await page.goto(`${inject('internal')}on-call/`);
    expect(await page.textContent('main')).toContain('Thorbis on-call');
    expect(missing).toEqual([]);
    await page.goto(`${inject('internal')}guides/`);
    expect(await page.textContent('h1')).toBe('Runbooks without a network');
  });

  it('[G33] a copy is never shown while the network answers', async () => {
    const page = await copied();
    const plant = () =>
      page.evaluate(async (url) => {
        const cache = await caches.open('watchbook-offline:/');
        const headers = { 'content-type': 'text/html', 'x-watchbook-copied': '0' };
        await cache.put(url, new Response('<main><h1>An old copy</h1></main>', { headers }));
      }, `/${RUNBOOK}`);
    await plant();
    await page.goto(inject('internal') + RUNBOOK);
    expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    expect(await page.textContent('h1')).toBe('Payments down');
    expect(await page.locator('.offline-copy').count()).toBe(0);
    // What was read takes the place of the old copy.
    await page.context().setOffline(true);
    await expect
      .poll(async () => {
        await page.goto(inject('internal') + RUNBOOK);
        return page.textContent('h1');
      })
      .toBe('Payments down');
    await plant();
    await page.goto(inject('internal') + RUNBOOK);
    expect(await page.textContent('h1')).toBe('An old copy');
    expect(await page.textContent('.offline-copy')).toContain('1970-01-01 00:00 UTC');
  });

  it('[G33] a runbook prints without navigation, with its review, revision and address', async () => {
    const page = await open();
    await page.goto(inject('internal') + RUNBOOK);
    await page.emulateMedia({ media: 'print' });
    for (const part of ['.masthead', '.menu', '.site-footer nav', '.run-offer'])
      expect(await page.locator(part).filter({ visible: true }).count(), part).toBe(0);
    const line = await page.locator('main .print-only').textContent();
    expect(line).toMatch(/Never reviewed · Revision .* · .*\/runbooks\/studiovault\/PaymentsDown\//);
    expect(await page.locator('main .print-only').isVisible()).toBe(true);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wide).toBe(false);
    await page.pdf({ path: path.join(process.cwd(), '.watchbook', 'e2e', 'runbook.pdf'), format: 'A4' });
  });
});
