import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commentsOn, factsOn, issuesOn, onlyIssue, requestsOn } from './seen.ts';
import { type GitHubServer, startGitHub } from './server.ts';
import { MirroredWorld, minute, mirroredBook, START } from './world.ts';

let server: GitHubServer;
beforeAll(async () => {
  server = await startGitHub();
});
afterAll(() => server.close());
beforeEach(() => server.reset());
afterEach(() => {
  expect(server.problems).toEqual([]);
  expect([...server.answerProblems]).toEqual([]);
});

const names = (labels: readonly { name: string }[]) => labels.map(({ name }) => name).sort();

describe('an outage on GitHub', () => {
  test('is one issue from its beginning to its end, and each fact is one comment', async () => {
    const world = new MirroredWorld(server);
    await world.minutes(0, 2, 'up');
    expect(server.calls).toEqual([]);
    await world.minutes(3, 6, 'down');
    const opened = await onlyIssue(server);
    expect(opened).toMatchObject({ state: 'open', title: 'Shop: not working as it should' });
    expect(names(opened.labels)).toEqual(['incident', 'severity: SEV1']);
    const id = [...world.situation().incidents.keys()][0];
    expect(opened.body.split('\n')[0]).toBe(`<!-- watchbook:incident:${id} -->`);
    for (const part of [
      '`Shop`',
      '`SEV1`',
      '`it did not answer`',
      '`Core team`',
      '99.9 %',
      'runbooks/acme/ShopDown/',
    ])
      expect(opened.body).toContain(part);
    await world.minutes(7, 14, 'up');
    expect(world.faults).toEqual([]);
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed', state_reason: 'completed' });
    const facts = await factsOn(server);
    expect(facts).toHaveLength(new Set(facts).size);
    expect(facts.map((fact) => fact.split(':')[0])).toEqual(['said probes', 'closed', 'postmortem']);
    expect(world.situation().mirrors.get(id ?? '')?.closed).toBe(true);
  });

  test('[G45] closes with a pull request that holds the pre-filled postmortem, and [K32] says by when it is due', async () => {
    const world = new MirroredWorld(server);
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    await world.minutes(4, 30, 'up');
    const [request, ...more] = await requestsOn(server);
    expect(more).toEqual([]);
    const due = new Date(minute(4) + 72 * 3_600_000).toUTCString().slice(17, 22);
    expect(request?.body).toContain('**Deadline:** due by');
    expect(request?.body).toContain(`${due} UTC`);
    expect(request?.body).toContain('#1');
    const day = new Date(minute(1)).toISOString().slice(0, 10);
    const read = async (path: string) => {
      const file = (await server.as('ada', 'GET', `/contents/${path}?ref=${request?.head.ref}`)) as {
        content: string;
      };
      return Buffer.from(file.content, 'base64').toString('utf8');
    };
    const incident = await read(`content/incidents/acme/${day}-shop.mdx`);
    expect(incident).toContain(`postmortem: acme/${day}-shop`);
    const draft = await read(`content/postmortems/acme/${day}-shop.mdx`);
    expect(draft).toContain(`impactStartedAt: ${new Date(minute(1)).toISOString().slice(0, 19)}Z`);
    expect(draft).toContain('The probe acme/shop/http finds the first failure of an outage');
  });

  test('becomes more severe on its issue, and a second service is told there', async () => {
    const world = new MirroredWorld(
      server,
      mirroredBook({
        'services/acme/pay.mdx': `---
title: Pay
summary: Where people pay for things.
domain: acme
owner: Core
severity: SEV1
dependsOn: []
---
`,
        'services/acme/shop.mdx': `---
title: Shop
summary: Where people buy things.
domain: acme
owner: Core
severity: SEV2
runbook: acme/ShopDown
---
`.replace('runbook: acme/ShopDown\n', ''),
        'slos/acme/shop.yaml': null,
      }),
    );
    world.look('acme/pay', minute(0), 'up');
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    expect(names((await onlyIssue(server)).labels)).toEqual(['incident', 'severity: SEV2']);
    for (const at of [2, 3]) world.look('acme/pay', minute(at), 'down');
    await world.minutes(4, 5, 'down');
    expect(world.faults).toEqual([]);
    expect(names((await onlyIssue(server)).labels)).toEqual(['incident', 'severity: SEV1']);
    const texts = (await commentsOn(server)).map(({ body }) => body).join('\n');
    expect(texts).toContain('Severity is `SEV1` now.');
    expect(texts).toContain('Affected as well: `Pay`.');
  });

  test('less urgent than the settings say has no issue, and nothing is asked', async () => {
    const world = new MirroredWorld(
      server,
      mirroredBook({ 'watchbook.yaml': 'name: Test book\nalerting: { github: { urgency: 1 } }\n' }),
    );
    world.log.push();
    await world.run(START);
    const id = 'made/by-hand';
    world.log.push({
      at: START,
      kind: 'incident opened',
      key: id,
      detail: JSON.stringify({
        origin: 'outside',
        domain: 'acme',
        severity: 'SEV2',
        services: ['acme/shop'],
        startedAt: new Date(START).toISOString(),
      }),
    });
    await world.run(minute(1));
    expect(server.calls).toEqual([]);
    expect(await issuesOn(server)).toEqual([]);
  });

  test('[K31] an incident that no probe sees has an issue too, unless it is internal and everybody can read them', async () => {
    const world = new MirroredWorld(server);
    const opening = (key: string, internal: boolean) => ({
      at: START,
      kind: 'incident opened' as const,
      key,
      detail: JSON.stringify({
        origin: 'written',
        domain: 'acme',
        severity: 'SEV1',
        services: ['acme/shop'],
        startedAt: new Date(START).toISOString(),
        title: internal ? 'Somebody was in our systems' : 'Orders were lost',
        ...(internal ? { internal } : {}),
      }),
    });
    world.log.push(opening('2026-11-21-lost', false), opening('2026-11-21-break-in', true));
    await world.run(minute(1));
    expect(world.faults).toEqual([]);
    expect((await onlyIssue(server)).title).toBe('Orders were lost');
    await server.as('acme', 'PATCH', '', { private: true });
    await world.run(minute(2));
    const titles = (await issuesOn(server)).map(({ title }) => title);
    expect(titles.sort()).toEqual(['Orders were lost', 'Somebody was in our systems']);
  });
});

