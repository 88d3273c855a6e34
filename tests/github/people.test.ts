import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mark } from '../../src/github/mark.ts';
import { commentsOn, factsOn, issuesOn, onlyIncident, onlyIssue, requestsOn, say } from './seen.ts';
import { type GitHubServer, startGitHub, type Who } from './server.ts';
import { MirroredWorld, minute, mirroredBook } from './world.ts';

let server: GitHubServer;
let world: MirroredWorld;
beforeAll(async () => {
  server = await startGitHub();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.reset();
  world = new MirroredWorld(server);
  await world.minutes(0, 0, 'up');
  await world.minutes(1, 3, 'down');
});
afterEach(() => expect(server.problems).toEqual([]));

/** Somebody comments, and the next run comes a minute later. */
async function said(who: Who, body: string, time = 4, outcome: 'up' | 'down' = 'down'): Promise<number> {
  const id = await say(server, who, body, minute(time) - 30_000);
  await world.minutes(time, time, outcome);
  return id;
}

const replies = async () =>
  (await commentsOn(server))
    .filter(({ body }) => body.startsWith('<!-- watchbook:fact:reply'))
    .map(({ body }) => body);

describe('somebody with write access', () => {
  test('says where an incident stands, and the log has it with name, place and time', async () => {
    const id = await said('ada', '/status identified The release of noon broke it.\n\nWe roll back.');
    const { state, updates } = onlyIncident(world);
    expect(state).toBe('identified');
    expect(updates.at(-1)).toMatchObject({
      at: minute(4) - 30_000,
      by: 'ada',
      via: `github:comment:${id}`,
      state: 'identified',
      text: 'The release of noon broke it.\n\nWe roll back.',
    });
    expect(await replies()).toEqual([]);
    expect(await factsOn(server)).toEqual([]);
  });

  test('says several things in one comment', async () => {
    await said(
      'linus',
      '/status identified Found\n/severity sev2\n/component shop partial outage\n/publish\n/ack\n/postmortem',
    );
    const incident = onlyIncident(world);
    expect(incident).toMatchObject({
      state: 'identified',
      severity: 'SEV2',
      published: true,
      postmortemAsked: true,
      acknowledged: { by: 'linus', at: minute(4) - 30_000 },
    });
    expect(incident.updates.at(-1)).toMatchObject({ services: ['acme/shop'], impact: 'partial outage' });
    const labels = (await onlyIssue(server)).labels.map(({ name }) => name);
    expect(labels.sort()).toEqual(['incident', 'severity: SEV2']);
    await world.minutes(5, 6, 'down');
    expect(onlyIncident(world).updates.filter(({ via }) => via.startsWith('github:'))).toHaveLength(1);
  });

  test('says different things of two components in one comment', async () => {
    await said('ada', '/component acme/shop degraded\n/component acme/shop none');
    expect(onlyIncident(world).updates.at(-1)).toMatchObject({ services: ['acme/shop'], impact: 'none' });
  });

  test('is not listened to twice: what is edited later changes nothing that was said', async () => {
    const id = await said('ada', '/status identified The first words.');
    await server.as('ada', 'PATCH', `/issues/comments/${id}`, { body: '/status monitoring Other words.' });
    await world.minutes(5, 6, 'down');
    const { state, updates } = onlyIncident(world);
    expect(state).toBe('identified');
    expect(updates.filter(({ text }) => text !== null).map(({ text }) => text)).toEqual(['The first words.']);
  });

  test('is not listened to again either where a comment is edited into more, or comes true later', async () => {
    const id = await said('ada', '/ack');
    await server.as('ada', 'PATCH', `/issues/comments/${id}`, {
      body: '/ack\n/severity SEV3\n/component shop none',
    });
    await say(server, 'linus', '/status resolved', minute(4) + 1_000);
    await world.minutes(5, 5, 'down');
    expect(onlyIncident(world).severity).toBe('SEV1');
    await world.minutes(6, 6, 'up');
    expect(onlyIncident(world).closedAt).toBeNull();
    expect(onlyIncident(world).state).toBe('monitoring');
  });

  test('says two things of two components in one comment, and has said both wherever a machine dies', async () => {
    const pay = `---
title: Pay
summary: Where people pay for things.
domain: acme
owner: Core
severity: SEV2
---
`;
    const wide = new MirroredWorld(server, mirroredBook({ 'services/acme/pay.mdx': pay }));
    const before = [...world.log];
    wide.looks.set('acme/shop', world.looks.get('acme/shop') ?? []);
    const id = await say(
      server,
      'ada',
      '/component shop degraded\n/component pay none\n/ack',
      minute(3) + 5_000,
    );
    let kills = -1;
    for (let life = 0; kills < wide.kills; life += 1) {
      kills = wide.kills;
      wide.log.splice(0, wide.log.length, ...before);
      wide.life = life;
      await wide.run(minute(4));
      wide.life = Number.POSITIVE_INFINITY;
      await wide.run(minute(4) + 10_000);
      const mine = onlyIncident(wide).updates.filter(({ by }) => by === 'ada');
      expect(mine.map(({ via, services, impact }) => [via, services, impact])).toEqual([
        [`github:comment:${id}`, ['acme/shop'], 'degraded'],
        [`github:comment:${id}:2`, ['acme/pay'], 'none'],
      ]);
      expect(new Set(mine.map(({ at }) => at)).size).toBe(2);
      expect(onlyIncident(wide).acknowledged?.by).toBe('ada');
    }
    expect(kills).toBeGreaterThan(2);
  });

  test('is told once what a word that is not known may have meant', async () => {
    await said('ada', '/statsu monitoring Better');
    expect(await replies()).toHaveLength(1);
    expect((await replies())[0]).toContain('`/status`');
    await world.minutes(5, 7, 'down');
    expect(await replies()).toHaveLength(1);
    await say(server, 'ada', '/status monitorng Better\n/severity SEV9\n/component shoop', minute(7) + 1_000);
    await world.minutes(8, 8, 'down');
    const answer = (await replies())[1] ?? '';
    for (const word of ['`/status monitoring`', '`/severity SEV1`', '`/component acme/shop`'])
      expect(answer).toContain(word);
    expect(onlyIncident(world).updates.filter(({ by }) => by !== 'watchbook')).toEqual([]);
  });

  test('cannot resolve what probes still see, and is told so; the words count all the same', async () => {
    await said('ada', '/status resolved It should be fine now');
    const incident = onlyIncident(world);
    expect(incident.closedAt).toBeNull();
    expect(incident.state).not.toBe('resolved');
    expect(incident.updates.at(-1)?.text).toBe('It should be fine now');
    expect((await replies())[0]).toContain('probes still see trouble of acme/shop');
  });

  test('resolves it as soon as probes see nothing any more, before it has settled', async () => {
    await world.minutes(4, 4, 'up');
    expect(onlyIncident(world).closedAt).toBeNull();
    await said('ada', '/status resolved Rolled back', 5, 'up');
    expect(onlyIncident(world)).toMatchObject({ state: 'resolved', endedAt: minute(4) });
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
    await world.minutes(6, 14, 'up');
    expect((await factsOn(server)).filter((fact) => fact === 'closed')).toEqual(['closed']);
    expect(await replies()).toEqual([]);
  });

  test('asks for a postmortem after the end', async () => {
    await said('ada', '/severity SEV2');
    await world.minutes(5, 12, 'up');
    expect(await requestsOn(server)).toEqual([]);
    await said('ada', '/postmortem', 13, 'up');
    expect(await requestsOn(server)).toHaveLength(1);
    expect(await replies()).toEqual([]);
  });

  test('learns that an incident which is over stays over', async () => {
    await world.minutes(4, 12, 'up');
    await said('ada', '/status investigating Again?', 13, 'up');
    expect(onlyIncident(world).state).toBe('resolved');
    expect((await replies())[0]).toContain('is over');
    expect(world.situation().mirrors.get(onlyIncident(world).id)?.closed).toBe(true);
    await world.minutes(14, 15, 'up');
    expect(await replies()).toHaveLength(1);
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
  });
});

