import type { Job, Step, WorkflowFile } from './workflow.ts';
import { eventsOf } from './workflow.ts';

/** What a workflow of this project must keep to, so that a stranger can run it in a repository of their own. */
export const RULES = [
  'no-permission-at-top',
  'permissions-of-each-job',
  'pinned-actions',
  'time-limit',
  'concurrency',
  'secrets-by-name',
  'no-personal-token',
  'no-expression-in-run',
  'strict-shell',
  'credentials',
  'no-install-at-run-time',
  'fork-safety',
  'started-by-hand',
] as const;
export type Rule = (typeof RULES)[number];

export interface Problem {
  readonly rule: Rule;
  readonly where: string;
  readonly message: string;
}

/** Longest time in minutes that a job of this project may be given. */
const LONGEST_MINUTES = 60;
/** A whole commit, and behind it the version that it is, for people and for the tool that proposes updates. */
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const PINNED_LINE = /uses:\s*\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+\s*$/;
const PERSONAL = /\bsecrets\.(?:\w*_)?(?:PAT|PERSONAL\w*|GH_TOKEN|BOT_TOKEN)(?:_\w*)?\b/i;
const INSTALLS = /\b(?:npx|pnpx|bunx)\b|\bnpm (?:i|install|add|exec|x)\b|\b(?:pip|pip3|cargo|gem) install\b/;
const PIPED = /\b(?:curl|wget)\b[^\n]*\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/;
const TALKS_TO_REMOTE = /\bgit (?:fetch|ls-remote|push|pull)\b|--push\b|\brecord -- compact\b/;

type Report = (rule: Rule, where: string, message: string) => void;

/** Everything in a workflow that breaks a rule of {@link RULES}. Pure; empty when all is well. */
export function findProblems(file: WorkflowFile): Problem[] {
  const found: Problem[] = [];
  const report: Report = (rule, where, message) =>
    found.push({ rule, where: `${file.path}${where}`, message });
  checkWorkflow(file, report);
  for (const [id, job] of Object.entries(file.workflow.jobs)) {
    checkJob(file, id, job, report);
    for (const [index, step] of (job.steps ?? []).entries())
      checkStep(job, index, step, (rule, message) => report(rule, `: ${id}: step ${index + 1}`, message));
  }
  return found;
}

function checkWorkflow({ text, workflow }: WorkflowFile, report: Report): void {
  const { permissions } = workflow;
  if (typeof permissions !== 'object' || Object.keys(permissions).length > 0)
    report(
      'no-permission-at-top',
      '',
      'write `permissions: {}` at the top, so that each job asks for its own',
    );
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:-\s+)?uses:\s*[^.\s]/.test(line) && !PINNED_LINE.test(line))
      report('pinned-actions', `:${index + 1}`, 'name the whole commit, and behind it its version: # v1.2.3');
    // Also where the line is a comment: it is what people copy.
    if (PERSONAL.test(line))
      report(
        'no-personal-token',
        `:${index + 1}`,
        'use the token of the run; a personal one can do too much',
      );
  }
  if (/\btoJSON\(\s*secrets\s*\)|\bsecrets\s*\[|\bsecrets\.\*/i.test(text))
    report('secrets-by-name', '', 'name every secret; this hands over all of them');
  if (workflow.defaults?.run?.shell !== 'bash')
    report(
      'strict-shell',
      '',
      'set defaults.run.shell: bash; without it a failure before a pipe goes unnoticed',
    );
  const events = eventsOf(workflow);
  if (events.includes('schedule') && !events.includes('workflow_dispatch'))
    report(
      'started-by-hand',
      '',
      'add workflow_dispatch: schedules are late, and somebody may have to start it',
    );
  if (events.includes('pull_request_target'))
    report('fork-safety', '', 'use pull_request; pull_request_target runs with rights beside foreign code');
  if (events.includes('pull_request') && /\bsecrets\./.test(text))
    report('fork-safety', '', 'a workflow that runs code of pull requests must not know a secret');
}

function checkJob({ workflow }: WorkflowFile, id: string, job: Job, report: Report): void {
  const where = `: ${id}`;
  const { permissions } = job;
  if (typeof permissions !== 'object' || permissions === null)
    report('permissions-of-each-job', where, 'list the permissions of this job one by one');
  else if (
    eventsOf(workflow).some((event) => event.startsWith('pull_request')) &&
    Object.values(permissions).includes('write')
  )
    report('fork-safety', where, 'a job for pull requests must not write');
  const minutes = job['timeout-minutes'];
  if (typeof minutes !== 'number' || minutes <= 0 || minutes > LONGEST_MINUTES)
    report('time-limit', where, `set timeout-minutes, at most ${LONGEST_MINUTES}`);
  if (workflow.concurrency === undefined && job.concurrency === undefined)
    report(
      'concurrency',
      where,
      'say what runs at the same time: concurrency of the workflow or of this job',
    );
  if (job.secrets === 'inherit') report('secrets-by-name', where, 'name every secret instead of inherit');
  if (job.uses !== undefined && !job.uses.startsWith('./') && !PINNED.test(job.uses))
    report('pinned-actions', where, 'pin the called workflow to a whole commit');
}

function checkStep(job: Job, index: number, step: Step, report: (rule: Rule, message: string) => void): void {
  const { run, uses } = step;
  if (step.shell !== undefined && step.shell !== 'bash')
    report('strict-shell', 'leave the shell to the default');
  if (run?.includes('${{')) {
    const how = 'bring the value in through env and quote the variable; an expression becomes shell text';
    report('no-expression-in-run', how);
  }
  if (run !== undefined && (INSTALLS.test(run) || PIPED.test(run)))
    report('no-install-at-run-time', 'run only what package-lock.json names, installed by npm ci');
  if (run !== undefined && /\bnpm ci\b(?![^\n]*--ignore-scripts)/.test(run))
    report(
      'no-install-at-run-time',
      'npm ci --ignore-scripts, so that no package runs code while it is installed',
    );
  if (!uses?.startsWith('actions/checkout@')) return;
  const kept = step.with?.['persist-credentials'];
  const needed = (job.steps ?? []).slice(index + 1).some((later) => TALKS_TO_REMOTE.test(later.run ?? ''));
  if (kept !== true && kept !== false) report('credentials', 'say persist-credentials: true or false');
  else if (kept && !needed)
    report('credentials', 'nothing later fetches or pushes: persist-credentials: false');
}
