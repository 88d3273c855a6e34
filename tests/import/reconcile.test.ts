import { describe, expect, it } from 'vitest';
import type { FoundLook } from '../../src/import/found.ts';
import { reconcile } from '../../src/import/reconcile.ts';

const HOUR = 3_600_000;
const AS_OF = Date.parse('2026-03-11T00:00:00Z');
const START = AS_OF - 100 * HOUR;

const look = (hours: number, outcome: FoundLook['outcome']): FoundLook => ({
  slug: 'shop',
  origin: 'shop',
  at: START + hours * HOUR,
  outcome,
  latencyMs: null,
  reason: outcome === 'up' ? null : 'x',
});
const summary = (uptime: string, slug = 'shop') => ({
  file: 'summary.json',
  text: JSON.stringify([{ slug, uptime, uptimeDay: '100.00%' }]),
});
const whole = (looks: FoundLook[], uptime: string, slug?: string) =>
  reconcile(looks, summary(uptime, slug), AS_OF).find(({ window }) => window === 'all');

describe('a figure of Upptime beside its commits', () => {
  it('[U42] differs by the downtime that its issues forgot', () => {
    const found = whole([look(0, 'up'), look(10, 'down'), look(18, 'up')], '100.00%');
    expect(found?.replayed).toBeCloseTo(0.92, 10);
    expect(found?.points).toBeCloseTo(8, 10);
    expect(found?.why.join()).toContain('downtime without an open issue');
  });

  it('[U42] names outages of less than 15 minutes with their share', () => {
    const found = whole([look(0, 'up'), look(10, 'down'), look(10.2, 'up')], '100.00%');
    expect(found?.why[0]).toBe('outages shorter than 15 minutes were deleted from its figure: 0.20 points');
  });

  it('[U42] is the same but for rounding where the two agree', () => {
    const found = whole([look(0, 'up'), look(10, 'down'), look(18, 'up')], '92.00%');
    expect(found?.why).toEqual(['the same, but for rounding to two digits']);
  });

  it('[U42] calls unknown what no commit supports, and counts no time between commits as observed', () => {
    expect(whole([look(0, 'up')], '99.00%', 'other')).toMatchObject({
      replayed: null,
      points: null,
      looks: 0,
    });
    const found = whole([look(0, 'up'), look(50, 'up')], '100.00%');
    expect(found?.observed).toBe(1);
    expect(found?.coverage).toBeLessThan(0.01);
  });
});
