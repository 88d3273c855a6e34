import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGEING_ASSUMPTION, ageOut } from '../../src/slo/ageing.ts';
import { attribute, type Cause, costlierThan } from '../../src/slo/attribution.ts';
import { forecast } from '../../src/slo/forecast.ts';
import { budgetPoints, sloHistory } from '../../src/slo/history.ts';
import { openLedger } from '../../src/slo/ledger.ts';
import { type Evaluated, judgeSlo, sloNow } from '../../src/slo/now.ts';
import { settle } from '../../src/slo/settle.ts';
import { budgetMs, settleBudget } from '../../src/slo/target.ts';
import { type Look, series, timing } from '../status/looks.ts';
import { observedAt } from '../status/oracle.ts';
import { DAY, days, HOUR, M, probe, START, slo } from './made.ts';

const opened = (text: string, now: number, more: Partial<Evaluated> = {}, minutes = 5) => {
  const objective = slo(more);
  const ledger = openLedger(objective, [probe('a', text, minutes)], [], { from: START, to: now });
  return { objective, ledger, current: judgeSlo(objective, ledger, now), now };
};
const span = (kind: Cause['kind'], id: string, from: number, to: number): Cause => ({
  id,
  kind,
  spans: [{ from: START + from, to: START + to }],
});

describe('what was spent', () => {
  it('[G11] belongs to the first cause that spans it, or to none, second by second, and adds up to the whole', () => {
    const outcome = fc.constantFrom<Look['outcome']>('up', 'down', 'down', 'unknown');
    const looks = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 280 }), outcome }), { maxLength: 40 })
      .map((list) => list.sort((a, b) => a.at - b.at));
    const cause = fc.record({
      kind: fc.constantFrom<Cause['kind']>('incident', 'outage'),
      spans: fc
        .array(fc.tuple(fc.integer({ min: 0, max: 280 }), fc.integer({ min: 1, max: 80 })), { maxLength: 3 })
        .map((pairs) => pairs.map(([from, length]) => ({ from, to: from + length }))),
    });
    const planned = [{ from: 100, to: 120 }];
    fc.assert(
      fc.property(looks, fc.array(cause, { maxLength: 4 }), fc.boolean(), (list, found, byLooks) => {
        const causes = found.map((one, i) => ({ ...one, id: `c${i}` }));
        const sli = byLooks
          ? ({ kind: 'error-rate', probes: ['a'] } as const)
          : ({ kind: 'availability', probes: ['a'], quorum: 'all' } as const);
        const objective = slo({ sli: { ...sli, probes: ['a'] } });
        const probes = [{ id: 'a', timing: timing(10), looks: [series(list)] }];
        const ledger = openLedger(objective, probes, planned, { from: 0, to: 300 });
        const window = { from: 30, to: 270 };
        const parts = attribute(ledger, window, causes);
        const whole = settle(ledger, window);
        expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(whole.bad);
        expect(parts.reduce((sum, { badMs }) => sum + badMs, 0)).toBe(whole.time.bad);
        const expected = new Map<string | null, number>();
        const whose = (at: number) =>
          causes.find(({ spans }) => spans.some(({ from, to }) => from <= at && at < to))?.id ?? null;
        for (let at = 30; at < 270; at += 1) {
          if (at >= 100 && at < 120) continue;
          if (observedAt(list, 10, at) === 'down')
            expected.set(whose(at), (expected.get(whose(at)) ?? 0) + 1);
        }
        const owned = parts.filter(({ badMs }) => badMs > 0).map(({ id, badMs }) => [id, badMs] as const);
        expect(new Map(owned)).toEqual(expected);
        const bad = list.filter(
          ({ at, outcome: what }) => what === 'down' && at >= 30 && at < 270 && !(at >= 100 && at < 120),
        );
        for (const { id, badLooks } of parts)
          expect(badLooks).toBe(bad.filter(({ at }) => whose(at) === id).length);
      }),
      { numRuns: 200 },
    );
  });

  it('puts the costliest first and what nothing explains last', () => {
    const now = START + 30 * DAY;
    const { ledger } = opened(days(30, { 100: 'DD', 500: 'DDDD', 900: 'D' }), now);
    const parts = attribute(ledger, { from: START, to: now }, [
      span('incident', 'small', 500 * M, 520 * M),
      span('outage', 'large', 2500 * M, 2520 * M),
    ]);
    expect(parts.map(({ id, kind, amount }) => [id, kind, amount / M])).toEqual([
      ['large', 'outage', 20],
      ['small', 'incident', 10],
      [null, 'unattributed', 5],
    ]);
  });

  it('TV-29 calls for a postmortem after 8m05s of a 28-day budget and not after 8m03s', () => {
    const part = (seconds: number) => {
      const looks = [probe('a', '')].map((one) => ({
        ...one,
        timing: timing(1000),
        looks: [
          series(
            Array.from({ length: 3600 }, (_, i) => ({
              at: START + i * 1000,
              outcome: i >= 600 && i < 600 + seconds ? ('down' as const) : ('up' as const),
            })),
          ),
        ],
      }));
      const ledger = openLedger(slo(), looks, [], { from: START, to: START + HOUR });
      const parts = attribute(ledger, ledger.span, [span('incident', 'i', 0, HOUR)]);
      return costlierThan(parts, '0.2', budgetMs('0.999', 28 * DAY)).map(({ id }) => id);
    };
    expect(part(485)).toEqual(['i']);
    expect(part(483)).toEqual([]);
  });

  it('TV-32 is 1527.8 % of a thirty-day budget at 0.9999 after 66 minutes', () => {
    const { spent, total } = settleBudget(budgetMs('0.9999', 30 * DAY), 66 * M);
    expect(spent / total).toBeCloseTo(15.278, 3);
  });
});

