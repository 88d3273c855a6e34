import { type Book, type Entry, entriesOf, entryPath, findTeam } from '../book/book.ts';
import { formatUtc, isoInstant } from '../calendar/time.ts';
import {
  type Doubt,
  type FileChanges,
  type RunbookFreshness,
  runbookFreshness,
  TRUSTS,
  type Trust,
} from '../runbooks/freshness.ts';
import { entryLink, teamLink, type ViewContext } from './context.ts';
import { type Block, type Cell, empty, link, plain, several, table, tableOr, unknown } from './model.ts';
import { sentenceCase } from './words.ts';

/** What the top of a runbook says about how far it can be trusted. */
export interface TrustNotice {
  readonly level: 'bad' | 'note';
  readonly title: string;
  readonly text: string;
  /** Why, one line a reason, each leading to what it speaks of where that has a page. */
  readonly reasons: readonly Cell[];
}

const NOTICES = {
  suspect: { level: 'bad', title: 'This runbook is suspect' },
  overdue: { level: 'bad', title: 'Review overdue' },
  unknown: { level: 'note', title: 'Not reviewed yet' },
  due: { level: 'note', title: 'Review due soon' },
} as const satisfies Record<Exclude<Trust, 'fresh'>, Pick<TrustNotice, 'level' | 'title'>>;

/** The notice at the top of a runbook; null when it is fresh. */
export function trustNotice(
  runbook: Entry<'runbooks'>,
  changes: FileChanges,
  context: ViewContext,
): TrustNotice | null {
  const fresh = runbookFreshness(context.book, runbook, changes, context.now);
  if (fresh.trust === 'fresh') return null;
  return {
    ...NOTICES[fresh.trust],
    text: adviceOf(fresh, runbook),
    reasons: fresh.doubts.map((doubt) => doubtCell(doubt, context)),
  };
}

function adviceOf({ trust, calendar }: RunbookFreshness, { data }: Entry<'runbooks'>): string {
  switch (trust) {
    case 'suspect':
      return `${data.reviewedOn ? `Last reviewed ${data.reviewedOn}, and` : 'Nobody has reviewed it, and'} something happened since that may have made it untrue. Check each step before you take it.`;
    case 'overdue':
      return `Last reviewed ${data.reviewedOn}; a review was due on ${calendar.dueOn}. Check each step before you take it.`;
    case 'unknown':
      return 'No person has confirmed this page. Check each step before you take it, and set reviewedOn when you have.';
    case 'due':
      return `Last reviewed ${data.reviewedOn}; the next review is due on ${calendar.dueOn}.`;
    case 'fresh':
      return `Last reviewed ${data.reviewedOn}; the next review is due on ${calendar.dueOn}.`;
    default: {
      const never: never = trust;
      throw new RangeError(`unknown trust ${String(never)}`);
    }
  }
}

function doubtCell(doubt: Doubt, context: ViewContext): Cell {
  switch (doubt.kind) {
    case 'watched path':
      return plain(
        `${doubt.path} was changed after the review`,
        `${formatUtc(doubt.at)}, commit ${doubt.commit.slice(0, 12)}`,
      );
    case 'incident':
      return link(
        `An incident on its service ended after the review: ${doubt.title}`,
        entryPath('incidents', doubt.incident),
        formatUtc(doubt.at),
      );
    case 'did not help': {
      const said = entryLink(context, 'postmortems', doubt.postmortem);
      return {
        ...said,
        text: `It ${doubt.outcome === 'failed' ? 'failed' : 'was missing'} in an incident, and nobody has edited it since: ${said.text}`,
        note: formatUtc(doubt.at),
      };
    }
    default: {
      const never: never = doubt;
      throw new RangeError(`unknown doubt ${JSON.stringify(never)}`);
    }
  }
}

interface Row {
  readonly runbook: Entry<'runbooks'>;
  readonly fresh: RunbookFreshness;
}

/** Active runbooks, the least to be trusted first. */
function rowsOf(book: Book, changes: FileChanges, now: number): Row[] {
  return entriesOf(book, 'runbooks')
    .filter(({ data }) => data.state === 'active')
    .map((runbook) => ({ runbook, fresh: runbookFreshness(book, runbook, changes, now) }))
    .sort(
      (a, b) =>
        TRUSTS.indexOf(b.fresh.trust) - TRUSTS.indexOf(a.fresh.trust) ||
        (a.fresh.calendar.dueOn ?? '').localeCompare(b.fresh.calendar.dueOn ?? '') ||
        (a.runbook.id < b.runbook.id ? -1 : 1),
    );
}

/** Every active runbook with its review, as JSON for programs: the same states that the pages show. */
export function freshnessDocument(book: Book, changes: FileChanges, now: number) {
  return {
    version: 1,
    asOf: isoInstant(now),
    /** Why changes of files are not known; then nothing is suspect because of them. */
    changesUnknown: changes.unknown,
    runbooks: rowsOf(book, changes, now).map(({ runbook: { id, data, domain }, fresh }) => ({
      id,
      title: data.title,
      path: entryPath('runbooks', id),
      owner: findTeam(book.collections.teams, data.owner, domain)?.id ?? null,
      state: fresh.trust,
      reviewedOn: data.reviewedOn,
      reviewDueOn: fresh.calendar.dueOn,
      review: fresh.calendar.state,
      doubts: fresh.doubts.map((doubt) => ({ ...doubt, at: isoInstant(doubt.at) })),
    })),
  };
}

/** Runbooks that are not fresh, the least to be trusted first. */
export function freshnessBlocks(changes: FileChanges, context: ViewContext): Block[] {
  const rows = rowsOf(context.book, changes, context.now).filter(({ fresh }) => fresh.trust !== 'fresh');
  return [
    tableOr(
      table(
        'Runbooks that a person should read, the least to be trusted first',
        ['Runbook', 'State', 'Last reviewed', 'Review due', 'Why', 'Owner'],
        rows.map(({ runbook, fresh }) => [
          entryLink(context, 'runbooks', runbook.id),
          plain(sentenceCase(fresh.trust === 'unknown' ? 'never reviewed' : fresh.trust)),
          runbook.data.reviewedOn ? plain(runbook.data.reviewedOn) : unknown('never'),
          fresh.calendar.dueOn ? plain(fresh.calendar.dueOn) : unknown('no date'),
          fresh.doubts.length > 0
            ? several(fresh.doubts.map((doubt) => doubtCell(doubt, context)))
            : plain(fresh.trust === 'unknown' ? 'no person has confirmed it' : 'by the calendar'),
          teamLink(context, runbook.data.owner, runbook.domain),
        ]),
      ),
      empty('Every runbook is fresh.', 'Reviews come back by the calendar and after incidents.'),
    ),
  ];
}
