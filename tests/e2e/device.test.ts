import { readFile } from 'node:fs/promises';
import { expect, inject, it } from 'vitest';
import { inBrowser } from './browser.ts';

inBrowser('what a device remembers', (open) => {
  it('[K43] keeps runs of a checklist with what was left out, says when it is due again, and exports them', async () => {
    const page = await open();
    await page.goto(`${inject('internal')}checklists/la-factoria/daily/`);
    const due = page.locator('[data-run-due]');
    await expect.poll(() => due.textContent()).toBe('No run is kept on this device.');
    await page.locator('.checks input').first().check();
    await page.reload();
    await page.locator('.checks input').nth(1).check();
    await page.fill('[data-run-note]', 'Quiet night.');
    await page.click('[data-run-finish]');
    await expect.poll(() => page.locator('[data-run-list] li').allTextContents()).toHaveLength(1);
    expect(await page.locator('[data-run-list] li').first().textContent()).toMatch(
      /: 2 of 5 done\. Quiet night\.$/,
    );
    await page.reload();
    await expect.poll(() => due.textContent()).toMatch(/^Last run on this device: \d{4}-\d\d-\d\d; due on/);
    expect(await page.locator('.checks input:checked').count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-run-export]')]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text.match(/^- \[x\]/gm)).toHaveLength(2);
    expect(text.match(/\(left out\)$/gm)).toHaveLength(3);
    expect(text).toContain('> Quiet night.');
  });

  it('[K53] counts the way into a team, and opens the gate when all before it is ticked', async () => {
    const page = await open();
    await page.goto(`${inject('internal')}onboarding/`);
    const gate = page.locator('[data-gate]').first();
    await expect.poll(() => gate.textContent()).toBe('Not yet: 17 of 17 before it are open on this device.');
    const boxes = page.locator('input[data-tick^="ai-film-studio/"]');
    for (let at = 0; at < 17; at += 1) await boxes.nth(at).check();
    await expect.poll(() => gate.textContent()).toMatch(/^Everything before it is ticked/);
    await page.reload();
    await expect
      .poll(() => page.locator('[data-progress]').first().textContent())
      .toBe('17 of 17 done on this device');
    await expect.poll(() => gate.textContent()).toMatch(/^Everything/);
  });

  it('[K37] goes on telling who is on call after the page was built, and claims nothing past its plan', async () => {
    const page = await open();
    await page.clock.setFixedTime('2026-11-23T09:00:01Z');
    await page.goto(`${inject('internal')}on-call/ai-film-studio/on-call/`);
    const ends = page.locator('[data-turn-ends]').first();
    await expect.poll(() => ends.textContent()).toContain('30 Nov 2026');
    expect(await page.locator('[data-turn-now]').first().textContent()).toContain('see PagerDuty');
    await page.clock.setFixedTime('2027-03-01T09:00:00Z');
    await page.reload();
    await expect.poll(() => ends.textContent()).toContain('unknown');
    expect(await page.locator('[data-turn-now]').first().textContent()).toContain('unknown');
  });
});
