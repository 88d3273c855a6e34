import type { ComponentState } from '../status/component.ts';
import type { DayLevel } from '../status/days.ts';

/** Words for the states of a component. */
export const STATE_WORDS = {
  operational: 'Operational',
  degraded: 'Degraded',
  down: 'Down',
  unknown: 'Unknown',
  maintenance: 'Under maintenance',
} as const satisfies Record<ComponentState, string>;

/** Words for the cells of the day bars. */
export const LEVEL_WORDS = {
  none: 'no data',
  maintenance: 'maintenance only',
  good: 'no confirmed outage',
  slight: 'short outage or slow',
  partial: 'outage of 20 minutes or more',
  major: 'outage of 2 hours or more',
} as const satisfies Record<DayLevel, string>;

/** Share of a cell's height that is coloured, so that a bad day differs in shape and not in colour alone. */
export const LEVEL_HEIGHT = {
  none: 1,
  maintenance: 1,
  good: 1,
  slight: 0.4,
  partial: 0.7,
  major: 1,
} as const satisfies Record<DayLevel, number>;
