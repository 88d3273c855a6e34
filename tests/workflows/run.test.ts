// biome-ignore-all lint/suspicious/noTemplateCurlyInString: secrets are named like this in a book.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { columnsLine, fileName, formatLine, monthFileName } from '../../src/record/format.ts';
import { readRecord } from '../../src/record/read.ts';
import { openStage, placesOf, type Stage } from './stage.ts';
import { parseWorkflow, readWorkflow } from './workflow.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(() => stage.down.clear());
afterAll(() => stage.close());

const probe = (location = 'github') => stage.run('probe', 'probe', { matrix: { location, runner: 'x' } });
const commits = () => Number(stage.git('rev-list', '--count', 'record'));
const subject = () => stage.git('log', '-1', '--format=%s', 'record');
const filesOfRecord = () => stage.git('ls-tree', '-r', '--name-only', 'record').split('\n');
const textOf = (name: string) => stage.git('show', `record:${name}`);
const beats = () =>
  textOf(filesOfRecord().find((name) => name.includes('acme.shop.nightly')) ?? '').split('\n');

/** Looks of the record's branch at one service, by location. */
function looksAt(probe: string): Record<string, number> {
  const series = readRecord(stage.checkOutRecord()).seriesOf(probe);
  return Object.fromEntries(series.map(({ location, length }) => [location, length]));
}

/** A day of an old month with two looks, as a file of the record. */
function oldDay(day: string, location = 'github'): Record<string, string> {
  const shard = { day, location };
  const text = [formatLine(shard), columnsLine(['acme/website/http']), '43205\t52', '43505\t51', ''].join(
    '\n',
  );
  return { [fileName(shard)]: text };
}

describe('probe.yml', () => {
  it('[U22] begins the record and pushes one commit for all looks; a service that is down is no failure', async () => {
    expect(placesOf('probe', 'probe').map(({ location }) => location)).toEqual(['github']);
    stage.down.add('shop');
    const run = await probe();
    expect(run.ok, run.log).toBe(true);
    expect(run.log).toMatch(/down\s+acme\/shop\/http/);
    expect(subject()).toBe('1 up, 1 down, 1 unknown');
    expect(commits()).toBe(2);
    expect(stage.installs()).toEqual(['ci --ignore-scripts --omit=dev --no-audit --no-fund']);
  });

  it('appends to the record from a fresh machine, without fetching its history', async () => {
    const run = await probe();
    expect(run.ok, run.log).toBe(true);
    expect(commits()).toBe(3);
    expect(looksAt('acme/website/http')).toEqual({ github: 2 });
    expect(existsSync(join(run.workspace, '.git/shallow'))).toBe(true);
  });

  it('[U24] lets places look at the same time and keeps what each of them saw', async () => {
    const { github = 0 } = looksAt('acme/website/http');
    const runs = await Promise.all([probe('github'), probe('office'), probe('cellar')]);
    for (const run of runs) expect(run.ok, run.log).toBe(true);
    expect(looksAt('acme/website/http')).toEqual({ github: github + 1, office: 1, cellar: 1 });
  });

  it('[U24] pushes on top of what another machine pushed while it looked', async () => {
    const { github = 0 } = looksAt('acme/website/http');
    stage.recordMeanwhile(oldDay('2025-01-31', 'elsewhere'));
    const run = await probe();
    expect(run.ok, run.log).toBe(true);
    expect(looksAt('acme/website/http')).toMatchObject({ github: github + 1, elsewhere: 2 });
  });

  it('fails when the remote does not answer, instead of beginning another record', async () => {
    const before = commits();
    const { path, text } = readWorkflow('probe');
    const run = await stage.run(
      parseWorkflow(path, text.replace('persist-credentials: true', 'persist-credentials: false')),
      'probe',
      { matrix: { location: 'github' } },
    );
    expect(run.ok).toBe(false);
    expect(run.steps.at(-1)).toBe('Fetch the newest state of the record');
    expect(commits()).toBe(before);
  });

  it('looks at the rest when one file is broken, pushes that, and fails with file and line', async () => {
    const file = 'content/services/acme/shop.mdx';
    const good = stage.git('show', `main:${file}`);
    stage.push({ [file]: good.replace('owner: acme/on-call', 'ownr: acme/on-call') });
    const before = commits();
    const run = await probe();
    stage.push({ [file]: `${good}\n` });
    expect(run.ok).toBe(false);
    expect(run.steps.at(-1)).toBe('Is the content whole?');
    expect(run.log).toMatch(/::error file=content\/services\/acme\/shop\.mdx,line=\d+.*ownr/);
    expect(commits()).toBe(before + 1);
    expect(subject()).toBe('1 up');
  });

  it('pushes nothing when it can look at nothing, and says why', async () => {
    const names = ['shop', 'website'].map((name) => `content/services/acme/${name}.mdx`);
    const good = names.map((name) => [name, `${stage.git('show', `main:${name}`)}\n`] as const);
    stage.push(Object.fromEntries(names.map((name) => [name, '---\ntitle: [\n---\n'])));
    const before = commits();
    const run = await probe();
    stage.push(Object.fromEntries(good));
    expect(run.ok).toBe(false);
    expect(run.log).toMatch(/has no probes: content\/services\/acme\/shop\.mdx:\d+ /);
    expect(commits()).toBe(before);
  });

  it('passes a secret on by the line that its comment shows, and shows it nowhere', async () => {
    const { path, text } = readWorkflow('probe');
    const file = 'content/services/acme/website.mdx';
    const good = `${stage.git('show', `main:${file}`)}\n`;
    const token = '    headers: { authorization: "Bearer ${secret.API_TOKEN}" }\n    interval:';
    stage.push({ [file]: good.replace('    interval:', token) });
    const run = await stage.run(
      parseWorkflow(path, text.replace('# WATCHBOOK_SECRET_', 'WATCHBOOK_SECRET_')),
      'probe',
      { matrix: { location: 'github' }, secrets: { API_TOKEN: 'canary-4711' } },
    );
    const asked = stage.authorization();
    stage.push({ [file]: good });
    expect(run.ok, run.log).toBe(true);
    expect(asked).toBe('Bearer canary-4711');
    expect(run.log).not.toContain('canary');
    expect(stage.git('grep', '-c', 'acme', 'record')).toContain('github');
    expect(stage.git('log', '-p', '--format=%B', 'record')).not.toContain('canary');
  });
});

