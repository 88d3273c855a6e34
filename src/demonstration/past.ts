import { writePast } from '../fleet/past.ts';
import type { RecordStore } from '../record/store.ts';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';

/** Seed of the generated past: the same book and the same end give the same past. */
export const DEMONSTRATION_SEED = 20_260_101;

/**
 * Writes a generated past that ends at `to` (milliseconds) into a record, each probe at its own interval, and returns
 * the number of looks. Probes of one interval are written together, because they share their runs.
 */
export async function writeDemonstrationPast(
  store: RecordStore,
  probes: readonly BoundProbe[],
  lengthMs: number,
  to: number,
): Promise<number> {
  const byInterval = Map.groupBy(probes, (probe) => durationMs(probe.interval));
  let count = 0;
  for (const [stepMs, group] of byInterval) {
    count += await writePast(store, {
      probes: group,
      from: to - lengthMs,
      to,
      seed: DEMONSTRATION_SEED,
      stepMs,
    });
  }
  return count;
}
