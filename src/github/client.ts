import type { Octokit } from 'octokit';
import { type Comment, type GitHub, GitHubFault, type Issue, type IssueChange, type Person } from './api.ts';
import type { Calls } from './calls.ts';
import { isTrusted } from './identity.ts';

/** Where a repository is, and what is asked there. */
export type Repository = Readonly<Record<'owner' | 'repo', string>>;

/** An Octokit for a repository on GitHub or GitHub Enterprise. It never waits: limits are errors, and so is silence. */
export async function openOctokit(baseUrl: string, token: string, throttled: boolean): Promise<Octokit> {
  // Loaded only where GitHub is mirrored: it is large.
  const { Octokit } = await import('octokit');
  const silent = () => {};
  return new Octokit({
    auth: token,
    baseUrl,
    userAgent: 'watchbook',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { enabled: false },
    throttle: { enabled: throttled, onRateLimit: () => false, onSecondaryRateLimit: () => false },
  });
}

/** GitHub as the mirror needs it, over the calls of one run. */
export function createGitHub(calls: Calls, where: Repository): GitHub {
  const { owner, repo } = where;
  const base = '/repos/{owner}/{repo}';
  const rights = new Map<string, Promise<boolean>>();
  const at = (params: Readonly<Record<string, unknown>> = {}) => ({ owner, repo, ...params });

  const inOrder = (found: readonly unknown[]) => found.map(commentOf).sort((a, b) => a.id - b.id);
  // The newest first: of a flood of comments the older ones were read before it came.
  const commentsOfAll = async (since: number): Promise<Comment[]> => {
    const asked = { since: new Date(since).toISOString(), sort: 'created', direction: 'desc' };
    return inOrder((await calls.all(`${base}/issues/comments`, at(asked))).list);
  };
  const commentsOf = async (issue: number, since: number): Promise<Comment[]> => {
    const route = `${base}/issues/{issue_number}/comments`;
    const { list, whole } = await calls.all(route, at({ issue_number: issue }));
    if (whole) return inOrder(list);
    return (await commentsOfAll(since)).filter((one) => one.issue === issue);
  };

  const issuesOf = async (label: string, since: number): Promise<Issue[]> => {
    const { list } = await calls.all(
      `${base}/issues`,
      at({
        labels: label,
        state: 'all',
        sort: 'created',
        direction: 'asc',
        since: new Date(since).toISOString(),
      }),
    );
    return list.filter((one) => !('pull_request' in (one as object))).map(issueOf);
  };

  /** What an unanswered call has made all the same. Anybody could write the same words. */
  const ours = async <T extends { body: string; author: Person | null }>(all: readonly T[], body: string) => {
    for (const one of all) if (one.body === body && (await isTrusted(github, one.author))) return one;
    return null;
  };

  const github: GitHub = {
    comments: commentsOf,
    issues: issuesOf,

    commentsOfAll,

    async issue(number) {
      const data = await orNull(
        calls.get(`${base}/issues/{issue_number}`, at({ issue_number: number })),
        [404, 410],
      );
      if (data === null) {
        // Whoever may not see a repository is answered as if nothing were there.
        await calls.get(base, at());
        return null;
      }
      const { repository_url: home } = data.data as { repository_url?: string };
      // An issue that was moved is answered from where it is now.
      const moved = home !== undefined && !home.toLowerCase().endsWith(`/${owner}/${repo}`.toLowerCase());
      return moved ? null : issueOf(data.data);
    },

    async createIssue({ title, body, labels, since }) {
      const find = async () => ours(await issuesOf(labels[0] ?? '', since), body);
      const made = await calls.making(`POST ${base}/issues`, at({ title, body, labels }), find);
      return isIssue(made) ? made : issueOf(made);
    },

    async comment(issue, body, since) {
      const find = async () => ours(await commentsOf(issue, since), body);
      const route = `POST ${base}/issues/{issue_number}/comments`;
      await calls.making(route, at({ issue_number: issue, body }), find);
    },

    async changeIssue(number, { state, reason, labels }: IssueChange) {
      await calls.repeatable(
        `PATCH ${base}/issues/{issue_number}`,
        at({
          issue_number: number,
          ...(state ? { state } : {}),
          ...(reason ? { state_reason: reason } : {}),
          ...(labels ? { labels } : {}),
        }),
      );
    },

    mayWrite(login) {
      const key = login.toLowerCase();
      const known = rights.get(key);
      if (known) return known;
      if (calls.cache.isStranger(key)) return Promise.resolve(false);
      const asking = orNull(
        calls.get(`${base}/collaborators/{username}/permission`, at({ username: login })),
        [404],
      ).then((answer) => {
        const permission = (answer?.data as { permission?: unknown } | undefined)?.permission;
        const may = permission === 'admin' || permission === 'write';
        if (!may) calls.cache.keepStranger(key);
        return may;
      });
      rights.set(key, asking);
      return asking;
    },

    async isPublic() {
      const { data } = await calls.get(base, at());
      const { private: hidden, visibility } = data as { private?: unknown; visibility?: unknown };
      return hidden !== true && visibility !== 'internal';
    },

    async pullRequest(branch) {
      const { list } = await calls.all(`${base}/pulls`, at({ head: `${owner}:${branch}`, state: 'all' }));
      const mine = list.filter((one) => (one as { head?: { ref?: unknown } }).head?.ref === branch);
      return mine.length === 0 ? null : textOf(mine[0], 'html_url');
    },

    async file(path, branch) {
      const answer = await orNull(calls.get(`${base}/contents/{path}`, at({ path, ref: branch })), [404]);
      if (answer === null) return null;
      return Buffer.from(textOf(answer.data, 'content'), 'base64').toString('utf8');
    },

    async hasBranch(branch) {
      const ref = `heads/${branch}`;
      return (await orNull(calls.get(`${base}/git/ref/{ref}`, at({ ref })), [404])) !== null;
    },

    async createBranch(branch, from, message, files) {
      const { data } = await calls.get(`${base}/git/ref/{ref}`, at({ ref: `heads/${from}` }));
      const parent = textOf((data as { object?: unknown }).object, 'sha');
      const commit = await calls.get(`${base}/git/commits/{commit_sha}`, at({ commit_sha: parent }));
      const tree = await calls.repeatable(
        `POST ${base}/git/trees`,
        at({
          base_tree: textOf((commit.data as { tree?: unknown }).tree, 'sha'),
          tree: files.map(({ path, text }) => ({ path, mode: '100644', type: 'blob', content: text })),
        }),
      );
      const made = await calls.repeatable(
        `POST ${base}/git/commits`,
        at({ message, tree: textOf(tree, 'sha'), parents: [parent] }),
      );
      await orNull(
        calls.repeatable(
          `POST ${base}/git/refs`,
          at({ ref: `refs/heads/${branch}`, sha: textOf(made, 'sha') }),
        ),
        // Somebody else made it in the meantime, or a try before this one did.
        [422],
      );
    },

    async createPullRequest({ title, body, head, base: onto }) {
      const find = async () => {
        const url = await github.pullRequest(head);
        return url === null ? null : { html_url: url };
      };
      const params = at({ title, body, head, base: onto });
      return textOf(await calls.making(`POST ${base}/pulls`, params, find), 'html_url');
    },
  };
  return github;
}