describe('[U25] a run in which nothing happens', () => {
  test('asks GitHub nothing when no incident was open for days', async () => {
    const world = new MirroredWorld(server);
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    await world.minutes(4, 14, 'up');
    server.calls.length = 0;
    const later = minute(14) + 4 * 86_400_000;
    world.look('acme/shop', later, 'up');
    await world.run(later);
    expect(server.calls).toEqual([]);
  });

  test('asks at most two things while an incident is open, and has no token but that of its run', async () => {
    const world = new MirroredWorld(server);
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 4, 'down');
    for (const time of [5, 6, 7]) {
      server.calls.length = 0;
      await world.minutes(time, time, 'down');
      expect(server.calls.length).toBeLessThanOrEqual(2);
      expect(server.calls.every(({ method, status }) => method === 'GET' && status === 200)).toBe(true);
    }
  });

  test('asks at most two things while several incidents are open', async () => {
    const book = mirroredBook({
      'services/acme/pay.mdx': `---
title: Pay
summary: Where people pay for things.
domain: acme
owner: Core
severity: SEV1
---
`,
    });
    const world = new MirroredWorld(server, book);
    world.look('acme/pay', minute(0), 'up');
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 5, 'down');
    for (const at of [6, 7, 8]) world.look('acme/pay', minute(at), 'down');
    await world.minutes(6, 9, 'down');
    expect(await issuesOn(server)).toHaveLength(2);
    server.calls.length = 0;
    await world.minutes(10, 10, 'down');
    expect(server.calls).toHaveLength(2);
    expect(world.faults).toEqual([]);
  });
});
