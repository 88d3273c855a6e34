/** An exact fraction; budgets are computed on it because 1 − 0.999 is not 0.001 in floating point. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Reads a target such as `0.999`: a decimal fraction above 0 and below 1. Throws `RangeError` on percentages
 * (`99.9`), on 0, on 1 (a target that leaves no budget), and on anything that is not written in plain digits.
 */
export function parseTargetFraction(text: string): Fraction {
  const digits = /^0\.(\d*[1-9]\d*)$/.exec(text)?.[1];
  if (!digits) {
    throw new RangeError(
      `SLO target "${text}": write a fraction above 0 and below 1 as text, such as "0.999" for 99.9 %`,
    );
  }
  return { numerator: BigInt(digits), denominator: 10n ** BigInt(digits.length) };
}

/** Share that may be bad: 1 − target, exact. */
export function budgetFraction(target: string): Fraction {
  const { numerator, denominator } = parseTargetFraction(target);
  return { numerator: denominator - numerator, denominator };
}

/**
 * Error budget of a window: (1 − target) × window, in milliseconds. Exact whenever it is a whole number of
 * milliseconds, otherwise the nearest double. `windowMs` is a whole number, 0 or more, else `RangeError`.
 */
export function budgetMs(target: string, windowMs: number): number {
  return multiply(budgetFraction(target), windowMs, 'window in milliseconds');
}

/**
 * Number of events out of `total` that may be bad, rounded down. `total` is a whole number, else
 * `RangeError`.
 */
export function allowedBad(target: string, total: number): number {
  const { numerator, denominator } = budgetFraction(target);
  return Number((wholeNumber(total, 'number of events') * numerator) / denominator);
}

/** Budget in events without rounding, for shares: (1 − target) × total. */
export function budgetCount(target: string, total: number): number {
  return multiply(budgetFraction(target), total, 'number of events');
}

/**
 * True when the share of good is at least the target, decided without rounding. False when `total` is 0. `bad` may be a
 * fraction only where it is a sum of shares of slices; that sum was rounded, so a billionth is forgiven.
 */
export function meetsTarget(target: string, bad: number, total: number): boolean {
  if (total === 0) return false;
  const { numerator, denominator } = budgetFraction(target);
  if (!Number.isInteger(bad)) return (bad / total) * Number(denominator) <= Number(numerator) * (1 + 1e-9);
  return wholeNumber(bad, 'bad') * denominator <= wholeNumber(total, 'total') * numerator;
}

/** Spent and left of a budget; `leftShare` is 1 when untouched, 0 when used up, below 0 beyond that. */
export interface Budget {
  readonly total: number;
  readonly spent: number;
  readonly left: number;
  /** `null` when the total is 0: nothing to divide by. */
  readonly leftShare: number | null;
}

/** Sets what was spent against a total of the same unit. */
export function settleBudget(total: number, spent: number): Budget {
  const left = total - spent;
  return { total, spent, left, leftShare: total === 0 ? null : left / total };
}

function multiply({ numerator, denominator }: Fraction, amount: number, what: string): number {
  const product = wholeNumber(amount, what) * numerator;
  return Number(product / denominator) + Number(product % denominator) / Number(denominator);
}

function wholeNumber(value: number, what: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} is ${value}: use a whole number, 0 or more`);
  return BigInt(value);
}
