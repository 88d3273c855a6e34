import type { DayLevel } from '../status/days.ts';

/** Share of a cell's height that is coloured, so that a bad day differs in shape and not in colour alone. */
export const LEVEL_HEIGHT = {
  none: 1,
  maintenance: 1,
  good: 1,
  slight: 0.4,
  partial: 0.7,
  major: 1,
} as const satisfies Record<DayLevel, number>;
