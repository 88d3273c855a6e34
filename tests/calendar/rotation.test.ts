import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstHandoff,
  type Layer,
  layerOf,
  nextShift,
  shiftAt,
  shiftsIn,
} from '../../src/calendar/rotation.ts';
import { formatZoned } from '../../src/calendar/time.ts';
import { Rotation } from '../../src/schemas/rotation.ts';

const at = (text: string) => Date.parse(text);
const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString().slice(0, 16));
const ZONES = ['Europe/Berlin', 'America/Chicago', 'Australia/Lord_Howe', 'Etc/UTC', 'Africa/Casablanca'];

const weekly: Layer = {
  start: '2026-01-05T09:00',
  timeZone: 'Europe/Berlin',
  every: { count: 1, unit: 'weeks' },
  participants: ['ada', 'grace', 'edsger'],
};

describe('weekly hand-off at local wall time', () => {
  it('TV-53 [G43] hands off at 09:00 in Chicago in the week when clocks go back, not at 08:00', () => {
    const chicago: Layer = { ...weekly, start: '2024-10-29T09:00', timeZone: 'America/Chicago' };
    const shift = shiftAt(chicago, at('2024-10-30T12:00:00Z'));
    expect(iso(shift?.from)).toBe('2024-10-29T14:00');
    expect(iso(shift?.to)).toBe('2024-11-05T15:00');
    expect((shift?.to ?? 0) - (shift?.from ?? 0)).toBe(7 * 86_400_000 + 3_600_000);
  });

  it.each([
    ['in winter', '2026-01-12T07:59:59Z', 0],
    ['in winter at the hand-off', '2026-01-12T08:00:00Z', 1],
    ['after clocks went forward', '2026-03-30T06:59:59Z', 11],
    ['after clocks went forward at the hand-off', '2026-03-30T07:00:00Z', 12],
    ['after clocks went back', '2026-10-26T07:59:59Z', 41],
    ['after clocks went back at the hand-off', '2026-10-26T08:00:00Z', 42],
  ])('[K37] knows who is on call one second before and at the hand-off %s', (_name, now, index) => {
    expect(shiftAt(weekly, at(now))).toMatchObject({ index, who: weekly.participants[index % 3] });
  });

  it('knows only the boundaries when the names live elsewhere', () => {
    const shift = shiftAt({ ...weekly, participants: [] }, at('2026-02-03T00:00:00Z'));
    expect(shift).toMatchObject({ index: 4, who: null });
    expect(iso(shift?.from)).toBe('2026-02-02T08:00');
  });

  it('gives no shift before the layer starts and names the first as next', () => {
    const before = at('2026-01-05T07:59:59Z');
    expect(shiftAt(weekly, before)).toBeNull();
    expect(nextShift(weekly, before)).toMatchObject({
      index: 0,
      who: 'ada',
      from: at('2026-01-05T08:00:00Z'),
    });
    expect(nextShift(weekly, at('2026-01-05T08:00:00Z'))).toMatchObject({ index: 1, who: 'grace' });
  });

  it('cuts the last shift at the end of the layer and has none after it', () => {
    const ending: Layer = { ...weekly, until: '2026-01-14T09:00' };
    expect(iso(shiftAt(ending, at('2026-01-13T00:00:00Z'))?.to)).toBe('2026-01-14T08:00');
    expect(shiftAt(ending, at('2026-01-14T08:00:00Z'))).toBeNull();
    expect(nextShift(ending, at('2026-01-13T00:00:00Z'))).toBeNull();
    expect(shiftsIn(ending, { from: 0, to: at('2027-01-01T00:00:00Z') })).toHaveLength(2);
  });

  it.each(ZONES)('[G43] stays at 09:00 on the clocks of %s for three years', (timeZone) => {
    const shifts = shiftsIn(
      { ...weekly, timeZone },
      { from: at('2026-01-10T00:00:00Z'), to: at('2029-01-01T00:00:00Z') },
    );
    expect(shifts.length).toBeGreaterThan(150);
    for (const shift of shifts) expect(formatZoned(shift.from, timeZone)).toMatch(/^Mon .*, 09:00 \(/);
  });
});

describe('any layer', () => {
  it('[G43] tiles time without gap or overlap, and finds the shift that holds an instant', () => {
    const layers = fc.record({
      start: fc.constantFrom('2026-01-31T02:30', '2026-03-29T02:30', '2024-02-29T09:00', '2026-10-25T02:15'),
      timeZone: fc.constantFrom(...ZONES),
      every: fc.record({
        count: fc.integer({ min: 1, max: 3 }),
        unit: fc.constantFrom('days', 'weeks', 'months'),
      }),
      participants: fc.constantFrom([], ['ada'], ['ada', 'grace']),
    });
    fc.assert(
      fc.property(
        layers,
        fc.integer({ min: at('2026-11-01T00:00:00Z'), max: at('2028-11-01T00:00:00Z') }),
        (layer, now) => {
          const here = shiftAt(layer as Layer, now);
          const next = nextShift(layer as Layer, now);
          if (!here || !next) throw new Error('a layer without end has a shift');
          expect(here.from).toBeLessThanOrEqual(now);
          expect(here.to).toBeGreaterThan(now);
          expect(next.from).toBe(here.to);
          expect(next.index).toBe(here.index + 1);
          expect(shiftAt(layer as Layer, here.from)).toEqual(here);
          expect(shiftAt(layer as Layer, here.to - 1)).toEqual(here);
          expect(shiftAt(layer as Layer, here.to)).toEqual(next);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('hands a monthly layer that starts on the 31st over on the last day of shorter months', () => {
    const monthly: Layer = {
      ...weekly,
      start: '2026-01-31T09:00',
      timeZone: 'Etc/UTC',
      every: { count: 1, unit: 'months' },
    };
    const days = shiftsIn(monthly, { from: at('2026-01-31T09:00:00Z'), to: at('2026-06-01T00:00:00Z') });
    expect(days.map(({ from }) => iso(from)?.slice(5, 10))).toEqual([
      '01-31',
      '02-28',
      '03-31',
      '04-30',
      '05-31',
    ]);
  });

  it('refuses a shift without length and a malformed start', () => {
    expect(() => shiftAt({ ...weekly, every: { count: 0, unit: 'weeks' } }, 0)).toThrow(/no length/);
    expect(() => shiftAt({ ...weekly, start: '2026-01-05' }, 0)).toThrow(/wall time/);
  });
});

describe('rotations of the book', () => {
  const rotation = Rotation.parse({
    title: 'Platform on call',
    summary: 'Around the clock for the platform.',
    domain: 'thorbis',
    owner: 'sre',
    timeZone: 'Europe/Berlin',
    start: '2026-01-01',
    handoff: { weekday: 'monday', time: '09:00' },
    tiers: [
      { id: 'primary', title: 'Primary', shift: '1 week', duties: ['Answers pages'] },
      { id: 'manager', title: 'Manager', shift: '1 month', duties: ['Decides'] },
    ],
  });
  const [primary, manager] = rotation.tiers as [Rotation['tiers'][number], Rotation['tiers'][number]];

  it('[K38] moves weekly tiers to their weekday and keeps the day of the month for monthly ones', () => {
    expect(layerOf(rotation, primary)?.start).toBe('2026-01-05T09:00:00');
    expect(layerOf(rotation, manager)?.start).toBe('2026-01-01T09:00');
    expect(layerOf(rotation, manager)?.every).toEqual({ count: 1, unit: 'months' });
  });

  it('computes no layer where the first day or the hand-off is unknown', () => {
    expect(layerOf({ ...rotation, start: null }, primary)).toBeNull();
    expect(layerOf({ ...rotation, handoff: null }, primary)).toBeNull();
  });

  it('finds the first hand-off on the day itself or after it', () => {
    expect(firstHandoff('2026-01-05', 'monday', '09:00')).toBe('2026-01-05T09:00:00');
    expect(firstHandoff('2026-01-06', 'monday', '09:00')).toBe('2026-01-12T09:00:00');
  });
});
