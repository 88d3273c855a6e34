import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');
export const FOLDER = '.github/workflows';

export type Permissions = string | Readonly<Record<string, string>>;
export type Env = Readonly<Record<string, string | number | boolean | null>>;

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string | boolean;
  readonly uses?: string;
  readonly with?: Env;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Env;
  readonly 'continue-on-error'?: boolean;
}

export interface Job {
  readonly name?: string;
  readonly if?: string | boolean;
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly 'runs-on'?: unknown;
  readonly 'timeout-minutes'?: unknown;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly strategy?: { readonly matrix?: { readonly include?: readonly Env[] } };
  readonly env?: Env;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

/** A workflow as its file says it; what GitHub would refuse is for the validators to find. */
export interface Workflow {
  readonly name?: string;
  readonly on?: unknown;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly env?: Env;
  readonly defaults?: { readonly run?: { readonly shell?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** A workflow file: its path from the root, its text, and what the text says. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly workflow: Workflow;
}

export function parseWorkflow(path: string, text: string): WorkflowFile {
  return { path, text, workflow: parse(text) as Workflow };
}

/** Every workflow of the project, in order of name. */
export function readWorkflows(): WorkflowFile[] {
  return readdirSync(join(ROOT, FOLDER))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => parseWorkflow(`${FOLDER}/${name}`, readFileSync(join(ROOT, FOLDER, name), 'utf8')));
}

/** The workflow of that name, such as `probe`; an error when there is none. */
export function readWorkflow(name: string): WorkflowFile {
  const path = `${FOLDER}/${name}.yml`;
  return parseWorkflow(path, readFileSync(join(ROOT, path), 'utf8'));
}

/** Names of the events that start a workflow. */
export function eventsOf({ on }: Workflow): string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.map(String);
  return on !== null && typeof on === 'object' ? Object.keys(on) : [];
}

/** Every step with a script, with a name to find it by. */
export function scriptsOf({ path, workflow }: WorkflowFile): { where: string; script: string }[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps = [] }]) =>
    steps.flatMap(({ run, name }, index) =>
      run === undefined ? [] : [{ where: `${path}: ${job}: ${name ?? `step ${index + 1}`}`, script: run }],
    ),
  );
}
