import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Slo, Slo as SloSchema } from '../../src/schemas/slo.ts';
import { measure } from '../../src/slo/measure.ts';
import { burnNow, type Evaluated, sloNow } from '../../src/slo/now.ts';
import type { ProbeLooks } from '../../src/status/component.ts';
import { type Look, one, series, timing } from '../status/looks.ts';
import { countTicks, observedAt } from '../status/oracle.ts';

const M = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const START = Date.parse('2026-10-01T00:00:00Z');

const probe = (id: string, text: string, minutes = 5): ProbeLooks => ({
  id,
  timing: timing(minutes * M),
  looks: one(text, minutes * M, START),
});
const availability = (...probes: string[]): Slo['sli'] => ({ kind: 'availability', probes, quorum: 'all' });
const slo = (more: Partial<Evaluated> = {}): Evaluated => ({
  state: 'active',
  target: '0.999',
  window: '30d',
  maintenance: 'exclude',
  minCoverage: 0.9,
  sli: availability('a'),
  ...more,
});
/** Looks every five minutes for so many days, with some letters put at given looks. */
const days = (count: number, put: Record<number, string> = {}) => {
  const letters = [...'U'.repeat(count * 288)];
  for (const [at, what] of Object.entries(put)) letters.splice(Number(at), what.length, ...what);
  return letters.join('');
};

describe('an SLO that is observed', () => {
  it('takes an entry of the book as it is', () => {
    const entry = SloSchema.parse({
      title: 'Payments answer',
      summary: 'Payments are up nearly always.',
      domain: 'd',
      service: 's',
      owner: 't',
      stated: '99.9%',
      sli: { kind: 'availability', probes: ['a'] },
      target: '0.999',
    });
    expect(sloNow(entry, [probe('a', days(30))], [], START + 30 * DAY).state).toBe('ok');
  });

  it('TV-21 TV-03 has its whole budget when everything was good, none at exactly the budget, less than none beyond', () => {
    const after = START + 30 * DAY;
    const exact = [probe('a', days(30), 5)];
    expect(sloNow(slo(), exact, [], after)).toMatchObject({
      state: 'ok',
      sli: 1,
      coverage: 1,
      countedFrom: START,
      budget: { total: 2_592_000, spent: 0, left: 2_592_000, leftShare: 1 },
    });
    const minutes = (down: number) => [
      {
        ...probe('a', ''),
        timing: timing(M),
        looks: one('D'.repeat(down) + 'U'.repeat(30 * 1440 - down), M, START),
      },
    ];
    const target = { target: '0.9995' };
    expect(sloNow(slo({ target: '0.9' }), minutes(4320), [], after)).toMatchObject({
      state: 'exhausted',
      budget: { left: 0, leftShare: 0 },
    });
    expect(sloNow(slo({ target: '0.9' }), minutes(8640), [], after)).toMatchObject({
      state: 'exhausted',
      budget: { leftShare: -1 },
    });
    expect(sloNow(slo(target), minutes(21), [], after)).toMatchObject({
      state: 'at risk',
      budget: { total: 1_296_000, left: 36_000 },
    });
    expect(sloNow(slo(target), minutes(16), [], after).state).toBe('ok');
    expect(sloNow(slo(target), minutes(17), [], after).state).toBe('at risk');
  });

  it('TV-34 spends 11.57 % of the budget with one failed look in thirty days, in time and in looks alike', () => {
    const looks = [probe('a', days(30, { 4000: 'D' }))];
    const inTime = sloNow(slo(), looks, [], START + 30 * DAY).budget;
    const inLooks = sloNow(slo({ sli: { kind: 'error-rate', probes: ['a'] } }), looks, [], START + 30 * DAY);
    expect((inTime?.spent ?? 0) / (inTime?.total ?? 1)).toBeCloseTo(0.1157, 4);
    expect(inLooks.measurement).toMatchObject({ method: 'occurrences', bad: 1, total: 8640 });
    expect(inLooks.budget?.total).toBe(8.64);
    expect(1 - (inLooks.budget?.leftShare ?? 0)).toBeCloseTo(0.1157, 4);
  });

  it('TV-25 TV-26 has the published time budgets for one and two weeks', () => {
    const now = START + 14 * DAY;
    expect(
      sloNow(slo({ window: '7d', target: '0.9995' }), [probe('a', days(14))], [], now).budget?.total,
    ).toBe(302_400);
    expect(
      sloNow(slo({ window: '14d', target: '0.95' }), [probe('a', days(14))], [], now).budget?.total,
    ).toBe(16.8 * HOUR);
  });

  it('is at risk, not ok, when the share of good is below the target although the whole window has budget left', () => {
    const now = START + 2 * DAY;
    const found = sloNow(slo(), [probe('a', days(2, { 300: 'D' }))], [], now);
    expect(found).toMatchObject({ state: 'at risk', countedFrom: START, coverage: 1 });
    expect(found.budget?.leftShare).toBeGreaterThan(0.25);
    expect(found.sli).toBeLessThan(0.999);
  });

  it('looks only at its rolling window', () => {
    const looks = [probe('a', days(31, { 10: 'DDDDDDDDDDDD' }))];
    expect(sloNow(slo(), looks, [], START + 30 * DAY).state).toBe('exhausted');
    expect(sloNow(slo(), looks, [], START + 31 * DAY)).toMatchObject({
      state: 'ok',
      sli: 1,
      countedFrom: START + DAY,
    });
  });
});

