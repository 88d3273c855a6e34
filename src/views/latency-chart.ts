import { DAY_MS } from '../calendar/time.ts';
import { latency } from '../status/latency.ts';
import type { ComponentFacts } from './facts.ts';

const STEP_MS = 30 * 60_000;
const LEFT = 44;
const WIDTH = 672;
const TOP = 8;
const HEIGHT = 150;

/** A drawing of response times over the last 24 hours in steps of half an hour. */
export interface LatencyDrawing {
  readonly points: readonly {
    readonly at: number;
    readonly count: number;
    readonly p50: number | null;
    readonly p95: number | null;
  }[];
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p50Path: string;
  readonly p95Path: string;
  readonly grid: readonly { readonly y: number; readonly label: string }[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
}

/** The drawing, or null when nothing was timed. Steps without a successful look interrupt the line. */
export function chartOf(component: ComponentFacts, now: number): LatencyDrawing | null {
  const timed = component.probes.filter(({ probe }) => probe.kind === 'http');
  const looks = (timed.length > 0 ? timed : component.probes).flatMap((probe) => probe.looks);
  const end = Math.ceil(now / STEP_MS) * STEP_MS;
  const start = end - DAY_MS;
  const points = Array.from({ length: DAY_MS / STEP_MS }, (_, index) => {
    const from = start + index * STEP_MS;
    const { count, p50, p95 } = latency(looks, { from, to: from + STEP_MS });
    return { at: from, count, p50, p95 };
  });
  const top = Math.max(...points.map(({ p95 }) => p95 ?? 0));
  if (top === 0) return null;
  const scale = niceTop(top);
  const x = (index: number) => Math.round((LEFT + (index + 0.5) * (WIDTH / points.length)) * 10) / 10;
  const y = (value: number) => Math.round((TOP + HEIGHT * (1 - value / scale)) * 10) / 10;
  const whole = latency(looks, { from: start, to: end });
  return {
    points,
    p50: whole.p50,
    p95: whole.p95,
    p50Path: linePath(
      points.map(({ p50 }) => p50),
      x,
      y,
    ),
    p95Path: linePath(
      points.map(({ p95 }) => p95),
      x,
      y,
    ),
    grid: [0, 0.5, 1].map((share) => ({ y: y(scale * share), label: `${Math.round(scale * share)} ms` })),
    ticks: [0, 12, 24, 36, 47].map((index) => ({
      x: x(index),
      label: `${new Date(start + index * STEP_MS).toISOString().slice(11, 16)}`,
    })),
  };
}

function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const alone = !open && (values[index + 1] ?? null) === null;
    path += open
      ? `L${x(index)} ${y(value)}`
      : alone
        ? `M${x(index) - 2} ${y(value)}h4`
        : `M${x(index)} ${y(value)}`;
    open = true;
  });
  return path;
}

/** The next of 1, 2, 5 times a power of ten above a value. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
