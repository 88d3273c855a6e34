/** How often the event loop is asked whether it is on time, in milliseconds. */
const BEAT_MS = 20;
/** Lateness below this is the ordinary grain of timers. */
const GRAIN_MS = 5;

/** Notes when the event loop of the prober was held up, because then its clocks say nothing about services. */
export interface LagMeter {
  /** Milliseconds by which the loop was late between two instants of `performance.now()`, all delays together. */
  between(from: number, to: number): number;
  stop(): void;
}

interface Delay {
  readonly at: number;
  readonly ms: number;
}

/** Starts to measure; keeps no process alive. */
export function startLagMeter(now: () => number = () => performance.now()): LagMeter {
  const delays: Delay[] = [];
  let expected = now() + BEAT_MS;
  const beat = () => {
    const at = now();
    if (at - expected > GRAIN_MS) delays.push({ at, ms: at - expected });
    expected = at + BEAT_MS;
  };
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  return {
    between: (from, to) => {
      // The delay that is going on now has not been noted yet.
      const current = Math.max(0, now() - expected);
      const open: Delay[] = current > GRAIN_MS ? [{ at: now(), ms: current }] : [];
      return sumWithin([...delays, ...open], from, to);
    },
    stop: () => clearInterval(timer),
  };
}

/** The parts of delays that fall between two instants; a delay ends at `at`. Pure. */
export function sumWithin(delays: readonly Delay[], from: number, to: number): number {
  let sum = 0;
  for (const { at, ms } of delays) sum += Math.max(0, Math.min(at, to) - Math.max(at - ms, from));
  return sum;
}