describe('a rolling window', () => {
  const now = START + 30 * DAY;

  it('[G15] says when each part is gone and what is left of the budget then', () => {
    const { objective, ledger, current } = opened(days(30, { 288: 'DD', 2880: 'DDD' }), now);
    const parts = attribute(ledger, current.window, [
      span('incident', 'early', DAY, DAY + HOUR),
      span('incident', 'late', 10 * DAY, 10 * DAY + HOUR),
    ]);
    const leaving = ageOut(objective, ledger, current, parts, now);
    expect(leaving.map(({ part, goneAt }) => [part.id, goneAt])).toEqual([
      ['early', START + 31 * DAY + 10 * M],
      ['late', START + 40 * DAY + 15 * M],
    ]);
    expect(leaving.map(({ budget }) => budget.left)).toEqual([43.2 * M - 15 * M, 43.2 * M]);
    expect(AGEING_ASSUMPTION).toContain('if nothing bad happens');
  });

  it('is right about it: the budget is what was foretold when that time has come', () => {
    const text = days(30, { 288: 'DD', 2880: 'DDD', 5000: 'D' });
    const { objective, ledger, current } = opened(text, now);
    for (const kind of ['availability', 'error-rate'] as const) {
      const more = kind === 'availability' ? {} : { sli: { kind, probes: ['a'] } };
      const changed = { ...objective, ...more };
      const counted = openLedger(changed, [probe('a', text)], [], ledger.span);
      const parts = attribute(counted, current.window, [span('incident', 'early', DAY, DAY + HOUR)]);
      const before = judgeSlo(changed, counted, now);
      for (const { goneAt, budget } of ageOut(changed, counted, before, parts, now)) {
        const then = sloNow(changed, [probe('a', text + days(15))], [], goneAt);
        expect(then.budget?.left).toBeCloseTo(budget.left, 9);
      }
    }
  });

  it('has a budget that falls when something fails and rises again when it ages out', () => {
    const later = START + 60 * DAY;
    const { objective, ledger } = opened(days(60, { 8640: 'DDDD' }), later);
    const points = budgetPoints(
      objective,
      later,
      (at) => judgeSlo(objective, ledger, at).budget?.leftShare ?? null,
      3,
    );
    expect(points.map(({ at }) => (at - START) / DAY)).toEqual([30, 40, 50, 60]);
    expect(points.map(({ leftShare }) => leftShare)).toEqual([
      1,
      1 - 20 / 43.2,
      1 - 20 / 43.2,
      1 - 20 / 43.2,
    ]);
    const after = opened(days(61, { 8640: 'DDDD' }), START + 61 * DAY);
    expect(after.current.budget?.leftShare).toBe(1);
  });
});

