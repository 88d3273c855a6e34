import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spanExact } from '../../src/calendar/time.ts';
import {
  burnRate,
  burnThreshold,
  burnWindows,
  exhaustionMs,
  hasBurnWindows,
  isReachable,
  maxBurn,
  timeToFireMs,
} from '../../src/slo/burn.ts';
import {
  allowedBad,
  budgetCount,
  budgetMs,
  meetsTarget,
  parseTargetFraction,
  settleBudget,
} from '../../src/slo/target.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const DAYS = [1, 7, 28, 30, 31, 90, 365];

/** Published lengths such as `1h40m48s`, read without the code under test. */
function ms(text: string): number {
  const units = { h: HOUR, m: MINUTE, s: 1000 } as const;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([hms])/g))
    sum += Math.round(Number(number) * units[unit as 'h']);
  return sum;
}

describe('error budget of a window', () => {
  it.each([
    ['TV-01', '0.99', '14m24s 1h40m48s 6h43m12s 7h12m 7h26m24s 21h36m 87h36m'],
    ['TV-02', '0.995', '7m12s 50m24s 3h21m36s 3h36m 3h43m12s 10h48m 43h48m'],
    ['TV-03', '0.999', '1m26.4s 10m4.8s 40m19.2s 43m12s 44m38.4s 2h9m36s 8h45m36s'],
    ['TV-04', '0.9995', '43.2s 5m2.4s 20m9.6s 21m36s 22m19.2s 1h4m48s 4h22m48s'],
    ['TV-05', '0.9999', '8.64s 1m0.48s 4m1.92s 4m19.2s 4m27.84s 12m57.6s 52m33.6s'],
    ['TV-06', '0.99999', '0.864s 6.048s 24.192s 25.92s 26.784s 1m17.76s 5m15.36s'],
    ['TV-07', '0.9', '2h24m 16h48m 67h12m 72h 74h24m 216h 876h'],
  ])('%s of %s is the published one for 1 to 365 days', (_id, target, row) => {
    expect(DAYS.map((days) => budgetMs(target, days * DAY))).toEqual(row.split(' ').map(ms));
  });

  it('TV-03 reads 43m12s for thirty days at 0.999', () => {
    expect(spanExact(budgetMs('0.999', 30 * DAY))).toBe('43m12s');
  });

  it('TV-13 is exact where floating point is not', () => {
    expect(budgetMs('0.999', 30 * DAY)).toBe(2_592_000);
    expect(parseTargetFraction('0.999')).toEqual({ numerator: 999n, denominator: 1000n });
  });

  it('keeps targets apart that would round into each other', () => {
    const budgets = ['0.9', '0.99', '0.999', '0.9999', '0.99999', '0.999999'].map((target) =>
      budgetMs(target, 30 * DAY),
    );
    expect(new Set(budgets).size).toBe(6);
    expect(budgetMs('0.99950', 30 * DAY)).toBe(budgetMs('0.9995', 30 * DAY));
  });

  it.each([
    '99.9',
    '99.95',
    '1',
    '1.0',
    '0',
    '0.0',
    '0.000',
    '.999',
    '0,999',
    '-0.5',
    '0.999%',
    '9e-1',
    ' 0.9',
    '',
  ])('TV-36 refuses the target "%s"', (target) => {
    expect(() => budgetMs(target, DAY)).toThrow(/SLO target/);
  });

  it('TV-22 allows 109,897 bad requests of 3,663,253 at 0.97, rounded down', () => {
    expect(allowedBad('0.97', 3_663_253)).toBe(109_897);
    expect(allowedBad('0.90', 3_663_253)).toBe(366_325);
    expect(allowedBad('0.99', 3_663_253)).toBe(36_632);
    const { spent, total } = settleBudget(budgetCount('0.97', 3_663_253), 14_066);
    expect(spent / total).toBeCloseTo(0.128, 4);
  });

  it('TV-23 TV-24 allows 3,000 of three million at 0.999 and 250 of 2.5 million at 0.9999', () => {
    expect(allowedBad('0.999', 3_000_000)).toBe(3000);
    expect(settleBudget(allowedBad('0.999', 3_000_000), 1500).leftShare).toBe(0.5);
    expect(allowedBad('0.9999', 2_500_000)).toBe(250);
  });

  it('TV-21 leaves 1 of an untouched budget, 0 when it is used up, -1 when it was spent twice', () => {
    expect([0, 100, 200].map((spent) => settleBudget(100, spent).leftShare)).toEqual([1, 0, -1]);
    expect(settleBudget(0, 0).leftShare).toBeNull();
  });

  it('TV-29 puts a fifth of a 28-day budget at 8m3.84s', () => {
    expect(budgetMs('0.999', 28 * DAY) / 5).toBe(ms('8m3.84s'));
    expect(budgetMs('0.999', 30 * DAY) / 5).toBe(ms('8m38.4s'));
  });

  it('decides whether a target is met without rounding', () => {
    expect(meetsTarget('0.99', 1, 100)).toBe(true);
    expect(meetsTarget('0.999', 1, 1000)).toBe(true);
    expect(meetsTarget('0.999', 1, 999)).toBe(false);
    expect(meetsTarget('0.999', 0, 0)).toBe(false);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 1e9 }), (digits, total) => {
        const target = `0.${String(digits).padStart(5, '0')}`;
        const allowed = Number((BigInt(total) * (100_000n - BigInt(digits))) / 100_000n);
        expect(meetsTarget(target, allowed, total)).toBe(true);
        expect(meetsTarget(target, allowed + 1, total)).toBe(false);
      }),
    );
  });

  it('TV-33 three services in a row at 0.999 keep 0.997002999 between them', () => {
    const { numerator, denominator } = parseTargetFraction('0.999');
    expect(numerator ** 3n * 1_000_000_000n).toBe(997_002_999n * denominator ** 3n);
    expect(budgetMs('0.997002999', 30 * DAY)).toBeLessThan(3 * budgetMs('0.999', 30 * DAY));
  });

  it('refuses amounts that are not whole', () => {
    expect(() => budgetMs('0.9', 1.5)).toThrow(/whole number/);
    expect(() => allowedBad('0.9', -1)).toThrow(/whole number/);
  });
});

