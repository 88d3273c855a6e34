import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createSender } from '../alerts/send.ts';
import type { Book } from '../book/book.ts';
import { publicBook } from '../book/public.ts';
import { sendBeats } from '../fleet/beats.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { readBeats } from '../probe/beats.ts';
import { runProbes } from '../probe/engine.ts';
import { type RecordRun, recentFacts, reconcileRecord } from '../reconcile/in-record.ts';
import { appendEvents, readEvents } from '../record/events.ts';
import { openRecord, type RecordStore } from '../record/store.ts';
import { situationOf } from '../response/fold.ts';
import { tiersOf } from '../response/on-call.ts';
import type { LoggedIncident } from '../response/situation.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { ComponentState } from '../status/component.ts';
import { headline } from '../views/headline.ts';
import { wordsFor } from '../words/words.ts';
import { drillBook } from './book.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { type Act, ROUND_MINUTES, type Scenario, SILENCE_MINUTES } from './scenarios.ts';

export const MINUTE_MS = 60_000;

/** What happened in a drill, in the order in which it did. */
export interface Moment {
  /** Milliseconds on the clock of the drill. */
  readonly at: number;
  readonly what: 'act' | 'page' | 'log' | 'message';
  readonly text: string;
}

/** A message that a channel took, or did not. */
export interface SentMessage {
  readonly at: number;
  readonly channel: string;
  readonly stage: string;
  readonly title: string;
  readonly ok: boolean;
  readonly result: string;
}

/** What the public page says at an instant. */
export interface PageMoment {
  readonly at: number;
  readonly state: ComponentState;
  readonly headline: string;
}

/** A drill that was played to its end. */
export interface Played {
  readonly scenario: Scenario;
  readonly startedAt: number;
  readonly moments: readonly Moment[];
  readonly messages: readonly SentMessage[];
  /** Messages that arrived, by channel. */
  readonly arrived: ReadonlyMap<string, number>;
  /** One for each round. */
  readonly pages: readonly PageMoment[];
  readonly incidents: readonly LoggedIncident[];
  /** Parts of runs that failed. */
  readonly faults: readonly string[];
  /** Book that it was played with. */
  readonly book: Book;
}

export interface PlayOptions {
  readonly book: Book;
  readonly scenario: Scenario;
  /** Folder for the record of the drill, of which nothing may be left from before. */
  readonly work: string;
  /** Another place that is kept in step, such as a GitHub on this machine. */
  readonly elsewhere?: Pick<RecordRun, 'hear' | 'mirror'>;
}

/**
 * Plays a scenario: local services that break and are repaired, real looks at them, a record of its own, the real loop
 * and the real sender, with receivers on this machine and a clock that jumps from round to round. Throws
 * `RangeError` where the book lacks a service of the scenario, and what servers and record throw.
 */
export async function playScenario({ book, scenario, work, elsewhere }: PlayOptions): Promise<Played> {
  for (const act of scenario.acts)
    if ('service' in act && !book.collections.services.has(act.service))
      throw new RangeError(`${scenario.id} needs the service ${act.service}, which this book does not have`);
  const receivers = await startReceivers();
  let fleet: Fleet | null = null;
  try {
    const copy = drillBook(book, scenario, receivers);
    fleet = await startFleet({ probes: copy.book.probes, now: Date.now });
    for (const { service } of copy.book.probes) fleet.faults.force(service, 'healthy');
    await rm(work, { recursive: true, force: true });
    const store = await openRecord({ dir: path.resolve(work) });
    const drill = new Drill({ ...copy, scenario, store, fleet, receivers, elsewhere: elsewhere ?? {} });
    return await drill.play();
  } finally {
    await fleet?.stop();
    await receivers.stop();
  }
}

interface Stage {
  readonly book: Book;
  readonly secrets: ReadonlyMap<string, string>;
  readonly scenario: Scenario;
  readonly store: RecordStore;
  readonly fleet: Fleet;
  readonly receivers: Receivers;
  readonly elsewhere: Pick<RecordRun, 'hear' | 'mirror'>;
}

const LOCATION = 'drill';
const WORDS = wordsFor('en');