describe('a forecast', () => {
  const now = START + 30 * DAY;

  it('names what it takes for granted, and does not foretell an end where nothing burns', () => {
    const { objective, ledger, current } = opened(days(30, { 288: 'DD' }), now);
    expect(forecast(objective, ledger, current, now)).toEqual({
      assumption: 'if it burns on as over the last 3 days',
      burn: 0,
      exhaustedAt: null,
    });
  });

  it('agrees with a count step by step of what ages out and what is added', () => {
    const put = fc.array(fc.tuple(fc.integer({ min: 0, max: 8600 }), fc.integer({ min: 1, max: 4 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(put, fc.constantFrom('0.999', '0.995'), (failures, target) => {
        const text = days(30, Object.fromEntries(failures.map(([at, length]) => [at, 'D'.repeat(length)])));
        const { objective, ledger, current } = opened(text, now, { target });
        const found = forecast(objective, ledger, current, now);
        const total = current.budget?.total ?? 0;
        const recent = settle(ledger, { from: now - 3 * DAY, to: now });
        const pace = recent.bad / recent.total;
        let expected: number | null = null;
        // Bad five minutes by bad five minutes, as they leave at the back.
        const bad = [...text].flatMap((letter, i) => (letter === 'D' ? [START + i * 5 * M] : []));
        const step = 5 * M;
        for (let at = now; at <= now + 30 * DAY && expected === null; at += step) {
          const kept = bad.filter((one) => one + 5 * M > at - 30 * DAY);
          const partial = kept.reduce((sum, one) => sum + Math.min(5 * M, one + 5 * M - (at - 30 * DAY)), 0);
          if (partial + pace * (at - now) >= total) expected = at;
        }
        if (expected === null || found?.exhaustedAt === null)
          expect(found?.exhaustedAt ?? null).toBe(expected);
        else expect(Math.abs((found?.exhaustedAt ?? 0) - expected)).toBeLessThanOrEqual(step);
      }),
      { numRuns: 60 },
    );
  });

  it('counts looks out as they leave, so that what is gone in a minute holds nothing up', () => {
    // Five looks leave within twenty minutes; three stay, and one a day is added to the 8.64 that may fail.
    const sli = { kind: 'error-rate' as const, probes: ['a'] };
    const text = days(30, { 0: 'DDDDD', 7900: 'D', 8100: 'D', 8300: 'D' });
    const { objective, ledger, current } = opened(text, now, { sli });
    const found = forecast(objective, ledger, current, now);
    expect(((found?.exhaustedAt ?? 0) - now) / DAY).toBeCloseTo(8.64 - 3, 6);
  });

  it('of a calendar window looks no further than its end', () => {
    const calendar = { unit: 'month' as const, zone: 'Etc/UTC' };
    const at = START + 10 * DAY;
    const burning = opened(days(10, { 2870: 'D'.repeat(4) }), at, { calendar });
    const found = forecast(burning.objective, burning.ledger, burning.current, at);
    // 20 of 44.64 minutes are gone, and 20 more follow every three days.
    expect(((found?.exhaustedAt ?? 0) - at) / DAY).toBeCloseTo((44.64 - 20) / (20 / 3), 6);
    const late = START + 29 * DAY;
    const end = opened(days(29, { 8340: 'DDDD' }), late, { calendar });
    expect(forecast(end.objective, end.ledger, end.current, late)?.exhaustedAt).toBeNull();
  });
});

describe('the history by month', () => {
  it('counts each month from the first look to now, and says nothing where too little was observed', () => {
    const now = START + 70 * DAY;
    const text = `${'.'.repeat(288)}${'U'.repeat(29 * 288)}DD${'U'.repeat(286)}${'.'.repeat(30 * 288)}${'U'.repeat(9 * 288)}`;
    const { objective, ledger } = opened(text, now);
    const found = sloHistory(objective, ledger, now);
    expect(
      found.map(({ from, sli, met, over }) => [new Date(from).toISOString().slice(0, 7), sli, met, over]),
    ).toEqual([
      ['2026-12', 1, true, false],
      ['2026-11', null, null, true],
      ['2026-10', 1 - 10 / (30 * 1440), true, true],
    ]);
  });
});
