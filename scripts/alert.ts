import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createSender } from '../src/alerts/send.ts';
import { type Book, entriesOf, find } from '../src/book/book.ts';
import { loadBook } from '../src/book/load.ts';
import { spanExact } from '../src/calendar/time.ts';
import { openMirror } from '../src/github/open.ts';
import { reconcileRecord } from '../src/reconcile/in-record.ts';
import { eventsOfPayload } from '../src/reconcile/receive.ts';
import { appendEvents, readEvents } from '../src/record/events.ts';
import { openRecord, type RecordStore } from '../src/record/store.ts';
import { situationOf } from '../src/response/fold.ts';
import { type Imagined, imagine } from '../src/response/imagine.ts';
import { tiersOf } from '../src/response/on-call.ts';
import { isShown, type RouteOf, routesOf } from '../src/response/routes.ts';
import { testMessage } from '../src/response/test-message.ts';
import { type RecordEvent, typedEvent } from '../src/schemas/event.ts';
import { Slug } from '../src/schemas/vocabulary.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run alert [-- COMMAND] [options]

  run               bring the event log to what the record shows, and tell those who should know (default)
  test              send a test message over one route: --route DOMAIN/ROUTE
  list              every route with its channels, and what is missing to use them
  ack INCIDENT      say that somebody has taken an incident on: --by TEAM
  receive           take in an alert of another system: --payload FILE, or - for standard input

  --dry-run         run: write and send nothing, say what would be sent; with --imagine for an outage that is not
  --imagine ID      a service that fails, or ID=degraded; may be repeated
  --route NAME      a domain and the id of its route, or its levels: studiovault/SEV1
  --by TEAM         who takes it on
  --payload FILE    what Alertmanager, Grafana or a program of yours sent
  --content DIR     folder of the book (default: content)
  --record DIR      work tree of the record (default: .record)
  --location NAME   under which name this machine writes events (default: alerts)
  --push            bring events to the remote, before anything is sent and afterwards
  --json            one JSON document
  --help            this text

