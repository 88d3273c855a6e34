import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { type Freshness, freshness } from '../calendar/due.ts';
import { DAY_MS, utcDay } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import { matchesGlob } from './glob.ts';

/** Last changes of files by people, as far as they are known; paths from the root of the repository. */
export interface FileChanges {
  readonly files: ReadonlyMap<string, { readonly at: number; readonly commit: string }>;
  /** Why nothing is known of any file; null where dates are known. */
  readonly unknown: string | null;
}

/** Why a runbook may no longer be true, although its review is not overdue. */
export type Doubt =
  /** A path that it watches was changed by people after the review. */
  | { readonly kind: 'watched path'; readonly path: string; readonly at: number; readonly commit: string }
  /** An incident on one of its services ended after the review. */
  | { readonly kind: 'incident'; readonly incident: string; readonly title: string; readonly at: number }
  /** A postmortem says that it did not help, and nobody has edited it since. */
  | {
      readonly kind: 'did not help';
      readonly postmortem: string;
      readonly outcome: 'failed' | 'missing';
      readonly at: number;
    };

/** How far a runbook can be trusted: the worse of calendar and context. */
export const TRUSTS = ['fresh', 'due', 'unknown', 'overdue', 'suspect'] as const;
export type Trust = (typeof TRUSTS)[number];

export interface RunbookFreshness {
  readonly trust: Trust;
  readonly calendar: Freshness;
  /** Why it is suspect; empty where it is not. */
  readonly doubts: readonly Doubt[];
  /** Why changes of watched paths are not known; null where they are, or nothing is watched. */
  readonly blind: string | null;
}

/**
 * How far a runbook can be trusted at `now` (milliseconds). Time since the review counts by the calendar, with notice
 * from the settings. It is `suspect` while a path that it watches was changed by people, or an incident on one of its
 * services ended, on a later day than the review; and while a postmortem says that it failed or was missing, until people
 * edit the file or review it on a later day than the impact ended. A page that nobody ever reviewed is `unknown`, never
 * fresh. Throws `RangeError` on a review in the future, which `check` refuses.
 */
export function runbookFreshness(
  book: Book,
  runbook: Entry<'runbooks'>,
  changes: FileChanges,
  now: number,
): RunbookFreshness {
  const { data } = runbook;
  const notice = durationMs(book.config.reviewWarning) / DAY_MS;
  const calendar = freshness(data.reviewedOn, data.reviewEvery, utcDay(now), notice);
  const doubts = [
    ...failures(book, runbook, changes),
    ...(data.reviewedOn === null
      ? []
      : [...watched(data, data.reviewedOn, changes), ...incidents(book, data, data.reviewedOn, now)]),
  ];
  return {
    trust: doubts.length > 0 ? 'suspect' : calendar.state,
    calendar,
    doubts,
    blind: data.watches.length > 0 ? changes.unknown : null,
  };
}

const later = (at: number, day: string): boolean => utcDay(at) > day;

function watched(data: Entry<'runbooks'>['data'], reviewedOn: string, changes: FileChanges): Doubt[] {
  if (data.watches.length === 0) return [];
  return [...changes.files]
    .filter(
      ([path, { at }]) => later(at, reviewedOn) && data.watches.some((pattern) => matchesGlob(path, pattern)),
    )
    .map(([path, { at, commit }]) => ({ kind: 'watched path' as const, path, at, commit }))
    .sort((a, b) => b.at - a.at || (a.path < b.path ? -1 : 1));
}

function incidents(book: Book, data: Entry<'runbooks'>['data'], reviewedOn: string, now: number): Doubt[] {
  return entriesOf(book, 'incidents').flatMap((incident): Doubt[] => {
    const { services, resolvedAt, title } = incident.data;
    const at = resolvedAt === undefined ? Number.NaN : Date.parse(resolvedAt);
    if (!(at <= now) || !later(at, reviewedOn)) return [];
    if (!services.some((service) => data.services.includes(service))) return [];
    return [{ kind: 'incident', incident: incident.id, title, at }];
  });
}

function failures(book: Book, { id, data, source }: Entry<'runbooks'>, changes: FileChanges): Doubt[] {
  return entriesOf(book, 'postmortems').flatMap((postmortem): Doubt[] => {
    const at = Date.parse(postmortem.data.timestamps.impactEndedAt);
    const used = postmortem.data.runbooksUsed.find(({ runbook }) => runbook === id);
    if (used?.outcome !== 'failed' && used?.outcome !== 'missing') return [];
    const edited = changes.files.get(source.file)?.at ?? Number.NEGATIVE_INFINITY;
    const reviewed = data.reviewedOn !== null && later(Date.parse(data.reviewedOn), utcDay(at));
    return edited > at || reviewed
      ? []
      : [{ kind: 'did not help', postmortem: postmortem.id, outcome: used.outcome, at }];
  });
}
