import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, inject, it } from 'vitest';
import { inBrowser } from './browser.ts';

const WORK = 'maintenance/ai-film-studio/scheduled/';
const COMPONENT = 'components/studiovault/payments/';

inBrowser('status pages', (open) => {
  it.each([
    ['America/New_York', ['Sat Nov 21, 21:00 GMT-5', 'Sun Nov 22, 01:00 GMT-5']],
    ['Europe/Berlin', ['Sun Nov 22, 03:00 CET', 'Sun Nov 22, 07:00 CET']],
  ])('[G42] [U31] show times of %s beside UTC, over the change of clocks', async (timezoneId, expected) => {
    const page = await open({ timezoneId, locale: 'en-US' });
    await page.goto(inject('public') + WORK);
    const first = page.locator('main tbody tr').first();
    expect(await first.locator('time').first().getAttribute('datetime')).toBe('2026-11-22T02:00:00Z');
    const local = (await first.locator('.local-time').allTextContents()).map((text) =>
      text.replace(/(\d+) (\w+),/, '$2 $1,'),
    );
    for (const [index, text] of expected.entries()) expect(local[index]).toContain(text);
    // 8 March 2026 and 14 March 2027 lie around the night in which clocks go forward in New York.
    const march = page.locator('time[datetime="2027-03-14T02:00:00Z"] + .local-time');
    expect((await march.first().textContent()) ?? '').toMatch(
      timezoneId === 'America/New_York' ? /13.*21:00|21:00.*13/ : /14.*03:00|03:00.*14/,
    );
  });

  it('write no second time for a reader in UTC, and keep UTC with scripts off', async () => {
    const utc = await open({ timezoneId: 'Etc/UTC' });
    await utc.goto(inject('public') + WORK);
    expect(await utc.locator('.local-time').count()).toBe(0);
    const off = await open({ javaScriptEnabled: false, timezoneId: 'Asia/Tokyo' });
    await off.goto(inject('public') + WORK);
    expect(await off.textContent('main tbody tr')).toContain('Sun, 22 Nov 2026, 02:00 UTC');
  });

  it('load the chart library only on a component page, and only once its chart is seen', async () => {
    const page = await open({ viewport: { width: 1000, height: 500 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(inject('public'), { waitUntil: 'networkidle' });
    await page.goto(inject('public') + COMPONENT, { waitUntil: 'networkidle' });
    expect(asked.filter((path) => path.includes('chart-library'))).toEqual([]);
    await page.locator('[data-chart]').scrollIntoViewIfNeeded();
    await page.locator('.chart-frame canvas').first().waitFor();
    expect(asked.filter((path) => path.includes('chart-library'))).toHaveLength(1);
    expect(await page.locator('.chart-frame canvas').first().getAttribute('aria-label')).toMatch(
      /p99 \d+ ms/,
    );
  });

  it('[S32] draw response times with gaps and the same figures as a table, with scripts off', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(inject('public') + COMPONENT);
    expect(await page.locator('svg.chart path.chart-line').count()).toBeGreaterThanOrEqual(3);
    const rows = page.locator('details[data-window="day"] tbody tr');
    expect(await rows.count()).toBe(48);
    expect(await page.locator('svg.bars').count()).toBe(1);
    expect(await page.locator('.component ~ details tbody tr').count()).toBeGreaterThanOrEqual(90);
  });

  it('[S34] have at most one stop of the Tab key for each component of the front page', async () => {
    const page = await open();
    await page.goto(inject('public'));
    const stops = await page
      .locator('.component')
      .evaluateAll((components) =>
        components.map((one) => one.querySelectorAll('a[href], button, input, [tabindex="0"]').length),
      );
    expect(stops.length).toBeGreaterThan(5);
    expect(Math.max(...stops)).toBe(1);
  });

  it('[U33] tell an incident from its last word to its first, with what changed for whom', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(`${inject('public')}incidents/studiovault/2026-10-29-payments/`);
    const states = await page.locator('.timeline strong').allTextContents();
    expect(states).toEqual(['Resolved', 'Monitoring', 'Identified', 'Investigating']);
    expect(await page.locator('.transitions').last().textContent()).toContain(
      'Payments: No impact → Major outage',
    );
    await page.goto(`${inject('public')}incidents/month/2026-10/`);
    expect(await page.textContent('main')).toContain('Payments fail');
  });

  it('stand as one line in the page of somebody else, and never call well what cannot be asked', async () => {
    let broken = false;
    const site = createServer((request, response) => {
      if (request.url === '/') {
        response.setHeader('content-type', 'text/html');
        response.end(
          `<!doctype html><title>Shop</title><script async src="${inject('public')}embed.js"></script><watchbook-status></watchbook-status>`,
        );
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    try {
      const page = await open();
      await page.clock.install({ time: new Date('2026-11-21T12:00:30Z') });
      await page.route('**/api/v1/status.json', (route) => (broken ? route.abort() : route.continue()));
      await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
      const line = page.locator('watchbook-status');
      await expect
        .poll(() => line.getAttribute('data-state'))
        .toMatch(/^(?:operational|degraded|down|maintenance)$/);
      await page.clock.fastForward(60 * 60_000);
      await expect.poll(() => line.getAttribute('data-state')).toBe('unknown');
      broken = true;
      await page.reload();
      await expect.poll(() => line.getAttribute('data-state')).toBe('unknown');
    } finally {
      site.close();
    }
  });
});