describe('what is not known', () => {
  it('[G12] is insufficient data below the coverage asked for, whatever was seen, and never 100 %', () => {
    const now = START + 10 * DAY;
    const seen = (looks: number) =>
      sloNow(slo(), [probe('a', days(10, { 0: '?'.repeat(2880 - looks) }))], [], now);
    expect(seen(2592)).toMatchObject({ state: 'ok', coverage: 0.9 });
    expect(seen(2591)).toMatchObject({ state: 'insufficient data', sli: null, budget: null, measured: 1 });
    expect(seen(2591).why).toBe(
      'Only 89.9% of the time since Thu 1 Oct 2026, 00:00 UTC was observed; 90.0% is needed to judge',
    );
  });

  it('counts coverage from the first look', () => {
    const late = { ...probe('a', ''), looks: one('U'.repeat(288), 5 * M, START + 12 * HOUR) };
    expect(sloNow(slo(), [late], [], START + 36 * HOUR)).toMatchObject({
      countedFrom: START + 12 * HOUR,
      coverage: 1,
      state: 'ok',
    });
    expect(sloNow(slo({ minCoverage: 0.5 }), [late], [], START + 36 * HOUR).state).toBe('ok');
  });

  it('[K04] says so when nobody ever looked, and does not treat it as 0 or 1', () => {
    const none = {
      state: 'insufficient data',
      sli: null,
      measured: null,
      coverage: null,
      budget: null,
      countedFrom: null,
    };
    expect(sloNow(slo(), [probe('a', '')], [], START)).toMatchObject({
      ...none,
      why: 'Nothing has been observed yet',
    });
    expect(sloNow(slo({ minCoverage: 0 }), [probe('a', '')], [], START)).toMatchObject(none);
    expect(sloNow(slo({ minCoverage: 0 }), [probe('a', '????')], [], START + HOUR)).toMatchObject({
      state: 'insufficient data',
      sli: null,
    });
  });

  it('[K18] never evaluates a planned objective, whatever the looks', () => {
    const planned = slo({ state: 'planned' });
    const looks = [probe('a', days(2, { 0: 'D'.repeat(400) }))];
    expect(sloNow(planned, looks, [], START + 2 * DAY)).toMatchObject({
      state: 'planned',
      sli: null,
      budget: null,
      measurement: null,
    });
    expect(burnNow(planned, looks, [], START + 2 * DAY)).toEqual([]);
  });

  it('[K18] evaluates from the day on which it came into force, not before', () => {
    const looks = [probe('a', days(4, { 100: 'D'.repeat(200) }))];
    const now = START + 4 * DAY;
    expect(sloNow(slo(), looks, [], now).state).toBe('exhausted');
    expect(sloNow(slo({ since: '2026-10-03' }), looks, [], now)).toMatchObject({
      state: 'ok',
      sli: 1,
      countedFrom: START + 2 * DAY,
    });
    expect(sloNow(slo({ since: '2026-10-09' }), looks, [], now).state).toBe('insufficient data');
    expect(() => sloNow(slo({ since: 'soon' }), looks, [], now)).toThrow(/write a day/);
  });

  it('says that nothing measures it, and what would have to be measured', () => {
    const unmeasured = slo({ sli: { kind: 'not measured', needs: 'Length of each generation job.' } });
    const found = sloNow(unmeasured, [], [], START);
    expect(found).toMatchObject({ state: 'no measurement', sli: null, budget: null });
    expect(found.why).toContain('Length of each generation job.');
    expect(() => measure(unmeasured, [], [], { from: 0, to: 1 })).toThrow(/not measured/);
  });

  it('refuses to judge without the looks of a probe that it names', () => {
    expect(() =>
      sloNow(slo({ sli: availability('a', 'b') }), [probe('a', days(1))], [], START + DAY),
    ).toThrow(/probe b/);
  });
});

