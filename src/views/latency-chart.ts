import { DAY_MS } from '../calendar/time.ts';
import { latencyStepsOfDays } from '../status/latency-days.ts';
import { type LatencyStep, latencySteps } from '../status/latency-series.ts';
import type { Looks } from '../status/looks.ts';
import type { PastDay } from '../status/past.ts';
import type { Words } from '../words/words.ts';
import { type BoundLooks, type ComponentFacts, WINDOWS, type WindowId } from './facts.ts';
import { linePath } from './line-path.ts';

const LEFT = 76;
const WIDTH = 640;
const TOP = 12;
const HEIGHT = 142;

/** Length of one step of the chart of each window, milliseconds. */
export const STEP_MS = {
  day: 30 * 60_000,
  week: 3 * 3_600_000,
  month: DAY_MS,
  quarter: DAY_MS,
  year: 7 * DAY_MS,
} as const satisfies Record<WindowId, number>;

/**
 * Response times of a component over a window, in steps that begin at whole multiples of their length. Days before
 * `split` (the record's first day of looks, milliseconds) come from their rollups.
 */
export function responseTimes(
  component: ComponentFacts,
  window: WindowId,
  now: number,
  split = Number.NEGATIVE_INFINITY,
): LatencyStep[] {
  const byWindow = STEPS_OF.get(component) ?? new Map<string, LatencyStep[]>();
  STEPS_OF.set(component, byWindow);
  const key = `${window} ${now} ${split}`;
  const known = byWindow.get(key);
  if (known) return known;
  const probes = timedProbes(component);
  const steps = stepsOf(
    probes.flatMap(({ looks }) => looks),
    probes.flatMap(({ past }) => past),
    window,
    now,
    split,
  );
  byWindow.set(key, steps);
  return steps;
}

/** A page and the file beside it show the same steps, which are sorted out of all looks of the component. */
const STEPS_OF = new WeakMap<ComponentFacts, Map<string, LatencyStep[]>>();

/** The same by location, in order of name; empty where there is only one. */
export function responseTimesByLocation(
  component: ComponentFacts,
  window: WindowId,
  now: number,
  split = Number.NEGATIVE_INFINITY,
): Map<string, LatencyStep[]> {
  const probes = timedProbes(component);
  const looks = Map.groupBy(
    probes.flatMap((probe) => probe.looks),
    ({ location }) => location ?? '',
  );
  const past = Map.groupBy(
    probes.flatMap((probe) => probe.past),
    ({ location }) => location,
  );
  const names = [...new Set([...looks.keys(), ...past.keys()])].sort();
  if (names.length < 2) return new Map();
  return new Map(
    names.map((name) => [name, stepsOf(looks.get(name) ?? [], past.get(name) ?? [], window, now, split)]),
  );
}

function stepsOf(
  looks: Looks,
  past: readonly PastDay[],
  window: WindowId,
  now: number,
  split: number,
): LatencyStep[] {
  const step = STEP_MS[window];
  const length = WINDOWS.find(({ id }) => id === window)?.ms ?? DAY_MS;
  const end = Math.ceil(now / Math.min(step, DAY_MS)) * Math.min(step, DAY_MS);
  const span = { from: end - Math.ceil(length / step) * step, to: end };
  return step % DAY_MS === 0
    ? latencyStepsOfDays(looks, past, split, span, step)
    : latencySteps(looks, span, step);
}

/** Probes whose times say how fast the component answers: its requests, or whatever there is where it has none. */
function timedProbes({ probes }: ComponentFacts): readonly BoundLooks[] {
  // Handshakes and port checks answer another question than requests do; they would blur the percentiles.
  const timed = probes.filter(({ probe }) => probe.kind === 'http');
  return timed.length > 0 ? timed : probes;
}

/** A drawing of response times: paths in a box of 720 by 180. */
export interface LatencyDrawing {
  readonly p50Path: string;
  readonly p95Path: string;
  readonly p99Path: string;
  readonly grid: readonly { readonly y: number; readonly label: string }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
}

/** The drawing, or null when nothing was timed. Steps without a successful look interrupt the line. */
export function drawLatency(steps: readonly LatencyStep[], words: Words): LatencyDrawing | null {
  const top = Math.max(...steps.map(({ p99 }) => p99 ?? 0));
  if (top === 0 || steps.length === 0) return null;
  const scale = niceTop(top);
  // Whole units of the picture are finer than a pixel of most screens, and a page draws hundreds of them.
  const x = (index: number) => Math.round(LEFT + (index + 0.5) * (WIDTH / steps.length));
  const y = (value: number) => Math.round(TOP + HEIGHT * (1 - value / scale));
  const path = (of: (step: LatencyStep) => number | null) => linePath(steps.map(of), x, y);
  const days = (steps[1]?.at ?? 0) - (steps[0]?.at ?? 0) >= DAY_MS;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (steps.length - 1)));
  return {
    p50Path: path(({ p50 }) => p50),
    p95Path: path(({ p95 }) => p95),
    p99Path: path(({ p99 }) => p99),
    grid: [0, 0.5, 1].map((share) => ({ y: y(scale * share), label: words.ms(scale * share) })),
    ticks: [...new Set(ticks)].map((index) => ({
      x: x(index),
      label: days
        ? words.day((steps[index] as LatencyStep).at)
        : new Date((steps[index] as LatencyStep).at).toISOString().slice(11, 16),
    })),
  };
}

/** The next of 1, 2, 5 times a power of ten above a value. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
