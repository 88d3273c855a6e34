import { type Book, type Entry, entriesIn, entriesOf, find, register } from '../book/book.ts';
import { DAY_MS, spanWords, utcDay } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import { type Waiver, waiverOf } from '../schemas/waiver.ts';
import { isWritten, postmortemOf } from './written.ts';

/** A duty that a policy of a domain ties to one incident. */
export interface Obligation {
  readonly kind: 'postmortem' | 'incident record' | 'runbook review';
  /** Id of the incident. */
  readonly incident: string;
  /** Id of the policy that asks for it. */
  readonly policy: string;
  readonly domain: string;
  /** Team that owes it: the owner of the policy, or of the runbook. */
  readonly owner: string;
  /** What is due, in the words of the policy. */
  readonly what: string;
  /** Runbook to review; null for documents. */
  readonly runbook: string | null;
  /** When the clock started and when it runs out, milliseconds. */
  readonly from: number;
  readonly dueAt: number;
  readonly clock: 'detection' | 'resolution';
  /** False where the source names no clock, and this book counts from the resolution. */
  readonly clockStated: boolean;
  readonly state: 'met' | 'waived' | 'ahead' | 'overdue';
  readonly waiver: Waiver | null;
}

/**
 * Every duty with a deadline that the policies of a book tie to its incidents, at `now` (milliseconds); soonest first.
 * Deadlines without a figure bind nobody to a date and are left out. An incident that is not over has no deadline that
 * counts from its resolution yet.
 */
export function obligations(book: Book, now: number): Obligation[] {
  return entriesOf(book, 'incidents')
    .flatMap((incident) =>
      entriesIn(book, 'policies', incident.domain).flatMap((policy) => [
        ...documentsOwed(book, incident, policy, now),
        ...reviewsOwed(book, incident, policy, now),
      ]),
    )
    .sort((a, b) => a.dueAt - b.dueAt || (a.incident < b.incident ? -1 : 1));
}

function documentsOwed(
  book: Book,
  incident: Entry<'incidents'>,
  policy: Entry<'policies'>,
  now: number,
): Obligation[] {
  return policy.data.deadlines.flatMap((deadline) => {
    if (deadline.within === null) return [];
    if (deadline.appliesTo.length > 0 && !deadline.appliesTo.includes(incident.data.severity)) return [];
    const clock = deadline.clock === 'unspecified' ? 'resolution' : deadline.clock;
    const from = clockStart(incident, clock);
    if (from === null || from > now) return [];
    return [
      owed(book, incident, policy, now, {
        kind: deadline.document,
        owner: policy.data.owner,
        what: deadline.what,
        runbook: null,
        from,
        dueAt: from + durationMs(deadline.within),
        clock,
        clockStated: deadline.clock !== 'unspecified',
      }),
    ];
  });
}

function reviewsOwed(
  book: Book,
  incident: Entry<'incidents'>,
  policy: Entry<'policies'>,
  now: number,
): Obligation[] {
  const from = clockStart(incident, 'resolution');
  if (from === null || from > now || !isMajor(book, incident)) return [];
  return policy.data.reviews.flatMap((review) => {
    const { event, within } = review;
    if (event === undefined || within === undefined) return [];
    return linkedRunbooks(book, incident).flatMap((id) => {
      const runbook = find(book, 'runbooks', id);
      if (!runbook) return [];
      return [
        owed(book, incident, policy, now, {
          kind: 'runbook review',
          owner: runbook.data.owner,
          what: review.what,
          runbook: id,
          from,
          dueAt: from + durationMs(within),
          clock: 'resolution',
          clockStated: false,
        }),
      ];
    });
  });
}

type Open = Omit<Obligation, 'incident' | 'policy' | 'domain' | 'state' | 'waiver'>;

function owed(
  book: Book,
  incident: Entry<'incidents'>,
  policy: Entry<'policies'>,
  now: number,
  open: Open,
): Obligation {
  const waiver = waiverOf(incident.data.waivers ?? [], open.kind, utcDay(now)) ?? null;
  const state = isMet(book, incident, open)
    ? 'met'
    : waiver
      ? 'waived'
      : open.dueAt <= now
        ? 'overdue'
        : 'ahead';
  return { ...open, incident: incident.id, policy: policy.id, domain: incident.domain, state, waiver };
}

