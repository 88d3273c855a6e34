import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { type Book, entriesOf } from '../../src/book/book.ts';
import { burningKeys, readEvents } from '../../src/record/events.ts';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import { verifyRecord } from '../../src/record/verify.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { alertingObjectives, evaluateAlerts, recordAlertChanges } from '../../src/site/alerting.ts';
import { readRecordFacts } from '../../src/site/record-facts.ts';
import { sloAlerts } from '../../src/slo/alerts.ts';
import { computeFacts } from '../../src/views/facts.ts';
import { smallBook } from '../book/made.ts';
import { NOON, sample, scratch } from '../record/made.ts';
import { serveHttp } from './loopback.ts';
import { probe, repository } from './repository.ts';

vi.setConfig({ testTimeout: 60_000 });

const EVERY = 5 * 60_000;
const KEY = 'acme/shop page 1h/5m';
const FILE = 'events/local.2026-11.tsv';
const PAGE = 'alerts: [{ severity: page, long: 1h, short: 5m, budgetPercent: 2 }]';
const objective = (more: string) => `title: Shop availability
summary: The shop is there for its customers.
domain: acme
service: acme/shop
owner: acme/core
sli: { kind: availability, service: acme/shop }
target: '0.999'
stated: 99.9 %
${more}
`;
const bookWith = (slo: string | null): Book => assembleBook(smallBook({ 'slos/acme/shop.yaml': slo })).book;
const git = (dir: string, ...args: string[]) =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();

const LETTERS = { U: 'up', D: 'down', '?': 'unknown' } as const satisfies Record<string, Outcome>;
type Letter = keyof typeof LETTERS;
const look = (at: number, letter: Letter): Sample =>
  sample({
    probe: 'acme/shop/http',
    at,
    outcome: LETTERS[letter],
    reason: letter === 'U' ? null : 'it was not up',
  });

/** A record in which the shop was up for two hours, and a run after it for each letter, five minutes apart. */
async function watched(book: Book, where: Parameters<typeof openRecord>[0] = { dir: join(scratch(), 'r') }) {
  const store = await openRecord(where);
  const run = async (i: number, letter: Letter, location = 'local') => {
    const at = NOON + i * EVERY;
    let lines: readonly string[] = [];
    const afterwards = () => {
      lines = recordAlertChanges(store.dir, location, book, at + 1000).lines;
    };
    await store.commitRun([{ ...look(at, letter), location }], at, { afterwards });
    return lines;
  };
  await store.append(Array.from({ length: 24 }, (_, i) => [look(NOON - (24 - i) * EVERY, 'U')]));
  await store.commit(NOON, 'two hours');
  return { store, run, kinds: () => readEvents(store.dir).events.map(({ kind }) => kind) };
}

