import { setTimeout as pause } from 'node:timers/promises';
import type { Octokit } from 'octokit';
import { formatUtc } from '../calendar/time.ts';
import { GitHubFault } from './api.ts';
import type { AnswerCache } from './cache.ts';
import { oneLine } from './text.ts';

/** Limits of a run. All in milliseconds. */
export interface Patience {
  /** Longest wait for one answer. */
  readonly timeoutMs: number;
  /** Pauses before each further try of a call that GitHub failed to answer. */
  readonly pausesMs: readonly number[];
}

export const PATIENCE: Patience = { timeoutMs: 15_000, pausesMs: [1_000, 3_000] };

/** Calls that stayed unanswered, after all tries, until GitHub counts as away. */
const MOST_FAILED = 2;
/** How long GitHub is left alone after it asked for that without saying how long (its documentation: a minute). */
const DEFAULT_WAIT_MS = 60_000;
const PER_PAGE = 100;
const MOST_PAGES = 20;

export type Params = Readonly<Record<string, unknown>>;
type Answer = Awaited<ReturnType<Octokit['request']>>;

/**
 * Calls of one run. Each is tried again when GitHub fails to answer, none is when it might then be carried out twice. Once
 * GitHub asks to be left alone, or is away, nothing more is asked: every later call fails at once, without a request.
 */
export class Calls {
  readonly #octokit: Octokit;
  readonly #token: string;
  readonly #now: number;
  readonly #patience: Patience;
  /** What is kept from run to run. */
  readonly cache: AnswerCache;
  #failed = 0;
  #ended: GitHubFault | null = null;

  constructor(octokit: Octokit, token: string, now: number, patience: Patience, cache: AnswerCache) {
    this.#octokit = octokit;
    this.#token = token;
    this.#now = now;
    this.#patience = patience;
    this.cache = cache;
    if (cache.waitUntil > now) this.#end(429, 'GitHub asked to be left alone', cache.waitUntil);
  }

  /** Asks for something, with the tag of the answer of a former run. */
  async get(route: string, params: Params): Promise<{ data: unknown; more: boolean }> {
    const key = `${route} ${JSON.stringify(params)}`;
    const known = this.cache.get(key);
    const headers = known ? { 'if-none-match': known.etag } : {};
    try {
      const { data, headers: answered } = await this.#tried(`GET ${route}`, { ...params, headers });
      const more = /rel="next"/.test(answered.link ?? '');
      if (typeof answered.etag === 'string') this.cache.keep(key, { etag: answered.etag, data, more });
      return { data, more };
    } catch (error) {
      if (!(error instanceof GitHubFault) || error.status !== 304 || !known) throw error;
      this.cache.keep(key, known);
      return known;
    }
  }

  /** The pages of a list, all of them or, with `whole` false, the first ones of more than anybody has written by hand. */
  async all(route: string, params: Params): Promise<{ readonly list: unknown[]; readonly whole: boolean }> {
    const found: unknown[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const { data, more } = await this.get(route, { ...params, per_page: PER_PAGE, page });
      if (!Array.isArray(data)) throw new GitHubFault(`GitHub gave no list for ${route}`, 200, false);
      found.push(...data);
      if (!more) return { list: found, whole: true };
    }
    return { list: found, whole: false };
  }

  /** A call that comes to the same however often it is made; it is tried again. */
  async repeatable(route: string, params: Params): Promise<unknown> {
    return (await this.#tried(route, params)).data;
  }

  /**
   * A call that makes something. When GitHub fails to answer, `find` says whether it was made all the same before it is
   * tried again.
   */
  async making<T>(route: string, params: Params, find: () => Promise<T | null>): Promise<T | unknown> {
    for (let tries = 0; ; tries += 1) {
      try {
        return (await this.#once(route, params)).data;
      } catch (error) {
        if (!(error instanceof GitHubFault) || !error.isOpen || error.stops) throw error;
        const wait = this.#patience.pausesMs[tries];
        if (wait === undefined) throw this.#counted(error);
        await pause(wait);
        const made = await find();
        if (made !== null) return made;
      }
    }
  }

  async #tried(route: string, params: Params): Promise<Answer> {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#once(route, params);
      } catch (error) {
        if (!(error instanceof GitHubFault) || !error.isOpen || error.stops) throw error;
        const wait = this.#patience.pausesMs[tries];
        if (wait === undefined) throw this.#counted(error);
        await pause(wait);
      }
    }
  }

  /** A fault after all tries; the second one ends the run. */
  #counted(fault: GitHubFault): GitHubFault {
    this.#failed += 1;
    if (this.#failed < MOST_FAILED && fault.status !== null) return fault;
    return this.#end(fault.status, fault.message, null);
  }

  async #once(route: string, params: Params): Promise<Answer> {
    if (this.#ended) throw this.#ended;
    try {
      const signal = AbortSignal.timeout(this.#patience.timeoutMs);
      return await this.#octokit.request(route, { ...params, request: { signal } });
    } catch (error) {
      throw this.#fault(route, error as Error & { status?: number; response?: Answer });
    }
  }

  #fault(route: string, error: Error & { status?: number; response?: Answer }): GitHubFault {
    const status = error.response?.status ?? null;
    const said = oneLine(error.message.replaceAll(this.#token, '***'), 200);
    const what = `GitHub ${status === null ? 'did not answer' : `answered ${status} to`} ${route}: ${said}`;
    const until = error.response ? waitOf(error.response, this.#now) : null;
    if (status === 401) return this.#end(status, `${what}; is GITHUB_TOKEN right and not too old?`, null);
    return until === null ? new GitHubFault(what, status, false) : this.#end(status, what, until);
  }

  #end(status: number | null, what: string, until: number | null): GitHubFault {
    this.cache.waitUntil = until ?? 0;
    const when = until === null ? '' : ` before ${formatUtc(until + 59_999)}`;
    this.#ended = new GitHubFault(
      `${what}; nothing more is asked of it in this run${when}, and a later run catches up`,
      status,
      true,
    );
    return this.#ended;
  }
}

/**
 * Until when an answer asks to be left alone, milliseconds; null where it does not. GitHub's documentation, "Rate limits
 * for the REST API": 403 or 429 with `retry-after`, or `x-ratelimit-remaining: 0` and the instant of
 * `x-ratelimit-reset`, or neither for a secondary limit, and then a minute.
 */
function waitOf({ status, headers, data }: Answer, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return now + after * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0')
    return Number.isFinite(reset) && reset * 1000 > now ? reset * 1000 : now + DEFAULT_WAIT_MS;
  const said = String((data as { message?: unknown } | null)?.message ?? '');
  return status === 429 || /\brate limit\b|\babuse\b/i.test(said) ? now + DEFAULT_WAIT_MS : null;
}