function isMet(book: Book, incident: Entry<'incidents'>, { kind, runbook, from }: Open): boolean {
  const postmortem = postmortemOf(book, incident);
  const written = postmortem !== undefined && isWritten(postmortem);
  switch (kind) {
    case 'postmortem':
      return written;
    case 'incident record':
      return written || (incident.source.body ?? '').trim() !== '';
    case 'runbook review': {
      const reviewed = runbook === null ? null : find(book, 'runbooks', runbook)?.data.reviewedOn;
      return typeof reviewed === 'string' && reviewed >= utcDay(from);
    }
    default: {
      const never: never = kind;
      throw new RangeError(`unknown duty "${never}"; refusing to call it met`);
    }
  }
}

function clockStart({ data }: Entry<'incidents'>, clock: 'detection' | 'resolution'): number | null {
  if (clock === 'detection') return Date.parse(data.detectedAt ?? data.startedAt);
  return data.resolvedAt === undefined ? null : Date.parse(data.resolvedAt);
}

/** True for incidents of the most urgent level of their domain: no source says what else would be major. */
export function isMajor(book: Book, { data, domain }: Entry<'incidents'>): boolean {
  return register(book, domain, 'severities')?.levels.find(({ id }) => id === data.severity)?.urgency === 1;
}

/** Runbooks that an incident or its postmortem says were opened. */
export function linkedRunbooks(book: Book, incident: Entry<'incidents'>): string[] {
  const used = postmortemOf(book, incident)?.data.runbooksUsed.map(({ runbook }) => runbook) ?? [];
  return [...new Set([...incident.data.runbooks, ...used])];
}

/** `due in 3 days`, `overdue by 1 hour`, `met`, `waived by …`. */
export function standingWords({ state, dueAt, waiver }: Obligation, now: number): string {
  switch (state) {
    case 'met':
      return 'met';
    case 'waived':
      return `waived by ${waiver?.by} on ${waiver?.on}: ${waiver?.reason}`;
    case 'ahead':
      return `due in ${spanWords(dueAt - now)}`;
    case 'overdue':
      return `overdue by ${spanWords(now - dueAt)}`;
    default: {
      const never: never = state;
      throw new RangeError(`unknown state of a duty "${never}"`);
    }
  }
}

/** From when the clock of a duty counts, in words, with what the source leaves open. */
export function clockWords({ clock, clockStated }: Obligation): string {
  return clockStated
    ? `counted from the ${clock}`
    : `counted from the ${clock}, because the source names no clock`;
}

/** Business days within which a postmortem follows an incident that spent too much of a budget. */
export const BUDGET_BUSINESS_DAYS = 5;

/**
 * When the business days after an instant are over: midnight UTC at the end of the last one, milliseconds. Monday to
 * Friday are business days, and the day of the instant does not count.
 */
export function afterBusinessDays(at: number, days: number): number {
  let day = Math.floor(at / DAY_MS);
  for (let left = days; left > 0; ) {
    day += 1;
    // Day 0 of the epoch was a Thursday.
    if ((day + 4) % 7 !== 0 && (day + 4) % 7 !== 6) left -= 1;
  }
  return (day + 1) * DAY_MS;
}

/** An incident and the share of a four-week budget that it cost, from 0 on. */
export interface BudgetCost {
  readonly incident: string;
  readonly slo: string;
  readonly share: number;
  /** Null while the incident lasts: its clock has not started. */
  readonly resolvedAt: number | null;
  readonly has: 'no postmortem' | 'no P0' | 'postmortem with P0';
}

/** A postmortem that the cost of an incident asks for. */
export interface BudgetDuty extends BudgetCost {
  readonly dueAt: number | null;
  readonly state: 'met' | 'ahead' | 'overdue';
}

/**
 * Incidents that cost more than `limit` (a share such as 0.2) of a budget, and whether the postmortem with an action item
 * of priority P0 that they need is there, still has time, or is overdue. Exactly the limit is not more.
 */
export function budgetDuties(costs: readonly BudgetCost[], now: number, limit: number): BudgetDuty[] {
  return costs
    .filter(({ share }) => share > limit)
    .map((cost): BudgetDuty => {
      const dueAt =
        cost.resolvedAt === null ? null : afterBusinessDays(cost.resolvedAt, BUDGET_BUSINESS_DAYS);
      const met = cost.has === 'postmortem with P0';
      return { ...cost, dueAt, state: met ? 'met' : dueAt !== null && dueAt <= now ? 'overdue' : 'ahead' };
    })
    .sort((a, b) => (a.dueAt ?? Number.POSITIVE_INFINITY) - (b.dueAt ?? Number.POSITIVE_INFINITY));
}
