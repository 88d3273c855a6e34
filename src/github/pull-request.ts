import type { Book } from '../book/book.ts';
import type { LoggedIncident, Situation } from '../response/situation.ts';
import { AnswerError } from '../scaffold/question.ts';
import { type GitHub, GitHubFault, type Issue } from './api.ts';
import { draftedText } from './fact.ts';
import { postmortemBranch, postmortemDraft, writtenEntry } from './postmortem.ts';
import { link, literal } from './text.ts';

/** Answers that stay the same however often it is tried: not allowed, no such branch, refused. */
const FINAL: readonly (number | null)[] = [403, 404, 409, 422];

/**
 * Opens the pull request with the draft of a postmortem, unless there is one, and gives the words of the comment that tells
 * of it, or of why there is none. One branch for each incident, so that a run that was killed is taken up where it was.
 * Throws a {@link GitHubFault} where trying again may help.
 */
export async function draftPullRequest(
  github: GitHub,
  book: Book,
  incident: LoggedIncident,
  situation: Situation,
  issue: Issue,
  now: number,
): Promise<string> {
  const branch = postmortemBranch(incident.id);
  const base = book.config.branch;
  let pushed = false;
  try {
    const entry = writtenEntry(book, incident);
    const text = entry ? await github.file(entry.source.file, base) : null;
    const draft = postmortemDraft(book, incident, situation, text, now);
    const known = await github.pullRequest(branch);
    if (known !== null) return draftedText(known, draft.due);
    // Of an id: a title could call people, and close issues when it becomes the message of a commit.
    const title = `Postmortem of ${draft.incident}`;
    if (!(await github.hasBranch(branch))) await github.createBranch(branch, base, title, draft.files);
    pushed = true;
    const url = await github.createPullRequest({
      title,
      body: requestText(draft.incident, draft.due, issue.number),
      head: branch,
      base,
    });
    return draftedText(url, draft.due);
  } catch (error) {
    if (error instanceof AnswerError) return refusedText(error.message, incident.id);
    if (!(error instanceof GitHubFault) || error.stops || !FINAL.includes(error.status)) throw error;
    if (!pushed) return refusedText(error.message, incident.id);
    const home = issue.url.replace(/\/issues\/\d+$/, '');
    const compare = link('open it by hand', `${home}/compare/${base}...${branch}?expand=1`);
    return `A draft of the postmortem is on the branch ${literal(branch)}, but no pull request could be opened (${literal(error.message)}): ${compare}, or allow it under Settings, Actions, General.`;
  }
}

function requestText(incident: string, due: string | null, issue: number): string {
  return [
    `The postmortem of #${issue}, filled in with what the event log and the book know of ${literal(incident)}.`,
    due === null ? 'No policy of the domain sets a deadline.' : `**Deadline:** ${due}.`,
    `What says ${literal('To be written')} is for those who were there. What it cost of error budgets is not in it; ${literal(`npm run slo`)} tells.`,
  ].join('\n\n');
}

function refusedText(why: string, incident: string): string {
  return [
    `No draft of the postmortem of ${literal(incident)} could be made: ${literal(why)}.`,
    `By hand: ${literal('npm run new -- postmortem --incident ID')}.`,
  ].join(' ');
}
