import { durationMs } from '../../schemas/duration.ts';
import type { BoundProbe, HeartbeatProbe } from '../../schemas/probe.ts';
import type { LookContext, LookResult } from '../look.ts';
import { NothingObserved } from '../look.ts';

/**
 * Looks for the newest beat of a dead-man's switch: down when it is older than `every` and `grace` together.
 * Throws {@link NothingObserved} when there never was a beat or its time lies ahead of the clock by more than
 * the grace, because neither says that the sender is well or ill.
 */
export function lookAtHeartbeat(probe: HeartbeatProbe & BoundProbe, context: LookContext): LookResult {
  if (!context.lastBeat) throw new NothingObserved('beats cannot be read here; run with the record');
  const beat = context.lastBeat(probe.fullId);
  if (beat === null) throw new NothingObserved('no beat has ever come');
  const ageMs = context.now() - beat;
  const graceMs = durationMs(probe.grace);
  if (ageMs < -graceMs) throw new NothingObserved('the newest beat carries a time in the future');
  const late = ageMs > durationMs(probe.every) + graceMs;
  const reason = `no beat for ${inWords(ageMs)}; promised every ${probe.every} with ${probe.grace} of grace`;
  return {
    transportError: null,
    facts: { ageMs },
    verdicts: late ? [{ outcome: 'down', reason }] : [],
    latencyMs: null,
    phases: {},
  };
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** The largest unit that fits at least twice, rounded down: 90 minutes stay minutes. */
function inWords(ms: number): string {
  const [unit, length] = UNITS.find(([, each]) => ms >= 2 * each) ?? ['s', 1000];
  return `${Math.floor(ms / length)}${unit}`;
}
