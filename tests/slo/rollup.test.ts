import { describe, expect, it } from 'vitest';
import { makeRuns } from '../../bench/record-made.ts';
import { rollUp } from '../../src/record/rollup.ts';
import type { Slo } from '../../src/schemas/slo.ts';
import { openLedger } from '../../src/slo/ledger.ts';
import { judgeSlo } from '../../src/slo/now.ts';
import { settle } from '../../src/slo/settle.ts';
import { looksOf } from '../../src/status/looks.ts';
import { DAY, HOUR, M, START, slo } from './made.ts';

const LENGTH = 40;
const now = START + LENGTH * DAY;
const ids = ['shop/service-000/http', 'shop/service-001/http'];
const samples = [...makeRuns({ probes: 2, from: START, runs: LENGTH * 288, stepMs: 5 * M })].flatMap(
  (run) => run.samples,
);
const before = START + 30 * DAY;
const probes = ids.map((id) => {
  const own = samples.filter(({ probe, at }) => probe === id && at < now);
  const [series] = looksOf(own);
  if (!series) throw new Error('no looks');
  const named = {
    probe: id,
    location: 'local',
    length: series.length,
    at: (i: number) => series.at(i),
    outcome: (i: number) => series.outcome(i),
    latency: (i: number) => series.latency(i),
    reason: (i: number) => series.reason(i),
  };
  const timing = { intervalMs: 5 * M, confirm: { down: 2, up: 2 } };
  const fresh = looksOf(own.filter(({ at }) => at >= before - DAY));
  return {
    raw: { id, timing, looks: [series] },
    rolled: { id, timing, looks: fresh, past: rollUp(named, 5 * M, START, before) },
  };
});
const raw = probes.map((one) => one.raw);
const rolled = probes.map((one) => one.rolled);
const span = { from: START, to: now };
const both = (sli: Slo['sli'], planned: { from: number; to: number }[] = []) => {
  const objective = slo({ sli });
  return {
    objective,
    whole: openLedger(objective, raw, planned, span),
    short: openLedger(objective, rolled, planned, span, before),
  };
};
const WINDOWS = [
  [0, LENGTH],
  [3, 17],
  [12, 33],
  [31, 39],
].map(([from, to]) => ({ from: START + (from as number) * DAY, to: START + (to as number) * DAY }));

describe('rollups and looks', () => {
  const kinds: Slo['sli'][] = [
    { kind: 'availability', probes: ids, quorum: 'all' },
    { kind: 'availability', probes: ids, quorum: 'any' },
    { kind: 'error-rate', probes: ids },
    { kind: 'latency', probes: ids, within: '90ms', statistic: 'p95' },
  ];

  it.each(kinds)('[U45] give the same figures of $kind over whole days', (sli) => {
    const { whole, short } = both(sli);
    for (const window of WINDOWS) {
      const [one, other] = [settle(whole, window), settle(short, window)];
      const figures = ({ good, bad, total, sampleCount, exact }: typeof one) => [
        good,
        bad,
        total,
        sampleCount,
        exact,
      ];
      expect(figures(other)).toEqual(figures(one));
    }
    expect(settle(whole, span).badLooks).toBeGreaterThan(0);
  });

  it('give the same time of availability between any two instants, under planned work as well', () => {
    const planned = [
      { from: START + 5 * DAY + HOUR, to: START + 5 * DAY + 9 * HOUR },
      { from: START + 29 * DAY + 20 * HOUR, to: START + 31 * DAY },
    ];
    const { whole, short, objective } = both({ kind: 'availability', probes: ids, quorum: 'all' }, planned);
    for (let i = 0; i < 40; i += 1) {
      const window = { from: START + i * 13 * HOUR + 12_345, to: START + i * 13 * HOUR + 17 * DAY + 678 };
      expect(settle(short, window).time).toEqual(settle(whole, window).time);
    }
    expect(judgeSlo(objective, short, now).budgets?.time).toEqual(
      judgeSlo(objective, whole, now).budgets?.time,
    );
  });

  it('say where they cannot: a rolled-up day that the window or planned work cuts, and a step that the threshold cuts', () => {
    const cut = { from: START + 3 * DAY + HOUR, to: START + 35 * DAY };
    expect(settle(both({ kind: 'error-rate', probes: ids }).short, cut).exact).toBe(false);
    expect(settle(both({ kind: 'error-rate', probes: ids }).whole, cut).exact).toBe(true);
    const work = [{ from: START + 5 * DAY, to: START + 5 * DAY + HOUR }];
    expect(settle(both({ kind: 'error-rate', probes: ids }, work).short, span).exact).toBe(false);
    const slow: Slo['sli'] = { kind: 'latency', probes: ids, within: '301ms', statistic: 'p95' };
    const { whole, short } = both(slow);
    const [one, other] = [settle(whole, span), settle(short, span)];
    expect(other.total).toBe(one.total);
    expect(other.good).toBeLessThanOrEqual(one.good);
    expect(other.exact).toBe(other.good === one.good);
  });
});
