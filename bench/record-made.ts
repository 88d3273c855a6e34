import type { Sample } from '../src/schemas/sample.ts';

/** A run of a made-up fleet. */
export interface MadeRun {
  readonly at: number;
  readonly samples: readonly Sample[];
}

export interface MadeOptions {
  readonly probes: number;
  /** First instant, epoch milliseconds, a multiple of `stepMs`. */
  readonly from: number;
  readonly runs: number;
  readonly stepMs: number;
  readonly location?: string;
}

/** Full ids of the probes of a made-up fleet. */
export function madeProbes(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `shop/service-${String(i).padStart(3, '0')}/http`);
}

/**
 * Runs with answer times spread log-normally around a median for each probe (2 to 330 ms, sigma 0.12, one in a
 * hundred five times slower), one outage of some runs for each probe and month or so, looks that start up to
 * two seconds after their run, and a start that is late by up to twelve seconds. Deterministic.
 */
export function* makeRuns({
  probes,
  from,
  runs,
  stepMs,
  location = 'local',
}: MadeOptions): Iterable<MadeRun> {
  const ids = madeProbes(probes);
  let state = 20_261_121;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const medians = ids.map((_, i) => (i % 5 === 4 ? 2 + (i % 3) : 30 + ((i * 37) % 300)));
  const downFor = ids.map(() => 0);
  for (let run = 0; run < runs; run += 1) {
    const at = from + run * stepMs + Math.floor(next() * 12) * 1000;
    const samples = ids.map((probe, i): Sample => {
      const late = Math.floor(i / 40 + next() * 0.4) * 1000;
      const base = { probe, location, at: at + late };
      const left = downFor[i] as number;
      if (left === 0 && next() < 1 / 9000) downFor[i] = 2 + Math.floor(next() * 20);
      if (left > 0) {
        downFor[i] = left - 1;
        return { ...base, outcome: 'down', latencyMs: 12, reason: '[STATUS] (503) == 200' };
      }
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
      const slow = next() < 0.01 ? 5 : 1;
      const latencyMs = Math.round((medians[i] as number) * Math.exp(0.12 * normal) * slow);
      return { ...base, outcome: 'up', latencyMs, reason: null };
    });
    yield { at, samples };
  }
}
