import type { Book } from '../book/book.ts';
import { DAY_MS } from '../calendar/time.ts';
import { appendEvents, readEvents } from '../record/events.ts';
import { readRecord } from '../record/read.ts';
import type { RecordStore } from '../record/store.ts';
import type { Addresses } from '../response/message.ts';
import type { OnCallTier } from '../response/notices.ts';
import { durationMs } from '../schemas/duration.ts';
import { computeFacts, type Facts } from '../views/facts.ts';
import { observationOf } from './observe.ts';
import { type Outside, type Reconciled, reconcile } from './reconcile.ts';

/** What a reconciliation over a record on disk needs. */
export interface RecordRun extends Pick<Outside, 'send' | 'hear' | 'mirror'> {
  readonly store: RecordStore;
  readonly book: Book;
  readonly location: string;
  /** Milliseconds. */
  readonly now: number;
  /** True to bring claims and results to the remote. */
  readonly push: boolean;
  /** False when the book was read with errors, so that what it does not name may only be misspelt. */
  readonly whole: boolean;
  onCall(rotation: string, at: number): readonly OnCallTier[];
}

/** Days of looks that are read: what began before them is open in the log already. */
const READ_DAYS = 3;
/** Days of events that are read, so that a run costs no more after years; what is open for longer begins anew. */
const LOG_DAYS = 200;

/**
 * Reconciles the event log of a record on disk; see {@link reconcile}. Only one process of a machine does so at a time.
 * Looks of the last days are read, however long the record is. Throws what reading and writing the record throw.
 */
export function reconcileRecord(run: RecordRun): Promise<Reconciled> {
  const { store, book, location, now, push, whole, onCall } = run;
  const commit = () => store.commit(now, 'what people were told');
  return store.alone(async () => {
    const faults: string[] = [];
    const remotely = push && store.remote !== null;
    // Decided on what all places know, where they can be asked; and with what is here where they cannot.
    if (remotely) await store.pull({ now }).catch((error: Error) => faults.push(error.message));
    const done = await reconcile(
      { book, whole, location, now, addresses: addressesOf(book), onCall },
      {
        read: () => store.read(() => readEvents(store.dir, now - LOG_DAYS * DAY_MS).events),
        append: async (events) => {
          await store.append([], { afterwards: () => void appendEvents(store.dir, location, events) });
        },
        publish: async () => {
          await commit();
          if (remotely) await store.push({ now });
        },
        observe: () => store.read(() => observationOf(book, recentFacts(store.dir, book, now))),
        send: run.send,
        ...(run.hear ? { hear: run.hear } : {}),
        ...(run.mirror ? { mirror: run.mirror } : {}),
      },
    );
    // What an earlier run could not bring there goes along, also where this one had nothing to say.
    if (remotely && (await store.ahead())) {
      await store.push({ now }).catch((error: Error) => faults.push(error.message));
    }
    return { ...done, faults: [...new Set([...faults, ...done.faults])] };
  });
}

/** Facts of a book over the last days of the record in `dir`; figures of longer windows in it mean nothing. */
export function recentFacts(dir: string, book: Book, now: number): Facts {
  const formerIds = new Map(
    book.probes.flatMap((probe) => probe.formerIds.map((old) => [old, probe.fullId])),
  );
  const longest = Math.max(DAY_MS, ...book.probes.map(({ interval }) => 5 * durationMs(interval)));
  const data = readRecord(dir, { from: now - READ_DAYS * longest, to: now + 1, formerIds });
  const record = {
    looksOf: (probe: string) => data.seriesOf(probe),
    head: data.head,
    newestAt: data.newestAt,
    sampleCount: data.sampleCount,
    problems: [],
  };
  return computeFacts(book, record, now);
}

/** Where the pages of a book are, from its settings. */
export function addressesOf({ config }: Book): Addresses {
  const base = config.basePath.replace(/\/$/, '');
  return {
    handbook: config.alerting.handbookUrl?.replace(/\/$/, '') ?? null,
    status: config.siteUrl === undefined ? null : `${config.siteUrl.replace(/\/$/, '')}${base}`,
  };
}
