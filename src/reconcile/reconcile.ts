import type { Book } from '../book/book.ts';
import type { Incident } from '../incidents/incident.ts';
import { situationOf } from '../response/fold.ts';
import { incidentEvents, type Surroundings } from '../response/incidents.ts';
import { maintenanceEvents, type Planned } from '../response/maintenance.ts';
import { type Addresses, type Message, messageOf } from '../response/message.ts';
import { CLAIM_MS, type Due, dueNotices, type OnCallTier, type Telling } from '../response/notices.ts';
import { type Condition, outageEvents } from '../response/outages.ts';
import { type Channel, routesOf, serves } from '../response/routes.ts';
import { silenceEvents } from '../response/silence.ts';
import type { Situation } from '../response/situation.ts';
import { type EventDetail, type RecordEvent, typedEvent } from '../schemas/event.ts';

/** What was found of the world, at the instant of a run. */
export interface Observation {
  readonly conditions: readonly Condition[];
  readonly written: readonly Incident[];
  readonly causes: ReadonlyMap<string, readonly string[]>;
  readonly planned: readonly Planned[];
  /** Newest look of the record, milliseconds; null without any. */
  readonly newestAt: number | null;
}

/** What a channel answered. A failure that is `final` would fail again, however often it is tried. */
export type SendResult =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly result: string; readonly final: boolean };

/** Everything outside of the reconciliation; each part may fail or be killed at any call. */
export interface Outside {
  /** Events of the record, of all places that wrote some. */
  read(): Promise<readonly RecordEvent[]> | readonly RecordEvent[];
  /** Keeps events so that a killed process has them again; those that are there already may be given again. */
  append(events: readonly RecordEvent[]): Promise<void> | void;
  /**
   * Makes what was appended known to all others, and theirs known here. Throws when it cannot; then nobody else knows of
   * the claims, and nothing may be sent on them unless the process is alone.
   */
  publish(): Promise<void>;
  observe(): Promise<Observation> | Observation;
  send(channel: Channel, message: Message): Promise<SendResult>;
  /** Takes in what people said elsewhere; the events to add. */
  hear?(situation: Situation): Promise<readonly RecordEvent[]>;
  /** Brings another place to what the log says, and gives the events that tell of it, one batch for each step. */
  mirror?(situation: Situation): AsyncIterable<readonly RecordEvent[]>;
}

/** Who asks, where from, and when. */
export interface Asking {
  readonly book: Book;
  /** False when the book was read with errors: what it does not name may only be misspelt. */
  readonly whole: boolean;
  readonly location: string;
  readonly now: number;
  readonly addresses: Addresses;
  onCall(rotation: string, at: number): readonly OnCallTier[];
}

/** What a run did, for people. */
export interface Reconciled {
  readonly events: readonly RecordEvent[];
  readonly sent: number;
  readonly failed: number;
  /** Faults of parts, in words; the run went on without them. */
  readonly faults: readonly string[];
}

/**
 * Brings the event log to what is observed, and people and mirrors to what the log says. Every step is decided by the log
 * alone: killed anywhere and run again, it goes on where it was. Messages are claimed in the log, and the claim is
 * published, before anything is sent: of several machines that run this at once, the one whose claim others saw first
 * sends. A channel or mirror that fails is told as a fault and keeps nobody else from being told.
 */
export async function reconcile(asking: Asking, outside: Outside): Promise<Reconciled> {
  const run = new Run(asking, outside);
  await run.observe();
  await run.guarded('what people said elsewhere could not be read', () => run.hear());
  await run.tell();
  await run.guarded('the mirror could not be brought up to date', () => run.mirror());
  await run.guarded('events could not be brought to the others', () => run.publish());
  return { events: run.added, sent: run.sent, failed: run.failed, faults: run.faults };
}

class Run {
  readonly added: RecordEvent[] = [];
  readonly faults: string[] = [];
  sent = 0;
  failed = 0;
  readonly #asking: Asking;
  readonly #outside: Outside;
  #events: readonly RecordEvent[] = [];
  #unpublished = false;

  constructor(asking: Asking, outside: Outside) {
    this.#asking = asking;
    this.#outside = outside;
  }

