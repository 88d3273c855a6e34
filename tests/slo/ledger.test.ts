import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Slo } from '../../src/schemas/slo.ts';
import { openLedger } from '../../src/slo/ledger.ts';
import { measure } from '../../src/slo/measure.ts';
import { type Evaluated, sloNow } from '../../src/slo/now.ts';
import { settle } from '../../src/slo/settle.ts';
import { type Look, series, timing } from '../status/looks.ts';
import { countTicks, observedAt } from '../status/oracle.ts';
import { DAY, days, HOUR, M, probe, START, slo } from './made.ts';

const outcome = fc.constantFrom<Look['outcome']>('up', 'degraded', 'down', 'unknown');
const looks = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 300 }), outcome }), { maxLength: 40 })
  .map((list) => list.sort((a, b) => a.at - b.at));
const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 280 }), fc.integer({ min: 1, max: 60 })), { maxLength: 4 })
  .map((pairs) => pairs.map(([from, length]) => ({ from, to: from + length })));
const window = fc
  .tuple(fc.integer({ min: 0, max: 290 }), fc.integer({ min: 1, max: 290 }))
  .map(([from, length]) => ({ from, to: Math.min(300, from + length) }));
const POLICIES = ['exclude', 'good', 'count'] as const;
const probeOf = (list: readonly Look[]) => ({ id: 'a', timing: timing(10), looks: [series(list)] });

describe('a ledger that was opened once', () => {
  it('[S23] settles every window of it as a count tick by tick does, under every policy', () => {
    fc.assert(
      fc.property(looks, spans, window, fc.constantFrom(...POLICIES), (list, planned, at, maintenance) => {
        const ledger = openLedger(slo({ maintenance }), [probeOf(list)], planned, { from: 0, to: 300 });
        const state = (tick: number) => observedAt(list, 10, tick);
        const count = countTicks(state, maintenance === 'count' ? [] : planned, at);
        const good = count.up + count.degraded + (maintenance === 'good' ? count.maintenance : 0);
        const found = settle(ledger, at);
        expect(found.time).toEqual({ good, bad: count.down, total: good + count.down });
        const made = list.filter(
          (look) => look.at >= at.from && look.at < at.to && look.outcome !== 'unknown',
        );
        const inWork = ({ at: when }: Look) =>
          maintenance !== 'count' && planned.some(({ from, to }) => from <= when && when < to);
        const counted = made.filter((look) => maintenance !== 'exclude' || !inWork(look));
        const bad = counted.filter((look) => look.outcome === 'down' && !inWork(look)).length;
        expect(found.looks).toEqual({ good: counted.length - bad, bad, total: counted.length });
        expect(found.good + found.bad).toBe(found.total);
      }),
      { numRuns: 300 },
    );
  });

  it('gives for a window of it what measuring that window alone gives', () => {
    fc.assert(
      fc.property(looks, looks, spans, window, (first, second, planned, at) => {
        const sli: Slo['sli'] = { kind: 'availability', probes: ['a', 'b'], quorum: 'any' };
        const probes = [probeOf(first), { ...probeOf(second), id: 'b' }];
        const ledger = openLedger(slo({ sli }), probes, planned, { from: 0, to: 300 });
        expect(settle(ledger, at)).toEqual(measure(slo({ sli }), probes, planned, at));
      }),
      { numRuns: 150 },
    );
  });
});

