import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  appendEvents,
  burningKeys,
  decodeEvent,
  encodeEvent,
  eventsLine,
  joinEvents,
  parseEvents,
  readEvents,
} from '../../src/record/events.ts';
import { readRecord } from '../../src/record/read.ts';
import { recordStats } from '../../src/record/stats.ts';
import { openRecord } from '../../src/record/store.ts';
import { verifyRecord } from '../../src/record/verify.ts';
import { EVENT_KINDS, type RecordEvent } from '../../src/schemas/event.ts';
import { allSamples, NOON, sample, scratch } from './made.ts';

vi.setConfig({ testTimeout: 40_000 });

const MONTH = { month: '2026-11', location: 'local' };
const FILE = 'events/local.2026-11.tsv';
const KEY = 'shop/up page 1h/5m';

const event = (minute: number, over: Partial<RecordEvent> = {}): RecordEvent => ({
  at: NOON + minute * 60_000,
  kind: 'slo burning',
  key: KEY,
  detail: 'shop/up burns',
  ...over,
});
const git = (dir: string, ...args: string[]) =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();

async function committed(...events: RecordEvent[]) {
  const store = await openRecord({ dir: join(scratch(), 'r') });
  const afterwards = () => void appendEvents(store.dir, 'local', events);
  await store.commitRun([sample()], NOON, { afterwards });
  return store;
}