describe('alerts of objectives, evaluated with each run', () => {
  const book = bookWith(objective(PAGE));

  test('[G13] a single failed look writes no event; two in a row fire once, and what recovers settles once', async () => {
    const { store, run } = await watched(book);
    const said: string[] = [];
    for (const [i, letter] of [...'UDUUDDDDUUUU'].entries())
      for (const line of await run(i, letter as Letter)) said.push(`${i} ${line}`);
    expect(said).toEqual([
      expect.stringMatching(
        /^5 BURNING acme\/shop: page, [\d.]+× and [\d.]+× over 1h and 5m \(limit 14\.4×\)$/,
      ),
      expect.stringMatching(/^9 SETTLED acme\/shop: page, /),
    ]);
    const { events, problems } = readEvents(store.dir);
    expect(problems).toEqual([]);
    expect(events.map(({ at, kind, key }) => [at, kind, key])).toEqual([
      [NOON + 5 * EVERY + 1000, 'slo burning', KEY],
      [NOON + 9 * EVERY + 1000, 'slo settled', KEY],
    ]);
    // Each is in the commit of the look that brought it.
    const subjects = git(store.dir, 'log', '--format=%ct', '--', FILE).split('\n').map(Number);
    expect(subjects).toEqual([9, 5].map((i) => (NOON + i * EVERY) / 1000));
    expect(await verifyRecord(store.dir)).toEqual([]);
  });

  test('a run killed before its commit, or before it evaluated, is made good by the next', async () => {
    for (const evaluated of [true, false]) {
      const { store, run, kinds } = await watched(book);
      for (const i of [0, 1]) await run(i, i === 0 ? 'U' : 'D');
      const at = NOON + 2 * EVERY;
      const afterwards = () => void recordAlertChanges(store.dir, 'local', book, at + 1000);
      // Appended and never committed: what is left of a run that was killed there.
      await store.append([[look(at, 'D')]], evaluated ? { afterwards } : {});
      expect(kinds()).toEqual(evaluated ? ['slo burning'] : []);
      expect(git(store.dir, 'ls-files', 'events')).toBe('');
      expect(await run(3, 'D')).toHaveLength(evaluated ? 0 : 1);
      expect(kinds()).toEqual(['slo burning']);
      expect(git(store.dir, 'ls-files', 'events')).toBe(FILE);
      expect(readRecord(store.dir).sampleCount).toBe(28);
    }
  });

  test('a run killed within the line of an event writes it again', async () => {
    const { store, run, kinds } = await watched(book);
    for (const i of [0, 1, 2]) await run(i, 'D');
    const path = join(store.dir, FILE);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -20));
    git(
      store.dir,
      '-c',
      'user.name=a',
      '-c',
      'user.email=a@b',
      'commit',
      '-q',
      '--amend',
      '-a',
      '-m',
      'killed',
    );
    expect(kinds()).toEqual([]);
    expect(await run(3, 'D')).toHaveLength(1);
    expect(kinds()).toEqual(['slo burning']);
    expect(readFileSync(path, 'utf8').startsWith(text.slice(0, -20))).toBe(true);
  });

  test('goes on burning while nobody looks or looks say nothing, and settles on the first time that was seen', async () => {
    const { store, run } = await watched(book);
    for (const i of [0, 1, 2]) await run(i, 'D');
    const later = (minutes: number) => NOON + 2 * EVERY + minutes * 60_000;
    expect(recordAlertChanges(store.dir, 'local', book, later(180)).lines).toEqual([]);
    expect(await run(60, '?')).toEqual([]);
    expect(burningKeys(readEvents(store.dir).events)).toContain(KEY);
    await run(61, 'U');
    expect(await run(62, 'U')).toEqual([]);
    expect(burningKeys(readEvents(store.dir).events)).not.toContain(KEY);
  });

  test('settles when its objective is gone, and costs nothing where there never was one', async () => {
    const { store, run } = await watched(book);
    for (const i of [0, 1, 2]) await run(i, 'D');
    const none = bookWith(null);
    const at = NOON + 3 * EVERY;
    const { lines } = recordAlertChanges(store.dir, 'local', none, at);
    expect(lines).toEqual(['SETTLED acme/shop: page, acme/shop no longer has this alert']);
    expect(recordAlertChanges(store.dir, 'local', none, at + 1000).lines).toEqual([]);
    // Nothing is read: a record that cannot be a folder disturbs nobody.
    const file = join(scratch(), 'record');
    writeFileSync(file, '');
    for (const quiet of [none, bookWith(objective('alerts: []'))])
      expect(recordAlertChanges(file, 'local', quiet, at)).toEqual({ lines: [], faults: [] });
  });

  test('an objective whose probe is gone is told and left as it is, and the others are evaluated', async () => {
    const { store, run } = await watched(book);
    for (const i of [0, 1, 2]) await run(i, 'D');
    const other = objective(PAGE).replace('title: Shop', 'title: Other');
    const files = smallBook({ 'slos/acme/shop.yaml': objective(PAGE), 'slos/acme/other.yaml': other });
    files.set(
      'slos/acme/shop.yaml',
      objective(PAGE).replace('service: acme/shop }', 'probes: [acme/shop/gone] }'),
    );
    const found = recordAlertChanges(store.dir, 'local', assembleBook(files).book, NOON + 2 * EVERY + 2000);
    expect(found).toEqual({
      lines: [expect.stringContaining('BURNING acme/other: page')],
      faults: ['acme/shop names a probe that the book does not have; run npm run check'],
    });
    expect([...burningKeys(readEvents(store.dir).events)].sort()).toEqual(['acme/other page 1h/5m', KEY]);
  });

  test('two places that evaluate the same keep both lines, and either settles it', async () => {
    const remote = join(scratch(), 'remote.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    const [here, there] = [
      await watched(book, { dir: join(scratch(), 'r'), remote }),
      await watched(book, { dir: join(scratch(), 'r'), remote }),
    ];
    for (const i of [0, 1, 2]) {
      await here.run(i, 'D');
      await there.run(i, 'D', 'eu-west');
    }
    await here.store.push();
    await there.store.push();
    await here.store.push();
    const lines = (name: string) => readFileSync(join(here.store.dir, 'events', name), 'utf8').split('\n');
    expect(lines('local.2026-11.tsv')[1]).toMatch(/slo burning/);
    expect(lines('eu-west.2026-11.tsv')[1]).toMatch(/slo burning/);
    expect(readEvents(here.store.dir).events).toHaveLength(1);
    for (const i of [3, 4, 5]) {
      const at = NOON + i * EVERY;
      await here.store.append([[look(at, 'U'), { ...look(at, 'U'), location: 'eu-west' }]]);
    }
    const at = NOON + 5 * EVERY + 1000;
    expect(recordAlertChanges(here.store.dir, 'local', book, at).lines).toEqual([
      expect.stringMatching(/^SETTLED/),
    ]);
    expect(burningKeys(readEvents(here.store.dir).events).size).toBe(0);
  });

  test.each([
    'kind: availability, service: acme/shop',
    'kind: error-rate, service: acme/shop',
    'kind: freshness, service: acme/shop, within: 5d',
  ])('are those of the pages, although only the days they look back on are read: %s', async (sli) => {
    const text = objective('').replace("'0.999'", "'0.99'");
    const whole = bookWith(text.replace('kind: availability, service: acme/shop', sli));
    const store = await openRecord({ dir: join(scratch(), 'r') });
    const runs = Array.from({ length: 12 * 24 * 9 }, (_, i) => {
      // The last good look of the fifth day is what freshness stands on until the ninth.
      const bad = i % 97 < 3 || i % 11 === 0 || (sli.includes('freshness') && i > 1000);
      return [look(NOON - (12 * 24 * 9 - i) * EVERY, bad ? 'D' : 'U')];
    });
    await store.append(runs);
    const { sound } = alertingObjectives(whole);
    for (const now of [NOON, NOON - 6 * 3_600_000 + 61_000]) {
      const { ledgers } = computeFacts(whole, readRecordFacts(store.dir, whole, now), now);
      const alerting = entriesOf(whole, 'slos').flatMap(({ id, data: slo }) => {
        const ledger = ledgers.get(id);
        return ledger ? [{ id, slo, ledger }] : [];
      });
      const found = evaluateAlerts(store.dir, whole, sound, now);
      expect(found.filter(({ long }) => long !== null && long > 0)).toHaveLength(4);
      expect(found).toEqual(sloAlerts(alerting, now));
    }
  });
});

