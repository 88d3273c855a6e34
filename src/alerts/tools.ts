import type { Delivery } from '../schemas/channel.ts';
import type { Answer, Reply } from './answer.ts';
import type { Outgoing } from './post.ts';
import type { Secrets } from './secrets.ts';

/** What a channel is given to bring a message out with. */
export interface Tools {
  readonly secrets: Secrets;
  /** Milliseconds in which the other side must have answered. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Throws a `NetworkFault` where no answer came. */
  post(request: Outgoing): Promise<Reply>;
}

/** A delivery of one kind. */
export type DeliveryBy<Via extends Delivery['via']> = Extract<Delivery, { readonly via: Via }>;

/**
 * What came of a message to several recipients. Who got it must not get it again because somebody else did not, so it
 * counts as delivered once it reached anybody, and the result says whom it did not reach.
 */
export function together(answers: readonly Answer[]): Answer {
  const failed = answers.flatMap((answer, place) => (answer.ok ? [] : [{ ...answer, place: place + 1 }]));
  const [first] = answers;
  if (first === undefined) return { ok: false, final: true, result: 'the channel has no recipients' };
  if (answers.length === 1) return first;
  const reached = answers.length - failed.length;
  const told = failed.map(({ place, result }) => `; recipient ${place}: ${result}`).join('');
  const result = `reached ${reached} of ${answers.length} recipients${told}`;
  return reached > 0
    ? { ok: true, result }
    : { ok: false, final: failed.every(({ final }) => final), result };
}