describe('events', () => {
  test('are read as they were written, by month and in order of time, with any text', () => {
    const dir = scratch();
    const odd = event(1, { key: 'a\tb\\', detail: '!' });
    const next = event(0, { at: Date.parse('2026-12-01T00:00:00Z'), kind: 'slo settled', detail: '' });
    expect(appendEvents(dir, 'local', [odd, next])).toEqual([FILE, 'events/local.2026-12.tsv']);
    appendEvents(dir, 'eu-west', [event(0, { at: NOON + 999, detail: 'one\ntwo\r' })]);
    expect(readEvents(dir)).toEqual({
      events: [event(0, { detail: 'one\ntwo\r' }), odd, next],
      problems: [],
    });
    expect(readFileSync(join(dir, FILE), 'utf8')).toBe(
      'watchbook-events 1 2026-11 local\n2026-11-21T12:01:00Z\tslo burning\ta\\tb\\\\\t\\!\n',
    );
  });

  test('count once when they occur twice, in one file or in those of two places', () => {
    const dir = scratch();
    appendEvents(dir, 'local', [event(0), event(0)]);
    appendEvents(dir, 'eu-west', [event(0, { detail: 'the same from elsewhere' }), event(1)]);
    expect(readEvents(dir).events.map(({ at }) => at)).toEqual([NOON, NOON + 60_000]);
  });

  test('that cannot be read are told with their line and set aside, and the others count', () => {
    const line = encodeEvent(event(0));
    const broken = [
      line.replace('slo burning', 'slo on fire'),
      line.replace('12:00:00Z', '12:00Z'),
      line.replace('2026-11-21', '2026-11-31'),
      line.replace('2026-11-21', '2026-10-21'),
      `${line}\tmore`,
      line.replace('burns', 'b\\urns'),
      '2026-11-21T12:0\t!',
      'nonsense',
    ];
    const text = [line, eventsLine(MONTH), ...broken, encodeEvent(event(5)), '2026-11-2'].join('\n');
    const found = parseEvents(text, MONTH);
    expect(found.events).toEqual([event(5)]);
    expect(found.problems.map((problem) => problem.line)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
    expect(found.problems[1]?.message).toMatch(/"slo on fire" is no kind of event; known are log began/);
    expect(found.problems.at(-1)?.message).toBe('the last line is torn; set aside');
  });

  test('that cannot be written are refused before anything is', () => {
    const dir = scratch();
    expect(() => appendEvents(dir, 'Local!', [event(0)])).toThrow(RangeError);
    expect(() => appendEvents(dir, 'local', [event(0), event(1, { key: '' })])).toThrow(/without a key/);
    expect(existsSync(join(dir, 'events'))).toBe(false);
  });

  test('go on behind a line that a killed writer left unfinished', () => {
    const dir = scratch();
    appendEvents(dir, 'local', [event(0)]);
    appendFileSync(join(dir, FILE), encodeEvent(event(1)).slice(0, -3));
    expect(readEvents(dir).events).toEqual([event(0)]);
    appendEvents(dir, 'local', [event(1)]);
    expect(readEvents(dir).events).toEqual([event(0), event(1)]);
    // Killed within the very first line, the file is opened again.
    writeFileSync(join(dir, FILE), 'watchbook-ev');
    appendEvents(dir, 'local', [event(2)]);
    expect(readEvents(dir).events).toEqual([event(2)]);
  });

  test('say which alerts burn, whatever their order: the newest of each key, and burning at the same second', () => {
    const log = [
      event(0),
      event(5, { kind: 'slo settled' }),
      event(1, { key: 'b' }),
      event(2, { key: 'b' }),
      event(3, { key: 'c' }),
      event(3, { key: 'c', kind: 'slo settled' }),
    ];
    for (const order of [log, log.toReversed()]) expect([...burningKeys(order)].sort()).toEqual(['b', 'c']);
    expect(burningKeys([...log, event(6)])).toContain(KEY);
  });

  test('of a line decode to words for each thing that can be wrong', () => {
    expect(decodeEvent(encodeEvent(event(0)))).toEqual(event(0));
    expect(decodeEvent(encodeEvent(event(0)).replace(KEY, ''))).toMatch(/key or detail/);
  });
});

describe('events in the record', () => {
  test('are in the commit of the looks, and nothing else takes them for looks', async () => {
    const { dir } = await committed(event(0));
    expect(git(dir, 'show', '--name-only', '--format=', 'HEAD').split('\n')).toEqual([
      FILE,
      'local.2026-11-21.tsv',
    ]);
    expect(readRecord(dir)).toMatchObject({ sampleCount: 1, problems: [] });
    expect(await recordStats(dir)).toMatchObject({ looks: 1, problems: 0, dayFiles: 1 });
    expect(await verifyRecord(dir)).toEqual([]);
  });

  test('of two writers that race are all kept, in one file or two, and joining twice changes nothing', async () => {
    const remote = join(scratch(), 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const places = ['local', 'local', 'eu-west'];
    const stores = [];
    for (const [i, place] of places.entries()) {
      const store = await openRecord({ dir: join(scratch(), 'r'), remote });
      const afterwards = () =>
        void appendEvents(store.dir, place, [event(0), event(i + 1, { key: `k${i}` })]);
      await store.commitRun([sample({ at: NOON + i * 60_000 })], NOON, { afterwards });
      stores.push(store);
    }
    for (const store of [...stores, ...stores]) await store.push();
    const out = join(scratch(), 'out');
    execFileSync('git', ['clone', '-q', '-b', 'record', remote, out], { stdio: 'ignore' });
    expect(readEvents(out).events).toEqual([
      event(0),
      ...[1, 2, 3].map((i) => event(i, { key: `k${i - 1}` })),
    ]);
    expect(readFileSync(join(out, FILE), 'utf8').split('\n').slice(0, -1)).toEqual([
      eventsLine(MONTH),
      ...[event(0), event(1, { key: 'k0' }), event(2, { key: 'k1' })].map(encodeEvent),
    ]);
    expect(readRecord(out).sampleCount).toBe(3);
    expect(await verifyRecord(out)).toEqual([]);
  });

  test('are joined with whole lines of ours only, also of kinds that only the other side knows', () => {
    const head = `${eventsLine(MONTH)}\n`;
    const unknown = encodeEvent(event(3)).replace('slo burning', 'outage opened');
    const ours = `${head}${encodeEvent(event(1))}\n2026-\t!\n${unknown}\n${encodeEvent(event(2))}`;
    const joined = joinEvents(FILE, `${head}${encodeEvent(event(0))}\n2026-11`, ours);
    expect(joined.split('\n')).toEqual([
      eventsLine(MONTH),
      encodeEvent(event(0)),
      '2026-11\t!',
      encodeEvent(event(1)),
      unknown,
      '',
    ]);
    expect(joinEvents(FILE, joined, ours)).toBe(joined);
    expect(joinEvents(FILE, '', ours).startsWith(head)).toBe(true);
  });

  test('that a killed run left are committed by the next, also where a checkout was cut off', async () => {
    const store = await committed(event(0));
    appendEvents(store.dir, 'local', [event(1)]);
    const text = readFileSync(join(store.dir, FILE), 'utf8');
    // A kill in the middle of a checkout cut the file off, and a run wrote behind that.
    writeFileSync(join(store.dir, FILE), `${eventsLine(MONTH)}\n${text.split('\n')[2]}\n`);
    const again = await openRecord({ dir: store.dir });
    await again.commitRun([sample({ at: NOON + 60_000 })], NOON);
    expect(readFileSync(join(store.dir, FILE), 'utf8')).toBe(text);
    expect(git(store.dir, 'status', '--porcelain')).toBe('');
    expect(await verifyRecord(store.dir)).toEqual([]);
  });

  test('are left alone when months are closed and when the branch begins anew', async () => {
    const store = await committed(event(0));
    const text = readFileSync(join(store.dir, FILE), 'utf8');
    for (const history of ['keep', 'drop'] as const) {
      const done = await store.compact({ now: NOON + 90 * 86_400_000, history });
      expect(done.commit).not.toBeNull();
      expect(readFileSync(join(store.dir, FILE), 'utf8')).toBe(text);
      expect(await verifyRecord(store.dir)).toEqual([]);
    }
    expect(allSamples(readRecord(store.dir))).toHaveLength(1);
  });

  test('that were changed or taken out are found, in the history and on disk; a marked torn line is no change', async () => {
    const store = await committed(event(0), event(1));
    const path = join(store.dir, FILE);
    const places = async () => (await verifyRecord(store.dir)).map(({ file, line }) => `${file}:${line}`);
    appendFileSync(path, '2026-11-21T12:02');
    await store.commit(NOON, 'torn');
    appendEvents(store.dir, 'local', [event(2)]);
    await store.commit(NOON, 'marked');
    expect(await places()).toEqual([`${FILE}:4`]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('12:01:00Z', '12:01:30Z'));
    expect(await places()).toEqual([`${FILE}:0`, `${FILE}:4`]);
    git(store.dir, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-am', 'changed');
    expect((await verifyRecord(store.dir))[0]?.message).toMatch(/^commit \w+ changed or took out lines/);
    rmSync(path);
    expect(await places()).toEqual([`${FILE}:0`, `${FILE}:0`]);
  });

  test('are verified line by line, and files of other names in their folder are found', async () => {
    const { dir } = await committed(event(0));
    writeFileSync(join(dir, 'events', 'README'), 'hello\n');
    appendFileSync(join(dir, FILE), 'nonsense\n');
    expect((await verifyRecord(dir)).map(({ file, line }) => [file, line])).toEqual([
      ['events/README', 0],
      [FILE, 3],
    ]);
  });

  test('are shown in docs/record.md as they are written', () => {
    const docs = readFileSync(resolve(import.meta.dirname, '../../docs/record.md'), 'utf8');
    const shown = /```\n(watchbook-events [^`]*)```/.exec(docs)?.[1] ?? '';
    const { events, problems } = parseEvents(shown, MONTH);
    expect(problems).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(['slo burning', 'slo settled']);
    expect(`${eventsLine(MONTH)}\n${events.map(encodeEvent).join('\n')}\n`).toBe(shown);
  });
});

describe('kinds of events', () => {
  test('all stand in docs/record.md, and no other', () => {
    const text = readFileSync('docs/record.md', 'utf8');
    const table = text.slice(text.indexOf('## Events'), text.indexOf('## Damage'));
    const kinds = [...table.matchAll(/^\| `([a-z ]+)`/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([...EVENT_KINDS]);
  });

  test('a detail of another shape than its kind has is told and set aside', () => {
    const line = (detail: string) => `2026-11-21T12:00:00Z\tincident closed\tx\t${detail}`;
    const good = '{"endedAt":"2026-11-21T12:00:00Z"}';
    const lines = [eventsLine(MONTH), line('{"endedAt":"soon"}'), line('no JSON'), line(good), ''];
    const found = parseEvents(lines.join('\n'), MONTH);
    expect(found.events).toHaveLength(1);
    expect(found.problems.map((problem) => `${problem.line} ${problem.message}`)).toEqual([
      expect.stringMatching(/^2 a detail of "incident closed" that is wrong at endedAt: .*set aside$/),
      '3 a detail of "incident closed" that is no JSON; set aside',
    ]);
  });
});
