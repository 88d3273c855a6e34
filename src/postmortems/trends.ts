import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { CAUSES, type Postmortem } from '../schemas/postmortem.ts';
import { RESPONSE_TIME_NAMES, type ResponseTime, responseTime, type Spread, spreadOf } from './times.ts';
import { postmortemOf } from './written.ts';

export type Cause = (typeof CAUSES)[number];

/** Incidents of one calendar month, UTC, as people wrote them down. */
export interface MonthCount {
  /** `2026-11` */
  readonly month: string;
  readonly incidents: number;
  readonly withPostmortem: number;
}

/** A family of causes that postmortems name, most frequent first. */
export interface CauseCount {
  readonly cause: Cause;
  readonly postmortems: readonly string[];
  /** True from the second postmortem on that names it for one and the same service. */
  readonly repeated: boolean;
}

/** Written incidents of the months up to the one of `now` (milliseconds), oldest first; empty months are there too. */
export function incidentsByMonth(book: Book, now: number, months = 12): MonthCount[] {
  const incidents = entriesOf(book, 'incidents');
  const end = new Date(now);
  return Array.from({ length: months }, (_, index) => {
    const month = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - (months - 1 - index), 1))
      .toISOString()
      .slice(0, 7);
    const mine = incidents.filter(
      ({ data }) => data.startedAt.startsWith(month) && Date.parse(data.startedAt) <= now,
    );
    return {
      month,
      incidents: mine.length,
      withPostmortem: mine.filter((incident) => postmortemOf(book, incident) !== undefined).length,
    };
  });
}

/** How long responses took, over all postmortems or those of one domain. */
export function responseSpreads(
  postmortems: readonly Entry<'postmortems'>[],
): { readonly name: ResponseTime; readonly spread: Spread }[] {
  return RESPONSE_TIME_NAMES.map((name) => ({
    name,
    spread: spreadOf(
      postmortems.flatMap(({ data }) => {
        const ms = responseTime(data.timestamps, name);
        return ms === null ? [] : [ms];
      }),
    ),
  }));
}

/** Families of causes over all postmortems. */
export function causeCounts(book: Book): CauseCount[] {
  const postmortems = entriesOf(book, 'postmortems');
  return CAUSES.map((cause): CauseCount => {
    const naming = postmortems.filter(({ data }) => causesOf(data).has(cause));
    const services = naming.flatMap(({ data }) => [...new Set(data.services)]);
    return {
      cause,
      postmortems: naming.map(({ id }) => id),
      repeated: new Set(services).size < services.length,
    };
  })
    .filter(({ postmortems: naming }) => naming.length > 0)
    .sort((a, b) => b.postmortems.length - a.postmortems.length);
}

/** Families of causes that a postmortem names. */
export function causesOf({ contributingFactors }: Postmortem): Set<Cause> {
  return new Set(contributingFactors.map(({ category }) => category));
}
