import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { reconcileRecord } from '../../src/reconcile/in-record.ts';
import type { SendResult } from '../../src/reconcile/reconcile.ts';
import { readEvents } from '../../src/record/events.ts';
import { openRecord, type RecordStore } from '../../src/record/store.ts';
import { situationOf } from '../../src/response/fold.ts';
import { tiersOf } from '../../src/response/on-call.ts';
import { NOON, sample, scratch } from '../record/made.ts';
import { made } from '../response/world.ts';

// Real git, several writers.
vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const book = made();

function bare(): string {
  const dir = join(scratch(), 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', dir]);
  return dir;
}

const look = (minute: number, outcome: 'up' | 'down') =>
  sample({
    probe: 'acme/shop/http',
    at: NOON + minute * MINUTE,
    outcome,
    reason: outcome === 'up' ? null : 'it did not answer',
  });

/** A place that tells people over a record, and what it sent. */
function place(
  store: RecordStore,
  location: string,
  answer: () => SendResult = () => ({ ok: true, result: '200' }),
) {
  const sent: string[] = [];
  const run = (minute: number) =>
    reconcileRecord({
      store,
      book,
      location,
      now: NOON + minute * MINUTE + 20_000,
      push: true,
      whole: true,
      send: async (channel, message) => {
        const result = answer();
        if (result.ok) sent.push(`${channel.id} ${message.stage}`);
        return result;
      },
      onCall: tiersOf(book),
    });
  return { sent, run };
}

describe('telling people over a record', () => {
  test('keeps events and results in commits, and a second run of the same minute does nothing', async () => {
    const remote = bare();
    const store = await openRecord({ dir: join(scratch(), 'r'), remote });
    const here = place(store, 'alerts');
    await store.commitRun([look(0, 'up')], NOON);
    await here.run(0);
    for (const minute of [1, 2, 3]) await store.commitRun([look(minute, 'down')], NOON + minute * MINUTE);
    const first = await here.run(3);
    expect([first.sent, first.failed, first.faults]).toEqual([1, 0, []]);
    expect(here.sent).toEqual(['phone opened']);
    const count = () =>
      execFileSync('git', ['-C', remote, 'rev-list', '--count', 'record'], { encoding: 'utf8' });
    const before = count();
    expect((await here.run(3)).events).toEqual([]);
    expect(count()).toBe(before);
    const file = execFileSync('git', ['-C', remote, 'show', 'record:events/alerts.2026-11.tsv'], {
      encoding: 'utf8',
    });
    expect(file.split('\n').filter((line) => line.includes('\talert '))).toHaveLength(2);
  });

  test('of places that do so at once, one tells each thing', async () => {
    const remote = bare();
    const stores = await Promise.all(
      ['a', 'b', 'c'].map((name) => openRecord({ dir: join(scratch(), name), remote })),
    );
    const [one] = stores as [RecordStore];
    await one.commitRun([look(0, 'up')], NOON);
    await one.push();
    for (const minute of [1, 2, 3]) await one.commitRun([look(minute, 'down')], NOON + minute * MINUTE);
    await one.push();
    const places = stores.map((store, i) => place(store, `place-${i}`));
    for (const store of stores) {
      // Every place has the looks of all before it is asked.
      execFileSync('git', ['-C', store.dir, 'fetch', '-q', remote, 'record']);
      execFileSync('git', ['-C', store.dir, 'reset', '-q', '--hard', 'FETCH_HEAD']);
    }
    await Promise.all(places.map(({ run }) => run(3)));
    expect(places.flatMap(({ sent }) => sent)).toEqual(['phone opened']);
    execFileSync('git', ['-C', one.dir, 'fetch', '-q', remote, 'record']);
    execFileSync('git', ['-C', one.dir, 'reset', '-q', '--hard', 'FETCH_HEAD']);
    const { incidents, alerts } = situationOf(readEvents(one.dir).events);
    expect(incidents.size).toBe(1);
    expect([...alerts.values()].map(({ state }) => state)).toEqual(['sent']);
  });

  test('of places that do so in turn, each with a work tree of its own, one tells each thing', async () => {
    const remote = bare();
    const [eu, us] = await Promise.all(
      ['eu', 'us'].map((name) => openRecord({ dir: join(scratch(), name), remote })),
    );
    const places = [place(eu as RecordStore, 'eu'), place(us as RecordStore, 'us')];
    for (const minute of [0, 1, 2, 3, 4]) {
      for (const [i, store] of [eu, us].entries()) {
        const seen = { ...look(minute, minute === 0 ? 'up' : 'down'), location: i === 0 ? 'eu' : 'us' };
        // Only appended, as a watch does: nobody has fetched anything before it tells people.
        await (store as RecordStore).append([[{ ...seen, at: seen.at + i * 20_000 }]]);
        await places[i]?.run(minute);
      }
    }
    expect(places.flatMap(({ sent }) => sent)).toEqual(['phone opened']);
    const { incidents } = situationOf(readEvents((us as RecordStore).dir).events);
    expect(incidents.size).toBe(1);
  });

  test('tells people although the remote does not answer, and brings the events there when it does again', async () => {
    const remote = join(scratch(), 'later.git');
    const store = await openRecord({ dir: join(scratch(), 'r'), remote });
    const here = place(store, 'alerts');
    for (const minute of [0, 1, 2, 3]) {
      await store.commitRun([look(minute, minute === 0 ? 'up' : 'down')], NOON + minute * MINUTE);
    }
    const { faults } = await here.run(3);
    expect(faults.join('\n')).toMatch(/claims could not be published: git push/);
    expect(here.sent).toEqual(['phone opened']);
    execFileSync('git', ['init', '-q', '--bare', remote]);
    await here.run(4);
    expect(here.sent).toEqual(['phone opened']);
    const kinds = execFileSync('git', ['-C', remote, 'show', 'record:events/alerts.2026-11.tsv'], {
      encoding: 'utf8',
    });
    expect(kinds).toContain('\talert sent\t');
  });
});
