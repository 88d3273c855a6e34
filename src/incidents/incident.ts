import type { Entry } from '../book/book.ts';
import { IMPACTS, type INCIDENT_STATES } from '../schemas/incident.ts';

/** State of an incident, in the words of status pages. */
export type IncidentState = (typeof INCIDENT_STATES)[number];
/** What an incident means for one component. */
export type Impact = (typeof IMPACTS)[number];

/** A component whose impact changed with an update. */
export interface ImpactChange {
  readonly service: string;
  readonly from: Impact;
  readonly to: Impact;
}

/** One thing that was said about an incident. */
export interface IncidentUpdate {
  /** Never changes once the update was published, so that feeds can use it: the incident's id, `#` and the instant. */
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
  readonly state: IncidentState;
  /** What was written; null where probes said it, which `found` then names. */
  readonly text: string | null;
  readonly found: 'outage' | 'recovery' | null;
  readonly changes: readonly ImpactChange[];
}

/** A confirmed outage of a service, as an incident needs it. Milliseconds; `to` is null while it lasts. */
export interface ServiceOutageSpan {
  readonly service: string;
  readonly from: number;
  readonly to: number | null;
}

/** An incident as pages, feeds and interfaces tell it, whoever found it. All times in milliseconds. */
export interface Incident {
  /** Path below `/incidents/`. */
  readonly id: string;
  /** `written` by people in the book, or found by probes alone: `automatic`. */
  readonly origin: 'written' | 'automatic';
  /** Null for an automatic one: its title is made of its component, in the language of the page. */
  readonly title: string | null;
  readonly domain: string;
  /** In the words of the domain; null where nobody judged it. */
  readonly severity: string | null;
  readonly services: readonly string[];
  /** State that the newest update gave it. */
  readonly state: IncidentState;
  /** The worst it ever was. */
  readonly impact: Impact;
  /** What it means for each of its services now. */
  readonly impacts: ReadonlyMap<string, Impact>;
  readonly startedAt: number;
  /** Null while it lasts. */
  readonly resolvedAt: number | null;
  readonly updatedAt: number;
  /** Oldest first; never empty. */
  readonly updates: readonly IncidentUpdate[];
  /** Confirmed outages that belong to it, oldest first. */
  readonly outages: readonly ServiceOutageSpan[];
  /** The entry it was written in. */
  readonly entry: Entry<'incidents'> | null;
}

/** Sort key of impacts: higher is worse. Throws `RangeError` on a word that is no impact. */
export function impactRank(impact: Impact): number {
  const rank = IMPACTS.indexOf(impact);
  if (rank < 0) throw new RangeError(`unknown impact "${impact}"; refusing to rank it`);
  return rank;
}

/** The worst of some impacts; `none` of none. */
export function worstImpact(impacts: Iterable<Impact>): Impact {
  let worst: Impact = 'none';
  for (const impact of impacts) if (impactRank(impact) > impactRank(worst)) worst = impact;
  return worst;
}

/** True while an incident is not over. */
export function isOpen(incident: Incident): boolean {
  return incident.resolvedAt === null;
}

/**
 * What people say about a service now, the worst of all open written incidents; `none` when nobody says
 * anything. Probes speak for themselves and are not asked here.
 */
export function reportedImpact(incidents: readonly Incident[], service: string): Impact {
  return worstImpact(
    incidents
      .filter((incident) => incident.origin === 'written' && isOpen(incident))
      .map(({ impacts }) => impacts.get(service) ?? 'none'),
  );
}
