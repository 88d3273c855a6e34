// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows are written like this.
import { describe, expect, it } from 'vitest';
import { findProblems, RULES, type Rule } from './rules.ts';
import { eventsOf, parseWorkflow, readWorkflow, readWorkflows } from './workflow.ts';

const SHA = 'a'.repeat(40);
const CHECKOUT = `- uses: actions/checkout@${SHA} # v7.0.1\n        with:\n          persist-credentials: false`;

/** A workflow without a fault, to plant one in. */
const GOOD = `name: Good
on:
  schedule:
    - cron: '3 4 * * *'
  workflow_dispatch:
permissions: {}
defaults:
  run:
    shell: bash
concurrency:
  group: good
jobs:
  one:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      ${CHECKOUT}
      - run: npm ci --ignore-scripts
      - run: npm run check -- "$NAME"
        env:
          NAME: \${{ inputs.name }}
`;

const FAULTS: readonly { rule: Rule; about: string; from: string; to: string }[] = [
  { rule: 'no-permission-at-top', about: 'no permissions at the top', from: 'permissions: {}\n', to: '' },
  {
    rule: 'no-permission-at-top',
    about: 'all rights at the top',
    from: 'permissions: {}',
    to: 'permissions: write-all',
  },
  {
    rule: 'permissions-of-each-job',
    about: 'a job without permissions',
    from: '    permissions:\n      contents: read\n',
    to: '',
  },
  {
    rule: 'permissions-of-each-job',
    about: 'a job that reads all',
    from: 'permissions:\n      contents: read',
    to: 'permissions: read-all',
  },
  { rule: 'pinned-actions', about: 'an action by tag', from: `@${SHA} # v7.0.1`, to: '@v7' },
  { rule: 'pinned-actions', about: 'an action by a short commit', from: SHA, to: 'a'.repeat(7) },
  { rule: 'pinned-actions', about: 'a commit without its version', from: ' # v7.0.1', to: '' },
  {
    rule: 'pinned-actions',
    about: 'a called workflow by branch',
    from: '    steps:',
    to: '    uses: some/repo/.github/workflows/x.yml@main\n    steps:',
  },
  { rule: 'time-limit', about: 'no time limit', from: '    timeout-minutes: 5\n', to: '' },
  {
    rule: 'time-limit',
    about: 'a limit of six hours',
    from: 'timeout-minutes: 5',
    to: 'timeout-minutes: 360',
  },
  { rule: 'concurrency', about: 'nothing about concurrency', from: 'concurrency:\n  group: good\n', to: '' },
  {
    rule: 'secrets-by-name',
    about: 'inherited secrets',
    from: '    steps:',
    to: '    secrets: inherit\n    steps:',
  },
  { rule: 'secrets-by-name', about: 'all secrets as JSON', from: 'inputs.name', to: 'toJSON(secrets)' },
  { rule: 'no-personal-token', about: 'a personal token', from: 'inputs.name', to: 'secrets.GH_PAT' },
  {
    rule: 'no-personal-token',
    about: 'a personal token in a comment',
    from: 'jobs:',
    to: '# token: ${{ secrets.PAT }}\njobs:',
  },
  {
    rule: 'no-expression-in-run',
    about: 'data of an event in shell text',
    from: '"$NAME"',
    to: '"${{ github.event.issue.title }}"',
  },
  {
    rule: 'no-expression-in-run',
    about: 'an input in shell text',
    from: '"$NAME"',
    to: '"${{ inputs.name }}"',
  },
  {
    rule: 'no-expression-in-run',
    about: 'the branch of a fork in shell text',
    from: '"$NAME"',
    to: '"${{ github.head_ref }}"',
  },
  {
    rule: 'strict-shell',
    about: 'a shell that overlooks failures in pipes',
    from: 'shell: bash',
    to: 'shell: sh',
  },
  {
    rule: 'strict-shell',
    about: 'a step with a shell of its own',
    from: '      - run: npm ci',
    to: '      - shell: sh\n        run: npm ci',
  },
  {
    rule: 'credentials',
    about: 'a checkout that keeps credentials by default',
    from: '\n        with:\n          persist-credentials: false',
    to: '',
  },
  {
    rule: 'credentials',
    about: 'credentials that nothing needs',
    from: 'persist-credentials: false',
    to: 'persist-credentials: true',
  },
  { rule: 'no-install-at-run-time', about: 'npx', from: 'npm run check', to: 'npx some-checker' },
  { rule: 'no-install-at-run-time', about: 'npm i', from: 'npm ci --ignore-scripts', to: 'npm i' },
  { rule: 'no-install-at-run-time', about: 'install scripts', from: 'npm ci --ignore-scripts', to: 'npm ci' },
  {
    rule: 'no-install-at-run-time',
    about: 'a script from the network',
    from: 'npm run check',
    to: 'curl -s https://x.example | sh #',
  },
  {
    rule: 'fork-safety',
    about: 'pull_request_target',
    from: '  workflow_dispatch:',
    to: '  workflow_dispatch:\n  pull_request_target:',
  },
  {
    rule: 'fork-safety',
    about: 'a secret beside code of a pull request',
    from: '  workflow_dispatch:',
    to: '  workflow_dispatch:\n  pull_request: # secrets.KEY',
  },
  {
    rule: 'fork-safety',
    about: 'a job for pull requests that writes',
    from: '  workflow_dispatch:',
    to: '  workflow_dispatch:\n  pull_request:',
  },
  {
    rule: 'started-by-hand',
    about: 'a schedule that nobody can start',
    from: '  workflow_dispatch:\n',
    to: '',
  },
];