describe('heartbeat.yml', () => {
  const beat = (id: string) => stage.run('heartbeat', 'beat', { inputs: { id } });

  it('brings a beat to the record', async () => {
    const run = await beat('acme/shop/nightly');
    expect(run.ok, run.log).toBe(true);
    expect(beats()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)]);
    expect(subject()).toBe('beat of acme/shop/nightly');
  });

  it('loses no beat when a look is pushed at the same moment', async () => {
    stage.recordMeanwhile(oldDay('2025-02-27', 'elsewhere'));
    const run = await beat('acme/shop/nightly');
    expect(run.ok, run.log).toBe(true);
    expect(beats()).toHaveLength(2);
    expect(looksAt('acme/website/http')).toMatchObject({ elsewhere: 4 });
  });

  it('refuses an id that the book does not have, whatever stands in it, and pushes nothing', async () => {
    const before = commits();
    for (const id of ['acme/shop/weekly', '"; touch taken; echo "', '$(touch taken)']) {
      const run = await beat(id);
      expect(run.ok).toBe(false);
      expect(run.log).toContain('is no heartbeat probe of the book');
      expect(run.log).toContain('exit code 2');
      expect(existsSync(join(run.workspace, 'taken'))).toBe(false);
    }
    expect(commits()).toBe(before);
  });
});

describe('compact.yml', () => {
  const compact = (note = '') => stage.run('compact', 'compact', { inputs: { note } });

  it('[U23] closes months that are over, verifies the record, and does nothing the second time', async () => {
    stage.record({ ...oldDay('2026-01-05'), ...oldDay('2026-01-06') });
    const run = await compact();
    expect(run.ok, run.log).toBe(true);
    const month = monthFileName({ month: '2026-01', location: 'github' });
    expect(filesOfRecord()).toContain(month);
    expect(filesOfRecord()).not.toContain(fileName({ day: '2026-01-05', location: 'github' }));
    expect(textOf(month).match(/^\d+\t/gm)).toHaveLength(4);
    expect(run.log).toContain('the record is whole');
    const before = commits();
    expect((await compact()).log).toContain('nothing to do');
    expect(commits()).toBe(before);
  });

  it('fails on looks that came late until somebody gives a note', async () => {
    stage.record(oldDay('2026-01-07'));
    const refused = await compact();
    expect(refused.ok, refused.log).toBe(false);
    expect(refused.log).toContain('--note');
    const taken = await compact('A laptop was $HOME "alone"');
    expect(taken.ok, taken.log).toBe(true);
    expect(textOf('closed.list')).toContain('A laptop was $HOME "alone"');
  });

  it('[U17] keeps the schedules on, and leaves off what a person switched off', async () => {
    stage.say({
      pages: 200,
      workflows: {
        'probe.yml': 'disabled_inactivity',
        'silence.yml': 'disabled_inactivity',
        'compact.yml': 'active',
      },
    });
    const run = await stage.run('compact', 'awake');
    expect(run.ok, run.log).toBe(true);
    const path = 'PUT repos/someone/book/actions/workflows';
    expect(stage.changes()).toEqual(
      ['probe', 'silence', 'compact'].map((name) => `${path}/${name}.yml/enable`),
    );
    stage.say({
      pages: 200,
      workflows: { 'probe.yml': 'disabled_manually', 'silence.yml': 'active', 'compact.yml': 'active' },
    });
    const second = await stage.run('compact', 'awake');
    expect(second.ok, second.log).toBe(true);
    expect(second.log).toContain('probe.yml was switched off by hand');
    expect(stage.changes().slice(3)).toEqual([`${path}/silence.yml/enable`, `${path}/compact.yml/enable`]);
  });

  it('fails when GitHub does not know a workflow that should stay on', async () => {
    stage.say({ pages: 200, workflows: { 'probe.yml': 'active' } });
    expect((await stage.run('compact', 'awake')).ok).toBe(false);
  });
});