describe('burn rate', () => {
  it('TV-10 gives 14.4, 6, 3 and 1 for thirty days', () => {
    expect(burnWindows(30 * DAY).map(({ threshold }) => threshold)).toEqual([14.4, 6, 3, 1]);
    expect(burnThreshold(5, 30 * DAY, HOUR)).toBe(36);
  });

  it('TV-11 gives 13.44, 5.6, 2.8 and 0.933 for twenty-eight days', () => {
    expect(burnWindows(28 * DAY).map(({ threshold }) => threshold)).toEqual([
      13.44, 5.6, 2.8, 0.9333333333333333,
    ]);
  });

  it('looks back over the short window for a twelfth of the long one', () => {
    for (const { longMs, shortMs } of burnWindows(30 * DAY)) expect(longMs / shortMs).toBe(12);
  });

  it('TV-14 has no thresholds for a window of 42 days and says so', () => {
    expect(() => burnWindows(42 * DAY)).toThrow(/42 days/);
    expect([28, 30, 42, 7].map((days) => hasBurnWindows(days * DAY))).toEqual([true, true, false, true]);
  });

  it('TV-17 ends a thirty-day budget in the published times', () => {
    const left = (burn: number) => spanExact(exhaustionMs(30 * DAY, burn));
    expect([1, 2, 10, 6, 3, 1000].map(left)).toEqual(['30d', '15d', '3d', '5d', '10d', '43m12s']);
    expect(exhaustionMs(30 * DAY, 14.4) / HOUR).toBeCloseTo(50, 9);
    expect(left(35)).toMatch(/^20h34m17/);
  });

  it('TV-18 fires after the published times', () => {
    const page = (errors: number) => timeToFireMs('0.999', errors, 14.4, HOUR);
    expect(page(1)).toBeCloseTo(51_840, 6);
    expect(page(0.5)).toBeCloseTo(103_680, 6);
    expect(page(0.15)).toBeCloseTo(5.76 * MINUTE, 6);
    expect(timeToFireMs('0.999', 1, 6, 6 * HOUR)).toBeCloseTo(129_600, 6);
    expect(page(0.01)).toBeNull();
  });

  it('TV-20 [G17] knows which thresholds a target can never reach', () => {
    expect(isReachable('0.930555', 14.4)).toBe(false);
    expect(isReachable('0.930556', 14.4)).toBe(true);
    expect(isReachable('0.833333', 6)).toBe(false);
    expect(isReachable('0.833334', 6)).toBe(true);
    expect(maxBurn('0.9')).toBe(10);
    expect([isReachable('0.9', 10), isReachable('0.9', 9.99)]).toEqual([false, true]);
    expect((maxBurn('0.9') * HOUR) / (30 * DAY)).toBeCloseTo(0.013889, 6);
  });

  it.each([
    [1, 43_200, 2.31, 16.7],
    [5, 8640, 11.57, 83.3],
    [10, 4320, 23.15, 166.7],
    [15, 2880, 34.72, 250],
    [30, 1440, 69.4, 500],
  ])(
    'TV-34 weighs one failed look every %i minutes at 0.999 over thirty days',
    (minutes, looks, percent, burn) => {
      expect((30 * DAY) / (minutes * MINUTE)).toBe(looks);
      expect(100 / budgetCount('0.999', looks)).toBeCloseTo(percent, 1);
      expect(burnRate('0.999', 1, 60 / minutes)).toBeCloseTo(burn, 1);
    },
  );

  it('TV-34 weighs the same look less over longer windows and for a lower target', () => {
    expect(burnRate('0.999', 1, 72)).toBeCloseTo(13.9, 1);
    expect(burnRate('0.999', 1, 288)).toBeCloseTo(3.47, 2);
    expect(burnRate('0.999', 1, 864)).toBeCloseTo(1.157, 3);
    expect(burnRate('0.995', 1, 8640)).toBeCloseTo(0.0231, 4);
    expect(1 / budgetCount('0.995', 8640)).toBeCloseTo(0.0231, 4);
  });

  it('burns null, not 0, when nothing was observed', () => {
    expect(burnRate('0.999', 0, 0)).toBeNull();
    expect(burnRate('0.999', 0, 10)).toBe(0);
  });
});
