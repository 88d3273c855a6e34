import type { Temporal } from 'temporal-polyfill';
import { type Rotation, type RotationLayer, type SHIFTS, WEEKDAYS } from '../schemas/rotation.ts';
import type { Interval } from './interval.ts';
import { instantOfWall, parseWall, wallAt } from './zone.ts';

/**
 * Units in which the length of a shift is given; each is a step on the calendar, not a fixed number of hours.
 */
export const SHIFT_UNITS = ['days', 'weeks', 'months'] as const;
export type ShiftUnit = (typeof SHIFT_UNITS)[number];

/** One layer of an on-call rotation. */
export interface Layer {
  /** First hand-off as a local wall time, `2026-01-05T09:00`. */
  readonly start: string;
  /** IANA zone whose clocks say when to hand off. */
  readonly timeZone: string;
  /** Length of a shift. */
  readonly every: { readonly count: number; readonly unit: ShiftUnit };
  /** Who takes turns, in order; empty when the names are kept in an outside tool. */
  readonly participants: readonly string[];
  /** Local wall time at which the layer ends for good; the last shift is cut there. */
  readonly until?: string | undefined;
}

/** One shift. `index` counts from 0 at the layer's start; `who` is `null` when the layer names nobody. */
export interface Shift extends Interval {
  readonly index: number;
  readonly who: string | null;
}

/**
 * The shift that holds an instant (milliseconds), or `null` before the layer starts and after it ends.
 * Hand-offs stay at the same wall time when clocks change, so such a shift is an hour longer or shorter.
 * Monthly steps are counted from the first hand-off, so a layer that starts on the 31st hands off on the last
 * day of shorter months. Throws `RangeError` on a malformed start, zone or length.
 */
export function shiftAt(layer: Layer, now: number): Shift | null {
  const index = indexAt(layer, now);
  const shift = index < 0 ? null : shiftNumber(layer, index);
  return shift && shift.to > now ? shift : null;
}

/**
 * The shift after the current one, or the first when the layer has not started; `null` when there is none.
 */
export function nextShift(layer: Layer, now: number): Shift | null {
  const index = indexAt(layer, now);
  return shiftNumber(layer, index < 0 ? 0 : index + 1);
}

/** All shifts that overlap a window, in order. */
export function shiftsIn(layer: Layer, window: Interval): Shift[] {
  const found: Shift[] = [];
  for (let index = Math.max(0, indexAt(layer, window.from)); ; index += 1) {
    const shift = shiftNumber(layer, index);
    if (!shift || shift.from >= window.to) return found;
    if (shift.to > window.from) found.push(shift);
  }
}

/**
 * The first hand-off on or after a local day, as a wall time: `firstHandoff('2026-01-01', 'monday', '09:00')`
 * is `2026-01-05T09:00:00`. Throws `RangeError` on a malformed day, weekday or time.
 */
export function firstHandoff(day: string, weekday: (typeof WEEKDAYS)[number], time: string): string {
  const wanted = WEEKDAYS.indexOf(weekday) + 1;
  if (wanted < 1) throw new RangeError(`not a weekday: ${weekday}; use one of ${WEEKDAYS.join(', ')}`);
  const from = parseWall(`${day}T${time}`);
  return from.add({ days: (wanted - from.dayOfWeek + 7) % 7 }).toString({ smallestUnit: 'second' });
}

const LENGTHS = {
  '1 day': { count: 1, unit: 'days' },
  '1 week': { count: 1, unit: 'weeks' },
  '2 weeks': { count: 2, unit: 'weeks' },
  '1 month': { count: 1, unit: 'months' },
} as const satisfies Record<(typeof SHIFTS)[number], Layer['every']>;

/**
 * The layer that a tier of a rotation describes, or `null` where the book knows no first day or no hand-off
 * time: then no shift can be computed and none is made up. Weekly shifts move to the hand-off weekday on or
 * after the first day; monthly ones hand off on that day of the month.
 */
export function layerOf(rotation: Rotation, tier: Rotation['tiers'][number]): Layer | null {
  const { start, handoff, timeZone } = rotation;
  if (start === null || handoff === null) return null;
  const every = LENGTHS[tier.shift];
  return { start: firstOf(start, handoff, every), timeZone, every, participants: tier.participants };
}

/**
 * A further layer of a tier as {@link layerOf} gives the tier itself; `null` where neither it nor its rotation says when
 * shifts change.
 */
export function furtherLayer(rotation: Rotation, layer: RotationLayer): Layer | null {
  const handoff = layer.handoff ?? rotation.handoff;
  if (handoff === null) return null;
  const every = LENGTHS[layer.shift];
  return {
    start: firstOf(layer.start, handoff, every),
    timeZone: rotation.timeZone,
    every,
    participants: layer.participants,
    ...(layer.until === undefined ? {} : { until: `${layer.until}T${handoff.time}` }),
  };
}

function firstOf(start: string, handoff: NonNullable<Rotation['handoff']>, every: Layer['every']): string {
  return every.unit === 'weeks' && handoff.weekday !== undefined
    ? firstHandoff(start, handoff.weekday, handoff.time)
    : `${start}T${handoff.time}`;
}

function stepped(layer: Layer, steps: number): Temporal.PlainDateTime {
  const { count, unit } = layer.every;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`a shift of ${count} ${unit} has no length; use a whole number from 1`);
  }
  const start = parseWall(layer.start);
  const amount = count * steps;
  switch (unit) {
    case 'days':
      return start.add({ days: amount });
    case 'weeks':
      return start.add({ weeks: amount });
    case 'months':
      return start.add({ months: amount }, { overflow: 'constrain' });
    default: {
      const never: never = unit;
      throw new RangeError(`unknown length of shift: ${never}; use one of ${SHIFT_UNITS.join(', ')}`);
    }
  }
}

function handoff(layer: Layer, index: number): number {
  return instantOfWall(stepped(layer, index), layer.timeZone);
}

function indexAt(layer: Layer, now: number): number {
  const { count, unit } = layer.every;
  const passed = parseWall(layer.start).until(wallAt(now, layer.timeZone), { largestUnit: unit });
  const units = unit === 'days' ? passed.days : unit === 'weeks' ? passed.weeks : passed.months;
  // The wall clock misleads by an hour around a change of clocks and by a day at month ends; settle on
  // instants.
  let index = Math.floor(units / count) - 1;
  while (index >= 0 && handoff(layer, index) > now) index -= 1;
  if (index < -1) index = -1;
  while (handoff(layer, index + 1) <= now) index += 1;
  return index;
}

function shiftNumber(layer: Layer, index: number): Shift | null {
  const end = layer.until === undefined ? Infinity : instantOfWall(parseWall(layer.until), layer.timeZone);
  const from = handoff(layer, index);
  if (from >= end) return null;
  const { participants } = layer;
  return {
    index,
    from,
    to: Math.min(handoff(layer, index + 1), end),
    who: participants[index % Math.max(1, participants.length)] ?? null,
  };
}
