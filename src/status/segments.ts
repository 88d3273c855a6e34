import type { Interval } from '../calendar/interval.ts';
import { collectSegments, walkLooks } from './coverage.ts';
import type { Looks } from './looks.ts';
import type { Segment } from './vote.ts';

/**
 * What was observed of a probe in a window, as contiguous segments that cover it exactly: `up`, `degraded`,
 * `down`, and `unknown` where nobody looked. This is raw observation without confirmation; see
 * {@link confirmedTimeline} for the state that is told to people. `needed` is the number of locations that must see a
 * failure, as in {@link walkLooks}. `window.to` must not lie after now.
 */
export function segments(looks: Looks, intervalMs: number, window: Interval, needed?: number): Segment[] {
  return collectSegments(window, (visit) => walkLooks(looks, intervalMs, window, visit, needed));
}
