import { type Entry, entriesOf } from '../book/book.ts';
import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import type { ViewContext } from './context.ts';
import { dueCell } from './due.ts';
import type { Cell } from './model.ts';

type Checklist = Entry<'checklists'>;
export type ChecklistItem = Checklist['data']['items'][number];

/** An item with its place in the file, which names its tick, and when it begins next; instants in milliseconds. */
export interface CheckRow {
  readonly item: ChecklistItem;
  readonly index: number;
  /** Next beginning of an item with a time of day; null where it has none, or is not done every day. */
  readonly next: number | null;
}

/** The items of a checklist: by time of day where all have one, as they were written otherwise. */
export function checkRows({ data }: Checklist, now: number): CheckRow[] {
  const rows = data.items.map((item, index) => ({
    item,
    index,
    next: item.at !== undefined && data.cadence === 'daily' ? nextAt(item.at, now) : null,
  }));
  return data.items.every(({ at }) => at !== undefined)
    ? rows.sort((a, b) => (a.item.at as string).localeCompare(b.item.at as string) || a.index - b.index)
    : rows;
}

/** The next time it is a time of day in UTC, at an instant or after it. */
function nextAt(time: string, now: number): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  const today = startOfUtcDay(now) + (hours * 60 + minutes) * 60_000;
  return today >= now ? today : today + DAY_MS;
}

/** When a checklist is due by what the book records of it. */
export function checklistDue({ data }: Checklist, now: number): Cell {
  return dueCell(data.cadence, data.lastDone, now);
}

/** A step on the way into a team: a checklist item with the week in which it begins, where lengths are written down. */
export interface PathStep {
  readonly checklist: Checklist;
  readonly index: number;
  readonly text: string;
  readonly note: string | null;
  /** First and last week, counted from 1; null from the first item without a length on. */
  readonly weeks: readonly [number, number] | null;
}

export interface OnboardingPath {
  readonly domain: string;
  readonly title: string;
  /** What is done in order. */
  readonly steps: readonly PathStep[];
  /** Access, training and whatever else comes with it. */
  readonly besides: readonly Checklist[];
  /** Rotations that ask for one of these lists before anybody joins. */
  readonly gates: readonly Entry<'rotations'>[];
}

const WEEK_MS = 7 * DAY_MS;

/** The ways into the teams of a book, one for each domain that writes one down. */
export function onboardingPaths({ book }: ViewContext): OnboardingPath[] {
  const lists = entriesOf(book, 'checklists');
  const domains = [
    ...new Set(lists.filter(({ data }) => data.purpose === 'onboarding').map(({ domain }) => domain)),
  ];
  return domains.map((domain) => {
    const own = lists.filter((list) => list.domain === domain && list.data.cadence === 'once');
    const steps = own.filter(({ data }) => data.purpose === 'onboarding');
    const besides = own.filter(({ data }) => data.purpose === 'access' || data.purpose === 'training');
    const ids = new Set(own.map(({ id }) => id));
    return {
      domain,
      title: book.collections.domains.get(domain)?.data.title ?? domain,
      steps: steps.flatMap(pathSteps),
      besides,
      gates: entriesOf(book, 'rotations').filter(({ data }) =>
        data.gate?.checklists.some((id) => ids.has(id)),
      ),
    };
  });
}

// Weeks are counted only as far as every step before has a length: after one without, nobody knows the week.
function pathSteps(checklist: Checklist): PathStep[] {
  let passed: number | null = 0;
  return checklist.data.items.map(({ text, note, duration }, index) => {
    const from: number | null = passed;
    const to: number | null = from === null || duration === undefined ? null : from + durationMs(duration);
    passed = to;
    const weeks: PathStep['weeks'] =
      from === null || to === null
        ? null
        : [Math.floor(from / WEEK_MS) + 1, Math.max(Math.floor(from / WEEK_MS) + 1, Math.ceil(to / WEEK_MS))];
    return { checklist, index, text, note: note ?? null, weeks };
  });
}

/** Weeks in words: `Week 1`, `Weeks 2 and 3`, `Weeks 1 to 4`; null where they are not known. */
export function weeksWords(weeks: PathStep['weeks']): string | null {
  if (weeks === null) return null;
  const [from, to] = weeks;
  if (from === to) return `Week ${from}`;
  return `Weeks ${from} ${to === from + 1 ? 'and' : 'to'} ${to}`;
}