describe('slices', () => {
  const sliced = (more: Partial<Evaluated>) =>
    slo({
      method: 'timeslices',
      slice: { length: '1m', target: '1' },
      window: '7d',
      target: '0.9995',
      ...more,
    });

  it('TV-25 has 10,080 slices of a minute in a week, and 5.04 of them may be bad at 99.95 %', () => {
    const found = sloNow(sliced({}), [probe('a', days(7, {}, 1), 1)], [], START + 7 * DAY);
    expect(found.measurement).toMatchObject({ unit: 'slices', good: 10_080, bad: 0, total: 10_080 });
    expect(found.budget).toMatchObject({ total: 5.04, left: 5.04 });
    expect(found.budgets?.time.total).toBe(302_400);
  });

  it('TV-26 has 20,160 slices in two weeks and 16h48m of budget at 95 %', () => {
    const two = sliced({ window: '14d', target: '0.95' });
    const found = sloNow(two, [probe('a', days(14, {}, 1), 1)], [], START + 14 * DAY);
    expect(found.measurement?.total).toBe(20_160);
    expect(found.budget?.total).toBe(1008);
    expect(found.budgets?.time.total).toBe(16.8 * HOUR);
  });

  it('agree with a count slice by slice, for both methods and every target', () => {
    const method = fc.constantFrom('timeslices' as const, 'ratio-timeslices' as const);
    const target = fc.constantFrom('1', '0.5', '0.75');
    const noData = fc.constantFrom('unknown' as const, 'bad' as const);
    fc.assert(
      fc.property(looks, spans, window, method, target, noData, (list, planned, at, how, share, gaps) => {
        const measured = slo({ method: how, slice: { length: '7ms', target: share }, noData: gaps });
        const found = settle(openLedger(measured, [probeOf(list)], planned, { from: 0, to: 300 }), at);
        const shares: number[] = [];
        for (let start = 0; start < 300; start += 7) {
          if (start < at.from || start + 7 > at.to) continue;
          const count = countTicks((tick) => observedAt(list, 10, tick), planned, {
            from: start,
            to: start + 7,
          });
          const good = count.up + count.degraded;
          const all = good + count.down + (gaps === 'bad' ? count.unknown : 0);
          if (all > 0) shares.push(how === 'timeslices' ? Number(good / all >= Number(share)) : good / all);
        }
        expect(found.total).toBe(shares.length);
        expect(found.good).toBeCloseTo(
          shares.reduce((sum, one) => sum + one, 0),
          9,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('kinds of indicators', () => {
  const at = { from: START, to: START + HOUR };

  it('of freshness count time as bad while the newest good look is too old, as a count by ticks does', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 40 }), (list, within) => {
        const sli: Slo['sli'] = { kind: 'freshness', probes: ['a'], quorum: 'all', within: `${within}ms` };
        const found = measure(slo({ sli }), [probeOf(list)], [], { from: 50, to: 250 });
        let [good, bad] = [0, 0];
        for (let tick = 50; tick < 250; tick += 1) {
          const young = list.some(
            (look) =>
              look.at <= tick &&
              tick < look.at + within &&
              (look.outcome === 'up' || look.outcome === 'degraded'),
          );
          if (young) good += 1;
          else if (observedAt(list, 10, tick) !== 'unknown') bad += 1;
        }
        expect([found.method, found.good, found.bad]).toEqual(['timeslices', good, bad]);
      }),
      { numRuns: 200 },
    );
  });

  it('of prometheus count looks whose conditions held', () => {
    const sli: Slo['sli'] = { kind: 'prometheus', probes: ['a'] };
    expect(measure(slo({ sli }), [probe('a', 'UUDUUUUUUU?U')], [], at)).toMatchObject({
      unit: 'looks',
      good: 10,
      bad: 1,
    });
  });

  it('of a whole service take every probe it has, and none of a service whose name only begins alike', () => {
    const sli: Slo['sli'] = { kind: 'availability', probes: [], service: 'acme/shop', quorum: 'all' };
    const named = (id: string, text: string) => ({ ...probe('a', text), id });
    const probes = [
      named('acme/shop/http', 'UUUUUUUUUUUU'),
      named('acme/shop/tls', 'DUUUUUUUUUUU'),
      named('acme/shop-admin/http', 'DDDDDDDDDDDD'),
    ];
    expect(measure(slo({ sli }), probes, [], at)).toMatchObject({ bad: 5 * M, good: 55 * M });
    expect(() => measure(slo({ sli }), [], [], at)).toThrow(/acme\/shop, which has no probe/);
  });

  it('TV-22 [K16] of figures that people wrote give the budget and share of the published request counts', () => {
    const sli: Slo['sli'] = {
      kind: 'manual',
      source: 'Load balancer',
      periods: [
        { from: '2026-10-01T00:00:00Z', to: '2026-10-29T00:00:00Z', good: 3_557_865, total: 3_663_253 },
      ],
    };
    const found = sloNow(slo({ sli, target: '0.97', window: '28d' }), [], [], START + 28 * DAY);
    expect(found).toMatchObject({ state: 'at risk', coverage: 1 });
    expect(found.sli).toBeCloseTo(0.971231, 6);
    expect(Math.floor(found.budget?.total ?? 0)).toBe(109_897);
    expect(found.budget?.spent).toBe(3_663_253 - 3_557_865);
    const half = sloNow(slo({ sli, target: '0.97', window: '28d' }), [], [], START + 42 * DAY);
    expect(half).toMatchObject({ state: 'insufficient data', sli: null });
    expect(half.measurement).toMatchObject({ total: 0, exact: false });
  });

  it('TV-28 give 0.99 for 99 good of 100, however the other side is told', () => {
    const found = measure(
      slo({ sli: { kind: 'error-rate', probes: ['a'] } }),
      [probe('a', `${'U'.repeat(99)}D`)],
      [],
      {
        from: START,
        to: START + 500 * M,
      },
    );
    expect(found.good / found.total).toBe(0.99);
    expect((found.total - found.bad) / found.total).toBe(0.99);
  });
});

describe('time that nobody observed', () => {
  const gap = [probe('a', `${'U'.repeat(144)}${'.'.repeat(72)}${'U'.repeat(72)}`)];
  const now = START + DAY;
  const found = (noData: Evaluated['noData']) => sloNow(slo({ noData, window: '1d' }), gap, [], now);

  it('counts as nothing and asks for coverage when it is unknown', () => {
    expect(found('unknown')).toMatchObject({ state: 'insufficient data', sli: null, measured: 1 });
  });

  it('counts as nothing whatever the coverage when it is ignored, and the coverage stays there to see', () => {
    const { state, sli, coverage } = found('ignore');
    expect([state, sli]).toEqual(['ok', 1]);
    expect(coverage).toBeCloseTo(1 - (6 * 60 - 2.5) / 1440, 12);
  });

  it('spends budget when it is bad, but wakes nobody', () => {
    const { state, measurement } = found('bad');
    expect(state).toBe('exhausted');
    expect(measurement).toMatchObject({ bad: 6 * HOUR - 2.5 * M, badLooks: 0 });
    expect(measurement?.looks.bad).toBe(71);
  });
});
