import { isoInstant } from '../calendar/time.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { LoggedIncident, Situation } from './situation.ts';

/** Open incidents with what this run adds to them, so that two troubles of one run find each other. */
export class Draft {
  readonly events: RecordEvent[] = [];
  readonly now: number;
  readonly #incidents: Map<string, LoggedIncident>;
  readonly #said: Set<string>;

  constructor(situation: Situation, now: number) {
    this.now = now;
    this.#incidents = new Map(situation.incidents);
    this.#said = new Set(situation.said);
  }

  all(): LoggedIncident[] {
    return [...this.#incidents.values()];
  }

  open(): LoggedIncident[] {
    return this.all().filter(({ closedAt }) => closedAt === null);
  }

  get(id: string): LoggedIncident | undefined {
    return this.#incidents.get(id);
  }

  has(id: string): boolean {
    return this.#incidents.has(id);
  }

  wasSaid(id: string, via: string): boolean {
    return this.#said.has(`${id} ${via}`);
  }

  add(events: readonly RecordEvent[]): void {
    this.events.push(...events);
  }

  begin(incident: LoggedIncident, trouble?: string): void {
    const { id, origin, domain, severity, services, startedAt, title, reason, internal, runbook } = incident;
    this.#incidents.set(id, incident);
    this.events.push(
      typedEvent(this.now, 'incident opened', id, {
        origin,
        domain,
        severity,
        services: [...services],
        startedAt: isoInstant(startedAt),
        ...(title ? { title } : {}),
        ...(reason ? { reason } : {}),
        ...(runbook ? { runbook } : {}),
        ...(internal ? { internal } : {}),
        ...(trouble ? { trouble } : {}),
      }),
    );
  }

  say(
    incident: LoggedIncident,
    what: { via: string; by?: string } & Partial<Pick<LoggedIncident, 'state' | 'severity'>> & {
        text?: string;
        services?: string[];
        trouble?: string;
        startedAt?: string;
      },
  ): void {
    const { via, by = 'watchbook', ...rest } = what;
    this.events.push(typedEvent(this.now, 'incident updated', incident.id, { by, via, ...rest }));
    this.#said.add(`${incident.id} ${via}`);
    this.#incidents.set(incident.id, {
      ...incident,
      services: [...new Set([...incident.services, ...(rest.services ?? [])])],
      state: rest.state ?? incident.state,
      severity: rest.severity ?? incident.severity,
    });
  }

  close(incident: LoggedIncident, endedAt: number, by?: string): void {
    this.#incidents.set(incident.id, { ...incident, closedAt: this.now, endedAt });
    this.events.push(
      typedEvent(this.now, 'incident closed', incident.id, {
        endedAt: isoInstant(endedAt),
        ...(by ? { by } : {}),
      }),
    );
  }
}
