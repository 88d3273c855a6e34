import type { Sample } from '../schemas/sample.ts';
import type { Outcome } from '../schemas/vocabulary.ts';

const SIGNS = { up: '✓', degraded: '!', down: '✗', unknown: '?' } satisfies Record<Outcome, string>;
const COLOURS = { up: 32, degraded: 33, down: 31, unknown: 35 } as const satisfies Record<Outcome, number>;

/** One look as a line of text: sign, outcome, probe, time, reason. `colour` paints sign and outcome only. */
export function formatSample(sample: Sample, width: number, colour: boolean): string {
  const mark = `${SIGNS[sample.outcome]} ${sample.outcome.padEnd(8)}`;
  const time = sample.latencyMs === null ? '' : `${sample.latencyMs} ms`;
  const shown = colour ? `\u001b[${COLOURS[sample.outcome]}m${mark}\u001b[0m` : mark;
  const reason = sample.reason === null ? '' : `  ${sample.reason}`;
  return `${shown} ${sample.probe.padEnd(width)} ${time.padStart(9)}${reason}`;
}

/** A table of the newest look of each probe, in the order of `probes`; a dash where none has come yet. */
export function formatTable(
  probes: readonly string[],
  newest: ReadonlyMap<string, Sample>,
  colour: boolean,
): string[] {
  const width = widthOf(probes);
  return probes.map((probe) => {
    const sample = newest.get(probe);
    return sample ? formatSample(sample, width, colour) : `· ${'waiting'.padEnd(8)} ${probe}`;
  });
}

/** Width of the column that holds the probes' names. */
export function widthOf(probes: readonly string[]): number {
  return Math.max(0, ...probes.map((probe) => probe.length));
}

/** Cuts a line with or without terminal colours to a number of visible characters. */
export function fitLine(line: string, columns: number): string {
  let seen = 0;
  let out = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a terminal colour.
  for (const [part] of line.matchAll(/\u001b\[\d+m|[\s\S]/gu)) {
    if (part.startsWith('\u001b')) out += part;
    else if (seen < columns) {
      out += part;
      seen += 1;
    }
  }
  return out;
}

/** The counts of a run in one line: `15 up, 1 degraded, 1 down`. */
export function summarise(samples: readonly Sample[], notStarted: number): string {
  const outcomes = Object.keys(SIGNS) as Outcome[];
  const parts = outcomes
    .map((outcome) => ({ outcome, count: samples.filter((sample) => sample.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`);
  if (notStarted > 0) parts.push(`${notStarted} not looked at before the run's deadline`);
  return parts.join(', ') || 'no probe was due';
}
