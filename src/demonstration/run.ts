import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Book } from '../book/book.ts';
import { loadBook } from '../book/load.ts';
import { sendBeats } from '../fleet/beats.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { formatFinding } from '../lint/report.ts';
import { blocksBuild, lintBook } from '../lint/run.ts';
import { readBeats } from '../probe/beats.ts';
import { type RunOptions, runProbes } from '../probe/engine.ts';
import { reconcileRecord } from '../reconcile/in-record.ts';
import { openRecord, type RecordStore } from '../record/store.ts';
import { tiersOf } from '../response/on-call.ts';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { buildSite } from '../site/build.ts';
import { type Served, serveSite } from '../site/serve.ts';
import { writeDemonstrationPast } from './past.ts';

export interface DemonstrationOptions {
  readonly root: string;
  readonly host: string;
  /** Port of the handbook; the status page takes the next free one. */
  readonly port: number;
  /** True when the reader asked for this very port, so that another will not do. */
  readonly portFixed: boolean;
  /** Length of the generated past, such as `90d`; null for none. */
  readonly past: string | null;
  /** Time between two rounds of looks. */
  readonly everyMs: number;
  readonly say: (line: string) => void;
  /** Ends the demonstration; the promise then resolves with nothing left running. */
  readonly signal: AbortSignal;
}

/** The content has errors; the message lists them. */
export class ContentError extends Error {}

/** Rebuilt at least this often, so that ages on the pages stay close to the truth. */
const REBUILD_MS = 60_000;

/**
 * Brings up the fleet, looks at it with the real engine, commits what was seen to a real record branch in a
 * scratch repository, builds both sites, serves them, and goes on until the signal. Throws
 * {@link ContentError} when the content has errors; any other error names what could not be started.
 */
export async function runDemonstration(options: DemonstrationOptions): Promise<void> {
  const { root, say, signal } = options;
  const book = await checkedBook(root);
  const work = path.join(root, '.watchbook', 'demonstration');
  await rm(work, { recursive: true, force: true });
  await mkdir(path.join(work, 'repository'), { recursive: true });
  await promisify(execFile)('git', [
    'init',
    '--quiet',
    '--initial-branch=main',
    path.join(work, 'repository'),
  ]);
  const store = await openRecord({ dir: path.join(work, 'record'), repo: path.join(work, 'repository') });

  const fleet = await startFleet({ probes: book.probes, now: Date.now });
  const served: Served[] = [];
  try {
    const staged = fleet.connectTo.size;
    say(
      staged > 0
        ? `fleet     ${staged} local services with scripted faults`
        : 'fleet     none: no probe names a host under .test, so the real hosts are looked at',
    );
    const startedAt = Date.now();
    if (options.past !== null) {
      const count = await writeDemonstrationPast(store, book.probes, durationMs(options.past), startedAt);
      say(
        `past      ${count.toLocaleString('en')} generated looks over ${options.past}, through the same writer`,
      );
    }
    await lookAround(book.probes, fleet, store, options);
    await tellAbout(book, store, say);
    const folders = { internal: path.join(work, 'internal'), public: path.join(work, 'public') };
    const env = {
      WATCHBOOK_ROOT: root,
      WATCHBOOK_RECORD: store.dir,
      // A book whose probes look at real hosts shows real measurements, unless a past was made up for it.
      WATCHBOOK_DEMONSTRATION: staged > 0 || options.past !== null ? '1' : '0',
      WATCHBOOK_BASE_PATH: '/',
      ...(options.past === null ? {} : { WATCHBOOK_GENERATED_UNTIL: new Date(startedAt).toISOString() }),
    };
    const build = (audience: Audience) => buildSite({ root, audience, out: folders[audience], env, signal });
    const builds = createRebuilder(async () => {
      await build('public');
      await build('internal');
    }, say);
    await builds.first();
    served.push(await serveSomewhere(() => folders.internal, options.port, options));
    served.push(
      await serveSomewhere(() => folders.public, (served[0] as Served).port + 1, {
        ...options,
        portFixed: false,
      }),
    );
    say('');
    say(`handbook     ${served[0]?.url}`);
    say(`status page  ${served[1]?.url}`);
    say('');
    say(
      `Looking every ${options.everyMs / 1000} s; a change is on the pages some twenty seconds later. Ctrl-C stops everything.`,
    );
    await keepLooking(book, fleet, store, options, builds);
    await builds.idle();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await Promise.all(served.map((one) => one.close()));
    await fleet.stop();
  }
}

