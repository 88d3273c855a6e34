import { type Book, entriesOf, findTeam } from '../book/book.ts';
import { DAY_MS } from '../calendar/time.ts';
import type { ActionItem } from '../schemas/postmortem.ts';

/** Days within which action items are agreed to be done: 15 after the worst incidents, 30 after others. */
export const AGREED_DAYS = [15, 30] as const;

/** An action item with the postmortem it comes from. Ages are whole days since the impact ended. */
export interface BoardItem {
  readonly postmortem: string;
  readonly domain: string;
  readonly item: ActionItem;
  /** Id of the owning team. */
  readonly team: string;
  readonly isOpen: boolean;
  /** Days by which the due day has passed; 0 when it has not, or the item is closed. */
  readonly overdueDays: number;
  /** Days since the impact ended, until it was closed where it is. */
  readonly ageDays: number;
}

/** How much of what was agreed was done in time. */
export interface Completion {
  readonly days: number;
  /** Items done within so many days of the end of the impact. */
  readonly done: number;
  /** Items that had so many days, done or not; those that will not be done are left out. */
  readonly of: number;
}

export interface Board {
  /** Overdue ones first, then by due day and priority. */
  readonly open: readonly BoardItem[];
  /** Newest first. */
  readonly closed: readonly BoardItem[];
  readonly teams: readonly { readonly team: string; readonly open: number; readonly overdue: number }[];
  readonly completion: readonly Completion[];
}

/** All action items of all postmortems, as they stand on a UTC day (`2026-11-21`). */
export function actionBoard(book: Book, today: string): Board {
  const items = entriesOf(book, 'postmortems').flatMap(({ id, domain, data }) =>
    data.actionItems.map((item): BoardItem => {
      const isOpen = isOpenItem(item);
      const from = data.timestamps.impactEndedAt.slice(0, 10);
      return {
        postmortem: id,
        domain,
        item,
        team: findTeam(book.collections.teams, item.owner, domain)?.id ?? item.owner,
        isOpen,
        overdueDays: isOpen ? Math.max(0, daysFrom(item.due, today)) : 0,
        ageDays: Math.max(0, daysFrom(from, isOpen ? today : (item.closedOn ?? today))),
      };
    }),
  );
  const open = items
    .filter((one) => one.isOpen)
    .sort(
      (a, b) =>
        b.overdueDays - a.overdueDays ||
        compare(a.item.due, b.item.due) ||
        compare(a.item.priority, b.item.priority) ||
        compare(a.postmortem, b.postmortem),
    );
  return {
    open,
    closed: items
      .filter((one) => !one.isOpen)
      .sort(
        (a, b) =>
          compare(b.item.closedOn ?? '', a.item.closedOn ?? '') || compare(a.postmortem, b.postmortem),
      ),
    teams: [...Map.groupBy(open, ({ team }) => team)]
      .map(([team, own]) => ({
        team,
        open: own.length,
        overdue: own.filter(({ overdueDays }) => overdueDays > 0).length,
      }))
      .sort((a, b) => b.overdue - a.overdue || b.open - a.open || compare(a.team, b.team)),
    completion: AGREED_DAYS.map((days) => {
      const counted = items.filter(
        ({ item, ageDays }) => item.state === 'done' || (item.state !== 'wont-do' && ageDays > days),
      );
      return {
        days,
        of: counted.length,
        done: counted.filter(({ item, ageDays }) => item.state === 'done' && ageDays <= days).length,
      };
    }),
  };
}

/** True while an action item has to be done. */
export function isOpenItem({ state }: ActionItem): boolean {
  switch (state) {
    case 'open':
    case 'in-progress':
      return true;
    case 'done':
    case 'wont-do':
      return false;
    default: {
      const never: never = state;
      throw new RangeError(`unknown state of an action item "${never}"; refusing to call it done`);
    }
  }
}

/** Whole days from one UTC day to another; negative when the second comes first. */
function daysFrom(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
