import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Contexts } from './expression.ts';
import { type Action, type JobResult, runJob } from './runner.ts';
import { type Env, ROOT, readWorkflow, type WorkflowFile } from './workflow.ts';

/** What of the project a repository made from it has, beside its content. */
const PROJECT = [
  'src',
  'scripts',
  'public',
  'schemas',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'astro.config.mjs',
  '.gitignore',
  '.nvmrc',
] as const;

/** Address of the remote, which only leads somewhere with credentials. */
const ORIGIN = 'https://git.invalid/someone/book';

/** Services of the small book: each answers 200 or, when it is down, 503. */
const SERVICES = ['website', 'shop'] as const;
type ServiceName = (typeof SERVICES)[number];

/** State of a workflow, as the API of GitHub calls it. */
type WorkflowState = 'active' | 'disabled_inactivity' | 'disabled_manually';

export interface GitHub {
  /** Status of the answer about Pages; `null` when there is no answer at all. */
  pages: 200 | 404 | 500 | null;
  workflows: Record<string, WorkflowState>;
  /** When a Deploy run last failed, as GitHub tells it; none when absent. */
  readonly failed?: string;
}

/** A repository made from this project, with a remote, services to look at, and what stands in for GitHub. */
export interface Stage {
  readonly remote: string;
  /** Environment of a machine on this stage. */
  readonly machine: Readonly<Record<'PATH' | 'HOME' | 'TMPDIR' | 'STAGE', string>>;
  /** Down services answer 503 from now on. */
  readonly down: Set<ServiceName>;
  /** Pushes files of the repository to `main`; `null` takes a file away. */
  push(files: Readonly<Record<string, string | null>>): void;
  git(...args: string[]): string;
  /** Files of what a job handed over for Pages or as an artifact, in order of the jobs. */
  readonly uploads: { readonly kind: 'pages' | 'artifact'; readonly files: readonly string[] }[];
  say(github: GitHub): void;
  /** Requests that changed something at GitHub. */
  changes(): string[];
  /** Arguments of every `npm ci`. */
  installs(): string[];
  /** Commits files to the branch `record`, as another machine would. */
  record(files: Readonly<Record<string, string>>): void;
  /** A folder with the newest state of the branch `record`. */
  checkOutRecord(): string;
  /** The same as {@link record}, but in the middle of the next job: after it fetched the record, before its first command. */
  recordMeanwhile(files: Readonly<Record<string, string>>): void;
  /** The authorization with which services were last asked. */
  authorization(): string | undefined;
  /** Runs a job of a workflow of the project, or of one that was changed for a test. */
  run(workflow: string | WorkflowFile, job: string, contexts?: Contexts): Promise<JobResult>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'watchbook-workflows-'));
  const down = new Set<ServiceName>();
  let authorization: string | undefined;
  const server = createServer(({ url = '', headers }, answer) => {
    authorization = headers.authorization;
    const name = SERVICES.find((each) => url === `/${each}`);
    answer.statusCode = name === undefined ? 404 : down.has(name) ? 503 : 200;
    answer.end('hello');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const remote = join(folder, 'remote.git');
  const author = join(folder, 'author');
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', remote, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const local = (...args: string[]) =>
    execFileSync('git', ['-C', author, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote]);
  execFileSync('git', ['init', '-q', '-b', 'main', author]);
  for (const name of PROJECT) cpSync(join(ROOT, name), join(author, name), { recursive: true });

  const push: Stage['push'] = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(author, name)), { recursive: true });
      if (text === null) rmSync(join(author, name));
      else writeFileSync(join(author, name), text);
    }
    local('add', '-A');
    local('commit', '-q', '-m', 'change');
    local('push', '-q', remote, 'main');
  };
  push(smallBook(port));

  const bin = makeMachine(folder);
  const machine = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TMPDIR: folder,
    STAGE: folder,
  };
  const uploads: Stage['uploads'] = [];
  const say: Stage['say'] = (github) => writeFileSync(join(folder, 'github.json'), JSON.stringify(github));
  say({ pages: 200, workflows: {} });
  const linesOf = (name: string) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1) : [];
  let meanwhile: Readonly<Record<string, string>> | undefined;
  const beforeScript = (script: string) => {
    if (meanwhile === undefined || !script.startsWith('npm run ')) return;
    commitBeside(folder, remote, meanwhile);
    meanwhile = undefined;
  };
  const actions = standIns(remote, (kind, from) =>
    uploads.push({ kind, files: readdirSync(from, { recursive: true, encoding: 'utf8' }).sort() }),
  );
  return {
    remote,
    machine,
    down,
    push,
    git,
    uploads,
    say,
    record: (files) => commitBeside(folder, remote, files),
    checkOutRecord: () => cloneRecord(folder, remote),
    recordMeanwhile: (files) => {
      meanwhile = files;
    },
    authorization: () => authorization,
    changes: () => linesOf('changes.log'),
    installs: () => linesOf('installs.log'),
    run: (workflow, job, contexts = {}) => {
      const github = {
        repository: 'someone/book',
        token: 'a-token',
        event_name: 'workflow_dispatch',
        event: { repository: { default_branch: 'main' } },
      };
      const file = typeof workflow === 'string' ? readWorkflow(workflow) : workflow;
      const all = { ...contexts, github: { ...github, ...(contexts['github'] as object | undefined) } };
      return runJob({ file, job, contexts: all, actions, scratch: folder, machine, beforeScript });
    },
    close: async () => {
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Programs of the machine that would reach for the network: `npm ci` takes what is installed here, `gh` asks a file. */
function makeMachine(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, 'node'));
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  const programs = {
    npm: `#!/bin/sh
if [ "$1" = ci ]; then
  echo "$*" >> "$STAGE/installs.log"
  exec ln -s '${join(ROOT, 'node_modules')}' node_modules
fi
exec '${npm}' "$@"
`,
    gh: `#!${process.execPath}
const { appendFileSync, cpSync, existsSync, readFileSync } = require('node:fs');
const { pages, workflows, failed = '' } = JSON.parse(readFileSync(process.env.STAGE + '/github.json', 'utf8'));
const args = process.argv.slice(2);
if (process.env.GH_TOKEN !== 'a-token') { console.error('gh: not logged in'); process.exit(4); }
const path = args.find((each) => each.startsWith('repos/someone/book/')) ?? '';
const [, file, verb] = /actions\\/workflows\\/([^/]+)(\\/enable|\\/dispatches)?$/.exec(path) ?? [];
if (args[0] === 'run' && args[1] === 'download' && args[args.indexOf('--repo') + 1] === 'someone/book') {
  const from = process.env.STAGE + '/artifacts/' + args[args.indexOf('--name') + 1];
  if (!existsSync(from)) { console.error('no artifact matches any of the names or patterns provided'); process.exit(1); }
  cpSync(from, args[args.indexOf('--dir') + 1], { recursive: true });
  process.exit(0);
}
if (args[0] === 'api' && path.endsWith('/pages') && args.includes('--include')) {
  if (pages === null) { console.error('error connecting to api.github.com'); process.exit(1); }
  console.log({ 200: 'HTTP/2.0 200 OK', 404: 'HTTP/2.0 404 Not Found', 500: 'HTTP/2.0 500 Internal Server Error' }[pages]);
  console.log('Content-Type: application/json\\n\\n{}');
  process.exit(pages === 200 ? 0 : 1);
}
if (args[0] === 'api' && path.includes('/runs?status=failure')) { if (failed) console.log(failed); process.exit(0); }
if (args[0] !== 'api' || !workflows[file]) { console.error('gh: Not Found (HTTP 404) ' + args.join(' ')); process.exit(1); }
if (verb) appendFileSync(process.env.STAGE + '/changes.log', args[args.indexOf('--method') + 1] + ' ' + path + '\\n');
else if (args[args.indexOf('--jq') + 1] === '.state') console.log(workflows[file]);
`,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

function cloneRecord(folder: string, remote: string): string {
  const clone = mkdtempSync(join(folder, 'record-'));
  execFileSync('git', ['clone', '-q', '--branch', 'record', `file://${remote}`, clone]);
  return clone;
}

/** Commits files to the branch `record` from a clone of its own, and pushes them. */
function commitBeside(folder: string, remote: string, files: Readonly<Record<string, string>>): void {
  const clone = cloneRecord(folder, remote);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', clone, '-c', 'user.name=b', '-c', 'user.email=b@example.org', ...args]);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(clone, name), text);
  git('add', '-A');
  git('commit', '-q', '-m', 'from elsewhere');
  git('push', '-q', 'origin', 'record');
}

type Keep = (kind: 'pages' | 'artifact', from: string) => void;

function standIns(remote: string, keep: Keep): Record<string, Action> {
  const upload =
    (kind: 'pages' | 'artifact'): Action =>
    ({ path = '', name = 'github-pages' }, { workspace }) => {
      keep(kind, join(workspace, path));
      const kept = join(dirname(remote), 'artifacts', name);
      rmSync(kept, { recursive: true, force: true });
      cpSync(join(workspace, path), kept, { recursive: true });
      return undefined;
    };
  return {
    'actions/checkout': (inputs, place) => {
      const ref = inputs['ref'] ?? 'main';
      const workspace = join(place.workspace, inputs['path'] ?? '.');
      execFileSync('git', ['init', '-q', workspace]);
      const inside = (...args: string[]) =>
        execFileSync('git', ['-C', workspace, ...args], { stdio: 'pipe' });
      inside('fetch', '-q', '--depth=1', `file://${remote}`, ref);
      inside('checkout', '-q', '-B', /^[0-9a-f]{40}$/.test(ref) ? 'detached' : ref, 'FETCH_HEAD');
      inside('remote', 'add', 'origin', ORIGIN);
      // As in a private repository: only who has the credentials reaches the remote. The real action keeps them in a
      // file of their own, which it names for the git directory and for those of work trees.
      const config = (name: string, value: string) =>
        execFileSync('git', ['-C', workspace, 'config', name, value]);
      config('remote.origin.url', ORIGIN);
      if (inputs['persist-credentials'] !== 'true') return undefined;
      const credentials = `${workspace}.credentials`;
      writeFileSync(credentials, `[url "file://${remote}"]\n  insteadOf = ${ORIGIN}\n`);
      for (const place of ['.git', '.git/worktrees/*'])
        config(`includeIf.gitdir:${realpathSync(workspace)}/${place}.path`, credentials);
      return undefined;
    },
    'actions/setup-node': (inputs) => {
      if (inputs['node-version-file'] !== '.nvmrc') throw new Error('name the file with the version of Node');
      return undefined;
    },
    'actions/cache': () => ({ 'cache-hit': 'false' }),
    'actions/configure-pages': () => ({ origin: 'https://someone.example', base_path: '/book' }),
    'actions/upload-pages-artifact': upload('pages'),
    'actions/upload-artifact': upload('artifact'),
    'actions/deploy-pages': () => ({ page_url: 'https://someone.example/book/' }),
  };
}

/** The entries of the first matrix of a job, as contexts. */
export function placesOf(name: string, job: string): Env[] {
  return [...(readWorkflow(name).workflow.jobs[job]?.strategy?.matrix?.include ?? [])];
}

/** The book of the README's first ten minutes, with two services, one heartbeat and one runbook. */
function smallBook(port: number): Record<string, string> {
  const service = (name: ServiceName, extra = '') => `---
title: ${name === 'shop' ? 'Shop' : 'Website'}
summary: What visitors of the ${name} see.
domain: acme
owner: acme/on-call
audience: public
severity: SEV1
probes:
  - id: http
    kind: http
    url: http://127.0.0.1:${port}/${name}
    interval: 1s
    runbook: acme/WebsiteDown
${extra}---
`;
  return {
    'content/watchbook.yaml': 'name: Acme\n',
    'content/teams/acme/on-call.yaml': 'title: On-call\nkind: team\ndomain: acme\nsummary: Answers pages.\n',
    'content/domains/acme/index.mdx':
      '---\ntitle: Acme\nsummary: Everything Acme runs for its customers.\nowner: acme/on-call\nsource: { title: This page }\n---\n',
    'content/domains/acme/severities.yaml':
      'levels:\n  - { id: SEV1, urgency: 1, description: Customers cannot use the product, responds: 15m }\n',
    'content/services/acme/website.mdx': service('website'),
    'content/services/acme/shop.mdx': service(
      'shop',
      '  - { id: nightly, kind: heartbeat, every: 1h, grace: 5m, runbook: acme/WebsiteDown }\n',
    ),
    'content/runbooks/acme/WebsiteDown.mdx': `---
title: Website down
summary: The website does not answer; find out why and bring it back.
kind: alert
alerts: [WebsiteDown]
domain: acme
services: [acme/website]
severity: SEV1
owner: acme/on-call
---

## Meaning

Two looks in a row failed.

## Impact

Nobody can buy anything.

## Diagnosis

Open the website.

## Mitigation

Start it again.
`,
  };
}
