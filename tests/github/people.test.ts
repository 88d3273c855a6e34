import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commentsOn, factsOn, issuesOn, onlyIncident, onlyIssue, requestsOn, say } from './seen.ts';
import { type GitHubServer, startGitHub, type Who } from './server.ts';
import { MirroredWorld, minute } from './world.ts';

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

describe('[K28] somebody with write access', () => {
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
    expect(onlyIncident(world).updates).toEqual(
      onlyIncident(world).updates.filter(({ by }) => by === 'watchbook'),
    );
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
