import { type Book, find } from '../book/book.ts';
import { formatUtc, spanWords } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import { serviceTitle } from '../response/notices.ts';
import type { LoggedIncident, LoggedUpdate } from '../response/situation.ts';
import { link, listed, literal, quoted } from './text.ts';

/** Something about an incident that its issue is told once. */
export interface Fact {
  /** The same for the same fact in every run. */
  readonly name: string;
  /** When it became known, milliseconds. */
  readonly at: number;
  /** What the comment says; null where GitHub knows it already, because it was said there. */
  readonly text: string | null;
  /** True where the labels of the issue change with it. */
  readonly labels: boolean;
}

/** Where something was said on GitHub. */
export function viaComment(id: number, part = 0): string {
  return part === 0 ? `github:comment:${id}` : `github:comment:${id}:${part + 1}`;
}

const saidThere = (via: string) => via.startsWith('github:');

/** Facts of an incident in their order, all but its beginning and its end. Pure. */
export function factsOf(incident: LoggedIncident, book: Book): Fact[] {
  const { severities, updates, acknowledged } = incident;
  const raised = severities.slice(1).map(({ at, severity }): Fact => {
    const there = updates.some((update) => update.at === at && saidThere(update.via));
    const text = there ? null : `Severity is ${literal(severity)} now.`;
    return { name: `severity ${severity} ${compact(at)}`.toWellFormed(), at, text, labels: true };
  });
  const said = updates
    .filter(({ via }) => !saidThere(via))
    .map(
      (update): Fact => ({
        name: `said ${update.via}`.toWellFormed(),
        at: update.at,
        text: wordsOf(update, book),
        labels: false,
      }),
    )
    .filter(({ text }) => text !== null);
  const taken: Fact[] =
    acknowledged === null
      ? []
      : [
          {
            name: 'acknowledged',
            at: acknowledged.at,
            text: `Taken on by ${who(acknowledged.by, book)} on ${formatUtc(acknowledged.at)}.`,
            labels: false,
          },
        ];
  return [...raised, ...said, ...taken].sort((a, b) => a.at - b.at);
}

/** What an update says; null for one that says nothing beyond what another fact does. */
function wordsOf({ by, via, state, text, services }: LoggedUpdate, book: Book): string | null {
  const lines: string[] = [];
  if (services.length > 0)
    lines.push(`Affected as well: ${listed(services.map((id) => literal(serviceTitle(book, id))))}.`);
  if (via.startsWith('probes:well:')) lines.push('All probes see it well again. Watching whether it stays.');
  else if (state !== null) lines.push(`It is **${state}** now${via.startsWith('probes:') ? ' again' : ''}.`);
  if (text !== null) lines.push(`${who(by, book)} said:\n\n${quoted(text)}`);
  return lines.length === 0 ? null : lines.join('\n\n');
}

/** A team by its title, anybody else as written. */
function who(by: string, book: Book): string {
  return literal(find(book, 'teams', by)?.data.title ?? by, 100);
}

/** The comment with which an issue is closed. */
export function closingText({ startedAt, endedAt, closedAt }: LoggedIncident): string {
  const end = endedAt ?? closedAt ?? startedAt;
  const lasted = spanWords(Math.max(0, end - startedAt));
  return `Over: from ${formatUtc(startedAt)} to ${formatUtc(end)}, ${lasted}.`;
}

/** The comment with which an issue is opened again that somebody closed by hand. */
export function reopeningText(lasting: string): string {
  return [
    `Opened again: ${literal(lasting)}.`,
    `This issue follows the event log and is closed when the trouble is over. ${literal('/ack')} stops the reminders.`,
  ].join(' ');
}

/** The comment that names the pull request of a postmortem. */
export function draftedText(url: string, dueWords: string | null): string {
  return `${link('A draft of the postmortem', url)} is there${dueWords === null ? '' : `: ${dueWords}`}.`;
}
