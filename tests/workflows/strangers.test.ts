// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows are written like this.
import { expect, it } from 'vitest';
import { eventsOf, readWorkflows } from './workflow.ts';

it('[U35] no workflow listens to issues, comments or anything else that a stranger can cause', () => {
  // Pull requests run without secrets and cannot write; everything else needs write access to the repository.
  const allowed = [
    'schedule',
    'workflow_dispatch',
    'repository_dispatch',
    'push',
    'pull_request',
    'workflow_run',
  ];
  const workflows = readWorkflows();
  expect(workflows.length).toBeGreaterThan(3);
  for (const workflow of workflows) {
    for (const event of eventsOf(workflow.workflow))
      expect(allowed, `${workflow.path}: ${event}`).toContain(event);
  }
});

it('[U35] what follows a run of a pull request runs nothing of it and can do no more than comment', () => {
  const workflows = readWorkflows().map(({ workflow }) => workflow);
  const fromForks = workflows
    .filter((one) => eventsOf(one).includes('pull_request'))
    .map(({ name }) => name ?? '');
  const followers = workflows.filter(({ on }) => {
    const { workflow_run: after } = on as { workflow_run?: { workflows: string[] } };
    return after?.workflows.some((name) => fromForks.includes(name));
  });
  expect(followers.map(({ name }) => name)).toEqual(['Comment']);
  for (const { jobs } of followers)
    for (const { permissions, steps = [] } of Object.values(jobs)) {
      expect(permissions).toEqual({ actions: 'read', contents: 'read', 'pull-requests': 'write' });
      for (const { uses, with: given } of steps.filter((step) => step.uses?.startsWith('actions/checkout@')))
        expect([uses, given?.['ref']]).toEqual([uses, '${{ github.event.repository.default_branch }}']);
    }
});