Secrets are read from WATCHBOOK_SECRET_NAME. GitHub is mirrored where GITHUB_TOKEN and GITHUB_REPOSITORY are set and
alerting.github stands in watchbook.yaml.
Exit codes: 0 everybody was told, or nobody had to be; 1 a message failed, or a part of the run; 2 wrong usage; 3 environment.`;

const COMMANDS = ['run', 'test', 'list', 'ack', 'receive'] as const;

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      imagine: { type: 'string', multiple: true, default: [] },
      route: { type: 'string' },
      by: { type: 'string' },
      payload: { type: 'string' },
      content: { type: 'string', default: 'content' },
      record: { type: 'string', default: '.record' },
      location: { type: 'string', default: 'alerts' },
      push: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  const [command = 'run'] = parsed.positionals;
  if (!COMMANDS.some((each) => each === command))
    throw new Error(`${command}: use one of ${COMMANDS.join(', ')}`);
  const needs = { test: 'route', ack: 'by', receive: 'payload', run: null, list: null } as const;
  const need = needs[command as (typeof COMMANDS)[number]];
  if (need !== null && parsed.values[need] === undefined) throw new Error(`${command}: --${need} is missing`);
  if (command === 'ack' && parsed.positionals.length !== 2) throw new Error('ack: name one incident');
  if (parsed.values.imagine.length > 0 && !parsed.values['dry-run'])
    throw new Error('--imagine goes with --dry-run; nobody is told of an outage that is not');
  if (!Slug.safeParse(parsed.values.location).success)
    throw new Error(`--location ${parsed.values.location}: use lower-case words joined by hyphens`);
  return parsed;
});

function end(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}

const resolveSecret = (name: string): string | undefined => process.env[`WATCHBOOK_SECRET_${name}`];
const { book, findings } = await loadBook(process.cwd(), values.content);
if (book.collections.services.size === 0) {
  const first = findings.find(({ level }) => level === 'error');
  end(EXIT.environment, `the book in ${values.content} has no services${first ? `: ${first.message}` : ''}`);
}
const now = Date.now();

const onCall = tiersOf(book);

try {
  const [command = 'run', incident = ''] = positionals;
  switch (command as (typeof COMMANDS)[number]) {
    case 'run':
      process.exitCode = values['dry-run'] ? dryRun() : await run();
      break;
    case 'test':
      process.exitCode = await test();
      break;
    case 'list':
      list();
      break;
    case 'ack':
      process.exitCode = await acknowledge(incident);
      break;
    case 'receive':
      process.exitCode = await receive();
      break;
  }
} catch (error) {
  end(EXIT.environment, (error as Error).message);
}

function allRoutes(of: Book): RouteOf[] {
  return entriesOf(of, 'domains').flatMap(({ id }) => routesOf(of, id));
}

async function run(): Promise<number> {
  const store = await openRecord({ dir: values.record, repo: process.cwd() });
  const mirror = await openMirror({ book, env: process.env, now, onCall });
  const done = await reconcileRecord({
    store,
    book,
    location: values.location,
    now,
    push: values.push,
    whole: !findings.some(({ level }) => level === 'error'),
    send: createSender({ resolveSecret }),
    onCall,
    ...(mirror ?? {}),
  });
  if (values.json) console.log(JSON.stringify(done, null, 2));
  else {
    for (const { kind, key } of done.events)
      if (!kind.startsWith('alert due')) console.log(`${kind}: ${key}`);
    for (const fault of done.faults) console.error(fault);
    console.log(`${done.sent} sent, ${done.failed} failed`);
  }
  return done.faults.length > 0 ? EXIT.findings : EXIT.fine;
}

function dryRun(): number {
  const outages: Imagined[] = values.imagine.map((text) => {
    const [service = '', state = 'down'] = text.split('=');
    if (!find(book, 'services', service)) end(EXIT.usage, `--imagine ${text}: no service has this id`);
    if (state !== 'down' && state !== 'degraded') end(EXIT.usage, `--imagine ${text}: use down or degraded`);
    return { service, state };
  });
  if (outages.length === 0) end(EXIT.usage, '--dry-run: say what fails with --imagine SERVICE');
  const told = imagine(book, outages, onCall, now);
  if (values.json) console.log(JSON.stringify(told, null, 2));
  else if (told.length === 0) console.log('nobody would be told');
  for (const { afterMs, channel, stage, to, why } of values.json ? [] : told)
    console.log(`after ${spanExact(afterMs)}  ${channel}  ${stage}${to ? `, for ${to}` : ''}  (${why})`);
  return told.length === 0 ? EXIT.findings : EXIT.fine;
}

async function test(): Promise<number> {
  const known = allRoutes(book);
  const route = known.find(({ domain, name }) => `${domain}/${name}` === values.route);
  if (!route) {
    const names = known.map(({ domain, name }) => `${domain}/${name}`).join(', ');
    end(EXIT.usage, `--route ${values.route}: the book has no such route; it has ${names || 'none'}`);
  }
  const send = createSender({ resolveSecret });
  let failed = 0;
  for (const channel of route.channels) {
    const answer = await send(channel, testMessage(route, channel.id, now));
    if (!answer.ok) failed += 1;
    console.log(`${route.domain}/${channel.id}  ${answer.ok ? 'sent' : 'failed'}: ${answer.result}`);
  }
  return failed > 0 ? EXIT.findings : EXIT.fine;
}

function list(): void {
  const rows = allRoutes(book).flatMap(({ domain, name, channels, route }) =>
    channels.map((channel) => ({
      route: `${domain}/${name}`,
      channel: `${domain}/${channel.id}`,
      via: channel.delivery?.via ?? null,
      shown: isShown(channel),
      wakes: route.wakes,
      missing: missingSecrets(channel.delivery),
    })),
  );
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  for (const { route, channel, via, shown, missing } of values.json ? [] : rows)
    console.log(
      `${route}  ${channel}  ${via ?? (shown ? 'shown, not sent' : 'no delivery set')}${missing.length > 0 ? `  missing: ${missing.join(', ')}` : ''}`,
    );
}

/** Names of secrets that a delivery needs and this environment does not have. */
function missingSecrets(delivery: unknown): string[] {
  const names: string[] = [];
  const walk = (value: unknown, key: string) => {
    if (typeof value === 'string' && /secret$/i.test(key)) names.push(value);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, each] of Object.entries(value)) walk(each, inner);
  };
  walk(delivery, '');
  return [...new Set(names)].filter((name) => resolveSecret(name) === undefined);
}

async function write(store: RecordStore, events: readonly RecordEvent[], what: string): Promise<void> {
  await store.append([], { afterwards: () => void appendEvents(store.dir, values.location, events) });
  await store.commit(now, what);
  if (values.push) await store.push();
}

async function acknowledge(id: string): Promise<number> {
  // Opened before it is read: in a fresh clone there is no work tree of it yet.
  const store = await openRecord({ dir: values.record, repo: process.cwd() });
  const { incidents } = situationOf(readEvents(store.dir).events);
  const incident = incidents.get(id);
  if (!incident) {
    const open = [...incidents.values()].filter(({ closedAt }) => closedAt === null).map((one) => one.id);
    end(EXIT.usage, `${id}: no incident of the log has this id; open are ${open.join(', ') || 'none'}`);
  }
  const by = values.by as string;
  await write(
    store,
    [typedEvent(now, 'alert acknowledged', id, { by, via: 'command' })],
    `${id} is taken on`,
  );
  console.log(`${id} is taken on by ${by}`);
  return EXIT.fine;
}

async function receive(): Promise<number> {
  const file = values.payload as string;
  const text = file === '-' ? await readStandardInput() : await readFile(file, 'utf8');
  const store = await openRecord({ dir: values.record, repo: process.cwd() });
  const situation = situationOf(readEvents(store.dir).events);
  const found = eventsOfPayload(text, book, situation, now);
  for (const problem of found.problems) console.error(problem);
  if (found.events.length > 0) await write(store, found.events, 'an alert from outside');
  for (const { kind, key } of found.events) console.log(`${kind}: ${key}`);
  return found.problems.length > 0 ? EXIT.findings : EXIT.fine;
}

async function readStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
