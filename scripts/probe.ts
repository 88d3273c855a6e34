import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createSender } from '../src/alerts/send.ts';
import { loadBook } from '../src/book/load.ts';
import { openMirror } from '../src/github/open.ts';
import { readBeats } from '../src/probe/beats.ts';
import { parseTarget } from '../src/probe/control.ts';
import { dueProbes, shardOf } from '../src/probe/due.ts';
import type { Address, LookDetail, RunOptions } from '../src/probe/engine.ts';
import { runProbes } from '../src/probe/engine.ts';
import { countTests, describeBudget } from '../src/probe/globalping/budget.ts';
import { openGlobalping } from '../src/probe/globalping/location.ts';
import { invalidRun } from '../src/probe/invalid.ts';
import type { RemoteLocation } from '../src/probe/remote.ts';
import { fitLine, formatSample, formatTable, summarise, widthOf } from '../src/probe/table.ts';
import { watchProbes } from '../src/probe/watch.ts';
import { reconcileRecord } from '../src/reconcile/in-record.ts';
import { createBatch } from '../src/record/batch.ts';
import { appendEvents } from '../src/record/events.ts';
import { readRecord } from '../src/record/read.ts';
import type { RecordStore } from '../src/record/store.ts';
import { openRecord, summariseRun } from '../src/record/store.ts';
import { tiersOf } from '../src/response/on-call.ts';
import type { GlobalpingLocation } from '../src/schemas/location.ts';
import type { BoundProbe } from '../src/schemas/probe.ts';
import type { Sample } from '../src/schemas/sample.ts';
import { Slug } from '../src/schemas/vocabulary.ts';
import { recordAlertChanges } from '../src/site/alerting.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run probe [-- options]

Looks at every service with the probes of the book and says what it found.

  --content DIR        folder of the book (default: content)
  --location NAME      where the looks are taken from (default: local); one of the kind globalping in
                       watchbook.yaml takes them through that network
  --only ID            only this probe, or all probes of this service; may be repeated
  --shard I/N          only share I of N, so that N machines divide the work; the first evaluates the alerts of all
  --due                only probes whose interval has passed since their last look in the record
  --commit             append the looks to the record and commit them, with what changed of the burn-rate alerts
  --push               as --commit, and bring the commits to the remote
  --alert              with --commit or --push: bring the event log to what was seen and tell people, as npm run alert does
  --allow-down         end with 0 also when a probe was down, where a failed run should mean a failed prober
  --record DIR         work tree of the record (default: .record)
  --watch              keep looking, each probe at its own interval, until Ctrl-C
  --connect-to FILE    JSON: { "connectTo": { "host:port": { "host", "port" } }, "ca": "PEM" }
  --control TARGET     a host that is not yours, as host:port or address, to tell a failure of this machine's
                       network from one of the services; may be repeated (default: probing.control in
                       watchbook.yaml). While none answers, looks without an answer are unknown
  --json               one JSON object per look and line, with the length of each phase in milliseconds
  --help               this text

