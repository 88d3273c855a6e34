import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openMirror } from '../../src/github/open.ts';
import { factsOn, issuesOn, onlyIncident, onlyIssue, requestsOn, say } from './seen.ts';
import { type GitHubServer, REPOSITORY, startGitHub, TOKENS } from './server.ts';
import { MirroredWorld, minute, mirroredBook, START } from './world.ts';

let server: GitHubServer;
let folder: string;
beforeAll(async () => {
  server = await startGitHub();
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'github-'));
  await server.reset();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  expect(server.problems).toEqual([]);
});

const STORM = { status: 502, body: { message: 'Bad gateway' } };

async function withIssue(): Promise<MirroredWorld> {
  const world = new MirroredWorld(server);
  await world.minutes(0, 0, 'up');
  await world.minutes(1, 3, 'down');
  expect(world.faults).toEqual([]);
  return world;
}

describe('GitHub that fails', () => {
  test('[U6] three times while an issue is to be closed has it closed in the fourth run, and told once', async () => {
    const world = await withIssue();
    server.fault = ({ method }) => (method === 'PATCH' ? STORM : null);
    await world.minutes(4, 12, 'up');
    expect(onlyIncident(world).closedAt).not.toBeNull();
    expect(await onlyIssue(server)).toMatchObject({ state: 'open' });
    expect(world.faults.join()).toContain('502');
    server.fault = () => null;
    await world.minutes(13, 14, 'up');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed', state_reason: 'completed' });
    expect((await factsOn(server)).filter((fact) => fact === 'closed')).toHaveLength(1);
    expect(world.faults).toEqual([]);
  });

  test.each([
    ['before anything is done', false],
    ['after everything was done', true],
  ])('with a storm of 502 %s loses nothing and tells nothing twice', async (_, after) => {
    const world = new MirroredWorld(server);
    // More than half of the answers are lost, in no order that a retry could fall in with.
    server.fault = (_asked, count) => ((count * 7919) % 11 < 6 ? { ...STORM, after } : null);
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 5, 'down');
    await say(server, 'ada', '/status identified The release of noon', minute(5) + 1_000);
    await world.minutes(6, 18, 'up');
    server.fault = () => null;
    await world.minutes(19, 20, 'up');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
    const facts = await factsOn(server);
    expect(facts).toHaveLength(new Set(facts).size);
    expect(facts).toContain('closed');
    expect(await requestsOn(server)).toHaveLength(1);
    expect(onlyIncident(world).updates.filter(({ by }) => by === 'ada')).toHaveLength(1);
  });

  test('for the whole of an outage hears of it afterwards, with its end', async () => {
    const world = new MirroredWorld(server);
    server.fault = () => ({ reset: true });
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 4, 'down');
    expect(world.faults.join()).toContain('did not answer');
    await world.minutes(5, 12, 'up');
    expect(await issuesOn(server)).toEqual([]);
    server.fault = () => null;
    await world.minutes(13, 13, 'up');
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
    expect(await factsOn(server)).toContain('closed');
  });

  test('tries a call three times and, when GitHub stays away, asks nothing more in that run', async () => {
    const world = await withIssue();
    server.calls.length = 0;
    server.fault = () => ({ reset: true });
    await world.minutes(4, 4, 'down');
    expect(server.calls).toHaveLength(3);
  });

  test('with answers that take too long is given up, and said so', async () => {
    const world = await withIssue();
    server.fault = () => ({ delayMs: 400 });
    const slow = { timeoutMs: 50, pausesMs: [1] };
    const mirror = await openMirror({ ...options(world), patience: slow, throttled: false });
    const began = Date.now();
    await expect(mirror?.hear(world.situation())).rejects.toThrow(/did not answer/);
    expect(Date.now() - began).toBeLessThan(1_000);
  });
});

const options = (world: MirroredWorld) => ({
  book: world.book,
  env: world.env,
  now: minute(4),
  onCall: () => [],
});

describe('GitHub that wants to be left alone', () => {
  test.each([
    ['429 with retry-after', 429, { 'retry-after': '3600' }, 'slow down', 60],
    ['403 with retry-after', 403, { 'retry-after': '120' }, 'You have exceeded a secondary rate limit', 2],
    [
      '403 without quota',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '' },
      'API rate limit exceeded',
      30,
    ],
    ['403 of a secondary limit without a time', 403, {}, 'You have exceeded a secondary rate limit', 1],
  ])(
    'by %s is asked nothing more in this run, and later as if nothing had been',
    async (_, status, headers, message, minutes) => {
      const world = await withIssue();
      world.env = { ...world.env, WATCHBOOK_GITHUB_CACHE: join(folder, 'cache.json') };
      const until = minute(4) + minutes * 60_000;
      const sent = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value === '' ? String(until / 1000) : value]),
      );
      server.calls.length = 0;
      server.fault = () => ({ status, headers: sent, body: { message } });
      await world.minutes(4, 4, 'down');
      expect(server.calls).toHaveLength(1);
      const fault = world.faults.join('\n');
      expect(fault).toContain(`answered ${status}`);
      expect(fault).toContain(`before ${new Date(until).toUTCString().slice(0, 3)}`);
      expect(fault).toContain(new Date(until).toISOString().slice(11, 16));
      // A machine that is told so is not one that forgets it.
      server.fault = () => null;
      if (minutes > 1) {
        await world.minutes(5, 5, 'down');
        expect(server.calls).toHaveLength(1);
      }
      const later = 4 + minutes;
      await world.minutes(later, later, 'down');
      expect(world.faults).toEqual([]);
      expect(server.calls.length).toBeGreaterThan(1);
    },
  );

  test('is not waited for, with limits on as in service', async () => {
    const world = await withIssue();
    server.fault = () => ({ status: 429, headers: { 'retry-after': '600' }, body: { message: 'slow down' } });
    const mirror = await openMirror({ ...options(world), throttled: true });
    const began = Date.now();
    await expect(mirror?.hear(world.situation())).rejects.toThrow(/429/);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test('has its writes spread over time as it asks for, and is told everything all the same', async () => {
    const world = new MirroredWorld(server);
    world.throttled = true;
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 2, 'down');
    expect(world.faults).toEqual([]);
    expect(await onlyIssue(server)).toMatchObject({ state: 'open' });
  });

  test('403 for want of a right is no limit: the rest goes on', async () => {
    const world = await withIssue();
    server.fault = ({ path }) =>
      path.endsWith('/pulls')
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : null;
    await world.minutes(4, 12, 'up');
    expect(world.faults).toEqual([]);
    expect(await onlyIssue(server)).toMatchObject({ state: 'closed' });
    expect(await factsOn(server)).toContain('postmortem');
    server.calls.length = 0;
    await world.minutes(13, 13, 'up');
    expect(server.calls.filter(({ path }) => path.endsWith('/pulls'))).toEqual([]);
  });
});

