import type { IMPACTS, INCIDENT_STATES } from '../schemas/incident.ts';
import type { Outcome } from '../schemas/vocabulary.ts';

/** A file that somebody else's status page was made from, by its path as it is named in findings. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/** Something that could not be carried over as it stood, where it stands, and why. Nothing is dropped without one. */
export interface NotCarried {
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

/** A service as the other page knows it. `probe` is data for our schema of probes. */
export interface FoundService {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly group: string | null;
  readonly probe: Readonly<Record<string, unknown>> | null;
  readonly at: { readonly file: string; readonly line: number };
}

export type State = (typeof INCIDENT_STATES)[number];
export type Impact = (typeof IMPACTS)[number];

/** One thing that was said. Instants in milliseconds; `impacts` by slug of the service. */
export interface FoundUpdate {
  readonly at: number;
  readonly state: State;
  readonly text: string;
  readonly impacts: Readonly<Record<string, Impact>>;
}

/** An incident as the other page tells it. `word` is its severity there, which only people can translate. */
export interface FoundIncident {
  readonly key: string;
  readonly title: string;
  readonly word: string;
  readonly services: readonly string[];
  readonly startedAt: number;
  readonly resolvedAt: number | null;
  /** In any order. */
  readonly updates: readonly FoundUpdate[];
  readonly at: { readonly file: string; readonly line: number };
}

/** One observation that the other page kept: a look that was really taken. */
export interface FoundLook {
  readonly slug: string;
  /** What the source itself calls the service in its files. */
  readonly origin: string;
  /** Milliseconds. */
  readonly at: number;
  readonly outcome: Exclude<Outcome, 'unknown'>;
  readonly latencyMs: number | null;
  readonly reason: string | null;
}

/** Everything that was found in a source. */
export interface Found {
  readonly services: readonly FoundService[];
  readonly incidents: readonly FoundIncident[];
  readonly looks: readonly FoundLook[];
  readonly notCarried: readonly NotCarried[];
}

/** Milliseconds of an instant in somebody else's words, or null. A time without a zone is read as UTC. */
export function instantOf(text: unknown): number | null {
  if (text instanceof Date) return text.getTime();
  if (typeof text !== 'string') return null;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
    text.trim(),
  );
  if (!match) return null;
  const [, day, clock = '00:00', zone = 'Z'] = match;
  const at = Date.parse(`${day}T${clock}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(at) ? null : at;
}
