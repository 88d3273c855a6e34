import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Sample } from '../schemas/sample.ts';
import type { RunOptions } from './engine.ts';
import { runProbes } from './engine.ts';

export interface WatchOptions extends Omit<RunOptions, 'signal'> {
  /** Ends the watch; looks in progress are cut off. */
  readonly signal: AbortSignal;
  /** Receives the samples of each round, in order; the next round does not wait for it. */
  readonly onRound: (samples: readonly Sample[]) => void;
  /**
   * Milliseconds of a clock that never jumps, by which the beat is kept; `performance.now` by default. The wall
   * clock only stamps samples: set back by an hour it must not silence the watch for an hour.
   */
  readonly monotonic?: () => number;
}

/** Shortest rest between two rounds, so that probes of nearly the same beat share one. */
const ROUND_MS = 100;

/**
 * Looks at each probe at its own interval until the signal ends it. The beat is kept by a clock that never jumps
 * and not by the length of the looks: a look that took 9 s of a 30 s interval is followed after 21 s.
 * A beat that was missed, because the machine slept, is not made up for. A probe is never looked at
 * twice at once.
 */
export async function watchProbes(probes: readonly BoundProbe[], options: WatchOptions): Promise<void> {
  const clock = options.monotonic ?? (() => performance.now());
  const begun = clock();
  const nextAt = new Map(probes.map((probe) => [probe.fullId, begun]));
  const busy = new Set<string>();
  const rounds = new Set<Promise<void>>();
  while (!options.signal.aborted) {
    const now = clock();
    const due = probes.filter((probe) => !busy.has(probe.fullId) && (nextAt.get(probe.fullId) ?? now) <= now);
    for (const probe of due) {
      busy.add(probe.fullId);
      nextAt.set(probe.fullId, nextBeat(nextAt.get(probe.fullId) ?? now, durationMs(probe.interval), now));
    }
    if (due.length > 0) {
      const round = runRound(due, options, busy).finally(() => rounds.delete(round));
      rounds.add(round);
    }
    await rest(Math.max(ROUND_MS, Math.min(...nextAt.values()) - clock()), options.signal);
  }
  await Promise.all(rounds);
}

/** The first beat of a rhythm after `now`. */
export function nextBeat(beat: number, intervalMs: number, now: number): number {
  return beat + intervalMs * (Math.floor(Math.max(0, now - beat) / intervalMs) + 1);
}

async function runRound(due: readonly BoundProbe[], options: WatchOptions, busy: Set<string>): Promise<void> {
  const open = new Set(due.map((probe) => probe.fullId));
  const samples = await runProbes(due, {
    ...options,
    // Free as soon as its own look is over: a slow one in the same round holds up no other.
    onResult: (sample, detail) => {
      open.delete(sample.probe);
      busy.delete(sample.probe);
      options.onResult?.(sample, detail);
    },
  });
  for (const id of open) busy.delete(id);
  options.onRound(samples);
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // Woken at least every second, so that a machine that slept looks as soon as it is awake.
    const timer = setTimeout(done, Math.min(ms, 1000));
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
