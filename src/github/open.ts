import type { Book } from '../book/book.ts';
import { addressesOf } from '../reconcile/in-record.ts';
import type { Outside } from '../reconcile/reconcile.ts';
import type { OnCallTier } from '../response/notices.ts';
import type { Situation } from '../response/situation.ts';
import type { RecordEvent } from '../schemas/event.ts';
import type { GitHub } from './api.ts';
import { bringUpToDate } from './bring.ts';
import { AnswerCache } from './cache.ts';
import { Calls, PATIENCE, type Patience } from './calls.ts';
import { createGitHub, openOctokit } from './client.ts';
import type { IssueParts } from './issue.ts';
import { followedIncidents } from './lasting.ts';
import { type CommentsByIssue, listen, type Reply, readComments } from './listen.ts';

/** GitHub as a second place to run incidents from. */
export type Mirror = Required<Pick<Outside, 'hear' | 'mirror'>>;

/** What decides whether and where GitHub is mirrored. */
export interface MirrorOptions {
  readonly book: Book;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds. */
  readonly now: number;
  onCall(rotation: string, at: number): readonly OnCallTier[];
  /** How long to wait for GitHub; for tests. */
  readonly patience?: Patience;
  /** Whether writes are spread over time, as GitHub asks for; true when absent. */
  readonly throttled?: boolean;
}

/**
 * The mirror of one run; null unless `alerting.github` is set and the environment has GITHUB_TOKEN and GITHUB_REPOSITORY.
 * GITHUB_API_URL names another API than that of github.com, WATCHBOOK_GITHUB_CACHE a file in which answers are kept from
 * run to run. Throws on a repository or an address that is none. Nothing is asked of GitHub before something is to be
 * done there.
 */
export async function openMirror(options: MirrorOptions): Promise<Mirror | null> {
  const { book, env, now } = options;
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: name, GITHUB_API_URL: url } = env;
  if (!book.config.alerting.github || !token || !name) return null;
  const [, owner, repo] = /^([A-Za-z0-9_.-]+)\/([A-Za-z0-9_.-]+)$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined)
    throw new Error(`GITHUB_REPOSITORY is ${name}; it names a repository as owner/name`);
  const octokit = await openOctokit(apiUrl(url), token, options.throttled ?? true);
  const cache = new AnswerCache(env['WATCHBOOK_GITHUB_CACHE'] || null, now);
  const calls = new Calls(octokit, token, now, options.patience ?? PATIENCE, cache);
  const parts: IssueParts = { book, addresses: addressesOf(book), onCall: options.onCall, now };
  return mirrorOf(createGitHub(calls, { owner, repo }), parts, () => cache.save());
}

function apiUrl(written: string | undefined): string {
  const url = (written || 'https://api.github.com').replace(/\/+$/, '');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(
      `GITHUB_API_URL is ${url}; it is the address of an API, such as https://ghe.example.com/api/v3`,
    );
  return url;
}

/** The mirror of one run over a GitHub. `afterwards` is called when a part of it has been done. */
export function mirrorOf(github: GitHub, parts: IssueParts, afterwards: () => void = () => {}): Mirror {
  const { book, now } = parts;
  let comments: CommentsByIssue | null = null;
  let replies: readonly Reply[] = [];
  let faults: readonly string[] = [];
  return {
    async hear(situation: Situation): Promise<readonly RecordEvent[]> {
      const followed = followedIncidents(situation, book, now);
      try {
        comments = await readComments(github, followed, now);
        const listened = await listen(github, situation, followed, comments, book, now);
        replies = listened.replies;
        faults = listened.faults;
        return listened.events;
      } finally {
        afterwards();
      }
    },
    async *mirror(situation: Situation): AsyncGenerator<readonly RecordEvent[]> {
      const followed = followedIncidents(situation, book, now);
      try {
        yield* bringUpToDate({ github, parts, situation, followed, replies, comments });
        if (faults.length > 0) throw new Error(faults.join('; '));
      } finally {
        afterwards();
      }
    },
  };
}
