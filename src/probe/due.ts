import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';

/** Share of an interval by which a look may come early, so that a hasty schedule skips no turn. */
const EARLY_SHARE = 0.1;

/**
 * The probes whose interval has passed since their last look. `lastAt` holds epoch milliseconds by
 * full id; a probe without an entry is due.
 */
export function dueProbes(
  probes: readonly BoundProbe[],
  lastAt: ReadonlyMap<string, number>,
  now: number,
): BoundProbe[] {
  return probes.filter((probe) => {
    const last = lastAt.get(probe.fullId);
    return last === undefined || now - last >= durationMs(probe.interval) * (1 - EARLY_SHARE);
  });
}

/**
 * Share `index` (from 1) of `count` of the probes: every probe is in exactly one share, whatever the
 * order of the input. Throws `RangeError` unless 1 ≤ index ≤ count.
 */
export function shardOf(probes: readonly BoundProbe[], index: number, count: number): BoundProbe[] {
  if (!Number.isInteger(index) || !Number.isInteger(count) || index < 1 || index > count) {
    throw new RangeError(`shard ${index}/${count} does not exist; write 1/${count} up to ${count}/${count}`);
  }
  const sorted = [...probes].sort((a, b) => (a.fullId < b.fullId ? -1 : a.fullId > b.fullId ? 1 : 0));
  return sorted.filter((_, position) => position % count === index - 1);
}
