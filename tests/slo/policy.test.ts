import { describe, expect, it } from 'vitest';
import { ErrorBudgetPolicy } from '../../src/schemas/policy.ts';
import { type SloNow, sloNow } from '../../src/slo/now.ts';
import { gateOf, policyNow } from '../../src/slo/policy.ts';
import { DAY, days, probe, START, slo } from './made.ts';

const now = START + 30 * DAY;
/** An objective of which so many looks of thirty days failed; each costs 11.57 % of the budget. */
const failed = (count: number): SloNow =>
  sloNow(slo(), [probe('a', days(30, { 99: 'D'.repeat(count) }))], [], now);
const policy = (more: object = {}) =>
  ErrorBudgetPolicy.parse({
    slos: ['up'],
    thresholds: [
      { left: '0.25', state: 'at risk', action: 'Reliability work goes first' },
      { left: '0', state: 'frozen', action: 'No releases but fixes' },
    ],
    ...more,
  });
const stateOf = (standing: SloNow, more: object = {}) =>
  policyNow(policy(more), new Map([['up', standing]]), '2026-10-31');

describe('an error-budget policy', () => {
  it('[G18] is ok, at risk or frozen by the share that is left', () => {
    expect([0, 6, 7, 8, 9].map((count) => stateOf(failed(count)).state)).toEqual([
      'ok',
      'ok',
      'at risk',
      'at risk',
      'frozen',
    ]);
    expect(stateOf(failed(9)).rows).toMatchObject([{ action: 'No releases but fixes', exception: null }]);
  });

  it('reaches a step exactly at its share', () => {
    const standing = failed(0);
    const left = (leftShare: number) =>
      stateOf({ ...standing, budget: { total: 100, spent: 0, left: 0, leftShare } }).state;
    expect([left(0.2500001), left(0.25), left(0.0000001), left(0), left(-1)]).toEqual([
      'ok',
      'at risk',
      'at risk',
      'frozen',
      'frozen',
    ]);
  });

  it('never calls ok what it cannot judge', () => {
    const gap = sloNow(slo(), [probe('a', '')], [], now);
    expect(gap.state).toBe('insufficient data');
    expect(stateOf(gap).state).toBe('unknown');
    const planned = sloNow(slo({ state: 'planned' }), [], [], now);
    expect(stateOf(planned)).toMatchObject({ state: 'unknown', rows: [{ state: 'not judged' }] });
    expect(() => policyNow(policy(), new Map(), '2026-10-31')).toThrow(/evaluate it first/);
  });

  it('takes the worst of its objectives', () => {
    const both = policy({ slos: ['up', 'fast', 'later'] });
    const standings = new Map([
      ['up', failed(0)],
      ['fast', failed(9)],
      ['later', sloNow(slo({ state: 'planned' }), [], [], now)],
    ]);
    expect(policyNow(both, standings, '2026-10-31').state).toBe('frozen');
    expect(policyNow(both, new Map([...standings, ['fast', failed(1)]]), '2026-10-31').state).toBe('ok');
  });

  it('lifts a freeze on the days of an exception, and only then', () => {
    const exceptions = [
      {
        slo: 'up',
        reason: 'The fault was a vendor.',
        approvedBy: 'core',
        from: '2026-10-30',
        until: '2026-10-31',
      },
    ];
    const on = (today: string) => policyNow(policy({ exceptions }), new Map([['up', failed(9)]]), today);
    expect(['2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01'].map((day) => on(day).state)).toEqual([
      'frozen',
      'at risk',
      'at risk',
      'frozen',
    ]);
    expect(on('2026-10-31').rows[0]?.exception).toBe(
      'The fault was a vendor. (until 2026-10-31, allowed by core)',
    );
  });
});

describe('the gate of a release', () => {
  const gate = (standing: SloNow, unknownIsOpen = false) =>
    gateOf(new Map([['acme/budgets', stateOf(standing)]]), unknownIsOpen);

  it('is open while budgets are left and shut when one is gone, and says why', () => {
    expect(gate(failed(0))).toEqual({ verdict: 'open', reasons: [] });
    expect(gate(failed(7)).verdict).toBe('open');
    expect(gate(failed(9))).toEqual({
      verdict: 'frozen',
      reasons: ['acme/budgets: up has reached "No releases but fixes"'],
    });
  });

  it('is not open when nobody can tell, unless it was asked to be', () => {
    const gap = sloNow(slo(), [probe('a', '')], [], now);
    expect(gate(gap).verdict).toBe('cannot tell');
    expect(gate(gap, true)).toMatchObject({
      verdict: 'open',
      reasons: ['acme/budgets: too little is known of up'],
    });
    expect(gateOf(new Map()).verdict).toBe('cannot tell');
    expect(gateOf(new Map(), true).verdict).toBe('cannot tell');
    expect(gate(sloNow(slo({ state: 'planned' }), [], [], now)).verdict).toBe('cannot tell');
  });
});
