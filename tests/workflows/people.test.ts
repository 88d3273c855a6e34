// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a workflow.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readEvents } from '../../src/record/events.ts';
import { situationOf } from '../../src/response/fold.ts';
import { type Comment, github, SHA } from '../review/github.ts';
import { openStage, type Stage } from './stage.ts';
import { parseWorkflow, readWorkflow } from './workflow.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** Texts that arrived at what stands in for Slack. */
const told: string[] = [];
const slack = createServer((request, answer) => {
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', () => {
    told.push(text);
    answer.setHeader('Content-Type', 'text/html');
    answer.end('ok');
  });
});

let stage: Stage;
let hook = '';
beforeAll(async () => {
  stage = await openStage();
  await new Promise<void>((done) => slack.listen(0, '127.0.0.1', done));
  hook = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/services/canary-4711`;
  stage.push({
    'content/domains/acme/severities.yaml': `levels:
  - { id: SEV1, urgency: 1, description: Customers cannot use the product, responds: 15m }
routes:
  - { levels: [SEV1], channels: [ops], wakes: true }
`,
    'content/domains/acme/contacts.yaml': `channels:
  - id: ops
    kind: slack
    purpose: Hears of everything
    address: null
    delivery: { via: slack, urlSecret: SLACK_OPS }
`,
  });
  stage.down.add('shop');
  for (let look = 0; look < 2; look += 1) {
    const run = await stage.run('probe', 'probe', { matrix: { location: 'github' } });
    expect(run.ok, run.log).toBe(true);
  }
});
afterAll(async () => {
  await stage.close();
  await new Promise((done) => slack.close(done));
});

const log = () => readEvents(stage.checkOutRecord()).events;
const incidents = () => [...situationOf(log()).incidents.values()];

/** The job that tells people, with the secret on the line that its comment shows. */
function tell(event = 'workflow_run') {
  const { path, text } = readWorkflow('alert');
  const file = parseWorkflow(path, text.replace('# WATCHBOOK_SECRET_SLACK', 'WATCHBOOK_SECRET_SLACK'));
  return stage.run(file, 'tell', {
    inputs: {},
    secrets: { SLACK_OPS: hook },
    github: { event_name: event },
  });
}

function receive(event: 'repository_dispatch' | 'workflow_dispatch', payload: unknown) {
  return stage.run('alert', 'receive', {
    inputs: event === 'workflow_dispatch' ? { payload: JSON.stringify(payload) } : {},
    github: {
      event_name: event,
      run_id: '1',
      event: {
        repository: { default_branch: 'main' },
        ...(event === 'repository_dispatch' ? { client_payload: payload } : {}),
      },
    },
  });
}

describe('alert.yml', () => {
  it('tells people of an outage once, however often it runs, and keeps secrets to itself', async () => {
    const run = await tell();
    expect(run.ok, run.log).toBe(true);
    expect(told.filter((text) => text.includes('Shop'))).toHaveLength(1);
    expect(incidents().map(({ services }) => services)).toEqual([['acme/shop']]);
    const again = await tell();
    expect(again.ok, again.log).toBe(true);
    expect(told).toHaveLength(1);
    expect(run.log + again.log).not.toContain('canary');
    expect(stage.git('log', '-p', '--format=%B', 'record')).not.toContain('canary');
  });

  it('does not take in an alert where none came', async () => {
    const run = await stage.run('alert', 'receive', { inputs: {}, github: { event_name: 'workflow_run' } });
    expect(run.ran).toBe(false);
    const empty = await stage.run('alert', 'receive', {
      inputs: { payload: '' },
      github: { event_name: 'workflow_dispatch' },
    });
    expect(empty.ran).toBe(false);
  });

  it('[U17] takes in an alert of other monitoring by a dispatch, once, and closes it by another', async () => {
    const firing = { alert: 'WebsiteDown', status: 'firing', startsAt: '2026-11-21T07:00:00Z' };
    const first = await receive('repository_dispatch', firing);
    expect(first.ok, first.log).toBe(true);
    const [found] = incidents().filter(({ origin }) => origin === 'outside');
    expect(found).toMatchObject({
      id: 'outside/website-down/20261121T070000Z',
      services: ['acme/website'],
      runbook: 'acme/WebsiteDown',
    });
    const again = await receive('workflow_dispatch', firing);
    expect(again.ok, again.log).toBe(true);
    expect(incidents().filter(({ origin }) => origin === 'outside')).toHaveLength(1);
    const run = await tell('repository_dispatch');
    expect(run.ok, run.log).toBe(true);
    expect(told.filter((text) => text.includes('WebsiteDown'))).toHaveLength(1);
    const end = await receive('workflow_dispatch', { ...firing, status: 'resolved' });
    expect(end.ok, end.log).toBe(true);
    expect(incidents().find(({ origin }) => origin === 'outside')?.closedAt).not.toBeNull();
  });

  it('makes no part of a script of what came, and tells people all the same', async () => {
    const hostile = { alert: '$(touch taken)`touch taken`"; touch taken; echo "', status: 'nothing' };
    const run = await receive('repository_dispatch', hostile);
    expect(run.ok).toBe(false);
    expect(run.steps.at(-1)).toBe('Take it in');
    expect(run.log).toContain('an alert with a wrong status');
    expect(existsSync(join(run.workspace, 'taken'))).toBe(false);
    const { if: condition } = readWorkflow('alert').workflow.jobs['tell'] ?? {};
    expect(condition).toBe('${{ !cancelled() }}');
  });
});

describe('silence.yml', () => {
  it('[U17] starts Alert on its own schedule, which says that nothing is looked at any more', async () => {
    stage.say({ pages: 200, workflows: { 'alert.yml': 'active' } });
    const run = await stage.run('silence', 'start');
    expect(run.ok, run.log).toBe(true);
    expect(stage.changes()).toEqual(['POST repos/someone/book/actions/workflows/alert.yml/dispatches']);
    expect(Object.keys(readWorkflow('alert').workflow.on as object)).toContain('workflow_dispatch');
    stage.push({ 'content/watchbook.yaml': 'name: Acme\nalerting: { silentAfter: 1s }\n' });
    const alert = await tell('workflow_dispatch');
    stage.push({ 'content/watchbook.yaml': 'name: Acme\n' });
    expect(alert.ok, alert.log).toBe(true);
    expect(log().some(({ kind }) => kind === 'prober silent')).toBe(true);
    expect(told.filter((text) => text.includes('Nothing is being looked at'))).toHaveLength(1);
  });

  it('fails when there is no such workflow to start', async () => {
    stage.say({ pages: 200, workflows: {} });
    expect((await stage.run('silence', 'start')).ok).toBe(false);
  });
});

describe('review.yml and comment.yml', () => {
  const comments: Comment[] = [];
  let base = '';
  let merged = '';

  beforeAll(() => {
    base = stage.git('rev-parse', 'main');
    const file = 'content/services/acme/shop.mdx';
    stage.push({
      [file]: `${stage.git('show', `main:${file}`)}\n`
        .replace('title: Shop', 'title: Store @someone')
        .replace('severity: SEV1', 'severity: SEV9'),
      'package.json': '{ "scripts": { "review": "false" } }',
    });
    merged = stage.git('rev-parse', 'main');
    // As GitHub keeps a change: not on a branch, but reachable by its commit.
    stage.git('update-ref', 'refs/pull/7/merge', merged);
    stage.git('update-ref', 'refs/heads/main', base);
  });

  const pullRequest = () => ({
    github: {
      event_name: 'pull_request',
      sha: merged,
      event: { pull_request: { number: 7, base: { sha: base } }, repository: { default_branch: 'main' } },
    },
  });

  const follow = (url: string, run: object = {}) =>
    stage.run('comment', 'comment', {
      github: {
        api_url: url,
        event: {
          repository: { default_branch: 'main' },
          workflow_run: {
            id: 5,
            event: 'pull_request',
            conclusion: 'failure',
            head_sha: SHA,
            head_branch: 'patch-1',
            head_repository: { full_name: 'stranger/book' },
            html_url: 'https://github.test/someone/book/actions/runs/5',
            ...run,
          },
        },
      },
    });

  it('say nothing where Review left nothing', async () => {
    const { url, asked } = await github(comments);
    const run = await follow(url);
    expect(run.ok, run.log).toBe(true);
    expect(run.log).toContain('Review left nothing');
    expect(asked).toEqual([]);
  });

  it('[S42] say in one comment what customers would read, and run nothing of the change', async () => {
    const review = await stage.run('review', 'review', pullRequest());
    expect(review.ok, review.log).toBe(true);
    const { url } = await github(comments);
    for (let time = 0; time < 2; time += 1) {
      const run = await follow(url);
      expect(run.ok, run.log).toBe(true);
    }
    expect(comments).toHaveLength(1);
    const body = comments[0]?.body ?? '';
    expect(body).toMatch(/- Shop is called \*\*Store @\u2060someone\*\*/);
    expect(body).toContain('unknown-severity');
    expect(body).toContain('https://github.test/someone/book/actions/runs/5#artifacts');
    expect(body).not.toContain('No look at any service was known');
  });

  it('do not follow what no pull request started, or what was called off', async () => {
    for (const run of [{ event: 'push' }, { conclusion: 'cancelled' }])
      expect((await follow('http://127.0.0.1:9', run)).ran).toBe(false);
  });

  it('build the page of the change with the states of the record, and without credentials', async () => {
    const run = await stage.run('review', 'preview', pullRequest());
    expect(run.ok, run.log).toBe(true);
    expect(stage.uploads.at(-1)).toMatchObject({ kind: 'artifact' });
    expect(stage.uploads.at(-1)?.files).toContain('index.html');
  });
});
