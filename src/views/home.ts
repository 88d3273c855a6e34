import { type Entry, entriesOf, register } from '../book/book.ts';
import { dueState, freshness, nextDue } from '../calendar/due.ts';
import { utcDay } from '../calendar/time.ts';
import { entryLink, type ViewContext } from './context.ts';
import { type Cell, link } from './model.ts';

/** One line of what is due: something of a domain, and how often it occurs. */
export interface DueRow {
  readonly what: Cell;
  readonly domain: Cell;
  readonly count: number;
}

/** Runbooks for the most urgent severities of their domains, most urgent first. */
export function urgentRunbooks({ book }: ViewContext): Entry<'runbooks'>[] {
  const urgency = ({ data, domain }: Entry<'runbooks'>) =>
    register(book, domain, 'severities')?.levels.find(({ id }) => id === data.severity)?.urgency ?? 9;
  return entriesOf(book, 'runbooks')
    .filter((runbook) => runbook.data.kind === 'alert' && urgency(runbook) === 1)
    .sort((a, b) => a.domain.localeCompare(b.domain) || a.data.title.localeCompare(b.data.title));
}

/** What is due or overdue, gathered by domain: reviews of runbooks, recurring reviews, recovery tests, audits. */
export function dueRows(context: ViewContext): DueRow[] {
  const { book, now } = context;
  const today = utcDay(now);
  const rows: DueRow[] = [];
  for (const domain of entriesOf(book, 'domains')) {
    const add = (count: number, text: string, path: string) => {
      if (count > 0)
        rows.push({ what: link(text, path), domain: entryLink(context, 'domains', domain.id), count });
    };
    const runbooks = entriesOf(book, 'runbooks').filter(
      (runbook) => runbook.domain === domain.id && runbook.data.state === 'active',
    );
    const reviewed = runbooks.map(({ data }) => freshness(data.reviewedOn, data.reviewEvery, today).state);
    add(
      reviewed.filter((state) => state === 'overdue').length,
      'Runbooks whose review is overdue',
      `/runbooks/by/domain/${domain.id}/`,
    );
    add(
      reviewed.filter((state) => state === 'due').length,
      'Runbooks to review soon',
      `/runbooks/by/domain/${domain.id}/`,
    );
    add(
      reviewed.filter((state) => state === 'unknown').length,
      'Runbooks nobody has reviewed yet',
      `/runbooks/by/domain/${domain.id}/`,
    );
    const recurring = [
      ...(register(book, domain.id, 'reviews')?.rows ?? []).map((row) => nextDue(row.cadence, row.last)),
      ...(register(book, domain.id, 'compliance')?.regimes ?? []).flatMap((row) =>
        row.cadence ? [nextDue(row.cadence, row.lastChecked)] : [],
      ),
    ];
    add(
      recurring.filter((due) => dueState(due, today, now).state === 'overdue').length,
      'Reviews and audits overdue',
      `/domains/${domain.id}/#reviews`,
    );
    add(
      recurring.filter((due) => due.kind === 'unknown').length,
      'Reviews and audits with no record of the last one',
      `/domains/${domain.id}/#reviews`,
    );
    const tests = (register(book, domain.id, 'recovery')?.tests ?? []).filter(
      (test) => test.last === null && test.next === null,
    );
    add(
      tests.length,
      'Recovery tests with neither a last nor a next date',
      `/domains/${domain.id}/#recovery-tests`,
    );
  }
  return rows;
}