  async observe(): Promise<void> {
    const { book, now, whole } = this.#asking;
    this.#events = await this.#outside.read();
    const seen = await this.#outside.observe();
    const unseen = seen.conditions.filter(({ state }) => state === 'unseen' || state === 'hidden');
    const around: Surroundings = {
      book,
      written: seen.written,
      causes: seen.causes,
      unseen: new Set(unseen.map(({ service }) => service)),
    };
    const first = this.#situation();
    const begins = first.markedAt === null || first.markedAt < now - BEGIN_AGAIN_MS;
    const beginning = {
      at: Math.floor(now / 1000) * 1000,
      kind: 'log began',
      key: 'log',
      detail: '',
    } as const;
    await this.#add([
      ...(begins ? [beginning] : []),
      ...outageEvents(first, seen.conditions, now, whole),
      ...maintenanceEvents(first, seen.planned, now),
      ...silenceEvents(first, book, seen.newestAt, now),
    ]);
    const lost = [...first.troubles.keys()].filter(
      (id) => !seen.conditions.some(({ service }) => service === id),
    );
    if (!whole && lost.length > 0)
      this.faults.push(
        `${lost.join(', ')} cannot be told of while the content has errors; run npm run check`,
      );
    await this.#add(
      incidentEvents(
        this.#situation(),
        { ...around, unseen: new Set([...around.unseen, ...(whole ? [] : lost)]) },
        now,
      ),
    );
    this.#sayUnrouted();
  }

  /** An incident that begins and that no route takes is told aloud, once: nobody else will hear of it. */
  #sayUnrouted(): void {
    const { incidents } = this.#situation();
    for (const { key, kind } of this.added) {
      const incident = kind === 'incident opened' ? incidents.get(key) : undefined;
      if (!incident) continue;
      const routes = routesOf(this.#asking.book, incident.domain);
      if (!routes.some((route) => serves(route, incident, incident.severity, incident.openedAt)))
        this.faults.push(
          `nobody is told of ${key}: no route of ${incident.domain} takes ${incident.severity}`,
        );
    }
  }

  async hear(): Promise<void> {
    if (this.#outside.hear) await this.#add(await this.#outside.hear(this.#situation()));
  }

  async tell(): Promise<void> {
    const { book, now, location } = this.#asking;
    const telling: Telling = { book, onCall: (rotation, at) => this.#asking.onCall(rotation, at) };
    const before = this.#situation();
    const due = dueNotices(before, telling, location, now);
    if (due.length === 0) return;
    const claims = due.map((one) => typedEvent(now, 'alert due', one.key, this.#detail(one)));
    await this.#add(claims);
    // A remote that does not answer must not keep people from being told; at worst they are told twice.
    await this.guarded('claims could not be published', () => this.publish());
    const rivals = this.#rivals(due, before);
    // Asked again with what others brought meanwhile: somebody may have taken it on, or told of it.
    const still = new Set(dueNotices(this.#situation(), telling, location, now).map(({ key }) => key));
    const mine = due.filter(({ key }) => still.has(key) && !rivals.has(key));
    // At once, so that a channel that hangs keeps no other waiting; but nobody hears of an end before a beginning.
    for (const last of [false, true])
      await Promise.all(
        mine.filter(({ stage }) => (stage === 'closed') === last).map((one) => this.#send(one)),
      );
  }

  async mirror(): Promise<void> {
    if (!this.#outside.mirror) return;
    for await (const events of this.#outside.mirror(this.#situation())) await this.#add(events);
  }

  async publish(): Promise<void> {
    if (!this.#unpublished) return;
    await this.#outside.publish();
    this.#unpublished = false;
    this.#events = await this.#outside.read();
  }

  /** Does something without which the rest can go on. */
  async guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Killed) throw error;
      this.faults.push(`${what}: ${(error as Error).message}`);
    }
  }

  #situation(): Situation {
    return situationOf(this.#events);
  }

  async #add(events: readonly RecordEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#outside.append(events);
    this.#events = [...this.#events, ...events];
    this.added.push(...events);
    this.#unpublished = true;
  }

  /**
   * Messages that another location has claimed: its claim was there when ours became known, and of two claims only the
   * later one can see the other. A claim that was followed by a failure is spent.
   */
  #rivals(due: readonly Due[], before: Situation): Set<string> {
    const { location, now } = this.#asking;
    const keys = new Set(due.map(({ key }) => key));
    const found = new Set<string>();
    for (const event of this.#events) {
      if (event.kind !== 'alert due' || !keys.has(event.key)) continue;
      const { by } = JSON.parse(event.detail) as EventDetail<'alert due'>;
      const failedAt = before.alerts.get(event.key)?.lastFailureAt ?? Number.NEGATIVE_INFINITY;
      if (by !== location && event.at > failedAt && now - event.at < CLAIM_MS) found.add(event.key);
    }
    return found;
  }

  #detail({ incident, stage, channel, to }: Due): EventDetail<'alert due'> {
    const { location } = this.#asking;
    return { incident: incident.id, stage, channel, ...(to === null ? {} : { to }), by: location };
  }

  async #send(due: Due): Promise<void> {
    const { book, now, addresses } = this.#asking;
    const [, id] = /^[^/]+\/(.+)$/.exec(due.channel) ?? [];
    const channel = due.route.channels.find((one) => one.id === id);
    const tiers = due.route.route.escalates ? this.#asking.onCall(due.route.route.escalates, now) : [];
    const message = messageOf(due, book, tiers, addresses, now);
    const answer: SendResult = channel
      ? await this.#outside.send(channel, message).catch((error: unknown) => {
          if (error instanceof Killed) throw error;
          return { ok: false, result: (error as Error).message, final: false } as const;
        })
      : { ok: false, result: 'the book has no such channel', final: true };
    const result = answer.result.slice(0, MOST_RESULT);
    const detail = { ...this.#detail(due), result };
    if (answer.ok) {
      this.sent += 1;
      await this.#add([typedEvent(now, 'alert sent', due.key, detail)]);
      return;
    }
    this.failed += 1;
    const final = answer.final || due.failures + 1 >= book.config.alerting.attempts;
    this.faults.push(`${due.channel} was not told of ${due.incident.id} (${due.stage}): ${result}`);
    await this.#add([typedEvent(now, 'alert failed', due.key, { ...detail, ...(final ? { final } : {}) })]);
  }
}

const MOST_RESULT = 300;
/** The beginning of the log is written again before it is too old to be read. */
const BEGIN_AGAIN_MS = 100 * 86_400_000;

/** Thrown in tests in place of a kill: nothing after it happens. */
export class Killed extends Error {}
