import type { Interval } from '../calendar/interval.ts';
import { durationMs } from '../schemas/duration.ts';
import type { VisitPiece } from '../status/coverage.ts';
import type { Measured } from './indicator.ts';
import type { Tally } from './settle.ts';
import { parseTargetFraction } from './target.ts';

/** Slices that lie in a window as a whole; slices begin at multiples of their length since 1970 UTC. */
export function wholeSlices(lengthMs: number, window: Interval): number {
  return Math.max(0, Math.floor(window.to / lengthMs) - Math.ceil(window.from / lengthMs));
}

/**
 * Good and bad slices of a window. With the method `timeslices` a slice is good when the good share of its observed time
 * reaches the slice target; with `ratio-timeslices` that share itself is added up. A slice in which nothing was observed
 * counts as nothing, or as bad under `noData: bad`. Slices that the window cuts are left out.
 */
export function countSlices(measured: Measured, walk: (visit: VisitPiece) => void, window: Interval): Tally {
  const { slice } = measured;
  if (!slice) throw new RangeError(`the method ${measured.method} needs a slice length; add slice.length`);
  const length = durationMs(slice.length);
  const first = Math.ceil(window.from / length) * length;
  const end = Math.floor(window.to / length) * length;
  const share =
    measured.method === 'ratio-timeslices' ? (good: number, all: number) => good / all : passes(slice.target);
  let good = 0;
  let total = 0;
  let start = Number.NaN;
  let inside = { good: 0, all: 0 };
  const close = () => {
    if (inside.all > 0) {
      good += share(inside.good, inside.all);
      total += 1;
    }
    inside = { good: 0, all: 0 };
  };
  walk((from, to, state) => {
    const counts = state !== 'unknown' || measured.noData === 'bad';
    let cursor = Math.max(from, first);
    const stop = Math.min(to, end);
    while (cursor < stop) {
      const begin = Math.floor(cursor / length) * length;
      if (begin !== start) {
        close();
        start = begin;
      }
      if (cursor === begin && stop - cursor >= 2 * length) {
        // A run of slices of one state needs no walk; the last of them stays open for what follows it.
        const run = Math.floor((stop - cursor) / length) - 1;
        if (counts) {
          good += run * share(state === 'up' ? length : 0, length);
          total += run;
        }
        cursor += run * length;
        start = cursor;
        continue;
      }
      const next = Math.min(stop, begin + length);
      if (counts) {
        inside.all += next - cursor;
        if (state === 'up') inside.good += next - cursor;
      }
      cursor = next;
    }
  });
  close();
  return { good, bad: total - good, total };
}

function passes(target: string): (good: number, all: number) => number {
  if (target === '1') return (good, all) => (good === all ? 1 : 0);
  const { numerator, denominator } = parseTargetFraction(target);
  return (good, all) => (BigInt(good) * denominator >= BigInt(all) * numerator ? 1 : 0);
}
