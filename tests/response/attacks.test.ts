import { describe, expect, test } from 'vitest';
import { situationOf } from '../../src/response/fold.ts';
import { objectiveEvents } from '../../src/response/objectives.ts';
import { type RecordEvent, typedEvent } from '../../src/schemas/event.ts';
import { MINUTE, made, START, World } from './world.ts';

/** Ways in which people were once not told, told twice, or told what was not so. */

const SHOP = 'acme/shop';

/** Gives a world one look a minute from a minute on, with a run after each. */
async function live(world: World, from: number, answers: string): Promise<World> {
  for (const [i, letter] of [...answers].entries()) {
    const outcome = { U: 'up', D: 'down', S: 'degraded' }[letter] as 'up';
    world.look(SHOP, START + (from + i) * MINUTE, outcome);
    await world.run(START + (from + i) * MINUTE + 5000);
  }
  return world;
}

const open = (world: World) =>
  [...situationOf(world.log).incidents.values()].filter(({ closedAt }) => closedAt === null);
const service = (severity: string) => `---
title: Shop
summary: Where people buy things.
domain: acme
owner: Core
severity: ${severity}
---
`;

describe('a service that a mistake in the content hides', () => {
  test('is not called well again, and its incident goes on when the mistake is mended', async () => {
    const world = await live(new World(made()), 0, 'UDDD');
    const looks = world.looks.get(SHOP) ?? [];
    world.looks.delete(SHOP);
    world.whole = false;
    await world.run(START + 10 * MINUTE);
    expect(world.faults.join()).toMatch(/acme\/shop cannot be told of while the content has errors/);
    expect(world.said()).toEqual(['phone opened']);
    expect(open(world)).toHaveLength(1);
    world.looks.set(SHOP, looks);
    world.whole = true;
    await live(world, 4, 'DD');
    expect([open(world).length, world.said()]).toEqual([1, ['phone opened']]);
  });

  test('that was really taken out is over, and has an incident again when it comes back and is still down', async () => {
    const world = await live(new World(made()), 0, 'UDDD');
    const looks = world.looks.get(SHOP) ?? [];
    world.looks.delete(SHOP);
    for (const minute of [4, 10]) await world.run(START + minute * MINUTE);
    expect(open(world)).toEqual([]);
    world.looks.set(SHOP, looks);
    await live(world, 11, 'DDD');
    expect(open(world)).toHaveLength(1);
    expect(world.said()).toEqual(['phone opened', 'phone closed', 'phone opened']);
  });
});

describe('severities', () => {
  test('of an outage raise an incident that somebody else opened about the same service', async () => {
    const world = new World(made());
    await live(world, 0, 'UU');
    world.log.push(
      typedEvent(START + MINUTE, 'incident opened', 'outside/slow/1', {
        origin: 'outside',
        domain: 'acme',
        severity: 'SEV3',
        services: [SHOP],
        startedAt: new Date(START).toISOString().replace('.000', ''),
      }),
    );
    await live(world, 2, 'UDDD');
    expect(world.said()).toEqual(['mail opened', 'phone opened']);
    expect(open(world).map(({ severity }) => severity)).toEqual(['SEV1']);
  });

  test('that no route takes are told aloud as a fault, once', async () => {
    const world = new World(
      made({ 'services/acme/shop.mdx': service('SEV1'), 'domains/acme/severities.yaml': null }),
    );
    await live(world, 0, 'UD');
    await live(world, 2, 'D');
    expect(world.faults.join()).toMatch(
      /nobody is told of automatic\/acme\/shop\/.*: no route of acme takes SEV1/,
    );
    await live(world, 3, 'D');
    expect(world.faults).toEqual([]);
  });
});

describe('two places at once', () => {
  test('that open an incident each about the same outage have one when they know of each other', async () => {
    const one = await live(new World(made()), 0, 'UDD');
    const other = new World(made());
    for (const look of one.looks.get(SHOP) ?? []) other.look(SHOP, look.at + 20_000, look.outcome);
    await other.run(START + 40_000, 'us');
    await other.run(START + 2 * MINUTE + 40_000, 'us');
    const joined = new World(made());
    joined.log.push(...one.log, ...other.log);
    for (const look of one.looks.get(SHOP) ?? []) joined.look(SHOP, look.at, look.outcome);
    expect(situationOf(joined.log).incidents.size).toBe(1);
    await live(joined, 3, 'DUUUUUUUU');
    expect(open(joined)).toEqual([]);
    expect(joined.said()).toEqual(['phone closed']);
  });
});

