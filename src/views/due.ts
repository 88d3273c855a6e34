import { dueState, nextDue } from '../calendar/due.ts';
import { formatUtc, utcDay } from '../calendar/time.ts';
import type { Cadence } from '../schemas/vocabulary.ts';
import { type Cell, plain, unknown } from './model.ts';

/** When something recurring is due next, in words; never a date that nobody could know. */
export function dueCell(cadence: Cadence, last: string | null, now: number): Cell {
  const due = nextDue(cadence, last);
  switch (due.kind) {
    case 'day':
    case 'instant': {
      const text = due.kind === 'day' ? due.day : formatUtc(due.at);
      const { state } = dueState(due, utcDay(now), now);
      return state === 'overdue' || state === 'today' ? plain(text, state) : plain(text);
    }
    case 'ongoing':
      return plain('at all times');
    case 'on event':
      return plain(`with each ${due.event}`);
    case 'done':
      return plain('done');
    case 'unknown':
      return unknown('unknown', due.why);
    default: {
      const never: never = due;
      throw new RangeError(`unknown due time ${JSON.stringify(never)}`);
    }
  }
}