describe('check.yml', () => {
  /** The steps up to the content; types and style of the whole project are checked by a command of their own. */
  const { path, text } = readWorkflow('check');
  const content = parseWorkflow(path, text.replace('        run: npm run lint\n', "        run: 'true'\n"));

  it('passes whole content', async () => {
    const run = await stage.run(content, 'content');
    expect(run.ok, run.log).toBe(true);
    expect(run.steps).toContain('Are the JSON Schemas up to date?');
    expect(run.log).toMatch(/schemas are up to date/);
  });

  it('marks the line of a mistake in the pull request', async () => {
    const file = 'content/runbooks/acme/WebsiteDown.mdx';
    const good = `${stage.git('show', `main:${file}`)}\n`;
    stage.push({ [file]: good.replace('services: [acme/website]', 'services: [acme/webste]') });
    const run = await stage.run(content, 'content');
    stage.push({ [file]: good });
    expect(run.ok).toBe(false);
    expect(run.steps.at(-1)).toBe('Check the content');
    expect(run.log).toMatch(/::error file=content\/runbooks\/acme\/WebsiteDown\.mdx,line=7,.*acme\/website/);
  });
});

describe('release.yml', () => {
  const gate = (body: string, labels: readonly string[] = ['release']) =>
    stage.run('release', 'gate', {
      github: {
        event_name: 'pull_request',
        base_ref: 'main',
        event: {
          pull_request: {
            number: 7,
            base: { sha: stage.git('rev-parse', 'main') },
            labels: labels.map((name) => ({ name })),
            body,
          },
          repository: { default_branch: 'main' },
        },
      },
    });

  it('[G18] holds a release back while nobody can say that a budget is left, and lets a written reason pass', async () => {
    stage.push({
      'content/slos/acme/website.yaml': `title: Website availability
summary: The website is there for its visitors.
domain: acme
service: acme/website
owner: acme/on-call
sli: { kind: availability, service: acme/website }
target: '0.999'
stated: 99.9 %
`,
      'content/policies/acme/budgets.yaml': `title: Error budgets
summary: What is done as the error budget of the website runs out.
domain: acme
owner: acme/on-call
kind: error budget
errorBudget:
  slos: [acme/website]
  thresholds:
    - { left: '0', state: frozen, action: No releases }
`,
    });
    const held = await gate('A new basket.');
    expect(held.ok, held.log).toBe(false);
    expect(held.log).toMatch(/the gate: (?:cannot tell|frozen)/);
    const words = 'It mends the outage.\r\noverride: It is the fix of the outage.\r\n';
    expect((await gate(words)).ok).toBe(false);
    const may = ['release', 'release-override'];
    const passed = await gate(words, may);
    expect(passed.ok, passed.log).toBe(true);
    expect(passed.log).toContain('overridden: It is the fix of the outage.');
    const hostile = await gate('override: $(touch /tmp/never) "; exit 0 #', may);
    expect(hostile.log).toContain('overridden: $(touch /tmp/never) "; exit 0 #');
    expect(existsSync('/tmp/never')).toBe(false);
    expect((await gate('A new basket.', ['bug'])).ran).toBe(false);
    stage.push({ 'content/slos/acme/website.yaml': null, 'content/policies/acme/budgets.yaml': null });
    expect((await gate('A new basket.')).log).toContain('there is no error-budget policy');
  });
});