A probe names a secret as \${secret.NAME}; its value is read from WATCHBOOK_SECRET_NAME.
Exit codes: 0 no probe was down, 1 at least one was (0 with --allow-down), 2 wrong usage, 3 environment (content, git, disk).`;

const BATCH_MS = 5 * 60_000;

/** Alerts are evaluated after a round of a watch unless that would take more than one part in this many of its time. */
const EVALUATION_REST = 20;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      content: { type: 'string', default: 'content' },
      location: { type: 'string', default: 'local' },
      only: { type: 'string', multiple: true, default: [] },
      shard: { type: 'string' },
      due: { type: 'boolean', default: false },
      commit: { type: 'boolean', default: false },
      push: { type: 'boolean', default: false },
      alert: { type: 'boolean', default: false },
      'allow-down': { type: 'boolean', default: false },
      record: { type: 'string', default: '.record' },
      watch: { type: 'boolean', default: false },
      'connect-to': { type: 'string' },
      control: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!Slug.safeParse(parsed.values.location).success) {
    throw new Error(
      `--location ${parsed.values.location}: use lower-case words joined by hyphens, such as eu-west`,
    );
  }
  if (parsed.values.shard !== undefined && !/^\d+\/\d+$/.test(parsed.values.shard)) {
    throw new Error(`--shard ${parsed.values.shard}: write it as 1/3`);
  }
  if (parsed.values.alert && !parsed.values.commit && !parsed.values.push)
    throw new Error('--alert goes with --commit or --push; what nobody keeps cannot be told once');
  parsed.values.control.forEach(parseTarget);
  return parsed;
});

function end(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}

const ConnectTo = z.strictObject({
  connectTo: z.record(z.string(), z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) })),
  ca: z.string().optional(),
});

async function readConnectTo(
  file: string | undefined,
): Promise<{ connectTo: Map<string, Address>; ca?: string }> {
  if (file === undefined) return { connectTo: new Map() };
  const { connectTo, ca } = ConnectTo.parse(JSON.parse(await readFile(file, 'utf8')));
  return { connectTo: new Map(Object.entries(connectTo)), ...(ca === undefined ? {} : { ca }) };
}

function selectProbes(all: readonly BoundProbe[]): readonly BoundProbe[] {
  const strange = values.only.find((id) => !all.some((probe) => probe.fullId === id || probe.service === id));
  if (strange !== undefined)
    end(EXIT.usage, `--only ${strange}: no probe and no service of the book has this id`);
  const chosen = all.filter(
    (probe) =>
      values.only.length === 0 || values.only.includes(probe.fullId) || values.only.includes(probe.service),
  );
  const [index, count] = (values.shard ?? '1/1').split('/').map(Number) as [number, number];
  try {
    return shardOf(chosen, index, count);
  } catch (error) {
    return end(EXIT.usage, `--shard: ${(error as Error).message}`);
  }
}

/** The location of the book behind --location, when its looks are taken by others. */
function openLocation(): { location: GlobalpingLocation | null; remote?: RemoteLocation } {
  const found = book.config.record.locations.find(
    (one) => typeof one !== 'string' && one.id === values.location,
  );
  if (found === undefined || typeof found === 'string') return { location: null };
  const { tokenSecret } = found;
  const token = tokenSecret === undefined ? undefined : resolveSecret(tokenSecret);
  if (tokenSecret !== undefined && !token) {
    console.error(
      `${found.id}: the secret ${tokenSecret} is not set (WATCHBOOK_SECRET_${tokenSecret}); looking without a token, for fewer tests an hour`,
    );
  }
  return { location: found, remote: openGlobalping(found, token ? { token } : {}) };
}

/** Whether the location can look at a probe; says why where it cannot. */
function able(probe: BoundProbe, remote: RemoteLocation | undefined): boolean {
  const why = remote?.refuse(probe) ?? null;
  if (why !== null) console.error(`${probe.fullId} is not looked at from ${values.location}: ${why}.`);
  return why === null;
}

function resolveSecret(name: string): string | undefined {
  return process.env[`WATCHBOOK_SECRET_${name}`];
}

function notYetLookedAt(probes: readonly BoundProbe[], now: number): BoundProbe[] {
  const record = readRecord(values.record, { from: now - 8 * 86_400_000 });
  const lastAt = new Map<string, number>();
  for (const probe of record.probes) {
    const here = record.seriesOf(probe).find((series) => series.location === values.location);
    if (here) lastAt.set(probe, here.at(here.length - 1));
  }
  return dueProbes(probes, lastAt, now);
}

function openStore(): Promise<RecordStore> | null {
  return values.commit || values.push ? openRecord({ dir: values.record, repo: process.cwd() }) : null;
}

/** Whether samples may move the cursor: a live table needs a terminal, and nobody else's output beside it. */
const live = process.stdout.isTTY === true && !values.json;
let lastRunWasInvalid = false;
/** Faults of alerts that were told already. */
const told = new Set<string>();
const colour = process.stdout.isTTY === true && !process.env['NO_COLOR'] && !values.json;

/** Tenths of a millisecond are as much as a look can tell. */
function inTenths({ spans, lagMs, tainted }: LookDetail) {
  const tenths = (ms: number) => Math.round(ms * 10) / 10;
  const rounded =
    spans && Object.fromEntries(Object.entries(spans).map(([phase, ms]) => [phase, tenths(ms as number)]));
  return { spans: rounded, lagMs: tenths(lagMs), tainted };
}

function startDisplay(probes: readonly BoundProbe[]): (sample: Sample, detail: LookDetail) => void {
  const ids = probes.map((probe) => probe.fullId);
  if (values.json) return (sample, detail) => console.log(JSON.stringify({ ...sample, ...inTenths(detail) }));
  if (!live) return (sample) => console.log(formatSample(sample, widthOf(ids), false));
  const newest = new Map<string, Sample>();
  const draw = (first: boolean) => {
    const lines = formatTable(ids, newest, colour).map((line) =>
      fitLine(line, process.stdout.columns || 110),
    );
    process.stdout.write(
      `${first ? '' : `\u001b[${lines.length}A`}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`,
    );
  };
  draw(true);
  return (sample) => {
    newest.set(sample.probe, sample);
    draw(false);
  };
}

const { book, findings } = await loadBook(process.cwd(), values.content);
if (book.probes.length === 0) {
  const first = findings.find((finding) => finding.level === 'error');
  end(
    EXIT.environment,
    `the book in ${values.content} has no probes${first ? `: ${first.file}:${first.line} ${first.message}` : ''}`,
  );
}
const { location: place, ...remote } = openLocation();
const probes = selectProbes(book.probes).filter((probe) => able(probe, remote.remote));
const allIds = book.probes.map((probe) => probe.fullId);

try {
  const store = await openStore();
  const options: RunOptions = {
    location: values.location,
    now: Date.now,
    ...(await readConnectTo(values['connect-to'])),
    resolveSecret,
    onResult: startDisplay(probes),
    // Read anew for every look, because beats arrive while a watch runs.
    lastBeat: (id) => readBeats(values.record).get(id) ?? null,
    controls: (values.control.length > 0 ? values.control : book.config.probing.control).map(parseTarget),
    ...remote,
  };
  if (place) console.error(`${describeBudget(place, countTests(probes, place))}.`);
  process.exitCode = values.watch ? await watch(store, options) : await runOnce(store, options);
} catch (error) {
  end(EXIT.environment, (error as Error).message);
}

async function runOnce(store: RecordStore | null, options: RunOptions): Promise<number> {
  const due = values.due ? notYetLookedAt(probes, Date.now()) : probes;
  const samples = await runProbes(due, options);
  if (!values.json) console.log(summarise(samples, due.length - samples.length));
  const afterwards = () => {
    recordInvalid(values.record, samples);
    recordAlerts(values.record);
  };
  if (store && samples.length > 0) await store.commitRun(samples, Date.now(), { probes: allIds, afterwards });
  try {
    if (store && values.push) await store.push();
  } finally {
    // A remote that does not answer must not keep people from being told.
    if (store && values.alert) await tellPeople(store);
  }
  const found = samples.some((sample) => sample.outcome === 'down');
  return found && !values['allow-down'] ? EXIT.findings : EXIT.fine;
}

/**
 * Adds what changed of the burn-rate alerts to the record and says it; true when anything did. Looks are worth more than
 * alerts: a fault here is told, and they are committed all the same.
 */
function recordAlerts(dir: string): boolean {
  // One of N machines that divide the probes is enough; the record it evaluates has the looks of all.
  if (values.shard !== undefined && Number(values.shard.split('/')[0]) !== 1) return false;
  try {
    const { lines, faults } = recordAlertChanges(dir, values.location, book, Date.now());
    for (const line of lines) (values.json || live ? console.error : console.log)(line);
    for (const fault of faults) tellOnce(`burn-rate alerts: ${fault}`);
    return lines.length > 0;
  } catch (error) {
    tellOnce(`the burn-rate alerts could not be evaluated, the looks are kept: ${(error as Error).message}`);
    return false;
  }
}

/** Writes down that a run says nothing about any service, because nothing outside could be reached from here. */
function recordInvalid(dir: string, samples: readonly Sample[]): void {
  const why = invalidRun(samples);
  const at = samples[0]?.at;
  // A watch without a network for hours writes one line, not one for each round.
  const known = lastRunWasInvalid;
  lastRunWasInvalid = why !== null;
  if (why === null || known || at === undefined) return;
  const event = {
    at: Math.floor(at / 1000) * 1000,
    kind: 'run invalid',
    key: values.location,
    detail: why,
  } as const;
  appendEvents(dir, values.location, [event]);
  tellOnce(why);
}

/** A watch would otherwise say the same after each round. */
function tellOnce(fault: string): void {
  if (!told.has(fault)) console.error(fault);
  told.add(fault);
}

/** Tells people what should be told; a fault here costs no look. */
async function tellPeople(store: RecordStore): Promise<void> {
  // One of N machines that divide the probes is enough; the record has the looks of all.
  if (values.shard !== undefined && Number(values.shard.split('/')[0]) !== 1) return;
  try {
    const now = Date.now();
    const onCall = tiersOf(book);
    const mirror = await openMirror({ book, env: process.env, now, onCall });
    const whole = !findings.some(({ level }) => level === 'error');
    const run = { store, book, whole, location: values.location, now, push: values.push, onCall };
    const { faults, sent } = await reconcileRecord({
      ...run,
      send: createSender({ resolveSecret }),
      ...mirror,
    });
    if (sent > 0) console.error(`${sent} messages sent`);
    for (const fault of faults) console.error(fault);
  } catch (error) {
    console.error(`nobody could be told, trying again with the next run: ${(error as Error).message}`);
  }
}

async function watch(store: RecordStore | null, options: RunOptions): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  let restUntil = 0;
  let telling: Promise<void> | null = null;
  const batch = createBatch({
    append: async (samples) => {
      let changed = false;
      const afterwards = () => {
        const begun = performance.now();
        if (begun < restUntil) return;
        recordInvalid(values.record, samples);
        changed = recordAlerts(values.record);
        restUntil = performance.now() + EVALUATION_REST * (performance.now() - begun);
      };
      await store?.append([samples], { probes: allIds, afterwards });
      // Beside the looks: a channel that hangs must not hold up what is measured.
      if (store && values.alert) telling ??= tellPeople(store).finally(() => (telling = null));
      return changed;
    },
    commit: async (samples) => {
      await store?.commit(Date.now(), summariseRun(samples));
      if (store && values.push) await store.push();
    },
    everyMs: BATCH_MS,
    now: Date.now,
    onError: (error) =>
      console.error(`the record could not be written, trying again: ${(error as Error).message}`),
  });
  const housekeeping = setInterval(() => void store?.tidy().catch(() => {}), 6 * 3_600_000);
  await watchProbes(probes, {
    ...options,
    signal: stop.signal,
    // Looks that the stop itself cut off say nothing about anything.
    onRound: (samples) =>
      void batch.add(stop.signal.aborted ? samples.filter((each) => each.outcome !== 'unknown') : samples),
  });
  clearInterval(housekeeping);
  await batch.flush();
  await telling;
  return EXIT.fine;
}
