import { expect, inject, it } from 'vitest';
import { inBrowser } from './browser.ts';

/** One page of each kind. */
const PAGES = [
  '',
  'status/',
  'runbooks/',
  'runbooks/studiovault/PaymentsDown/',
  'services/thorbis/platform/',
  'domains/ai-film-studio/',
  'slos/',
  'slos/thorbis/platform-availability/',
  'on-call/',
  'checklists/la-factoria/daily/',
  'guides/thorbis/incident-response/',
  'policies/',
  'teams/',
  'compare/',
  'search/',
  'incidents/',
  'maintenance/',
  'how-we-measure/',
];

inBrowser('reading', (open) => {
  it('[U27] [S32] shows states and facts with scripts off', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(inject('public'));
    const status = (await page.textContent('main')) ?? '';
    expect(status).toContain('Payments');
    expect(status).toMatch(/Operational|Degraded|Down|Unknown/);
    expect(status).toMatch(/As of .*UTC/);
    expect(status).toMatch(/\d% uptime · \d+\.\d% observed/);
    await page.goto(`${inject('internal')}domains/ai-film-studio/`);
    const domain = (await page.textContent('main')) ?? '';
    for (const fact of [
      '99.99%',
      '< 200ms (p95)',
      '4 hours',
      '1 hour',
      '35 days',
      '2025-12-27',
      'DevOps Team',
      '#ops-alerts',
    ])
      expect(domain).toContain(fact);
    await page.goto(`${inject('internal')}search/`);
    expect(await page.textContent('main')).toContain('Search needs scripts');
    expect(await page.locator('main a[href$="/runbooks/"]').count()).toBeGreaterThan(0);
  });

  it('[U27] [U29] asks no other origin for anything and breaks no rule of its own policy', async () => {
    const page = await open();
    const foreign: string[] = [];
    const complaints: string[] = [];
    for (const audience of ['internal', 'public'] as const) {
      const base = inject(audience);
      page.removeAllListeners();
      page.on('request', (request) => {
        if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
          foreign.push(request.url());
      });
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      for (const path of audience === 'internal'
        ? PAGES
        : ['', 'components/thorbis/platform/', 'incidents/', 'maintenance/', 'how-we-measure/']) {
        const response = await page.goto(base + path);
        expect(response?.status(), path).toBe(200);
        const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', 'content');
        expect(policy).toContain("default-src 'none'");
        expect(policy).not.toContain('unsafe-inline');
      }
    }
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('fits a screen of 360 pixels and a wide one without scrolling sideways', async () => {
    const wide: string[] = [];
    for (const width of [360, 1440]) {
      const page = await open({ viewport: { width, height: 800 } });
      for (const path of PAGES) {
        await page.goto(inject('internal') + path);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (overflow > 0) wide.push(`${path} at ${width}: ${overflow} px too wide`);
      }
    }
    expect(wide).toEqual([]);
  });

  it('moves nothing after the first paint', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } });
    await page.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          (window as unknown as { shift: number }).shift += (entry as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const path of ['', 'status/', 'runbooks/studiovault/PaymentsDown/', 'search/']) {
      await page.goto(inject('internal') + path, { waitUntil: 'networkidle' });
      expect(await page.evaluate(() => (window as unknown as { shift: number }).shift), path).toBeLessThan(
        0.01,
      );
    }
  });

  it('[S8] [U16] [G44] withdraws what it says about the present when its measurement is too old', async () => {
    const page = await open();
    await page.goto(inject('public'));
    // The site was built for a fixed instant, long before or after the clock of this machine.
    const claims = page.locator('[data-claim]');
    const limit = Number(await claims.first().getAttribute('data-claim'));
    await page.clock.install({ time: new Date(limit - 60_000) });
    await page.reload();
    expect(await page.textContent('.banner')).not.toContain('Unknown since');
    await page.clock.fastForward(30 * 60_000);
    await expect.poll(() => page.textContent('.banner')).toContain('Unknown since');
    expect(await page.locator('.state-operational').count()).toBe(0);
  });

  it('keeps the choice between light and dark', async () => {
    const page = await open({ colorScheme: 'light' });
    await page.goto(inject('internal'));
    await page.click('[data-theme-toggle]');
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    await page.goto(`${inject('internal')}runbooks/`);
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
  });

  it('[K43] keeps ticks of a checklist across a reload and says where they live', async () => {
    const page = await open();
    await page.goto(`${inject('internal')}checklists/la-factoria/daily/`);
    expect(await page.locator('.checks input').count()).toBe(5);
    await page.locator('.checks input').nth(1).check();
    await page.reload();
    expect(await page.locator('.checks input').nth(1).isChecked()).toBe(true);
    expect(await page.locator('.checks input').nth(0).isChecked()).toBe(false);
    expect(await page.textContent('main')).toContain('stay in this browser');
  });
});
