import { type Impact, type Incident, isOpen } from '../../incidents/incident.ts';
import type { ComponentState } from '../../status/component.ts';
import type { COMPONENT_STATUSES, INDICATORS } from './shapes.ts';

export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];
export type Indicator = (typeof INDICATORS)[number];

/**
 * Our states in the closed vocabulary of the interface. It has no word for a state that nobody knows; of those it has
 * `degraded_performance` is the least that is not well, and the description of the component says what is meant.
 */
export const STATUS_OF_STATE = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  unknown: 'degraded_performance',
  degraded: 'degraded_performance',
  'partial outage': 'partial_outage',
  down: 'major_outage',
} as const satisfies Record<ComponentState, ComponentStatus>;

/** What an incident does to a component, in the same words. */
export const STATUS_OF_IMPACT = {
  none: 'operational',
  degraded: 'degraded_performance',
  'partial outage': 'partial_outage',
  'major outage': 'major_outage',
} as const satisfies Record<Impact, ComponentStatus>;

export const IMPACT_OF_IMPACT = {
  none: 'none',
  degraded: 'minor',
  'partial outage': 'major',
  'major outage': 'critical',
} as const satisfies Record<Impact, Exclude<Indicator, 'maintenance'>>;

/** One row of the decision table: the first that holds decides. */
export interface OverallRule {
  /** In words, for the documentation. */
  readonly when: string;
  readonly holds: (states: readonly ComponentState[], openIncidents: number) => boolean;
  readonly indicator: Indicator;
  readonly description: string;
}

const all = (state: ComponentState) => (states: readonly ComponentState[]) =>
  states.length > 0 && states.every((one) => one === state);
const any = (state: ComponentState) => (states: readonly ComponentState[]) => states.includes(state);

/**
 * How the state of the whole page is decided. The descriptions are those of Statuspage, but for `Status Unknown`,
 * which it lacks: nothing else may be read by somebody who asks whether all is well while nobody knows.
 */
export const OVERALL_RULES: readonly OverallRule[] = [
  {
    when: 'every component is down',
    holds: all('down'),
    indicator: 'critical',
    description: 'Major System Outage',
  },
  {
    when: 'a component is down',
    holds: any('down'),
    indicator: 'major',
    description: 'Partial System Outage',
  },
  {
    when: 'a component has a partial outage',
    holds: any('partial outage'),
    indicator: 'major',
    description: 'Partial System Outage',
  },
  {
    when: 'every component is degraded',
    holds: all('degraded'),
    indicator: 'minor',
    description: 'Degraded System Service',
  },
  {
    when: 'a component is degraded',
    holds: any('degraded'),
    indicator: 'minor',
    description: 'Partially Degraded Service',
  },
  {
    when: 'an incident is open',
    holds: (_, open) => open > 0,
    indicator: 'minor',
    description: 'Minor Service Outage',
  },
  {
    when: 'the state of a component is unknown, or there is no component',
    holds: (states) => states.length === 0 || any('unknown')(states),
    indicator: 'minor',
    description: 'Status Unknown',
  },
  {
    when: 'a component is under maintenance',
    holds: any('maintenance'),
    indicator: 'maintenance',
    description: 'Service Under Maintenance',
  },
  {
    when: 'every component is operational',
    holds: all('operational'),
    indicator: 'none',
    description: 'All Systems Operational',
  },
];

/** Indicator and description of the page. Throws `RangeError` on states that no rule knows: they are never `none`. */
export function overallOf(
  states: readonly ComponentState[],
  incidents: readonly Incident[],
): { indicator: Indicator; description: string } {
  const open = incidents.filter(isOpen).length;
  const rule = OVERALL_RULES.find(({ holds }) => holds(states, open));
  if (!rule)
    throw new RangeError(`no rule for the states ${states.join(', ')}; refusing to call the page well`);
  return { indicator: rule.indicator, description: rule.description };
}