describe('planned maintenance', () => {
  const week = { from: START, to: START + 7 * DAY };
  const day = [{ from: START, to: START + DAY }];
  const looks = [
    probe('a', `${'U'.repeat(1440)}${'U'.repeat(1440)}${'D'.repeat(60)}${'U'.repeat(5 * 1440 - 60)}`, 1),
  ];
  const bad = (maintenance: Evaluated['maintenance']) => {
    const found = sloNow(slo({ maintenance, window: '7d' }), looks, day, week.to);
    return 1 - (found.measured ?? Number.NaN);
  };

  it('TV-30 [G14] gives 60 of 8,640 minutes when excluded and 60 of 10,080 when good, and shows the other beside it', () => {
    expect(bad('exclude')).toBeCloseTo(60 / 8640, 12);
    expect(bad('good')).toBeCloseTo(60 / 10_080, 12);
    expect(bad('count')).toBeCloseTo(60 / 10_080, 12);
    const found = sloNow(slo({ window: '7d' }), looks, day, week.to);
    expect(found.unadjusted).toBeCloseTo(1 - 60 / 10_080, 12);
    expect(found.budget?.total).toBe(8640 * 60);
  });

  it('counts downtime inside it only under the policy count', () => {
    const down = [probe('a', `${'D'.repeat(288)}${'U'.repeat(288)}`)];
    const now = START + 2 * DAY;
    const shares = (['exclude', 'good', 'count'] as const).map(
      (maintenance) => sloNow(slo({ maintenance }), down, day, now).measured,
    );
    expect(shares).toEqual([1, 1, 0.5]);
    const inLooks = (['exclude', 'good', 'count'] as const).map((maintenance) =>
      measure({ sli: { kind: 'error-rate', probes: ['a'] }, maintenance }, down, day, {
        from: START,
        to: now,
      }),
    );
    expect(inLooks.map(({ good, bad: failed }) => [good, failed])).toEqual([
      [288, 0],
      [576, 0],
      [288, 288],
    ]);
  });
});

