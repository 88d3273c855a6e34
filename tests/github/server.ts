import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulator } from 'emulate';
import { type Asked, answerProblems, requestProblems } from './openapi.ts';

export const REPOSITORY = 'acme/book';
export const TOKENS = {
  acme: 'ghp_acme',
  run: 'ghs_tokenOfTheRun0123456789abcdefghijk',
  ada: 'ghp_ada',
  linus: 'ghp_linus',
  stranger: 'ghp_stranger',
  robot: 'ghp_robot',
} as const;
export type Who = keyof typeof TOKENS;

/** What the server does instead of answering well, or around it. */
export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Cut the connection. */
  readonly reset?: boolean;
  /** Carry the request out before it fails. */
  readonly after?: boolean;
  readonly delayMs?: number;
}

export interface Call extends Asked {
  readonly conditional: boolean;
  status: number;
}

/** A GitHub on this machine that keeps state, checks every request against GitHub's description, and fails when told to. */
export interface GitHubServer {
  readonly url: string;
  /** Requests with the token of the run, newest last. */
  readonly calls: Call[];
  /** What GitHub's description has against requests and answers. */
  readonly problems: string[];
  readonly answerProblems: Set<string>;
  /** What stood before the address of a request: GitHub Enterprise has its API below a path. */
  readonly prefixes: Set<string>;
  fault: (call: Asked, count: number) => Fault | null;
  /** Requests that are still carried out before the machine that asks dies; its last answer does not arrive. */
  life: number;
  /** Instant that new comments are given, milliseconds; null for the clock. */
  clock: number | null;
  /** Asks as somebody, past all checks and faults. */
  as(who: Who, method: string, path: string, body?: unknown): Promise<unknown>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

const SEED = {
  tokens: Object.fromEntries(
    Object.entries(TOKENS).map(([who, token], place) => [
      token,
      { login: loginOf(who as Who), id: place + 2, scopes: ['repo'] },
    ]),
  ),
  github: {
    users: Object.keys(TOKENS).map((who) => ({ login: loginOf(who as Who) })),
    repos: [{ owner: 'acme', name: 'book', auto_init: true, default_branch: 'main' }],
  },
};

export function loginOf(who: Who): string {
  return who === 'run' ? 'github-actions' : who;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function startGitHub(): Promise<GitHubServer> {
  const emulator = await createEmulator({ service: 'github', port: await freePort(), seed: SEED });
  const times = new Map<number, string>();

  const ask = async (token: string, method: string, target: string, body?: unknown) => {
    const response = await fetch(`${emulator.url}${target}`, {
      method,
      headers: { authorization: `token ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const data = text === '' ? null : mended(JSON.parse(text), times);
    return { status: response.status, data, link: response.headers.get('link') };
  };

  const state: GitHubServer = {
    url: '',
    calls: [],
    problems: [],
    answerProblems: new Set(),
    prefixes: new Set(),
    fault: () => null,
    life: Number.POSITIVE_INFINITY,
    clock: null,
    async as(who, method, path, body) {
      const { status, data } = await ask(TOKENS[who], method, `/repos/${REPOSITORY}${path}`, body);
      if (status >= 400) throw new Error(`${who} ${method} ${path}: ${status} ${JSON.stringify(data)}`);
      dated(state, times, data);
      return mended(data, times);
    },
    async reset() {
      await emulator.reset();
      state.calls.length = 0;
      state.problems.length = 0;
      state.fault = () => null;
      state.life = Number.POSITIVE_INFINITY;
      state.clock = null;
      state.prefixes.clear();
      times.clear();
      for (const who of ['run', 'ada', 'linus'] as const)
        await state.as('acme', 'PUT', `/collaborators/${loginOf(who)}`, { permission: 'push' });
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await emulator.close();
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, prefix = '', target = '/'] = /^(\/api\/v3)?(.*)$/.exec(request.url ?? '/') ?? [];
    state.prefixes.add(prefix);
    const url = new URL(target, 'http://localhost');
    const text = await bodyOf(request);
    const asked: Asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? undefined : JSON.parse(text),
    };
    state.life -= 1;
    if (state.life < 0) {
      request.socket.destroy();
      return;
    }
    const tag = request.headers['if-none-match'];
    const call: Call = { ...asked, conditional: tag !== undefined, status: 0 };
    state.calls.push(call);
    if (request.headers.authorization !== `token ${TOKENS.run}`) {
      send(response, call, 401, { message: 'Bad credentials' }, {});
      return;
    }
    state.problems.push(...requestProblems(asked));
    const fault = state.fault(asked, state.calls.length);
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    const failing = fault !== null && (fault.reset || fault.status !== undefined);
    const done = failing && !fault.after ? null : await carryOut(asked, target);
    if (fault?.reset || state.life === 0) {
      request.socket.destroy();
      return;
    }
    if (failing) {
      send(response, call, fault.status ?? 500, fault.body ?? { message: 'a fault' }, fault.headers ?? {});
      return;
    }
    const { status, data, link } = done as NonNullable<typeof done>;
    if (status < 300) for (const one of answerProblems(asked, status, data)) state.answerProblems.add(one);
    const etag = `W/"${createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 32)}"`;
    const isSame = asked.method === 'GET' && status === 200 && tag === etag;
    const headers = { ...(asked.method === 'GET' ? { etag } : {}), ...(link ? { link } : {}) };
    send(response, call, isSame ? 304 : status, isSame ? null : data, headers);
  };

  /** The emulator takes the last word of this address for the number of an issue. */
  const allComments = async (since: string | null) => {
    const all = await ask(TOKENS.run, 'GET', `/repos/${REPOSITORY}/issues?state=all&per_page=100`);
    const found: unknown[] = [];
    for (const { number } of all.data as { number: number }[]) {
      const one = await ask(TOKENS.run, 'GET', `/repos/${REPOSITORY}/issues/${number}/comments?per_page=100`);
      found.push(
        ...(one.data as { updated_at: string }[]).filter((each) => each.updated_at >= (since ?? '')),
      );
    }
    return { status: 200, data: mended(found, times), link: null };
  };

  const carryOut = async (asked: Asked, target: string) => {
    if (asked.path === `/repos/${REPOSITORY}/issues/comments`) return allComments(asked.query.get('since'));
    const done = await ask(TOKENS.run, asked.method, target, asked.body);
    dated(state, times, done.data);
    return { ...done, data: mended(done.data, times) };
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      state.problems.push(`the server of the test failed: ${(error as Error).stack}`);
      request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  (state as { url: string }).url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

function send(
  response: ServerResponse,
  call: Call,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  call.status = status;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(status === 304 || body === null ? undefined : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** A comment that is new gets the instant of the test's clock. */
function dated(state: GitHubServer, times: Map<number, string>, data: unknown): void {
  const one = data as { id?: number; issue_url?: string } | null;
  if (state.clock === null || typeof one?.id !== 'number' || one.issue_url === undefined) return;
  if (!times.has(one.id)) times.set(one.id, `${new Date(state.clock).toISOString().slice(0, 19)}Z`);
}

const PERMISSIONS: Readonly<Record<string, string>> = {
  push: 'write',
  maintain: 'write',
  pull: 'read',
  triage: 'read',
};

/** Puts right where the emulator differs from GitHub: programs are users there, and rights have other names. */
function mended(data: unknown, times: ReadonlyMap<number, string>): unknown {
  if (Array.isArray(data)) return data.map((one) => mended(one, times));
  if (typeof data !== 'object' || data === null) return data;
  const copy = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mended(value, times)]));
  const login = copy['login'];
  if (login === 'github-actions' || login === 'robot') copy['type'] = 'Bot';
  if (typeof copy['permission'] === 'string')
    copy['permission'] = PERMISSIONS[copy['permission']] ?? copy['permission'];
  const time = typeof copy['issue_url'] === 'string' ? times.get(copy['id'] as number) : undefined;
  if (time !== undefined) copy['created_at'] = time;
  return copy;
}