describe('npm run probe', () => {
  /** A service that fails at will, with an objective whose alert ends ten seconds after it recovered. */
  async function shop() {
    const service = { status: 200 };
    const url = await serveHttp((_, response) => void response.writeHead(service.status).end());
    const slo = objective('alerts: [{ severity: page, long: 5m, short: 10s, budgetPercent: 0.01 }]')
      .replace('kind: availability', 'kind: error-rate')
      .replace("'0.999'", "'0.9'");
    const repo = repository('', `  - { id: web, kind: http, url: '${url}/', interval: 10s, timeout: 5s }`, {
      'slos/acme/shop.yaml': slo,
    });
    const record = join(repo, '.record');
    return { service, repo, record, events: () => readEvents(record).events.map(({ kind }) => kind) };
  }
  const inHead = (record: string) => git(record, 'show', '--name-only', '--format=', 'HEAD');

  test('[G13] says and commits with its looks that an alert began and ended, and nothing for one failed look', async () => {
    const { service, repo, record, events } = await shop();
    const run = async (status: number, ...args: string[]) => {
      service.status = status;
      return await probe(repo, ['--commit', '--allow-down', ...args]);
    };
    expect((await run(200)).out).not.toMatch(/BURNING/);
    expect((await run(503)).out).not.toMatch(/BURNING/);
    expect(existsSync(join(record, 'events'))).toBe(false);
    // Only the first of several machines that share the probes evaluates.
    expect(await run(503, '--shard', '2/2')).toMatchObject({ code: 0, err: '' });
    expect(existsSync(join(record, 'events'))).toBe(false);
    let burning = await run(503);
    // Equal looks of one second are one look of the record, so on a quick machine it takes one run more; which look
    // fires is for the test above, with a clock of its own.
    for (let more = 0; more < 2 && !burning.out.includes('BURNING'); more += 1) burning = await run(503);
    expect(burning).toMatchObject({ code: 0, err: '' });
    expect(burning.out).toMatch(/^BURNING acme\/shop: page, .* over 5m and 10s \(limit /m);
    expect(inHead(record)).toMatch(/events\/local\.[\d-]+\.tsv\nlocal\./);
    // As JSON only looks are on stdout.
    expect((await run(503, '--json')).out.trim().split('\n')).toHaveLength(1);
    expect(events()).toEqual(['slo burning']);
    await sleep(10_100);
    const settled = await run(200, '--json');
    expect(settled.err).toMatch(/^SETTLED acme\/shop: page/);
    expect(JSON.parse(settled.out)).toMatchObject({ outcome: 'up' });
    expect(events()).toEqual(['slo burning', 'slo settled']);
    expect(await verifyRecord(record)).toEqual([]);
  });

  test('keeps its looks when alerts cannot be evaluated, and says why', async () => {
    const { repo, record } = await shop();
    await probe(repo, ['--commit']);
    // The record tells whole seconds apart: an equal look of the same one would be no other look.
    await sleep(1100);
    // A file where the folder of events should be: it cannot be listed.
    writeFileSync(join(record, 'events'), '');
    const end = await probe(repo, ['--commit']);
    expect(end.code).toBe(0);
    expect(end.err).toMatch(/^the burn-rate alerts could not be evaluated, the looks are kept: /);
    expect(readRecord(record).sampleCount).toBe(2);
    expect(git(record, 'log', '--format=%s').split('\n')).toEqual(['1 up', '1 up', 'record']);
  });

  test('commits an alert at once in a watch, although the outcome is what it was before', async () => {
    const { service, repo, record, events } = await shop();
    service.status = 503;
    const until = async (holds: () => boolean) => {
      const end = performance.now() + 30_000;
      while (!holds()) {
        if (performance.now() > end) throw new Error('waited in vain');
        await sleep(50);
      }
    };
    const committedFile = () => existsSync(record) && git(record, 'ls-files', 'events') !== '';
    const end = await probe(repo, ['--watch', '--commit'], {}, async (child) => {
      await until(committedFile);
      // Well before the five minutes after which a watch commits what stays the same.
      service.status = 200;
      await until(() => events().length === 2);
      child.kill('SIGTERM');
    });
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(end.out.match(/^(?:BURNING|SETTLED)/gm)).toEqual(['BURNING', 'SETTLED']);
    expect(git(record, 'status', '--porcelain')).toBe('');
    expect(events()).toEqual(['slo burning', 'slo settled']);
  });
});