describe('[U35] a stranger', () => {
  test('changes nothing with a comment, and gets no answer', async () => {
    const before = [...world.log];
    for (const body of ['/status resolved All good', '/severity SEV3', '/ack', '/publish', '/nonsense'])
      await say(server, 'stranger', body, minute(4) - 20_000);
    await world.minutes(4, 5, 'down');
    expect(world.log).toEqual(before);
    expect(await replies()).toEqual([]);
    expect(world.faults).toEqual([]);
  });

  test('changes nothing with an issue that copies the marks and labels of ours', async () => {
    const { body } = await onlyIssue(server);
    await world.minutes(4, 12, 'up');
    const next = `<!-- watchbook:incident:automatic/acme/shop/${new Date(minute(20)).toISOString().replace(/[-:]|\.\d+/g, '')} -->`;
    await server.as('stranger', 'POST', '/issues', { title: 'Mine', body: next, labels: ['incident'] });
    await server.as('stranger', 'POST', '/issues', { title: 'Mine too', body, labels: ['incident'] });
    await world.minutes(19, 19, 'up');
    await world.minutes(20, 22, 'down');
    const incident = [...world.situation().incidents.values()].at(-1);
    expect(world.faults).toEqual([]);
    const ours = (await issuesOn(server)).find(
      ({ body: text }) => text.startsWith(next) && text.includes('`Shop`'),
    );
    expect(world.situation().mirrors.get(incident?.id ?? '')?.number).toBe(ours?.number);
  });

  test('costs one question about his rights, and none for a while where answers are kept', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'github-'));
    world.env = { ...world.env, WATCHBOOK_GITHUB_CACHE: join(folder, 'cache.json') };
    for (const body of ['/ack', '/publish']) await say(server, 'stranger', body, minute(4) - 20_000);
    const asked = async (time: number) => {
      server.calls.length = 0;
      await world.minutes(time, time, 'down');
      return server.calls.filter(({ path }) => path.endsWith('/permission')).length;
    };
    expect([await asked(4), await asked(5), await asked(6), await asked(21)]).toEqual([1, 0, 0, 1]);
    rmSync(folder, { recursive: true });
  });

  test('cannot drown what others say in a flood of comments', async () => {
    await say(server, 'ada', '/status identified Found it', minute(4) - 20_000);
    server.fault = ({ path, query }) =>
      path.endsWith('/issues/1/comments')
        ? {
            status: 200,
            body: [],
            headers: { link: `<${server.url}${path}?page=${query.get('page')}1>; rel="next"` },
          }
        : null;
    await world.minutes(4, 4, 'down');
    expect(world.faults).toEqual([]);
    expect(onlyIncident(world).state).toBe('identified');
  });

  test('keeps no fact from being told by copying its mark', async () => {
    const well = new Date(minute(4)).toISOString().replace(/[-:]|\.\d+/g, '');
    await say(
      server,
      'stranger',
      `<!-- watchbook:fact:said%20probes:well:${well} -->\nha`,
      minute(3) + 1_000,
    );
    await say(server, 'stranger', '<!-- watchbook:fact:closed -->\nha', minute(3) + 2_000);
    await world.minutes(4, 12, 'up');
    expect((await factsOn(server)).map((fact) => fact.split(':')[0])).toEqual([
      'said probes',
      'closed',
      'postmortem',
    ]);
  });

  test('keeps no fact from being told by writing the very same comment, also while GitHub fails', async () => {
    const well = new Date(minute(4)).toISOString().replace(/[-:]|\.\d+/g, '');
    const body = `${mark('fact', `said probes:well:${well}`)}\nAll probes see it well again. Watching whether it stays.`;
    await say(server, 'stranger', body, minute(3) + 1_000);
    let tries = 0;
    server.fault = ({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/comments')) return null;
      tries += 1;
      return tries === 1 ? { status: 502 } : null;
    };
    await world.minutes(4, 4, 'up');
    expect(tries).toBe(2);
    const written = (await commentsOn(server)).filter((one) => one.body === body);
    expect(written.map(({ user }) => user.login)).toEqual(['stranger', 'github-actions']);
  });

  test('a program counts as one, whatever rights it has', async () => {
    await server.as('acme', 'PUT', '/collaborators/robot', { permission: 'push' });
    const before = [...world.log];
    await say(server, 'robot', '/status resolved All good', minute(4) - 20_000);
    await world.minutes(4, 4, 'down');
    expect(world.log).toEqual(before);
  });

  test('somebody who may only read or sort is one too', async () => {
    await server.as('acme', 'PUT', '/collaborators/stranger', { permission: 'triage' });
    const before = [...world.log];
    await say(server, 'stranger', '/ack', minute(4) - 20_000);
    await world.minutes(4, 4, 'down');
    expect(world.log).toEqual(before);
  });
});

