import { describe, expect, test } from 'vitest';
import type { Incident, IncidentState } from '../../src/incidents/incident.ts';
import { situationOf } from '../../src/response/fold.ts';
import { detailOf, isOfKind, typedEvent } from '../../src/schemas/event.ts';
import { MINUTE, made, START, World } from './world.ts';

const SHOP = 'acme/shop';

/** A world whose shop gives one answer a minute, with a run after each. */
async function lived(answers: string, world = new World(made())): Promise<World> {
  for (const [i, letter] of [...answers].entries()) {
    const outcome = { U: 'up', D: 'down', S: 'degraded', '?': 'unknown' }[letter] as 'up';
    world.look(SHOP, START + i * MINUTE, outcome);
    await world.run(START + i * MINUTE + 5000);
  }
  return world;
}

/** Goes on from a minute of such a world. */
async function more(world: World, from: number, answers: string): Promise<void> {
  for (const [i, letter] of [...answers].entries()) {
    world.look(SHOP, START + (from + i) * MINUTE, { U: 'up', D: 'down', S: 'degraded' }[letter] as 'up');
    await world.run(START + (from + i) * MINUTE + 5000);
  }
}

const UPDATE = {
  id: 'acme/breach#1',
  at: START + MINUTE,
  state: 'investigating',
  text: 'We look into it.',
  found: null,
  changes: [],
} as const;
const WRITTEN: Incident = {
  id: 'acme/breach',
  origin: 'written',
  title: 'Somebody read what was not theirs',
  domain: 'acme',
  severity: 'SEV1',
  services: [],
  state: 'investigating',
  impact: 'none',
  impacts: new Map(),
  startedAt: START,
  resolvedAt: null,
  updatedAt: START,
  updates: [],
  outages: [],
  entry: null,
};

