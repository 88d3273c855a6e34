import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readReview } from '../src/review/review.ts';
import { isQuiet, MARKER, reviewText } from '../src/review/text.ts';
import { EXIT, usage } from './command.ts';

const HELP = `node scripts/comment.ts --review FILE

Writes the review of a pull request as its one comment, or brings that comment up to date. The file comes from a job
that the pull request may have changed: it is checked, its text is made here, and its pull request must be the one
whose commit that job ran on.

  --review FILE   what npm run review -- --json wrote
  --help          this text

Environment: GH_TOKEN, REPOSITORY and API_URL; HEAD_SHA and HEAD_REPOSITORY of the run that made the review, and RUN_URL,
where its artifacts are. Exit codes: 0 done, or nothing to do; 1 it does not belong there; 2 wrong
usage; 3 environment.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: { review: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (!parsed.values.help && parsed.values.review === undefined) throw new Error('--review is missing');
  return parsed;
});

const MOST_BYTES = 5_000_000;
/** GitHub lists 3,000 files of a change at most. */
const MOST_FILE_PAGES = 30;
const MOST_PAGES = 20;
const PAGE = 100;
const AUTHOR = 'github-actions[bot]';
const TIMEOUT_MS = 20_000;

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly login?: string } | null;
}

/** Nothing may be written: the review and the run do not belong together. */
class Refused extends Error {}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = error instanceof Refused ? EXIT.findings : EXIT.environment;
}

async function main(): Promise<void> {
  const text = await readFile(values.review as string, 'utf8');
  if (text.length > MOST_BYTES) throw new Refused(`the review has more than ${MOST_BYTES} characters`);
  const review = readReview(text);
  if (typeof review === 'string') throw new Refused(`the review was not read: ${review}`);
  const number = review.pullRequest;
  if (number === null) throw new Refused('the review names no pull request');
  const pull = (await call('GET', `/pulls/${number}`)) as {
    state?: string;
    head?: { sha?: string; repo?: { full_name?: string } | null };
  };
  if (pull.head?.repo?.full_name?.toLowerCase() !== variable('HEAD_REPOSITORY').toLowerCase())
    throw new Refused(`pull request ${number} comes from another repository than the run that reviewed it`);
  if (pull.head.sha !== variable('HEAD_SHA')) {
    console.log(
      `pull request ${number} is at another commit than the one that was reviewed; nothing is said`,
    );
    return;
  }
  if (pull.state !== 'open') {
    console.log(`pull request ${number} is not open; nothing is said`);
    return;
  }
  const known = await findComment(number);
  if (known === null && isQuiet(review)) {
    console.log(`nothing to say of pull request ${number}`);
    return;
  }
  const sha = variable('HEAD_SHA');
  if (!/^[0-9a-f]{40,64}$/.test(sha)) throw new Refused(`HEAD_SHA ${sha.slice(0, 80)} is no commit`);
  const remarks = [
    ...((await touchesWorkflows(number))
      ? [
          '**This change alters the workflows, and with them how this review was made: it proves nothing. Read those files yourself.**',
        ]
      : []),
    `Of commit ${sha}.`,
  ];
  const body = reviewText(review, previewOf(process.env['RUN_URL']), remarks);
  if (known?.body === body) console.log(`the comment of pull request ${number} is up to date`);
  else if (known) await call('PATCH', `/issues/comments/${known.id}`, { body });
  else await call('POST', `/issues/${number}/comments`, { body });
  if (known?.body !== body)
    console.log(`pull request ${number}: ${known ? 'comment brought up to date' : 'commented'}`);
}

/**
 * Whether a change touches what runs for pull requests: its author could then have written the review as well. A change
 * with more files than GitHub lists counts as one that does.
 */
async function touchesWorkflows(number: number): Promise<boolean> {
  for (let page = 1; page <= MOST_FILE_PAGES; page += 1) {
    const files = (await call('GET', `/pulls/${number}/files?per_page=${PAGE}&page=${page}`)) as {
      filename?: string;
      previous_filename?: string;
    }[];
    if (
      files.some((file) =>
        [file.filename, file.previous_filename].some((name) => name?.startsWith('.github/')),
      )
    )
      return true;
    if (files.length < PAGE) return false;
  }
  return true;
}

/** The comment that an earlier run wrote; one of somebody else with the same first line is not ours to change. */
async function findComment(number: number): Promise<Comment | null> {
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const some = (await call('GET', `/issues/${number}/comments?per_page=${PAGE}&page=${page}`)) as Comment[];
    const mine = some.find(({ body, user }) => user?.login === AUTHOR && body?.startsWith(MARKER));
    if (mine) return mine;
    if (some.length < PAGE) return null;
  }
  return null;
}

/** Where the artifacts of a run are; null for what is no address of a run. */
function previewOf(url: string | undefined): string | null {
  return url !== undefined && /^https:\/\/[\w.-]+\/[\w./-]+\/actions\/runs\/\d+$/.test(url)
    ? `${url}#artifacts`
    : null;
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

async function call(method: 'GET' | 'POST' | 'PATCH', below: string, body?: object): Promise<unknown> {
  const repository = variable('REPOSITORY');
  const url = `${process.env['API_URL'] || 'https://api.github.com'}/repos/${repository}${below}`;
  const response = await fetch(url, {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${variable('GH_TOKEN')}`,
      'User-Agent': 'Watchbook',
      'X-GitHub-Api-Version': '2022-11-28',
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${below}`);
  return await response.json();
}
