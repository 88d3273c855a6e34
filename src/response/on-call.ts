import { type Book, find } from '../book/book.ts';
import { onCallAt, teamOnCall } from '../calendar/rotation-schedule.ts';
import type { OnCallTier } from './notices.ts';

/** Tiers of the rotations of a book at an instant, first to be called first; none of a rotation that it does not have. */
export function tiersOf(book: Book): (rotation: string, at: number) => OnCallTier[] {
  return (rotation, at) => {
    const entry = find(book, 'rotations', rotation);
    if (!entry) return [];
    return onCallAt(entry.data, at).map(({ tier, title, who, escalateAfterMs }) => ({
      tier,
      title,
      who: teamOnCall(who),
      escalateAfterMs,
    }));
  };
}