describe('from looks to people', () => {
  test('an outage is one incident and one message to each channel of its route, and so is its end', async () => {
    const world = await lived('UUDDDUUUUUUUUU');
    expect(world.kinds().filter((kind) => !kind.startsWith('alert'))).toEqual([
      'outage opened',
      'outage confirmed',
      'incident opened',
      'outage recovered',
      'incident updated',
      'incident closed',
    ]);
    expect(world.said()).toEqual(['phone opened', 'phone closed']);
    const [opened, closed] = world.received.map(({ message }) => message);
    expect(opened?.title).toBe('[SEV1] Shop: not working as it should');
    expect(opened?.links[0]?.url).toBe('https://book.test/runbooks/acme/ShopDown/');
    expect(closed?.lines).toContain(
      'From Sat 21 Nov 2026, 12:02 UTC to Sat 21 Nov 2026, 12:05 UTC, 3 minutes.',
    );
    const before = world.log.length;
    await world.run(START + 60 * MINUTE);
    expect(world.log.slice(before).map(({ kind }) => kind)).toEqual([
      'prober silent',
      'incident opened',
      'alert due',
      'alert sent',
    ]);
  });

  test('a look that fails alone is written down and calls nobody', async () => {
    const world = await lived('UUDUUU');
    expect(world.kinds()).toEqual(['outage opened', 'outage recovered']);
    const last = world.log.at(-1);
    expect(last && isOfKind(last, 'outage recovered') && detailOf(last).confirmed).toBe(false);
    expect(world.received).toEqual([]);
  });

  test('[U8] slow first and down then is one incident that becomes more severe, and what got better is recorded', async () => {
    const world = await lived('UUSSDDSUUUUUUUU');
    expect(
      world.kinds().filter((kind) => kind.startsWith('outage') || kind.startsWith('incident o')),
    ).toEqual([
      'outage opened',
      'outage degraded',
      'incident opened',
      'outage confirmed',
      'outage degraded',
      'outage recovered',
    ]);
    expect(world.said()).toEqual(['mail opened', 'phone opened', 'mail closed', 'phone closed']);
    const [incident] = situationOf(world.log).incidents.values();
    expect(incident?.severities.map(({ severity }) => severity)).toEqual(['SEV2', 'SEV1']);
  });

  test('trouble that comes back before things have settled is the same incident and calls nobody again', async () => {
    const world = await lived('UDDUUDDUUDDUUUUUUUU');
    const { incidents } = situationOf(world.log);
    expect([...incidents.values()].map(({ services }) => services)).toEqual([[SHOP]]);
    expect(world.kinds().filter((kind) => kind === 'outage confirmed')).toHaveLength(3);
    expect(world.said()).toEqual(['phone opened', 'phone closed']);
  });

  test('[K30] one good look closes nothing: an incident is over when all was well for the time that the book states', async () => {
    const world = await lived('UDDUUUU');
    const [open] = situationOf(world.log).incidents.values();
    expect([open?.state, open?.closedAt]).toEqual(['monitoring', null]);
    world.look(SHOP, START + 7 * MINUTE, 'up');
    world.look(SHOP, START + 8 * MINUTE, 'up');
    await world.run(START + 8 * MINUTE);
    const [closed] = situationOf(world.log).incidents.values();
    expect(closed?.closedAt).toBe(START + 8 * MINUTE);
    expect(closed?.endedAt).toBe(START + 3 * MINUTE);
  });

  test('where nobody looks any more nothing ends', async () => {
    const world = await lived('UDDD????????');
    expect(world.kinds()).not.toContain('outage recovered');
    expect(situationOf(world.log).incidents.size).toBe(1);
  });

  test('an outage that came and went between two runs is told as a whole, and wakes nobody', async () => {
    const world = await lived('UU');
    world.look(SHOP, START + 2 * MINUTE, 'unknown');
    await world.run(START + 2 * MINUTE);
    expect(world.kinds()).toEqual([]);
    const quiet = await lived('UDU');
    for (const [i, outcome] of (['down', 'down', 'up', 'up', 'up'] as const).entries())
      quiet.look(SHOP, START + (3 + i) * MINUTE, outcome);
    for (let minute = 8; minute < 20; minute += 1) quiet.look(SHOP, START + minute * MINUTE, 'up');
    await quiet.run(START + 20 * MINUTE);
    expect(quiet.kinds()).toEqual([
      'outage opened',
      'outage recovered',
      'outage opened',
      'outage confirmed',
      'outage recovered',
      'incident opened',
      'incident closed',
    ]);
    expect(quiet.received).toEqual([]);
  });

  test('[U7] planned work mutes what it hides, and what is still down at its end is told then', async () => {
    const world = new World(made());
    world.planned = [{ entry: 'acme/move', title: 'Move', from: START + 2 * MINUTE, to: START + 6 * MINUTE }];
    await lived('UUDDDDDDDD', world);
    expect(world.received.map(({ message }) => [message.stage, message.at])).toEqual([
      ['opened', START + 6 * MINUTE + 5000],
    ]);
    const [incident] = situationOf(world.log).incidents.values();
    expect(incident?.startedAt).toBe(START + 6 * MINUTE);
    expect(world.kinds().filter((kind) => kind.startsWith('maintenance'))).toEqual([
      'maintenance started',
      'maintenance ended',
    ]);
  });

  test('what people judged stays as they judged it, until it gets worse', async () => {
    const world = await lived('UUSS');
    const [incident] = situationOf(world.log).incidents.values();
    const id = incident?.id ?? '';
    const judge = (minute: number, severity: string) =>
      world.log.push(
        typedEvent(START + minute * MINUTE + 30_000, 'incident updated', id, {
          by: 'octocat',
          via: `github:comment:${minute}`,
          severity,
        }),
      );
    judge(3, 'SEV3');
    await more(world, 4, 'SS');
    expect(situationOf(world.log).incidents.get(id)?.severity).toBe('SEV3');
    await more(world, 6, 'DD');
    expect(situationOf(world.log).incidents.get(id)?.severity).toBe('SEV1');
    judge(7, 'SEV2');
    await more(world, 8, 'DDD');
    expect(situationOf(world.log).incidents.get(id)?.severity).toBe('SEV2');
  });

  test('an incident that people wrote about an outage goes on as the one of the probes, and calls nobody when that ends', async () => {
    const world = await lived('UUDD');
    const told = {
      ...WRITTEN,
      services: [SHOP],
      startedAt: START + 2 * MINUTE,
      updates: [{ ...UPDATE, id: 'acme/late#1', at: START + 3 * MINUTE }],
      updatedAt: START + 3 * MINUTE,
    };
    world.written = [told];
    await more(world, 4, 'DUUUUUUUUU');
    const { incidents } = situationOf(world.log);
    expect([...incidents.values()].map(({ origin, closedAt }) => [origin, closedAt !== null])).toEqual([
      ['probes', true],
    ]);
    expect([...incidents.values()][0]?.updates.map(({ text }) => text)).toContain('We look into it.');
    expect(world.said()).toEqual(['phone opened', 'phone closed']);
  });

  test('[K31] an incident that no probe sees is told from what people write, and ends when they say so', async () => {
    const world = new World(made({ 'services/acme/shop.mdx': null }));
    const update = (minute: number, state: IncidentState, text: string) => ({
      ...UPDATE,
      id: `acme/breach#${minute}`,
      at: START + minute * MINUTE,
      state,
      text,
    });
    const written = (resolvedAt: number | null, ...updates: ReturnType<typeof update>[]): Incident => ({
      ...WRITTEN,
      resolvedAt,
      updates,
      updatedAt: updates.at(-1)?.at ?? START,
    });
    const first = update(1, 'investigating', 'We look into it.');
    const last = update(9, 'resolved', 'All keys were replaced.');
    world.written = [written(null, first)];
    for (const minute of [2, 3]) await world.run(START + minute * MINUTE);
    world.written = [written(START + 9 * MINUTE, first, last)];
    for (const minute of [10, 11]) await world.run(START + minute * MINUTE);
    expect(world.said()).toEqual(['phone opened', 'phone closed']);
    expect(world.received[0]?.message.title).toBe('[SEV1] Somebody read what was not theirs');
    const [incident] = situationOf(world.log).incidents.values();
    expect(incident?.updates.map(({ text }) => text)).toEqual([
      'We look into it.',
      'All keys were replaced.',
    ]);
    expect([incident?.internal, incident?.endedAt]).toEqual([true, START + 9 * MINUTE]);
  });
});
