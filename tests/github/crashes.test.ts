import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { factsOn, issuesOn, onlyIssue, requestsOn, say } from './seen.ts';
import { type GitHubServer, startGitHub } from './server.ts';
import { MirroredWorld, minute } from './world.ts';

let server: GitHubServer;
beforeAll(async () => {
  server = await startGitHub();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

/** An outage with everything that can follow: an update of a person, an acknowledgement, and the end. */
async function play(world: MirroredWorld): Promise<void> {
  const step = async (time: number, outcome: 'up' | 'down') => {
    world.look('acme/shop', minute(time), outcome);
    server.clock = minute(time);
    const lived = await world.run(minute(time));
    // Whatever has died is started again a little later, without a new look.
    if (!lived || server.life <= 0) {
      server.life = Number.POSITIVE_INFINITY;
      world.life = Number.POSITIVE_INFINITY;
      await world.run(minute(time) + 20_000);
    }
  };
  await step(0, 'up');
  for (const time of [1, 2]) await step(time, 'down');
  await say(server, 'ada', '/status identified The release of noon\n/ack\n/statsu x', minute(2) + 30_000);
  await step(3, 'down');
  for (const time of [4, 9, 10]) await step(time, 'up');
}

async function expectWhole(world: MirroredWorld): Promise<void> {
  expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
  const facts = await factsOn(server);
  expect(facts).toHaveLength(new Set(facts).size);
  expect(facts.map((fact) => fact.split(/[ :]/)[0]).sort()).toEqual([
    'acknowledged',
    'closed',
    'postmortem',
    'reply',
    'said',
  ]);
  expect(await requestsOn(server)).toHaveLength(1);
  // The record takes two events of one instant, kind and key for the same.
  const events = world.log.filter(({ kind }) => kind.startsWith('mirror ') || kind === 'incident updated');
  const identities = new Set(events.map(({ at, kind, key }) => `${at} ${kind} ${key}`));
  expect(identities.size).toBe(events.length);
  const incident = [...world.situation().incidents.values()][0];
  expect(incident?.updates.filter(({ via }) => via.startsWith('github:'))).toHaveLength(1);
  expect(incident?.acknowledged?.by).toBe('ada');
  const mirror = world.situation().mirrors.get(incident?.id ?? '');
  expect(mirror?.closed).toBe(true);
  expect(server.problems).toEqual([]);
}

describe('two machines that open an issue at once', () => {
  test('leave one of them open, and both follow that one', async () => {
    const worlds = [new MirroredWorld(server), new MirroredWorld(server)];
    server.fault = ({ method, path }) =>
      method === 'POST' && path.endsWith('/issues') ? { delayMs: 150 } : null;
    await Promise.all(
      worlds.map(async (world) => {
        await world.minutes(0, 0, 'up');
        await world.minutes(1, 3, 'down');
      }),
    );
    const all = (await issuesOn(server)).sort((a, b) => a.number - b.number);
    expect(all).toHaveLength(2);
    expect(all.map(({ state }) => state)).toEqual(['open', 'closed']);
    const closing = server.calls.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
    expect(closing.length).toBeGreaterThan(0);
    for (const body of closing) expect(body).toEqual({ state: 'closed', state_reason: 'duplicate' });
    for (const world of worlds)
      expect([...world.situation().mirrors.values()][0]?.number).toBe(all[0]?.number);
    expect(worlds.flatMap(({ faults }) => faults)).toEqual([]);
    expect(server.problems).toEqual([]);
  });
});

describe('a machine that dies', () => {
  test('after any request to GitHub leaves one issue, each fact told once, and one end', async () => {
    const whole = new MirroredWorld(server);
    await play(whole);
    await expectWhole(whole);
    const requests = server.calls.length;
    expect(requests).toBeGreaterThan(20);
    for (let life = 1; life <= requests; life += 1) {
      await server.reset();
      const world = new MirroredWorld(server);
      server.life = life;
      await play(world);
      await expectWhole(world);
    }
  }, 120_000);

  test('between any two events of the log leaves one issue, each fact told once, and one end', async () => {
    for (let life = 1; ; life += 1) {
      await server.reset();
      const world = new MirroredWorld(server);
      world.life = life;
      await play(world);
      await expectWhole(world);
      if (world.kills === 0) {
        expect(life).toBeGreaterThan(20);
        return;
      }
    }
  }, 120_000);
});
