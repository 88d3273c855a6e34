import { type Entry, entriesOf } from '../../book/book.ts';
import { formatUtc } from '../../calendar/time.ts';
import { clockWords, type Obligation, obligations, standingWords } from '../../postmortems/deadlines.ts';
import type { Waiver } from '../../schemas/waiver.ts';
import { type Complaint, complain, type LintContext, type Rule } from '../rule.ts';

/** What to do about a duty that is open. */
function remedy({ kind, incident, runbook }: Obligation): string {
  switch (kind) {
    case 'postmortem':
      return `write it (npm run new -- postmortem --incident ${incident}) and take it out of draft`;
    case 'incident record':
      return 'write below its front matter what happened';
    case 'runbook review':
      return `read ${runbook} through and set its reviewedOn`;
    default: {
      const never: never = kind;
      throw new RangeError(`unknown duty "${never}"`);
    }
  }
}

function* complaintsOf({ book, now }: LintContext, state: Obligation['state']): Generator<Complaint> {
  for (const duty of obligations(book, now)) {
    const incident = book.collections.incidents.get(duty.incident);
    if (duty.state !== state || !incident) continue;
    const subject = duty.runbook === null ? duty.what : `${duty.what} (${duty.runbook})`;
    yield complain(
      incident.source,
      [duty.kind === 'postmortem' ? 'severity' : 'resolvedAt'],
      `${subject}, asked for by ${duty.policy}: ${standingWords(duty, now)}, at ${formatUtc(duty.dueAt)}, ${clockWords(duty)}; ${remedy(duty)}, or add waivers: [{ of: ${duty.kind}, by, on, reason }]`,
    );
  }
}

export const deadlineOverdue: Rule = {
  id: 'deadline-overdue',
  level: 'error',
  reason: 'A deadline that a domain set itself, and that passes without a word, teaches that none is meant.',
  duty: true,
  check: (context) => complaintsOf(context, 'overdue'),
};

export const deadlineAhead: Rule = {
  id: 'deadline-ahead',
  level: 'note',
  reason: 'Whoever hears of a deadline while there is time can keep it.',
  check: (context) => complaintsOf(context, 'ahead'),
};

/** Words that name nobody. */
const NOBODY =
  /^(?:n\/?a|none|nobody|no ?one|some(?:one|body)|any(?:one|body)|every(?:one|body)|me|us|we|they|tbd|todo|unknown|team|management|-+|\?+|x+)$/i;
/** Words that give no reason. */
const NO_REASON =
  /^\W*(?:n\/?a|none|tbd|todo|no time|not needed|unnecessary|later|because|see above|waived)\W*$/i;

export const waiverSyntax: Rule = {
  id: 'waiver-syntax',
  level: 'error',
  reason: 'A waiver is the only way around a duty, so it says who let it pass, when, for how long and why.',
  *check({ book, today }): Generator<Complaint> {
    const entries = [...entriesOf(book, 'incidents'), ...entriesOf(book, 'postmortems')];
    for (const entry of entries as Entry<'incidents' | 'postmortems'>[]) {
      for (const [index, waiver] of (entry.data.waivers ?? []).entries()) {
        for (const [key, message] of faultsOf(waiver, entry.collection, today))
          yield complain(entry.source, ['waivers', index, key], message);
      }
    }
  },
};

/** Duties that an entry of a collection can be excused from. */
const EXCUSES: Record<'incidents' | 'postmortems', readonly Waiver['of'][]> = {
  incidents: ['postmortem', 'incident record', 'runbook review'],
  postmortems: ['sections', 'action items'],
};

function* faultsOf(
  { of, by, on, until, reason }: Waiver,
  collection: 'incidents' | 'postmortems',
  today: string,
): Generator<readonly [keyof Waiver, string]> {
  if (!EXCUSES[collection].includes(of))
    yield [
      'of',
      `a waiver of "${of}" does nothing here; in ${collection} one can be of: ${EXCUSES[collection].join(', ')}`,
    ];
  if (NOBODY.test(by.trim())) yield ['by', `"${by}" names nobody; write the name of who let it pass`];
  if (on > today) yield ['on', `${on} lies after today (${today}); a waiver is dated when it is given`];
  if (until !== undefined && until < on)
    yield ['until', `the waiver ends on ${until}, before it begins (${on})`];
  if (NO_REASON.test(reason))
    yield ['reason', 'this gives no reason; write what makes it right to let it pass'];
}
