import type { Book } from '../book/book.ts';
import type { Situation } from '../response/situation.ts';
import type { RecordEvent } from '../schemas/event.ts';
import { afterEvents } from './after.ts';
import type { Comment, GitHub } from './api.ts';
import { heardFrom } from './heard.ts';
import type { Followed } from './lasting.ts';

/** Comments of issues, by the number of the issue. */
export type CommentsByIssue = ReadonlyMap<number, readonly Comment[]>;

/** An answer to a comment that could not be followed. */
export interface Reply {
  readonly incident: string;
  readonly comment: number;
  readonly text: string;
}

/** What people said on issues. */
export interface Listened {
  readonly events: readonly RecordEvent[];
  readonly replies: readonly Reply[];
  /** What went wrong with single comments, in words. */
  readonly faults: readonly string[];
}

/** Clocks differ, and issues are asked for by the clock of GitHub. */
const SLACK_MS = 86_400_000;

/** An instant before which nothing can have been written about these incidents. Milliseconds. */
export function sinceOf(followed: readonly Followed[], now: number): number {
  return Math.min(now, ...followed.map(({ incident }) => incident.openedAt)) - SLACK_MS;
}

/** Comments of the issues of some incidents, in one call where that is possible. */
export async function readComments(
  github: GitHub,
  followed: readonly Followed[],
  now: number,
): Promise<CommentsByIssue> {
  const numbers = new Set(followed.flatMap(({ mirror }) => (mirror === null ? [] : [mirror.number])));
  const [only] = numbers;
  if (only === undefined) return new Map();
  const since = sinceOf(followed, now);
  const found = numbers.size === 1 ? await github.comments(only, since) : await github.commentsOfAll(since);
  const byIssue = Map.groupBy(found, ({ issue }) => issue);
  return new Map([...numbers].map((number) => [number, byIssue.get(number) ?? []]));
}

/**
 * The events that follow from comments on mirrored issues, oldest first, each comment seen in the light of those before it.
 * Only people count who may write to the repository by GitHub's own word; programs never do.
 */
export async function listen(
  github: GitHub,
  log: Situation,
  followed: readonly Followed[],
  comments: CommentsByIssue,
  book: Book,
  now: number,
): Promise<Listened> {
  const events: RecordEvent[] = [];
  const replies: Reply[] = [];
  const faults: string[] = [];
  for (const { incident, mirror } of followed) {
    if (mirror === null) continue;
    let situation = log;
    const mine: RecordEvent[] = [];
    for (const comment of comments.get(mirror.number) ?? []) {
      const { author } = comment;
      if (author === null || author.isBot) continue;
      const current = situation.incidents.get(incident.id) ?? incident;
      const heard = heardFrom(comment, current, situation, book, now);
      if (heard === null || (heard.events.length === 0 && heard.reply === null)) continue;
      if (!(await mayBeFollowed(github, author.login, faults))) continue;
      mine.push(...heard.events);
      if (heard.reply !== null)
        replies.push({ incident: incident.id, comment: comment.id, text: heard.reply });
      situation = afterEvents(situation, incident.id, heard.events);
    }
    events.push(...mine);
  }
  return { events, replies, faults };
}

/** Nobody is followed whose rights are not known; the comment is read again in the next run. */
async function mayBeFollowed(github: GitHub, login: string, faults: string[]): Promise<boolean> {
  try {
    return await github.mayWrite(login);
  } catch (error) {
    const fault = `comments of ${login} were not taken in: ${(error as Error).message}`;
    if (!faults.includes(fault)) faults.push(fault);
    return false;
  }
}
