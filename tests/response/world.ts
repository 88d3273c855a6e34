import { assembleBook } from '../../src/book/assemble.ts';
import type { Book } from '../../src/book/book.ts';
import { conditionOf } from '../../src/reconcile/observe.ts';
import {
  Killed,
  type Observation,
  type Outside,
  reconcile,
  type SendResult,
} from '../../src/reconcile/reconcile.ts';
import type { Message } from '../../src/response/message.ts';
import type { OnCallTier } from '../../src/response/notices.ts';
import type { RecordEvent } from '../../src/schemas/event.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { componentNow } from '../../src/status/component.ts';
import { uniteOutages } from '../../src/status/component-outages.ts';
import { suppressedAlerts } from '../../src/status/dependence.ts';
import type { Series, Timing } from '../../src/status/looks.ts';
import { outages } from '../../src/status/states.ts';
import { smallBook } from '../book/made.ts';

/** A small book with some of its files replaced. */
export const made = (over: Record<string, string | null> = {}): Book => assembleBook(smallBook(over)).book;

export const START = Date.UTC(2026, 10, 21, 12);
export const MINUTE = 60_000;

export const TIMING: Timing = { intervalMs: MINUTE, confirm: { down: 2, up: 1 }, staleAfter: 3 };

/** Looks of one service at the given instants. */
export function seriesOf(looks: readonly { at: number; outcome: Outcome }[]): Series {
  return {
    length: looks.length,
    at: (i) => (looks[i] as { at: number }).at,
    outcome: (i) => (looks[i] as { outcome: Outcome }).outcome,
    latency: () => null,
    reason: (i) => ((looks[i] as { outcome: Outcome }).outcome === 'up' ? null : 'it did not answer'),
  };
}

/** A world of services that are looked at each minute, a log that survives kills, and channels that count. */
export class World {
  readonly log: RecordEvent[] = [];
  /** What reached a channel, every time it did. */
  readonly received: { channel: string; message: Message }[] = [];
  readonly looks = new Map<string, { at: number; outcome: Outcome }[]>();
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  readonly book: Book;
  written: Observation['written'] = [];
  /** Planned work on every service. */
  planned: Observation['planned'] = [];
  tiers: readonly OnCallTier[] = [];
  /** Calls to the outside after which the process dies; none while infinite. */
  life = Number.POSITIVE_INFINITY;
  /** Whether its book was read without errors. */
  whole = true;
  /** Times that it died. */
  kills = 0;
  /** Messages that a channel refuses. */
  refuses: (message: Message) => SendResult | null = () => null;
  faults: readonly string[] = [];

  constructor(book: Book, dependsOn: Readonly<Record<string, readonly string[]>> = {}) {
    this.book = book;
    this.dependsOn = new Map(Object.entries(dependsOn));
  }

  look(service: string, at: number, outcome: Outcome): void {
    const all = this.looks.get(service) ?? [];
    all.push({ at, outcome });
    this.looks.set(service, all);
  }

  /** Confirmed outages of a service as they are known at an instant. */
  outagesOf(service: string, now: number) {
    const looks = (this.looks.get(service) ?? []).filter(({ at }) => at <= now);
    if (looks.length === 0) return [];
    const window = { from: looks[0]?.at ?? now, to: now + 1 };
    return uniteOutages(
      outages([seriesOf(looks)], TIMING, window, this.planned).map((one) => ({
        ...one,
        probe: `${service}/http`,
      })),
    );
  }

  observe(now: number): Observation {
    const states = [...this.looks.keys()].map((service) => {
      const looks = (this.looks.get(service) ?? []).filter(({ at }) => at <= now);
      const probe = { id: `${service}/http`, timing: TIMING, looks: [seriesOf(looks)] };
      return [service, componentNow([probe], this.planned, now)] as const;
    });
    const byService = new Map(states.map(([service, { state }]) => [service, state]));
    return {
      conditions: states.map(([service, state]) =>
        conditionOf(service, state, this.outagesOf(service, now).toReversed(), now),
      ),
      written: this.written,
      causes: new Map(
        suppressedAlerts(byService, this.dependsOn).map(({ service, causes }) => [service, causes]),
      ),
      planned: this.planned,
      newestAt: [...this.looks.values()]
        .flat()
        .reduce<number | null>((newest, { at }) => (at <= now ? Math.max(newest ?? at, at) : newest), null),
    };
  }

  /** One run at an instant; false when it was killed. */
  async run(now: number, location = 'local'): Promise<boolean> {
    try {
      const asking = {
        book: this.book,
        whole: this.whole,
        location,
        now,
        addresses: { handbook: 'https://book.test', status: 'https://status.test' },
        onCall: () => this.tiers,
      };
      this.faults = (await reconcile(asking, this.outside(now))).faults;
      return true;
    } catch (error) {
      if (error instanceof Killed) {
        this.kills += 1;
        return false;
      }
      throw error;
    }
  }

  outside(now: number): Outside {
    return {
      read: () => [...this.log],
      append: (events) => {
        for (const event of events) {
          this.#live();
          this.log.push(event);
        }
        this.#live();
      },
      publish: async () => this.#live(),
      observe: () => this.observe(now),
      send: async (channel, message) => {
        this.#live();
        const refusal = this.refuses(message);
        if (refusal) return refusal;
        this.received.push({ channel: channel.id, message });
        // Killed after the other side has it, and before anybody writes that down.
        this.#live();
        return { ok: true, result: '200' };
      },
    };
  }

  /** Keys that reached a channel, without repeats. */
  get keys(): string[] {
    return [...new Set(this.received.map(({ message }) => message.key))];
  }

  said(): string[] {
    return this.received.map(({ channel, message }) => `${channel} ${message.stage}`);
  }

  kinds(): string[] {
    return this.log.map(({ kind }) => kind).filter((kind) => kind !== 'log began');
  }

  #live(): void {
    if (this.life <= 0) throw new Killed('killed');
    this.life -= 1;
  }
}