describe('a channel that fails', () => {
  test('until its message is given up is reminded all the same', async () => {
    const severities = `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy }
routes:
  - { levels: [SEV1], channels: [phone], wakes: true, remindEvery: 15m }
`;
    const world = new World(made({ 'domains/acme/severities.yaml': severities }));
    world.refuses = ({ stage }) => (stage === 'opened' ? { ok: false, result: '410', final: true } : null);
    await live(world, 0, 'UDDDDDDDDDDDDDDDDDDDDD');
    expect(world.said()).toEqual(['phone reminder 1']);
  });

  test('until after the end is not told of the beginning any more', async () => {
    const world = new World(made());
    world.refuses = ({ stage, at }) =>
      stage === 'opened' && at < START + 12 * MINUTE ? { ok: false, result: '503', final: false } : null;
    await live(world, 0, 'UDDDUUUUUUUUUUUUUUUUUUUUUUUUUUUUU');
    expect(world.said()).toEqual(['phone closed']);
  });
});

describe('the log', () => {
  test('tells of an outage once, however fine the clock of its looks is', async () => {
    const world = new World(made());
    for (const [i, outcome] of (['up', 'down', 'down', 'up', 'up', 'up'] as const).entries()) {
      world.look(SHOP, START + i * MINUTE + 417, outcome);
      await world.run(START + i * MINUTE + 5000);
    }
    for (let minute = 6; minute < 30; minute += 1) {
      world.look(SHOP, START + minute * MINUTE + 417, 'up');
      await world.run(START + minute * MINUTE + 5000);
    }
    expect(world.kinds().filter((kind) => kind === 'outage confirmed')).toHaveLength(1);
  });

  test('dates the end of trouble by the looks, not by the run, and no lone failure moves it', async () => {
    const world = await live(new World(made()), 0, 'USS');
    for (let minute = 3; minute < 20; minute += 1) world.look(SHOP, START + minute * MINUTE, 'up');
    await world.run(START + 19 * MINUTE + 5000);
    expect(situationOf(world.log).ended.map(({ to }) => to)).toEqual([START + 3 * MINUTE]);
    const blip = await live(new World(made()), 0, 'UDDUUDUUUUUUUUU');
    const [incident] = situationOf(blip.log).incidents.values();
    expect(incident?.endedAt).toBe(START + 3 * MINUTE);
  });

  test('says again that it has begun before that is too old to be read', async () => {
    const world = await live(new World(made()), 0, 'UU');
    const begins = () => world.log.filter(({ kind }) => kind === 'log began').length;
    expect(begins()).toBe(1);
    world.look(SHOP, START + 101 * 86_400_000, 'up');
    await world.run(START + 101 * 86_400_000 + 5000);
    expect(begins()).toBe(2);
  });
});

describe('a budget that burns', () => {
  const book = made();
  const burning = (at: number, severity: string): RecordEvent => ({
    at,
    kind: 'slo burning',
    key: `acme/shop ${severity} 1h/5m`,
    detail: 'burns',
  });

  test('first slowly and then fast becomes more severe', () => {
    const log: RecordEvent[] = [burning(START, 'ticket')];
    log.push(...objectiveEvents(situationOf(log), book, [], START));
    const incidents = () => [...situationOf(log).incidents.values()];
    expect(incidents().map(({ severity }) => severity)).toEqual(['SEV3']);
    log.push(burning(START + MINUTE, 'page'));
    for (const minute of [2, 3])
      log.push(...objectiveEvents(situationOf(log), book, incidents(), START + minute * MINUTE));
    expect(incidents().map(({ severity }) => severity)).toEqual(['SEV2']);
    expect(log.filter(({ kind }) => kind === 'incident updated')).toHaveLength(1);
  });

  test('after the outage that spent it calls nobody a second time', async () => {
    const world = await live(new World(book), 0, 'UDDD');
    world.log.push(burning(START + 3 * MINUTE, 'page'));
    await live(world, 4, 'UUUUUUUUUU');
    expect(world.said()).toEqual(['phone opened', 'phone closed']);
    expect(open(world)).toEqual([]);
  });
});
