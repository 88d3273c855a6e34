import { type Book, type Entry, entriesOf, find, findTeam, register } from '../book/book.ts';
import { type DueState, dueState, freshness, type NextDue, nextDue } from '../calendar/due.ts';
import { DAY_MS, utcDay } from '../calendar/time.ts';
import { actionBoard } from '../postmortems/board.ts';
import { type BudgetDuty, obligations } from '../postmortems/deadlines.ts';
import { durationMs } from '../schemas/duration.ts';

/** What sort of work is due. */
export const DUE_KINDS = ['review', 'postmortem', 'action item', 'checklist', 'recovery test'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

/** Something that a team owes. */
export interface Due {
  readonly kind: DueKind;
  readonly what: string;
  readonly domain: string;
  /** Id of the team; null where the book names none. */
  readonly team: string | null;
  /** UTC day on which it is due; null where nobody could know. */
  readonly dueOn: string | null;
  /** `unknown` has no date, because it was never recorded as done. */
  readonly state: 'overdue' | 'soon' | 'later' | 'unknown';
  /** Days until it is due, or negative since; null where unknown. */
  readonly days: number | null;
  /** File in which it is written. */
  readonly file: string;
  /** The same in every run, for calendars. */
  readonly key: string;
}

/**
 * Everything with a date, and everything that should have one, at `now` (milliseconds): overdue first, then by day, and
 * what has no date at the end. What follows an event, goes on all the time, or is done, is owed by nobody and left out.
 */
export function dues(book: Book, now: number): Due[] {
  const notice = durationMs(book.config.reviewWarning) / DAY_MS;
  return [
    ...runbookReviews(book, now, notice),
    ...registerDues(book, now, notice),
    ...checklistDues(book, now, notice),
    ...incidentDuties(book, now, notice),
    ...actionItems(book, now, notice),
  ].sort(
    (a, b) =>
      (a.days ?? Number.POSITIVE_INFINITY) - (b.days ?? Number.POSITIVE_INFINITY) || (a.key < b.key ? -1 : 1),
  );
}

function stateOf(days: number | null, notice: number): Due['state'] {
  if (days === null) return 'unknown';
  if (days < 0) return 'overdue';
  return days <= notice ? 'soon' : 'later';
}

function runbookReviews(book: Book, now: number, notice: number): Due[] {
  return entriesOf(book, 'runbooks')
    .filter(({ data }) => data.state === 'active')
    .map(({ id, domain, data, source }) => {
      const fresh = freshness(data.reviewedOn, data.reviewEvery, utcDay(now), notice);
      const days = fresh.days === null ? null : fresh.state === 'overdue' ? -fresh.days : fresh.days;
      return {
        kind: 'review' as const,
        what: `Review of the runbook ${data.title}`,
        domain,
        team: teamOf(book, data.owner, domain),
        dueOn: fresh.dueOn,
        state: stateOf(days, notice),
        days,
        file: source.file,
        key: `runbooks/${id}`,
      };
    });
}

function registerDues(book: Book, now: number, notice: number): Due[] {
  return entriesOf(book, 'domains').flatMap((domain) => {
    const source = (name: 'reviews' | 'recovery') =>
      book.registers.get(domain.id)?.get(name)?.source.file ?? domain.source.file;
    const reviews = (register(book, domain.id, 'reviews')?.rows ?? []).flatMap((row) =>
      calendarDue(nextDue(row.cadence, row.last), now, notice, {
        kind: 'review',
        what: row.name,
        domain: domain.id,
        team: teamOf(book, row.owner ?? domain.data.owner, domain.id),
        file: source('reviews'),
        key: `domains/${domain.id}/reviews/${row.name}`,
      }),
    );
    const tests = (register(book, domain.id, 'recovery')?.tests ?? []).flatMap((test) =>
      calendarDue(
        test.next === null ? nextDue(test.cadence, test.last) : { kind: 'day', day: test.next },
        now,
        notice,
        {
          kind: 'recovery test',
          what: test.what,
          domain: domain.id,
          team: teamOf(book, domain.data.owner, domain.id),
          file: source('recovery'),
          key: `domains/${domain.id}/recovery/${test.what}`,
        },
      ),
    );
    return [...reviews, ...tests];
  });
}

/** Nobody keeps a log of checklists in the book, so those on the calendar are due at a time that nobody knows. */
function checklistDues(book: Book, now: number, notice: number): Due[] {
  return entriesOf(book, 'checklists').flatMap(({ id, domain, data, source }) =>
    data.cadence === 'once'
      ? []
      : calendarDue(nextDue(data.cadence, null), now, notice, {
          kind: 'checklist',
          what: data.title,
          domain,
          team: teamOf(book, data.owner, domain),
          file: source.file,
          key: `checklists/${id}`,
        }),
  );
}

function incidentDuties(book: Book, now: number, notice: number): Due[] {
  return obligations(book, now).flatMap((duty): Due[] => {
    if (duty.state === 'met' || duty.state === 'waived') return [];
    const days = Math.floor((duty.dueAt - now) / DAY_MS);
    const incident = book.collections.incidents.get(duty.incident) as Entry<'incidents'>;
    return [
      {
        kind: duty.kind === 'runbook review' ? 'review' : 'postmortem',
        what: `${duty.runbook === null ? duty.what : `Review of ${duty.runbook}`}, after ${duty.incident}`,
        domain: duty.domain,
        team: teamOf(book, duty.owner, duty.domain),
        dueOn: utcDay(duty.dueAt),
        state: duty.state === 'overdue' ? 'overdue' : stateOf(Math.max(0, days), notice),
        days,
        file: incident.source.file,
        key: `incidents/${duty.incident}/${duty.kind}/${duty.runbook ?? ''}`,
      },
    ];
  });
}

/** Postmortems that the cost of incidents asks for and that are not there, as duties of the owners of the objectives. */
export function owedForBudgets(book: Book, duties: readonly BudgetDuty[], now: number): Due[] {
  const notice = durationMs(book.config.reviewWarning) / DAY_MS;
  return duties.flatMap((duty): Due[] => {
    const slo = find(book, 'slos', duty.slo);
    if (duty.state === 'met' || !slo) return [];
    const days = duty.dueAt === null ? null : Math.floor((duty.dueAt - now) / DAY_MS);
    return [
      {
        kind: 'postmortem',
        what: `Postmortem with a P0 about ${duty.incident}, which cost ${(duty.share * 100).toFixed(1)} % of the budget of ${duty.slo} (there is: ${duty.has})`,
        domain: slo.domain,
        team: teamOf(book, slo.data.owner, slo.domain),
        dueOn: duty.dueAt === null ? null : utcDay(duty.dueAt - 1),
        state:
          duty.state === 'overdue' ? 'overdue' : stateOf(days === null ? null : Math.max(0, days), notice),
        days,
        file: slo.source.file,
        key: `budgets/${duty.slo}/${duty.incident}`,
      },
    ];
  });
}

function actionItems(book: Book, now: number, notice: number): Due[] {
  return actionBoard(book, utcDay(now)).open.map(({ item, postmortem, domain, team }) => {
    const days = Math.round((Date.parse(item.due) - Date.parse(utcDay(now))) / DAY_MS);
    const entry = book.collections.postmortems.get(postmortem) as Entry<'postmortems'>;
    return {
      kind: 'action item' as const,
      what: `${item.priority} ${item.title}`,
      domain,
      team,
      dueOn: item.due,
      state: stateOf(days, notice),
      days,
      file: entry.source.file,
      key: `postmortems/${postmortem}/${item.id}`,
    };
  });
}

type Undated = Omit<Due, 'dueOn' | 'state' | 'days'>;

function calendarDue(due: NextDue, now: number, notice: number, rest: Undated): Due[] {
  const standing = dueState(due, utcDay(now), now);
  const days = daysOf(standing);
  if (days === undefined) return [];
  const dueOn = due.kind === 'day' ? due.day : due.kind === 'instant' ? utcDay(due.at) : null;
  return [{ ...rest, dueOn, state: stateOf(days, notice), days }];
}

/** Days until a due time, negative since, null where unknown; undefined where it is on no calendar. */
function daysOf(standing: DueState): number | null | undefined {
  switch (standing.state) {
    case 'ahead':
    case 'today':
      return standing.days;
    case 'overdue':
      return -Math.max(1, standing.days);
    case 'unknown':
      return null;
    case 'not on the calendar':
      return undefined;
    default: {
      const never: never = standing;
      throw new RangeError(`unknown standing ${JSON.stringify(never)}`);
    }
  }
}

function teamOf(book: Book, name: string, domain: string): string | null {
  return findTeam(book.collections.teams, name, domain)?.id ?? null;
}
