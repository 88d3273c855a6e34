import { describe, expect, it } from 'vitest';
import { type Alerting, alertChanges, sloAlerts } from '../../src/slo/alerts.ts';
import { burnAlerts, burnThreshold, burnWindows, exhaustionMs } from '../../src/slo/burn.ts';
import { openLedger } from '../../src/slo/ledger.ts';
import { burnOf } from '../../src/slo/now.ts';
import { DAY, days, HOUR, M, probe, START, slo } from './made.ts';

const alerting = (
  text: string,
  now: number,
  minutes = 5,
  more: Parameters<typeof slo>[0] = {},
): Alerting => ({
  id: 'shop/up',
  slo: slo(more),
  ledger: openLedger(slo(more), [probe('a', text, minutes)], [], { from: START, to: now }),
});

describe('burn-rate alerts', () => {
  it('TV-15 can be those of Pyrra for 28 days, with its burn rates and times to exhaustion', () => {
    const percent = (burn: number, hours: number) => (burn * hours * 100) / (28 * 24);
    const alerts = [
      { severity: 'page', long: '1h', short: '5m', budgetPercent: percent(14, 1) },
      { severity: 'page', long: '6h', short: '30m', budgetPercent: percent(7, 6) },
      { severity: 'ticket', long: '1d', short: '2h', budgetPercent: percent(2, 24) },
      { severity: 'ticket', long: '4d', short: '6h', budgetPercent: percent(1, 96) },
    ] as const;
    const found = burnAlerts({ window: '28d', alerts: [...alerts] });
    for (const [i, burn] of [14, 7, 2, 1].entries()) expect(found[i]?.threshold).toBeCloseTo(burn, 9);
    expect([14, 7, 2, 1].map((burn) => exhaustionMs(28 * DAY, burn) / DAY)).toEqual([2, 4, 14, 28]);
  });

  it('are as quick for other windows as for 28 days, and begin at 8 % of a week as those of Sloth do', () => {
    for (const length of [7, 14, 90, 365]) {
      const pairs = burnWindows(length * DAY);
      expect(pairs.map(({ threshold }) => threshold)).toEqual(
        burnWindows(28 * DAY).map((pair) => pair.threshold),
      );
      for (const { budgetPercent, threshold, longMs } of pairs)
        expect(burnThreshold(budgetPercent, length * DAY, longMs)).toBeCloseTo(threshold, 9);
    }
    expect(burnWindows(7 * DAY)[0]?.budgetPercent).toBe(8);
    expect(burnAlerts({ window: '30d', alerts: [] })).toEqual([]);
    expect(burnAlerts({ window: '42d' })).toEqual([]);
  });

  it('TV-19 [U45] fire after five minutes of 15 % errors and stop five minutes after they end', () => {
    // Ten minutes in which 15 % of one-second looks fail, minute by minute.
    const second = 1000;
    const text = [...'U'.repeat(7200)]
      .map((letter, i) => (i >= 3600 && i < 4200 && (i * 15) % 100 < 15 ? 'D' : letter))
      .join('');
    const objective = slo();
    const looks = [probe('a', text, 1 / 60)];
    const firingAt = (minute: number) => {
      const now = START + HOUR + minute * 60 * second;
      const [page] = burnOf(objective, openLedger(objective, looks, [], { from: START, to: now }), now);
      return [(page?.short ?? 0) > 14.4, (page?.long ?? 0) > 14.4, page?.firing];
    };
    expect(firingAt(0)).toEqual([false, false, false]);
    expect(firingAt(1)).toEqual([true, false, false]);
    expect(firingAt(5)).toEqual([true, false, false]);
    expect(firingAt(6)).toEqual([true, true, true]);
    expect(firingAt(10)).toEqual([true, true, true]);
    expect(firingAt(14)).toEqual([true, true, true]);
    expect(firingAt(15)).toEqual([false, true, false]);
  });

  it('[G13] wait for as many bad looks as the objective asks for', () => {
    const now = START + 30 * DAY;
    const text = (bad: number) => days(30).slice(0, 8640 - bad) + 'D'.repeat(bad);
    const firing = (bad: number, minBadLooks?: number) =>
      sloAlerts([alerting(text(bad), now, 5, minBadLooks === undefined ? {} : { minBadLooks })], now).filter(
        (alert) => alert.firing,
      ).length;
    expect([firing(1), firing(2), firing(3, 4), firing(4, 4)]).toEqual([0, 4, 0, 4]);
  });
});

describe('what an event log is told', () => {
  const now = START + 30 * DAY;
  const failing = `${days(30).slice(0, 8638)}DD`;

  it('is each alert once when it begins and once when it ends', () => {
    const begun = alertChanges(new Set(), sloAlerts([alerting(failing, now)], now), now);
    expect(begun.map(({ kind, key }) => `${kind}: ${key}`)).toEqual([
      'slo alert fired: shop/up page 1h/5m',
      'slo alert fired: shop/up page 6h/30m',
      'slo alert fired: shop/up ticket 1d/2h',
      'slo alert fired: shop/up ticket 3d/6h',
    ]);
    expect(begun[0]).toMatchObject({
      at: '2026-10-31T00:00:00Z',
      severity: 'page',
      text: 'shop/up burns its budget 166.6 times too fast over 1h and 1000 times over 5m (limit 14.4)',
    });
    const firing = new Set(begun.map(({ key }) => key));
    expect(alertChanges(firing, sloAlerts([alerting(failing, now)], now), now)).toEqual([]);
    const later = now + 35 * M;
    const ended = alertChanges(firing, sloAlerts([alerting(`${failing}UUUUUUU`, later)], later), later);
    expect(ended.map(({ kind, key }) => `${kind}: ${key}`)).toEqual([
      'slo alert ended: shop/up page 1h/5m',
      'slo alert ended: shop/up page 6h/30m',
    ]);
  });

  it('ends the alerts of an objective that is gone', () => {
    expect(alertChanges(new Set(['old/up page 1h/5m']), [], now)).toMatchObject([
      { kind: 'slo alert ended', slo: 'old/up', severity: 'page' },
    ]);
  });

  it('is nothing of planned objectives and of those that nothing measures', () => {
    const planned = alerting(failing, now);
    expect(sloAlerts([{ ...planned, slo: slo({ state: 'planned' }) }], now)).toEqual([]);
  });
});
