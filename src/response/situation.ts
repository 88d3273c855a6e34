import type { EventDetail, INCIDENT_ORIGINS, RecordEvent } from '../schemas/event.ts';
import type { IMPACTS, INCIDENT_STATES } from '../schemas/incident.ts';

/** How far the trouble of a service has come: not yet confirmed, confirmed down, or slower and worse than it should be. */
export type TroublePhase = 'suspected' | 'down' | 'degraded';

/** Trouble of one service that is not over. All times in milliseconds. */
export interface Trouble {
  /** The service and when it began: `shop/api@20261121T031205Z`. */
  readonly key: string;
  readonly service: string;
  readonly from: number;
  readonly phase: TroublePhase;
  /** True once enough looks had found it down. */
  readonly confirmed: boolean;
  /** When the log said so last. */
  readonly knownAt: number;
  readonly reason: string | null;
}

/** Confirmed trouble that is over. */
export interface EndedTrouble extends Trouble {
  readonly to: number;
}

/** Something that was said about an incident of the log. */
export interface LoggedUpdate {
  readonly at: number;
  readonly by: string;
  /** Where it was said; `probes` where the machine said it. */
  readonly via: string;
  readonly state: (typeof INCIDENT_STATES)[number] | null;
  readonly text: string | null;
  readonly services: readonly string[];
  readonly impact: (typeof IMPACTS)[number] | null;
}

/** An incident as the log tells it. */
export interface LoggedIncident {
  readonly id: string;
  readonly origin: (typeof INCIDENT_ORIGINS)[number];
  readonly domain: string;
  /** In the words of the domain, as it is now. */
  readonly severity: string;
  /** Severities that it had, the first one first. */
  readonly severities: readonly { readonly at: number; readonly severity: string }[];
  readonly services: readonly string[];
  readonly startedAt: number;
  readonly title: string | null;
  readonly reason: string | null;
  readonly runbook: string | null;
  readonly internal: boolean;
  readonly published: boolean;
  /** Since when it is on the public page; null where it is not. */
  readonly publishedAt: number | null;
  readonly postmortemAsked: boolean;
  /** When people said how severe it is; null where only the machine did. */
  readonly judgedAt: number | null;
  readonly state: (typeof INCIDENT_STATES)[number];
  readonly updates: readonly LoggedUpdate[];
  /** When it was written into the log. */
  readonly openedAt: number;
  /** When it was closed in the log, and when the trouble was over; null while it is open. */
  readonly closedAt: number | null;
  readonly endedAt: number | null;
  readonly acknowledged: { readonly at: number; readonly by: string } | null;
}

/** What became of one message to one channel. */
export interface AlertState {
  readonly key: string;
  readonly detail: EventDetail<'alert due'>;
  /** Newest claim of a run that was going to send it. */
  readonly claimedAt: number;
  readonly claimedBy: string;
  readonly failures: number;
  readonly lastFailureAt: number | null;
  /** `claimed` while nobody knows its result; `given up` when it is not tried again. */
  readonly state: 'claimed' | 'failed' | 'given up' | 'sent';
  readonly sentAt: number | null;
}

/** An issue elsewhere that mirrors an incident. */
export interface MirrorState {
  readonly number: number;
  readonly facts: ReadonlySet<string>;
  readonly closed: boolean;
}

/** Everything the event log says, folded into what is the case now. */
export interface Situation {
  /** By service. */
  readonly troubles: ReadonlyMap<string, Trouble>;
  /** Trouble that was confirmed, or worse than it should be, and is over; oldest first. */
  readonly ended: readonly EndedTrouble[];
  /** The newest end of trouble of each service. */
  readonly recoveredAt: ReadonlyMap<string, number>;
  readonly incidents: ReadonlyMap<string, LoggedIncident>;
  /** By key of the message. */
  readonly alerts: ReadonlyMap<string, AlertState>;
  /** By incident. */
  readonly mirrors: ReadonlyMap<string, MirrorState>;
  /** Planned work that has begun and not ended, by key. */
  readonly maintenance: ReadonlySet<string>;
  readonly maintenanceEnded: ReadonlySet<string>;
  /** Since when no look came; null while looks come. */
  readonly silentSince: number | null;
  /** Objectives whose alerts burn, with their event. */
  readonly burning: ReadonlyMap<string, RecordEvent>;
  /** Places from which updates came, so that none is taken in twice: `INCIDENT via`. */
  readonly said: ReadonlySet<string>;
  /** The incident that each outage belongs to, by the key of the outage. */
  readonly placed: ReadonlyMap<string, string>;
  /** When the log began to tell of outages; null where it has not. */
  readonly beganAt: number | null;
  /** When it was last written that the log has begun. */
  readonly markedAt: number | null;
}
