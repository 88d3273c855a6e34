import { appendBeat, readBeats } from '../probe/beats.ts';
import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { FaultControl } from './fleet.ts';

/**
 * Sends the beats that the fleet's services owe: one for each heartbeat probe whose newest beat is as old as its
 * promise, and none from a service that is unwell, which is how a dead-man's switch is meant to notice. Beats go
 * to the record in `dir`, uncommitted, as those of real senders do. `now` in milliseconds. Returns the ids that beat.
 */
export function sendBeats(
  probes: readonly BoundProbe[],
  faults: Pick<FaultControl, 'current'>,
  dir: string,
  location: string,
  now: number,
): string[] {
  const newest = readBeats(dir);
  const sent: string[] = [];
  for (const probe of probes) {
    if (probe.kind !== 'heartbeat' || !faults.current(probe.service).good) continue;
    const last = newest.get(probe.fullId);
    if (last !== undefined && now - last < durationMs(probe.every)) continue;
    appendBeat(dir, probe.fullId, location, now);
    sent.push(probe.fullId);
  }
  return sent;
}