describe('an issue in other hands', () => {
  test('is opened again when it is closed while the trouble lasts, each time, with a word why', async () => {
    for (const time of [4, 6]) {
      await server.as('ada', 'PATCH', '/issues/1', { state: 'closed' });
      await world.minutes(time, time, 'down');
      expect(await onlyIssue(server)).toMatchObject({ state: 'open' });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const facts = (await factsOn(server)).filter((fact) => fact.startsWith('reopened '));
    expect(facts).toHaveLength(2);
    expect((await commentsOn(server))[0]?.body).toContain('probes still see trouble of acme/shop');
  });

  test('is left closed while it is watched whether the recovery stays', async () => {
    await world.minutes(4, 4, 'up');
    await server.as('ada', 'PATCH', '/issues/1', { state: 'closed' });
    await world.minutes(5, 12, 'up');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
    expect((await factsOn(server)).some((fact) => fact.startsWith('reopened'))).toBe(false);
    expect(world.situation().mirrors.get(onlyIncident(world).id)?.closed).toBe(true);
  });

  test('keeps the labels that people added when its severity changes', async () => {
    await server.as('ada', 'POST', '/issues/1/labels', { labels: ['customer'] });
    await said('ada', '/severity SEV3');
    const labels = (await onlyIssue(server)).labels.map(({ name }) => name);
    expect(labels.sort()).toEqual(['customer', 'incident', 'severity: SEV3']);
  });

  test('that was deleted is not asked for again, and everything else goes on', async () => {
    server.fault = ({ path }) =>
      /\/issues\/1(?:\/|$)/.test(path) ? { status: 410, body: { message: 'Gone' } } : null;
    await world.minutes(4, 5, 'down');
    server.calls.length = 0;
    await world.minutes(6, 14, 'up');
    expect(server.calls).toEqual([]);
    expect(world.faults).toEqual([]);
    expect(onlyIncident(world).closedAt).not.toBeNull();
    expect(await issuesOn(server)).toHaveLength(1);
  });

  test('that cannot be seen with its whole repository is not taken for deleted', async () => {
    server.fault = () => ({ status: 404, body: { message: 'Not Found' } });
    await world.minutes(4, 5, 'down');
    expect(world.faults.join()).toContain('answered 404');
    server.fault = () => null;
    await world.minutes(6, 14, 'up');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
  });

  test('that was moved to another repository is left alone there', async () => {
    server.fault = ({ path, method }) =>
      method === 'GET' && path.endsWith('/issues/1')
        ? {
            status: 200,
            body: {
              number: 7,
              repository_url: `${server.url}/repos/acme/elsewhere`,
              html_url: 'https://github.test/acme/elsewhere/issues/7',
              state: 'open',
            },
          }
        : null;
    await world.minutes(4, 14, 'up');
    expect(server.calls.filter(({ method }) => method !== 'GET')).toHaveLength(1);
    expect(world.faults).toEqual([]);
  });
});
