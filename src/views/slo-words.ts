import { spanExact } from '../calendar/time.ts';
import type { SliUnit } from '../slo/indicator.ts';
import { formatPercent } from '../status/uptime.ts';

/** An amount of a budget in its unit, cut so that no more seems left than is: `34m12s`, `−3 looks`, `4.2 slices`. */
export function amountWords(amount: number, unit: SliUnit): string {
  const sign = amount < 0 ? '−' : '';
  const size = Math.abs(amount);
  switch (unit) {
    case 'ms':
      return `${sign}${spanExact(size)}`;
    case 'looks':
    case 'slices':
      return `${sign}${Math.floor(size * 10) / 10} ${unit}`;
    default: {
      const never: never = unit;
      throw new RangeError(`unknown unit of a budget "${never}"`);
    }
  }
}

/** A share of a budget that may lie outside 0 to 1: `71.3%`, `−27.7%`, `152.7%`; cut towards zero. */
export function shareWords(share: number | null, decimals = 1): string {
  if (share === null) return 'no data';
  if (share >= 0 && share <= 1) return formatPercent(share, decimals);
  const size = Math.floor(Math.abs(share) * 100 * 10 ** decimals + 1e-9) / 10 ** decimals;
  return `${share < 0 ? '−' : ''}${size.toFixed(decimals)}%`;
}