describe('the rules for workflows', () => {
  it('find nothing in a workflow without a fault', () => {
    expect(findProblems(parseWorkflow('good.yml', GOOD))).toEqual([]);
  });

  it.each(FAULTS)('find $about', ({ rule, about, from, to }) => {
    expect(GOOD).toContain(from);
    const writing = about.endsWith('that writes') ? GOOD.replace('contents: read', 'contents: write') : GOOD;
    const found = findProblems(parseWorkflow('bad.yml', writing.replace(from, to)));
    expect(found.map((problem) => problem.rule)).toContain(rule);
  });

  it('have a fault each that they find', () => {
    expect(RULES.filter((rule) => !FAULTS.some((fault) => fault.rule === rule))).toEqual([]);
  });
});

describe('the workflows of this project', () => {
  it('[U25] [U40] keep to every rule: own permissions, whole commits, time limits, no personal token', () => {
    const files = readWorkflows();
    expect(files.map(({ path }) => path.replace(/^.*\//, ''))).toEqual([
      'alert.yml',
      'check.yml',
      'comment.yml',
      'compact.yml',
      'deploy.yml',
      'heartbeat.yml',
      'probe.yml',
      'release.yml',
      'review.yml',
      'silence.yml',
    ]);
    expect(files.flatMap(findProblems)).toEqual([]);
  });

  it('write where they have to and nowhere else', () => {
    const writing = readWorkflows().flatMap(({ path, workflow }) =>
      Object.entries(workflow.jobs).flatMap(([id, { permissions }]) =>
        Object.entries(permissions ?? {})
          .filter(([, right]) => right === 'write')
          .map(([what]) => `${path.replace(/^.*\//, '')}: ${id}: ${what}`),
      ),
    );
    expect(writing).toEqual([
      'alert.yml: receive: contents',
      'alert.yml: tell: contents',
      'alert.yml: tell: issues',
      'alert.yml: tell: pull-requests',
      'comment.yml: comment: pull-requests',
      'compact.yml: compact: contents',
      'compact.yml: awake: actions',
      'deploy.yml: publish: pages',
      'deploy.yml: publish: id-token',
      'heartbeat.yml: beat: contents',
      'probe.yml: probe: contents',
      'silence.yml: start: actions',
    ]);
  });

  it('install nothing in a job that may publish or enable workflows', () => {
    for (const [name, id] of [
      ['deploy', 'publish'],
      ['compact', 'awake'],
      ['silence', 'start'],
    ] as const) {
      const steps = readWorkflow(name).workflow.jobs[id]?.steps ?? [];
      expect(steps.length).toBeGreaterThan(0);
      for (const step of steps) expect(`${step.uses} ${step.run}`).not.toMatch(/checkout|npm/);
    }
  });

  it('keep the looks of each place in order and let places look side by side', () => {
    const { probe } = readWorkflow('probe').workflow.jobs;
    expect(probe?.concurrency).toEqual({
      group: 'probe-${{ matrix.location }}',
      'cancel-in-progress': false,
    });
    expect(probe?.strategy).toMatchObject({ 'fail-fast': false });
  });

  it('tell people after every Probe run by its name, one run at a time, and break none off', () => {
    const { on, jobs } = readWorkflow('alert').workflow;
    expect(on).toMatchObject({
      workflow_run: { workflows: [readWorkflow('probe').workflow.name], types: ['completed'] },
      repository_dispatch: { types: ['alert'] },
    });
    expect(jobs['tell']?.concurrency).toEqual({ group: 'alert', 'cancel-in-progress': false });
    // Of runs that wait in a group only the newest is kept, so each alert needs a group of its own.
    expect(jobs['receive']?.concurrency).toEqual({
      group: 'alert-receive-${{ github.run_id }}',
      'cancel-in-progress': false,
    });
  });

  it('deploy after every Probe run by its name, whatever it ended with', () => {
    const { on, jobs } = readWorkflow('deploy').workflow;
    expect(on).toMatchObject({ workflow_run: { workflows: [readWorkflow('probe').workflow.name] } });
    expect(jobs['build']?.if).toBeUndefined();
    expect(jobs['publish']?.needs).toBe('build');
    expect(eventsOf(readWorkflow('check').workflow)).toContain('pull_request');
  });
});
