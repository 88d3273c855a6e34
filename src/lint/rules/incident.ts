import { type Entry, entriesOf } from '../../book/book.ts';
import { durationMs, durationWords } from '../../schemas/duration.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

/** States in which an incident is not over. */
const OPEN = ['investigating', 'identified', 'monitoring'] as const;

function isOpen({ data }: Entry<'incidents'>): boolean {
  const last = data.updates.at(-1);
  return last !== undefined && (OPEN as readonly string[]).includes(last.state);
}

export const incidentEnd: Rule = {
  id: 'incident-end',
  level: 'error',
  reason: 'An incident whose last update and whose end disagree is open on one page and over on another.',
  *check({ book }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'incidents')) {
      const { data, source } = entry;
      const last = data.updates.length - 1;
      if (data.resolvedAt && isOpen(entry)) {
        yield complain(
          source,
          ['updates', last, 'state'],
          `resolvedAt is set, but the last update says ${data.updates[last]?.state}; add an update that says resolved`,
          'resolved',
        );
      }
      if (!data.resolvedAt && !isOpen(entry)) {
        yield complain(
          source,
          ['updates', last, 'state'],
          'the last update says that it is over; set resolvedAt to when the impact ended',
        );
      }
    }
  },
};

export const incidentWithoutImpact: Rule = {
  id: 'incident-without-impact',
  level: 'warning',
  reason:
    'An open incident that leaves every component operational says two things at once to the same reader.',
  *check({ book }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'incidents')) {
      if (!isOpen(entry) || entry.data.updates.at(-1)?.state === 'monitoring') continue;
      const impacts = new Map(entry.data.updates.flatMap(({ services }) => Object.entries(services ?? {})));
      if ([...impacts.values()].every((impact) => impact === 'none')) {
        yield complain(
          entry.source,
          ['updates', entry.data.updates.length - 1],
          `open, but no update names an impact on ${entry.data.services.join(', ')}; write services: { ID: degraded } or close it`,
        );
      }
    }
  },
};

export const silentIncident: Rule = {
  id: 'silent-incident',
  level: 'warning',
  reason: 'Readers of an open incident who hear nothing within the promised time stop believing the page.',
  *check({ book, now }): Generator<Complaint> {
    const promised = book.config.public.updateEvery;
    for (const entry of entriesOf(book, 'incidents')) {
      const last = entry.data.updates.at(-1);
      if (!last || !isOpen(entry)) continue;
      const age = now - Date.parse(last.at);
      if (age > durationMs(promised)) {
        yield complain(
          entry.source,
          ['updates', entry.data.updates.length - 1, 'at'],
          `${last.state} since ${last.at} without a further update; watchbook.yaml promises one every ${durationWords(promised)}`,
        );
      }
    }
  },
};