/** What an answer is, and null for one with these states. */
async function orNull<T>(asking: Promise<T>, states: readonly number[]): Promise<T | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof GitHubFault && error.status !== null && states.includes(error.status)) return null;
    throw error;
  }
}

function isIssue(made: unknown): made is Issue {
  return 'closedAt' in (made as object);
}

function textOf(of: unknown, name: string): string {
  const value = (of as Record<string, unknown> | null | undefined)?.[name];
  if (typeof value !== 'string')
    throw new GitHubFault(`GitHub gave an answer without ${name}; is GITHUB_API_URL its API?`, 200, false);
  return value;
}

function numberOf(of: unknown, name: string): number {
  const value = (of as Record<string, unknown> | null | undefined)?.[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new GitHubFault(`GitHub gave an answer without ${name}; is GITHUB_API_URL its API?`, 200, false);
  return value;
}

function personOf(user: unknown): Person | null {
  if (typeof user !== 'object' || user === null) return null;
  const login = textOf(user, 'login');
  return { login, isBot: (user as { type?: unknown }).type === 'Bot' || login.endsWith('[bot]') };
}

function issueOf(data: unknown): Issue {
  const { body, closed_at, labels, user, state } = data as Record<string, unknown>;
  return {
    number: numberOf(data, 'number'),
    body: typeof body === 'string' ? body : '',
    state: state === 'closed' ? 'closed' : 'open',
    closedAt: typeof closed_at === 'string' ? closed_at : null,
    labels: (Array.isArray(labels) ? labels : []).map((label: unknown) =>
      typeof label === 'string' ? label : textOf(label, 'name'),
    ),
    author: personOf(user),
    url: textOf(data, 'html_url'),
  };
}

function commentOf(data: unknown): Comment {
  const { body, user } = data as Record<string, unknown>;
  const issue = /\/issues\/(\d+)$/.exec(textOf(data, 'issue_url'))?.[1];
  return {
    id: numberOf(data, 'id'),
    issue: Number(issue),
    body: typeof body === 'string' ? body : '',
    author: personOf(user),
    createdAt: Date.parse(textOf(data, 'created_at')),
  };
}
