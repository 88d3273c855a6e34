import { entriesOf } from '../../book/book.ts';
import { checkSchedule } from '../../calendar/recurrence.ts';
import { parseCondition } from '../../probe/conditions/parse.ts';
import type { Probe } from '../../schemas/probe.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

export const badCondition: Rule = {
  id: 'bad-condition',
  level: 'error',
  reason: 'A condition is parsed once, when content is checked, so that it cannot fail silently in a probe.',
  *check({ book }): Generator<Complaint> {
    for (const service of entriesOf(book, 'services')) {
      for (const [index, probe] of service.data.probes.entries()) {
        for (const { path, text } of conditionsOf(probe)) {
          const parsed = parseCondition(text);
          if (parsed.ok) continue;
          const place = path.map((part) => (typeof part === 'number' ? part + 1 : part)).join(' ');
          yield complain(
            service.source,
            ['probes', index, ...path],
            `${place}, column ${parsed.column}: ${parsed.message}`,
          );
        }
      }
    }
  },
};

/** Every condition of a probe with its place in it, those of the steps of a sequence included. */
function* conditionsOf(probe: Probe): Generator<{ path: (string | number)[]; text: string }> {
  for (const key of ['conditions', 'degradedWhen'] as const) {
    for (const [place, text] of probe[key].entries()) yield { path: [key, place], text };
  }
  if (probe.kind !== 'sequence') return;
  for (const [step, { conditions, keep }] of probe.steps.entries()) {
    for (const [place, text] of conditions.entries()) {
      yield { path: ['steps', step, 'conditions', place], text };
    }
    // What a step keeps is an operand; asking whether it is there is the shortest condition around it.
    for (const [name, source] of Object.entries(keep)) {
      yield { path: ['steps', step, 'keep', name], text: `has(${source})` };
    }
  }
}

export const badRecurrence: Rule = {
  id: 'bad-recurrence',
  level: 'error',
  reason: 'A rule that does not mean what it seems to mean announces work on the wrong day.',
  *check({ book }): Generator<Complaint> {
    for (const entry of entriesOf(book, 'maintenance')) {
      for (const problem of checkSchedule(entry.data)) {
        yield complain(entry.source, ['rrule'], problem);
      }
    }
  },
};

export const futureReview: Rule = {
  id: 'future-review',
  level: 'error',
  reason: 'A review that has not happened yet would make a stale page look fresh.',
  *check({ book, today }): Generator<Complaint> {
    for (const runbook of entriesOf(book, 'runbooks')) {
      for (const key of ['reviewedOn', 'exercisedOn'] as const) {
        const day = runbook.data[key];
        if (day && day > today) yield complain(runbook.source, [key], `${key} ${day} lies in the future`);
      }
    }
  },
};