describe('indicators', () => {
  const window = { from: START, to: START + 8 * 5 * M };
  const latencies = (list: readonly (number | null)[], outcome: Look['outcome'] = 'up'): ProbeLooks => ({
    ...probe('a', ''),
    looks: [series(list.map((latency, i) => ({ at: START + i * 5 * M, outcome, latency })))],
  });

  it('counts an answer exactly at the threshold as good and one slower as bad', () => {
    const sli: Slo['sli'] = { kind: 'latency', probes: ['a'], within: '200ms', statistic: 'p95' };
    const found = measure({ sli, maintenance: 'exclude' }, [latencies([199, 200, 201, null])], [], window);
    expect(found).toMatchObject({ method: 'occurrences', good: 2, bad: 1, total: 3 });
    expect(measure({ sli, maintenance: 'exclude' }, [latencies([5000], 'down')], [], window).total).toBe(0);
    expect(
      measure({ sli, maintenance: 'exclude', method: 'timeslices' }, [latencies([199, 201])], [], window),
    ).toMatchObject({
      good: 5 * M,
      bad: 7.5 * M,
    });
  });

  it('counts degraded as good for availability', () => {
    const found = measure(slo(), [probe('a', 'UGGDUUUU')], [], window);
    expect(found).toMatchObject({
      method: 'timeslices',
      good: 7 * 5 * M,
      bad: 5 * M,
      badLooks: 1,
      sampleCount: 8,
    });
  });

  it.each([
    ['all', 3],
    ['majority', 2],
    ['any', 1],
  ] as const)('asks for %s of three probes', (quorum, badLooks) => {
    const probes = [probe('a', 'DDDUUUUU'), probe('b', 'UDDUUUUU'), probe('c', 'UUDUUUUU')];
    const found = measure(
      slo({ sli: { kind: 'availability', probes: ['a', 'b', 'c'], quorum } }),
      probes,
      [],
      window,
    );
    expect(found.bad).toBe(badLooks * 5 * M);
    expect(found.good + found.bad).toBe(8 * 5 * M);
  });

  it('agrees tick by tick with an independent count of time, for every policy', () => {
    const outcome = fc.constantFrom<Look['outcome']>('up', 'degraded', 'down', 'unknown');
    const list = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 220 }), outcome }), { maxLength: 25 })
      .map((looks) => looks.sort((a, b) => a.at - b.at));
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 50 })), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(list, spans, (looks, pairs) => {
        const planned = pairs.map(([from, length]) => ({ from, to: from + length }));
        const span = { from: 20, to: 200 };
        const probes = [{ id: 'a', timing: timing(10), looks: [series(looks)] }];
        const state = (tick: number) => observedAt(looks, 10, tick);
        const cut = countTicks(state, planned, span);
        const raw = countTicks(state, [], span);
        const goodAndBad = (maintenance: Evaluated['maintenance']) => {
          const { good, bad } = measure(slo({ maintenance }), probes, planned, span);
          return [good, bad];
        };
        expect(goodAndBad('exclude')).toEqual([cut.up + cut.degraded, cut.down]);
        expect(goodAndBad('good')).toEqual([cut.up + cut.degraded + cut.maintenance, cut.down]);
        expect(goodAndBad('count')).toEqual([raw.up + raw.degraded, raw.down]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('burn now', () => {
  const now = START + 30 * DAY;
  const ending = (tail: string) => [probe('a', days(30).slice(0, 8640 - tail.length) + tail)];
  const firing = (tail: string, more: Partial<Evaluated> = {}) =>
    burnNow(slo(more), ending(tail), [], now).map((row) => row.firing && row.severity);

  it('TV-34 [G13] fires nothing for a single failed look, although it burns 83 times too fast, and pages at two', () => {
    const [hour] = burnNow(slo(), ending('D'), [], now);
    expect(hour?.long).toBeCloseTo(83.3, 1);
    expect(firing('D')).toEqual([false, false, false, false]);
    expect(firing('DD')).toEqual(['page', 'page', 'ticket', 'ticket']);
  });

  it('stops paging when the short window is clean again', () => {
    expect(firing(`DD${'U'.repeat(7)}`)).toEqual([false, false, 'ticket', 'ticket']);
  });

  it('TV-20 [G17] marks thresholds that a low target cannot reach', () => {
    expect(burnNow(slo({ target: '0.9' }), ending('DD'), [], now).map(({ reachable }) => reachable)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('has no opinion where nothing was observed, nor for other windows', () => {
    const rows = burnNow(slo(), [probe('a', days(1))], [], now);
    expect(rows.map(({ long, short, firing: fires }) => [long, short, fires])).toEqual(
      new Array(4).fill([null, null, false]),
    );
    expect(burnNow(slo({ window: '60d' }), ending('DD'), [], now)).toEqual([]);
  });
});
