import { type Entry, entriesOf, register } from '../../book/book.ts';
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

/** The phases of an incident in their order, each with the field that says when it was reached. */
const PHASES = [
  ['detectedAt', 'detected'],
  ['acknowledgedAt', 'acknowledged'],
  ['mitigatedAt', 'stabilised'],
  ['resolvedAt', 'resolved'],
  ['verifiedAt', 'verified'],
] as const;

export const incidentPhases: Rule = {
  id: 'incident-phases',
  level: 'warning',
  reason: 'Phases that are left out or out of order hide where the time of an incident went.',
  *check({ book }): Generator<Complaint> {
    for (const { data, source } of entriesOf(book, 'incidents')) {
      const reached = PHASES.flatMap(([field, word]) => {
        const at = data[field];
        return at === undefined ? [] : [{ field, word, at: Date.parse(at) }];
      });
      for (const [place, { field, word, at }] of reached.entries()) {
        const before = reached[place - 1];
        if (before && at < before.at)
          yield complain(source, [field], `${word} before it was ${before.word}; phases go in their order`);
      }
      for (const [place, { state }] of data.updates.entries()) {
        const after = data.updates[place + 1]?.state;
        if (state === 'postmortem' && after !== undefined && after !== 'postmortem')
          yield complain(
            source,
            ['updates', place + 1, 'state'],
            `${after} after the postmortem; what comes back is an incident of its own`,
          );
      }
    }
  },
};

export const incidentUnverified: Rule = {
  id: 'incident-unverified',
  level: 'warning',
  reason:
    'Trouble of the two most urgent levels is over when somebody has seen that it is, not when it went quiet.',
  *check({ book }): Generator<Complaint> {
    for (const { data, domain, source } of entriesOf(book, 'incidents')) {
      if (data.resolvedAt === undefined || data.verifiedAt !== undefined) continue;
      const levels = register(book, domain, 'severities')?.levels ?? [];
      const urgency = levels.find(({ id }) => id === data.severity)?.urgency ?? 1;
      if (urgency > 2) continue;
      yield complain(
        source,
        ['resolvedAt'],
        'resolved, and nobody says that recovery was verified; set verifiedAt to when the figures were back where they were',
      );
    }
  },
};
