import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contexts, fill, holds } from './expression.ts';
import type { Env, Job, Step, WorkflowFile } from './workflow.ts';

/** What stands in for an action: gets its inputs and the folder of the job, gives its outputs. */
export type Action = (
  inputs: Readonly<Record<string, string>>,
  place: { readonly workspace: string },
) => Readonly<Record<string, string>> | undefined;

export interface JobRequest {
  readonly file: WorkflowFile;
  readonly job: string;
  /** Contexts beyond `steps` and `env`: github, inputs, matrix, needs, secrets. */
  readonly contexts?: Contexts;
  /** By name without the commit, such as `actions/checkout`; a step with another action is an error. */
  readonly actions: Readonly<Record<string, Action>>;
  /** Folder for the workspace and the files of the run. */
  readonly scratch: string;
  /** Environment of the machine; nothing else is passed on. */
  readonly machine: Readonly<Record<string, string>>;
  /** Called before each script; for what happens elsewhere at that moment. */
  readonly beforeScript?: (script: string) => void;
}

export interface JobResult {
  readonly ok: boolean;
  /** False when the condition of the job did not hold. */
  readonly ran: boolean;
  /** Everything that was printed. */
  readonly log: string;
  /** Names of the steps that ran, in order; the last one is the one that failed when `ok` is false. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly workspace: string;
}

/**
 * Runs one job the way a runner of GitHub would: conditions and expressions by GitHub's own evaluator, scripts by
 * the shell that `shell: bash` stands for, with files for outputs and environment. Actions are stood in for.
 */
export async function runJob(request: JobRequest): Promise<JobResult> {
  const { file, scratch } = request;
  const job = file.workflow.jobs[request.job];
  if (!job) throw new Error(`${file.path} has no job ${request.job}`);
  const workspace = mkdtempSync(join(scratch, 'workspace-'));
  const given = request.contexts ?? {};
  if (!holds(job.if, given)) return { ok: true, ran: false, log: '', steps: [], outputs: {}, workspace };
  const run = new Run(request, job, workspace);
  for (const [index, step] of (job.steps ?? []).entries()) await run.take(step, index);
  const contexts = run.contexts();
  const outputs = Object.entries(job.outputs ?? {}).map(([name, value]) => [name, fill(value, contexts)]);
  return {
    ok: !run.failed,
    ran: true,
    log: run.log,
    steps: run.names,
    outputs: Object.fromEntries(outputs),
    workspace,
  };
}

class Run {
  failed = false;
  log = '';
  readonly names: string[] = [];
  private readonly outputs: Record<string, { outputs: Record<string, string> }> = {};
  private readonly request: JobRequest;
  private readonly job: Job;
  private readonly workspace: string;

  constructor(request: JobRequest, job: Job, workspace: string) {
    this.request = request;
    this.job = job;
    this.workspace = workspace;
  }

  contexts(env: Env = {}): Contexts {
    return {
      github: {},
      inputs: {},
      matrix: {},
      needs: {},
      secrets: {},
      ...this.request.contexts,
      env,
      steps: this.outputs,
    };
  }

  async take(step: Step, index: number): Promise<void> {
    const course = { failed: this.failed };
    if (!holds(step.if, this.contexts(), course)) return;
    this.names.push(step.name ?? step.uses?.replace(/@.*/, '') ?? step.run ?? `step ${index + 1}`);
    const env: Record<string, string> = {};
    for (const part of [this.request.file.workflow.env, this.job.env, step.env])
      for (const [name, value] of Object.entries(part ?? {}))
        env[name] = fill(String(value ?? ''), this.contexts(env), course);
    const before = this.failed;
    const outputs = step.uses === undefined ? await this.script(step, env) : this.action(step);
    if (step['continue-on-error'] === true) this.failed = before;
    if (step.id !== undefined) this.outputs[step.id] = { outputs: outputs ?? {} };
  }

  private action({ uses = '', with: given = {} }: Step): Readonly<Record<string, string>> {
    const name = uses.replace(/@.*/, '');
    const action = this.request.actions[name];
    if (!action) throw new Error(`nothing stands in for the action ${name}`);
    const inputs = Object.entries(given).map(([key, value]) => [key, fill(String(value), this.contexts())]);
    try {
      return action(Object.fromEntries(inputs), { workspace: this.workspace }) ?? {};
    } catch (error) {
      this.failed = true;
      this.log += `${name}: ${(error as Error).message}\n`;
      return {};
    }
  }

  private async script(
    { run = '' }: Step,
    env: Readonly<Record<string, string>>,
  ): Promise<Record<string, string>> {
    const folder = mkdtempSync(join(this.request.scratch, 'step-'));
    const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    for (const path of Object.values(files)) writeFileSync(path, '');
    this.request.beforeScript?.(run);
    const all = { ...this.request.machine, CI: 'true', GITHUB_ACTIONS: 'true', ...files, ...env };
    const { code, printed } = await runScript(fill(run, this.contexts(env)), {
      cwd: this.workspace,
      env: all,
    });
    this.log += printed;
    if (code !== 0) {
      this.failed = true;
      this.log += `exit code ${code}\n`;
    }
    return readOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
  }
}

/** Runs a script in the shell that `shell: bash` stands for; only the given environment is passed on. */
export function runScript(
  script: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<{ code: number | null; printed: string }> {
  return new Promise((done, fail) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code) => done({ code, printed }));
  });
}

/** Outputs that a script wrote, one `name=value` a line; the form of several lines is not used here. */
function readOutputs(text: string): Record<string, string> {
  const pairs = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`an output that is not name=value: ${line}`);
      return [name, value as string];
    });
  return Object.fromEntries(pairs) as Record<string, string>;
}
