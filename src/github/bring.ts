import type { Book } from '../book/book.ts';
import { urgencyOf } from '../response/severity.ts';
import type { LoggedIncident, Situation } from '../response/situation.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { Comment, GitHub, Issue } from './api.ts';
import { closingText, type Fact, factsOf, reopeningText } from './fact.ts';
import { replyFact } from './heard.ts';
import { isTrusted } from './identity.ts';
import { type IssueParts, incidentLabel, issueBody, issueLabels, issueTitle } from './issue.ts';
import { severityLabel, withSeverity } from './label.ts';
import { type Followed, GONE, whatLasts } from './lasting.ts';
import { type CommentsByIssue, type Reply, sinceOf } from './listen.ts';
import { mark, marksIn } from './mark.ts';
import { draftPullRequest } from './pull-request.ts';

/** What a run knows while it brings GitHub to what the log says. */
export interface Bringing {
  readonly github: GitHub;
  readonly parts: IssueParts;
  readonly situation: Situation;
  readonly followed: readonly Followed[];
  readonly replies: readonly Reply[];
  /** Comments that this run has read already; null where it has read none. */
  readonly comments: CommentsByIssue | null;
}

/** The kinds of event that tell of what reached GitHub. */
type Told = 'mirror opened' | 'mirror updated' | 'mirror closed';

/**
 * Brings GitHub to what the log says, incident by incident, and gives the events of each step after it was done. What was
 * done by a run that was killed before it could say so is found again by its mark and not done twice. What goes wrong with
 * one incident keeps no other from being told; the faults are thrown together at the end.
 */
export async function* bringUpToDate(bringing: Bringing): AsyncGenerator<readonly RecordEvent[]> {
  const lists = new Lists(bringing);
  const faults: string[] = [];
  for (const followed of bringing.followed) {
    try {
      yield* new Issuing(bringing, followed, lists).steps();
    } catch (error) {
      const fault = (error as Error).message;
      if (!faults.includes(fault)) faults.push(fault);
    }
  }
  if (faults.length > 0) throw new Error(faults.join('; '));
}

/** Lists that several incidents share, each asked for when it is first needed. */
class Lists {
  readonly #bringing: Bringing;
  #issues: Promise<Issue[]> | null = null;

  constructor(bringing: Bringing) {
    this.#bringing = bringing;
  }

  issues(): Promise<Issue[]> {
    const { github, followed, parts } = this.#bringing;
    this.#issues ??= github.issues(incidentLabel(parts.book), sinceOf(followed, parts.now));
    return this.#issues;
  }

  async issue(number: number): Promise<Issue | null> {
    const { github, followed } = this.#bringing;
    const mirrored = followed.filter(({ mirror }) => mirror !== null).length;
    const listed = mirrored > 1 ? (await this.issues()).find((one) => one.number === number) : undefined;
    return listed ?? github.issue(number);
  }

  async comments(number: number): Promise<readonly Comment[]> {
    const { comments, github, followed, parts } = this.#bringing;
    return comments?.get(number) ?? github.comments(number, sinceOf(followed, parts.now));
  }
}

/** The steps for one incident. */
class Issuing {
  readonly #bringing: Bringing;
  readonly #followed: Followed;
  readonly #lists: Lists;
  /** Events of one second, kind and incident would be the same event. */
  readonly #counts = new Map<Told, number>();
  #comments: readonly Comment[] | null = null;
  #isClosed: boolean;

  constructor(bringing: Bringing, followed: Followed, lists: Lists) {
    this.#bringing = bringing;
    this.#followed = followed;
    this.#lists = lists;
    this.#isClosed = followed.mirror?.closed ?? false;
  }