async function checkedBook(root: string) {
  const assembled = await loadBook(root);
  const errors = lintBook(assembled, new Date().toISOString()).filter(blocksBuild);
  if (errors.length > 0) throw new ContentError(errors.map(formatFinding).join('\n'));
  if (assembled.book.probes.length === 0)
    throw new ContentError(
      'no service of the book has a probe, so there is nothing to show; add one to content/services/',
    );
  return assembled.book;
}

async function lookAround(
  probes: readonly BoundProbe[],
  fleet: Fleet,
  store: RecordStore,
  options: DemonstrationOptions,
): Promise<Sample[]> {
  // Only services of the fleet are ours to beat for; those on real hosts send their own, or are late.
  const staged = probes.filter((probe) => fleet.stages(probe.service));
  sendBeats(staged, fleet.faults, store.dir, 'local', Date.now());
  const beats = readBeats(store.dir);
  const run: RunOptions = {
    location: 'local',
    lastBeat: (id) => beats.get(id) ?? null,
    now: Date.now,
    connectTo: fleet.connectTo,
    ca: fleet.ca,
    deadlineMs: 20_000,
    signal: options.signal,
  };
  const samples = await runProbes(probes, run);
  if (samples.length > 0 && !options.signal.aborted) {
    await store.commitRun(samples, Date.now(), { probes: probes.map((probe) => probe.fullId) });
  }
  return samples;
}

/** Brings the event log to what was seen; instead of being sent, messages are said here. */
async function tellAbout(book: Book, store: RecordStore, say: (line: string) => void): Promise<void> {
  const { faults } = await reconcileRecord({
    store,
    book,
    location: 'local',
    now: Date.now(),
    push: false,
    whole: true,
    send: async (channel, message) => {
      const line = `would tell ${message.domain}/${channel.id}: ${message.title}`;
      say(`${new Date(message.at).toISOString().slice(11, 19)}  ${line}`);
      return { ok: true, result: 'said by the demonstration, not sent' };
    },
    onCall: tiersOf(book),
  });
  for (const fault of faults) say(`alerts    ${fault}`);
}

async function keepLooking(
  book: Book,
  fleet: Fleet,
  store: RecordStore,
  options: DemonstrationOptions,
  builds: ReturnType<typeof createRebuilder>,
): Promise<void> {
  let known = new Map<string, string>();
  while (!options.signal.aborted) {
    const started = Date.now();
    const samples = await lookAround(book.probes, fleet, store, options).catch((error: Error) => {
      options.say(`record    ${error.message}`);
      return [];
    });
    if (!options.signal.aborted)
      await tellAbout(book, store, options.say).catch((error: Error) =>
        options.say(`alerts    ${error.message}`),
      );
    const changed = samples.filter(
      (sample) => known.has(sample.probe) && known.get(sample.probe) !== sample.outcome,
    );
    known = new Map([...known, ...samples.map((sample) => [sample.probe, sample.outcome] as const)]);
    for (const sample of changed)
      options.say(
        `${new Date(sample.at).toISOString().slice(11, 19)}  ${sample.probe} is ${sample.outcome}${sample.reason ? `: ${sample.reason}` : ''}`,
      );
    // A state is confirmed by the second look, so the look after a change matters as much as the change.
    builds.wish(changed.length > 0 ? 2 : 0);
    await rest(options.everyMs - (Date.now() - started), options.signal);
  }
}

/** Runs one build at a time; wishes that arrive meanwhile become one build after it. */
function createRebuilder(build: () => Promise<void>, say: (line: string) => void) {
  let running: Promise<void> | null = null;
  let wishes = 0;
  let builtAt = 0;
  const start = () => {
    if (running) return;
    wishes = Math.max(0, wishes - 1);
    running = build()
      .then(() => {
        builtAt = Date.now();
      })
      .catch((error: Error) => {
        if (error.name !== 'AbortError') say(error.message);
      })
      .finally(() => {
        running = null;
      });
  };
  return {
    async first() {
      await build();
      builtAt = Date.now();
    },
    wish(count: number) {
      wishes = Math.max(wishes, count);
      if (wishes > 0 || Date.now() - builtAt > REBUILD_MS) start();
    },
    async idle() {
      await running;
    },
  };
}

async function serveSomewhere(
  folder: () => string,
  port: number,
  options: { host: string; portFixed: boolean },
): Promise<Served> {
  for (let tried = port; ; tried += 1) {
    try {
      return await serveSite(folder, { host: options.host, port: tried, base: '/' });
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (taken && !options.portFixed && tried < port + 50) continue;
      throw taken ? new Error(`port ${tried} is taken by another program; choose one with --port`) : error;
    }
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ms <= 0 || signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