class Drill {
  readonly #stage: Stage;
  readonly #startedAt: number;
  readonly #moments: Moment[] = [];
  readonly #messages: SentMessage[] = [];
  readonly #pages: PageMoment[] = [];
  readonly #faults: string[] = [];
  #now: number;
  #looking = true;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#startedAt = Date.parse(stage.scenario.startsAt);
    this.#now = this.#startedAt;
  }

  async play(): Promise<Played> {
    const { scenario, store, receivers, book } = this.#stage;
    const acts = [...scenario.acts];
    for (let minute = 0; minute <= scenario.minutes; minute += ROUND_MINUTES) {
      while (acts[0] && acts[0].minute <= minute) await this.#act(acts.shift() as Act);
      this.#now = this.#startedAt + minute * MINUTE_MS;
      if (this.#looking) await this.#look();
      if (this.#looking || minute % SILENCE_MINUTES === 0) await this.#reconcile();
      this.#readPage();
    }
    const arrived = new Map<string, number>();
    for (const { channel } of receivers.received) arrived.set(channel, (arrived.get(channel) ?? 0) + 1);
    return {
      scenario,
      startedAt: this.#startedAt,
      moments: this.#moments,
      messages: this.#messages,
      arrived,
      pages: this.#pages,
      incidents: [...situationOf(readEvents(store.dir).events).incidents.values()],
      faults: this.#faults,
      book,
    };
  }

  async #act(act: Act): Promise<void> {
    const { fleet } = this.#stage;
    this.#now = this.#startedAt + act.minute * MINUTE_MS;
    switch (act.does) {
      case 'breaks':
        fleet.faults.force(act.service, act.how);
        return this.#tell('act', `${act.service} breaks: ${act.how}`);
      case 'is repaired':
        fleet.faults.force(act.service, 'healthy');
        return this.#tell('act', `${act.service} is repaired`);
      case 'nobody looks':
        this.#looking = false;
        return this.#tell('act', 'nobody looks any more');
      case 'looks again':
        this.#looking = true;
        return this.#tell('act', 'somebody looks again');
      case 'takes it on':
        return await this.#say(act.by, (id) =>
          typedEvent(this.#now, 'alert acknowledged', id, { by: act.by, via: 'drill' }),
        );
      case 'says it is mitigated':
        return await this.#say(act.by, (id) =>
          typedEvent(this.#now, 'incident updated', id, {
            by: act.by,
            via: `drill:${act.minute}`,
            state: 'monitoring',
            text: act.text,
          }),
        );
      default:
        throw new RangeError(`unknown act: ${String(act satisfies never)}`);
    }
  }

  /** Writes what a person says of every incident that is open. */
  async #say(by: string, eventOf: (incident: string) => RecordEvent): Promise<void> {
    const { store } = this.#stage;
    const events = [...situationOf(readEvents(store.dir).events).incidents.values()]
      .filter(({ closedAt }) => closedAt === null)
      .map(({ id }) => eventOf(id));
    await store.append([], { afterwards: () => void appendEvents(store.dir, LOCATION, events) });
    for (const { kind } of events) this.#tell('log', `${kind}, by ${by}`);
  }

  async #look(): Promise<void> {
    const { book, fleet, store } = this.#stage;
    sendBeats(book.probes, fleet.faults, store.dir, LOCATION, this.#now);
    const beats = readBeats(store.dir);
    const samples = await runProbes(book.probes, {
      location: LOCATION,
      now: () => this.#now,
      lastBeat: (id) => beats.get(id) ?? null,
      connectTo: fleet.connectTo,
      ca: fleet.ca,
      deadlineMs: 20_000,
    });
    await store.commitRun(samples, this.#now, { probes: book.probes.map(({ fullId }) => fullId) });
  }

  async #reconcile(): Promise<void> {
    const { book, store, secrets, elsewhere } = this.#stage;
    const send = createSender({ resolveSecret: (name) => secrets.get(name), now: () => this.#now });
    const told: string[] = [];
    const { events, faults } = await reconcileRecord({
      store,
      book,
      location: LOCATION,
      now: this.#now,
      push: false,
      whole: true,
      send: async (channel, message) => {
        const answer = await send(channel, message);
        const { stage, title } = message;
        const to = `${message.domain}/${channel.id}`;
        this.#messages.push({ at: this.#now, channel: to, stage, title, ...answer });
        told.push(`${to}, ${stage}: ${title} (${answer.result})`);
        return answer;
      },
      onCall: tiersOf(book),
      ...elsewhere,
    });
    for (const { kind, key } of events)
      if (!kind.startsWith('alert') && kind !== 'log began') this.#tell('log', `${kind}: ${key}`);
    // People read first what was found, and then who was told of it.
    for (const text of told) this.#tell('message', text);
    this.#faults.push(...faults);
  }

  #readPage(): void {
    const { book, store } = this.#stage;
    const page = recentFacts(store.dir, publicBook(book), this.#now).page('public');
    const said = headline(page, WORDS);
    if (said !== this.#pages.at(-1)?.headline) this.#tell('page', said);
    this.#pages.push({ at: this.#now, state: page.state, headline: said });
  }

  #tell(what: Moment['what'], text: string): void {
    this.#moments.push({ at: this.#now, what, text });
  }
}
