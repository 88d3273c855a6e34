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
