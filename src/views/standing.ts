import type { Impact, Incident } from '../incidents/incident.ts';
import { reportedImpact } from '../incidents/incident.ts';
import { type ComponentNow, type ComponentState, urgency } from '../status/component.ts';

/** The state of a component as a page shows it, with what people said where probes saw less. */
export interface Standing {
  readonly state: ComponentState;
  readonly since: number | null;
  /** True when the state is what people reported and no probe saw it as bad as that. */
  readonly reported: boolean;
}

/** Impacts that people report, in the words of component states; `none` says nothing about a component. */
const REPORTED = {
  none: null,
  degraded: 'degraded',
  'partial outage': 'partial outage',
  'major outage': 'down',
} as const satisfies Record<Impact, ComponentState | null>;

/**
 * The worse of what probes see and what an open incident says, so that neither a probe that looks past the trouble
 * nor a person who has not noticed it yet makes a page look better than it is.
 */
export function standing(now: ComponentNow, service: string, incidents: readonly Incident[]): Standing {
  const said = REPORTED[reportedImpact(incidents, service)];
  if (said === null || urgency(said) <= urgency(now.state)) {
    return { state: now.state, since: now.since, reported: false };
  }
  const starts = incidents
    .filter((incident) => incident.resolvedAt === null && incident.impacts.get(service) !== 'none')
    .flatMap((incident) => (incident.services.includes(service) ? [incident.startedAt] : []));
  return { state: said, since: starts.length > 0 ? Math.min(...starts) : null, reported: true };
}