describe('answers that are kept from run to run', () => {
  test('cost nothing while nothing changes, and are asked again when it does', async () => {
    const world = await withIssue();
    world.env = { ...world.env, WATCHBOOK_GITHUB_CACHE: join(folder, 'deep', 'cache.json') };
    await world.minutes(4, 4, 'down');
    server.calls.length = 0;
    await world.minutes(5, 6, 'down');
    expect(server.calls.map(({ status }) => status)).toEqual([304, 304, 304, 304]);
    await say(server, 'ada', '/status identified Found', minute(6) + 1_000);
    await world.minutes(7, 7, 'down');
    expect(onlyIncident(world).state).toBe('identified');
    expect(readFileSync(join(folder, 'deep', 'cache.json'), 'utf8')).not.toContain(TOKENS.run);
  });

  test('that were lost with a run are read again from the file', async () => {
    const world = await withIssue();
    world.env = { ...world.env, WATCHBOOK_GITHUB_CACHE: join(folder, 'cache.json') };
    await say(server, 'ada', '/status identified Found', minute(3) + 1_000);
    const mirror = await openMirror({ ...options(world), throttled: false });
    // A run that heard it, and died before it wrote anything down.
    expect(await mirror?.hear(world.situation())).toHaveLength(1);
    await world.minutes(5, 5, 'down');
    expect(onlyIncident(world).state).toBe('identified');
  });

  test.each([
    '',
    '{',
    '[]',
    '{"version":1,"waitUntil":0,"answers":{"GET x":null}}',
    '{"version":2}',
    '{"version":1,"waitUntil":0,"answers":{},"strangers":{"ada":null}}',
  ])('in a file that holds %j are forgotten', async (text) => {
    const file = join(folder, 'cache.json');
    writeFileSync(file, text);
    const world = await withIssue();
    world.env = { ...world.env, WATCHBOOK_GITHUB_CACHE: file };
    await world.minutes(4, 4, 'down');
    expect(world.faults).toEqual([]);
    expect(existsSync(file)).toBe(true);
  });
});

describe('the settings', () => {
  const now = START;
  const env = { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: REPOSITORY };
  const onCall = () => [];

  test('ask for no mirror without alerting.github, a token or a repository', async () => {
    const book = mirroredBook();
    const off = mirroredBook({ 'watchbook.yaml': 'name: Test book\n' });
    expect(await openMirror({ book: off, env, now, onCall })).toBeNull();
    expect(await openMirror({ book, env: { ...env, GITHUB_TOKEN: '' }, now, onCall })).toBeNull();
    expect(await openMirror({ book, env: { GITHUB_TOKEN: 'x' }, now, onCall })).toBeNull();
    expect(await openMirror({ book, env, now, onCall })).not.toBeNull();
  });

  test('may name an API below a path, as GitHub Enterprise has it', async () => {
    const world = new MirroredWorld(server);
    world.env = { ...world.env, GITHUB_API_URL: `${server.url}/api/v3/` };
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    expect(world.faults).toEqual([]);
    expect(await onlyIssue(server)).toMatchObject({ state: 'open' });
    expect(server.prefixes).toEqual(new Set(['/api/v3']));
  });

  test('that name no repository or no address are refused with what to write', async () => {
    const book = mirroredBook();
    const wrong = { ...env, GITHUB_REPOSITORY: 'book' };
    await expect(openMirror({ book, env: wrong, now, onCall })).rejects.toThrow(/owner\/name/);
    const api = { ...env, GITHUB_API_URL: 'file:///etc/passwd' };
    await expect(openMirror({ book, env: api, now, onCall })).rejects.toThrow(/GITHUB_API_URL/);
  });

  test('[U39] with a token that GitHub refuses give a fault without the token', async () => {
    const world = new MirroredWorld(server);
    const secret = 'ghs_canaryOfASecretToken0123456789';
    world.env = { ...world.env, GITHUB_TOKEN: secret };
    server.fault = () => null;
    await world.minutes(0, 0, 'up');
    await world.minutes(1, 3, 'down');
    expect(world.faults.join('\n')).toContain('answered 401');
    expect(JSON.stringify([world.faults, world.log])).not.toContain(secret);
    server.fault = () => ({ status: 500, body: { message: `you sent ${secret}` } });
    world.env = { ...world.env, GITHUB_TOKEN: TOKENS.run };
    server.fault = () => ({ status: 400, body: { message: `you sent token ${TOKENS.run}` } });
    await world.minutes(4, 4, 'down');
    expect(world.faults.join('\n')).toContain('answered 400');
    expect(JSON.stringify([world.faults, world.log])).not.toContain(TOKENS.run);
  });
});