  async *steps(): AsyncGenerator<readonly RecordEvent[]> {
    const { incident, mirror } = this.#followed;
    if (mirror === null) {
      yield* this.#opened();
      return;
    }
    const facts = this.#facts().filter(({ name }) => !mirror.facts.has(name));
    const replies = this.#bringing.replies.filter((one) => one.incident === incident.id);
    const ends = incident.closedAt !== null && !mirror.closed;
    const lasting = this.#lasting();
    const drafts = this.#drafts();
    if (facts.length + replies.length === 0 && !ends && lasting === null && !drafts) return;
    const issue = await this.#lists.issue(mirror.number);
    if (issue === null) {
      yield [this.#event('mirror closed', mirror.number, GONE)];
      return;
    }
    for (const fact of facts) yield await this.#told(issue, fact);
    for (const { comment, text } of replies) yield await this.#commented(issue, replyFact(comment), text);
    if (ends) yield* this.#closed(issue);
    else if (lasting !== null && issue.state === 'closed') yield* this.#reopened(issue, lasting);
    if (drafts) yield* this.#drafted(issue);
  }

  /** Finds the issue that a killed run has opened, or opens one; what the body tells is not told again. */
  async *#opened(): AsyncGenerator<readonly RecordEvent[]> {
    const { github } = this.#bringing;
    const { incident } = this.#followed;
    // What customers must not see is not written where everybody can read.
    if (incident.internal && (await github.isPublic())) return;
    const found = await this.#find(await this.#lists.issues());
    const facts = this.#facts();
    const issue = found ?? (await this.#create(facts));
    yield [this.#event('mirror opened', issue.number, undefined, issue.url)];
    for (const fact of facts) yield await this.#told(issue, fact);
    if (incident.closedAt !== null) yield* this.#closed(issue);
    if (this.#drafts()) yield* this.#drafted(issue);
  }

  /** Opens an issue; of two machines that do so at once, the one with the lower number has opened it. */
  async #create(facts: readonly Fact[]): Promise<Issue> {
    const { github, parts } = this.#bringing;
    const { incident } = this.#followed;
    const told = facts.filter((fact) => isInBody(fact)).map(({ name }) => name);
    const since = sinceOf([this.#followed], parts.now);
    const made = await github.createIssue({
      title: issueTitle(incident, parts.book),
      body: issueBody(incident, parts, told),
      labels: issueLabels(incident, parts.book),
      since,
    });
    return (await this.#find(await github.issues(incidentLabel(parts.book), since))) ?? made;
  }

  /** The first issue of the incident; others of the same one, which another machine has opened, are closed. */
  async #find(issues: readonly Issue[]): Promise<Issue | null> {
    const { github } = this.#bringing;
    const [first, ...others] = await this.#mine(issues);
    for (const { number, state } of others)
      if (state === 'open') await github.changeIssue(number, { state: 'closed', reason: 'duplicate' });
    return first ?? null;
  }

  /** Issues with the mark of the incident that are ours, the oldest first. */
  async #mine(issues: readonly Issue[]): Promise<Issue[]> {
    const name = mark('incident', this.#followed.incident.id);
    const marked = issues.filter(({ body }) => body.split(/\r?\n/, 1)[0] === name);
    const trusted: Issue[] = [];
    for (const issue of marked) if (await isTrusted(this.#bringing.github, issue.author)) trusted.push(issue);
    return trusted.sort((a, b) => a.number - b.number);
  }

  #facts(): Fact[] {
    return factsOf(this.#followed.incident, this.#book());
  }

  #book(): Book {
    return this.#bringing.parts.book;
  }

  async #told(issue: Issue, fact: Fact): Promise<readonly RecordEvent[]> {
    const { incident } = this.#followed;
    if (fact.labels && !issue.labels.includes(severityLabel(incident.severity)))
      await this.#bringing.github.changeIssue(issue.number, {
        labels: withSeverity(issue.labels, incident.severity),
      });
    if (fact.text === null) return [this.#event('mirror updated', issue.number, fact.name)];
    return this.#commented(issue, fact.name, fact.text);
  }

  /** Writes a comment unless it is there. */
  async #commented(issue: Issue, name: string, text: string): Promise<readonly RecordEvent[]> {
    const { github, parts } = this.#bringing;
    if (!(await this.#isThere(issue, name)))
      await github.comment(
        issue.number,
        `${mark('fact', name)}\n${text}`,
        sinceOf([this.#followed], parts.now),
      );
    return [this.#event('mirror updated', issue.number, name)];
  }

  async #isThere(issue: Issue, name: string): Promise<boolean> {
    const { github } = this.#bringing;
    if (marksIn(issue.body, 'fact').includes(name)) return true;
    this.#comments ??= await this.#lists.comments(issue.number);
    const marked = this.#comments.filter(({ body }) => marksIn(body, 'fact').includes(name));
    for (const { author } of marked) if (await isTrusted(github, author)) return true;
    return false;
  }

  async *#closed(issue: Issue): AsyncGenerator<readonly RecordEvent[]> {
    const { incident, mirror } = this.#followed;
    if (!mirror?.facts.has('closed')) yield await this.#commented(issue, 'closed', closingText(incident));
    if (issue.state === 'open')
      await this.#bringing.github.changeIssue(issue.number, { state: 'closed', reason: 'completed' });
    this.#isClosed = true;
    yield [this.#event('mirror closed', issue.number)];
  }

  async *#reopened(issue: Issue, lasting: string): AsyncGenerator<readonly RecordEvent[]> {
    const name = `reopened ${issue.closedAt ?? ''}`;
    if (!this.#followed.mirror?.facts.has(name))
      yield await this.#commented(issue, name, reopeningText(lasting));
    await this.#bringing.github.changeIssue(issue.number, { state: 'open', reason: 'reopened' });
  }

  /** Why the issue must be open; null where nothing says so. */
  #lasting(): string | null {
    const { incident } = this.#followed;
    if (incident.closedAt !== null) return null;
    const lasting = whatLasts(incident, this.#bringing.situation);
    if (lasting !== null || incident.origin !== 'outside') return lasting;
    return 'nobody has said yet that it is over; /status resolved does';
  }

  /** Whether a draft of the postmortem is owed to GitHub: people asked for it, or it was as urgent as can be. */
  #drafts(): boolean {
    const { incident, mirror } = this.#followed;
    const asked = incident.postmortemAsked || isMostUrgent(incident, this.#book());
    return asked && incident.closedAt !== null && !mirror?.facts.has('postmortem');
  }

  async *#drafted(issue: Issue): AsyncGenerator<readonly RecordEvent[]> {
    const { github, parts, situation } = this.#bringing;
    const { incident } = this.#followed;
    const words = await draftPullRequest(github, parts.book, incident, situation, issue, parts.now);
    yield await this.#commented(issue, 'postmortem', words);
  }

  #event(told: Told, number: number, fact?: string, url?: string): RecordEvent {
    // The newest event says whether the issue is closed; what is told afterwards does not open it.
    const kind = this.#isClosed ? 'mirror closed' : told;
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    return typedEvent(this.#bringing.parts.now + count * 1000, kind, this.#followed.incident.id, {
      number,
      ...(fact === undefined ? {} : { fact }),
      ...(url === undefined ? {} : { url }),
    });
  }
}

/** What the body of a new issue shows by itself; who said what and who has taken it on comes as a comment. */
function isInBody({ text, name }: Fact): boolean {
  return text === null || name.startsWith('severity ') || name.startsWith('said probes:');
}

function isMostUrgent({ domain, severity }: LoggedIncident, book: Book): boolean {
  return urgencyOf(book, domain, severity) === 1;
}
