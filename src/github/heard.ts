import { type Book, entriesOf } from '../book/book.ts';
import { isoInstant } from '../calendar/time.ts';
import { levelsOf } from '../response/severity.ts';
import type { LoggedIncident, Situation } from '../response/situation.ts';
import { type EventDetail, type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { Comment } from './api.ts';
import { type Command, type Spoken, spokenIn } from './command.ts';
import { viaComment } from './fact.ts';
import { whatLasts } from './lasting.ts';
import { literal } from './text.ts';

/** What follows from one comment, if its author may say it. */
export interface Heard {
  readonly events: readonly RecordEvent[];
  /** What is to be answered, as Markdown of ours; null for nothing. */
  readonly reply: string | null;
}

/** The fact that a comment was answered. */
export function replyFact(comment: number): string {
  return `reply ${comment}`;
}

type Update = Omit<EventDetail<'incident updated'>, 'by' | 'via'>;

/**
 * What follows from a comment on the issue of an incident; nothing from one that was taken in and answered before, whatever
 * it says by now. Null for one that asks for nothing. Pure.
 */
export function heardFrom(
  comment: Comment,
  incident: LoggedIncident,
  situation: Situation,
  book: Book,
  now: number,
): Heard | null {
  const { domain } = incident;
  const services = entriesOf(book, 'services').map(({ id }) => id);
  const spoken = spokenIn(comment.body, {
    levels: levelsOf(book, domain).map(({ id }) => id),
    services,
    domain,
  });
  if (spoken === null) return null;
  const taken = new Taken(comment, incident, situation, now);
  return taken.heard(spoken);
}

/** Turns the commands of one comment into events. */
class Taken {
  readonly #comment: Comment;
  readonly #incident: LoggedIncident;
  readonly #situation: Situation;
  readonly #now: number;
  /** When it was said; never before the log knew of the incident, and never in the future. */
  readonly #at: number;
  readonly #by: string;
  readonly #problems: string[] = [];

  constructor(comment: Comment, incident: LoggedIncident, situation: Situation, now: number) {
    this.#comment = comment;
    this.#incident = incident;
    this.#situation = situation;
    this.#now = now;
    const said = Math.max(incident.openedAt, Math.min(comment.createdAt, now));
    this.#at = Math.floor(said / 1000) * 1000;
    this.#by = comment.author?.login ?? 'unknown';
  }

  heard({ commands, problems }: Spoken): Heard {
    this.#problems.push(...problems);
    const status = commands.findLast((one) => one.kind === 'status');
    const first: Update = {
      ...this.#statusUpdate(status),
      ...this.#severityUpdate(commands.findLast((one) => one.kind === 'severity')),
      ...this.#publishUpdate(commands.some(({ kind }) => kind === 'publish')),
      ...this.#postmortemUpdate(commands.some(({ kind }) => kind === 'postmortem')),
    };
    const updates = this.#updates(first, this.#components(commands));
    // The first update comes last: once it is there, nobody looks at this comment again.
    const events =
      commands.length === 0 || this.#wasSaid(0)
        ? []
        : [
            ...this.#acknowledgement(commands.some(({ kind }) => kind === 'ack')),
            ...(first.state === 'resolved' ? this.#end() : []),
            ...this.#events(updates).reverse(),
          ];
    const answered = this.#situation.mirrors.get(this.#incident.id)?.facts.has(replyFact(this.#comment.id));
    const reply = this.#problems.length === 0 || answered ? null : this.#problems.join('\n\n');
    return { events, reply };
  }

  /** True where the log takes an update for something that was said while the incident was open. */
  #wasOpen(): boolean {
    const { closedAt } = this.#incident;
    return closedAt === null || this.#at <= closedAt;
  }

  #statusUpdate(command: Command | undefined): Update {
    if (command?.kind !== 'status') return {};
    const text = command.text === '' ? {} : { text: command.text };
    if (!this.#wasOpen()) {
      this.#problems.push('This incident is over in the event log; its state does not change any more.');
      return {};
    }
    if (command.state !== 'resolved' || this.#incident.closedAt !== null)
      return { state: command.state, ...text };
    const lasting = whatLasts(this.#incident, this.#situation);
    if (lasting === null) return { state: 'resolved', ...text };
    this.#problems.push(
      `Not resolved: ${literal(lasting)}. It is closed by itself when all has been well for a while. ${literal('/status monitoring')} says that you expect so.`,
    );
    return text;
  }

  #severityUpdate(command: Command | undefined): Update {
    return command?.kind === 'severity' ? { severity: command.severity } : {};
  }

  #publishUpdate(asked: boolean): Update {
    if (!asked) return {};
    if (!this.#incident.internal) return { publish: true };
    this.#problems.push('This incident is internal and is not put on the public page.');
    return {};
  }

  #postmortemUpdate(asked: boolean): Update {
    if (!asked) return {};
    if (this.#incident.closedAt === null)
      this.#problems.push('The draft of the postmortem is made when the incident is over.');
    return { postmortem: true };
  }

  /** Services by what is said of them; the last word on each counts. */
  #components(commands: readonly Command[]): Update[] {
    const said = new Map(
      commands.flatMap((one) => (one.kind === 'component' ? [[one.service, one.impact]] : [])) as [
        string,
        Extract<Command, { kind: 'component' }>['impact'],
      ][],
    );
    const byImpact = Map.groupBy(said, ([, impact]) => impact);
    return [...byImpact].map(([impact, services]) => ({
      services: services.map(([service]) => service),
      ...(impact === null ? {} : { impact }),
    }));
  }

  /**
   * What an update says of services goes with the first one, so that one comment is one update where it can be. There is
   * one also where nothing changes: what was taken in once is not taken in again when it is edited, or later comes true.
   */
  #updates(first: Update, [component, ...more]: readonly Update[]): Update[] {
    return [{ ...first, ...component }, ...more];
  }

  #wasSaid(part: number): boolean {
    return this.#situation.said.has(`${this.#incident.id} ${viaComment(this.#comment.id, part)}`);
  }

  #events(updates: readonly Update[]): RecordEvent[] {
    const { id, updates: before } = this.#incident;
    // Two updates of one second would be the same event.
    const seconds = new Set(before.map(({ at }) => Math.floor(at / 1000)));
    return updates.flatMap((update, part) => {
      if (this.#wasSaid(part)) return [];
      let second = Math.floor(this.#at / 1000);
      while (seconds.has(second)) second += 1;
      seconds.add(second);
      const detail = { by: this.#by, via: viaComment(this.#comment.id, part), ...update };
      return [typedEvent(second * 1000, 'incident updated', id, detail)];
    });
  }

  #acknowledgement(asked: boolean): RecordEvent[] {
    const { id, acknowledged } = this.#incident;
    if (!asked || acknowledged !== null || !this.#wasOpen()) return [];
    const detail = { by: this.#by, via: viaComment(this.#comment.id) };
    return [typedEvent(this.#at, 'alert acknowledged', id, detail)];
  }

  #end(): RecordEvent[] {
    const { id, closedAt, startedAt, services, origin } = this.#incident;
    if (closedAt !== null) return [];
    const ends = services.map((service) => this.#situation.recoveredAt.get(service) ?? 0);
    const seen = Math.max(0, ...ends);
    const endedAt = Math.max(startedAt, origin === 'probes' && seen > 0 ? seen : this.#at);
    const detail = { endedAt: isoInstant(endedAt), by: this.#by };
    return [typedEvent(Math.max(this.#now, this.#at), 'incident closed', id, detail)];
  }
}
