import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { rotationFaults } from '../../src/calendar/rotation-faults.ts';
import { finalSchedule, onCallAt } from '../../src/calendar/rotation-schedule.ts';
import { Rotation, WEEKDAYS } from '../../src/schemas/rotation.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);
const iso = (ms: number | null | undefined) => (ms == null ? null : new Date(ms).toISOString().slice(0, 16));

/** A rotation of one tier, with what a test wants to be otherwise. */
function made(tier: object = {}, rotation: object = {}): Rotation {
  return Rotation.parse({
    title: 'Platform on call',
    summary: 'Around the clock for the platform.',
    domain: 'thorbis',
    owner: 'sre',
    timeZone: 'Europe/Berlin',
    start: '2026-01-05',
    handoff: { weekday: 'monday', time: '09:00' },
    tiers: [
      {
        id: 'primary',
        title: 'Primary',
        shift: '1 week',
        escalatesAfter: '15m',
        duties: ['Answers pages'],
        participants: ['ada', 'grace'],
        ...tier,
      },
    ],
    ...rotation,
  });
}
const schedule = (rotation: Rotation, from: string, to: string) =>
  finalSchedule(rotation, rotation.tiers[0] as Rotation['tiers'][number], { from: at(from), to: at(to) }).map(
    (turn) => `${iso(turn.from)} ${iso(turn.to)} ${turn.who}`,
  );

describe('the final schedule', () => {
  it('TV-53 [G43] keeps the hand-off at 09:00 on both nights on which clocks change', () => {
    expect(schedule(made(), '2026-03-20T00:00:00Z', '2026-04-08T00:00:00Z')).toEqual([
      '2026-03-20T00:00 2026-03-23T08:00 ada',
      '2026-03-23T08:00 2026-03-30T07:00 grace',
      '2026-03-30T07:00 2026-04-06T07:00 ada',
      '2026-04-06T07:00 2026-04-08T00:00 grace',
    ]);
    expect(schedule(made(), '2026-10-19T07:00:00Z', '2026-11-02T08:00:00Z')).toEqual([
      '2026-10-19T07:00 2026-10-26T08:00 grace',
      '2026-10-26T08:00 2026-11-02T08:00 ada',
    ]);
  });

  it('limits a tier to business hours on the clock of its zone', () => {
    const days = WEEKDAYS.slice(0, 5);
    const rotation = made({ restrictions: [{ days, from: '09:00', to: '17:00' }] });
    // Friday before and Monday after clocks go forward: the hours are the same, the instants are not.
    expect(schedule(rotation, '2026-03-27T00:00:00Z', '2026-03-31T00:00:00Z')).toEqual([
      '2026-03-27T08:00 2026-03-27T16:00 grace',
      '2026-03-30T07:00 2026-03-30T15:00 ada',
    ]);
  });

  it('lets hours go past midnight and the hand-off cut them', () => {
    const rotation = made({
      layers: [
        {
          title: 'Nights',
          shift: '1 week',
          start: '2026-01-05',
          participants: ['edsger', 'barbara'],
          restrictions: [{ days: [...WEEKDAYS], from: '22:00', to: '06:00' }],
        },
      ],
    });
    expect(schedule(rotation, '2026-01-11T12:00:00Z', '2026-01-13T00:00:00Z')).toEqual([
      '2026-01-11T12:00 2026-01-11T21:00 ada',
      '2026-01-11T21:00 2026-01-12T05:00 edsger',
      '2026-01-12T05:00 2026-01-12T08:00 ada',
      '2026-01-12T08:00 2026-01-12T21:00 grace',
      '2026-01-12T21:00 2026-01-13T00:00 barbara',
    ]);
  });

  it('lets an override win over every layer, and a later one over an earlier', () => {
    const override = (from: string, to: string, who: string) => ({ tier: 'primary', from, to, who });
    const rotation = made(
      {},
      {
        overrides: [
          override('2026-01-06T08:00', '2026-01-06T20:00', 'barbara'),
          override('2026-01-06T12:00', '2026-01-06T13:00', 'edsger'),
        ],
      },
    );
    expect(schedule(rotation, '2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z')).toEqual([
      '2026-01-06T00:00 2026-01-06T07:00 ada',
      '2026-01-06T07:00 2026-01-06T11:00 barbara',
      '2026-01-06T11:00 2026-01-06T12:00 edsger',
      '2026-01-06T12:00 2026-01-06T19:00 barbara',
      '2026-01-06T19:00 2026-01-07T00:00 ada',
    ]);
  });

  it('is empty where nobody wrote down when shifts change, but for overrides', () => {
    const silent = made({}, { start: null, handoff: null });
    expect(schedule(silent, '2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z')).toEqual([]);
    const overrides = [{ tier: 'primary', from: '2026-01-06T08:00', to: '2026-01-06T20:00', who: 'ada' }];
    expect(
      schedule(
        made({}, { start: null, handoff: null, overrides }),
        '2026-01-06T00:00:00Z',
        '2026-01-07T00:00:00Z',
      ),
    ).toEqual(['2026-01-06T07:00 2026-01-06T19:00 ada']);
  });

  it('[G43] is at every instant what asking each layer at that instant gives, across both changes of clocks', () => {
    fc.assert(
      fc.property(rotations, fc.constantFrom(...NIGHTS), (rotation, night) => {
        const tier = rotation.tiers[0] as Rotation['tiers'][number];
        const window = { from: night - 9 * DAY, to: night + 9 * DAY };
        const turns = finalSchedule(rotation, tier, window);
        for (const [index, turn] of turns.entries()) {
          expect(turn.to).toBeGreaterThan(turn.from);
          expect(turn.from).toBeGreaterThanOrEqual(index === 0 ? window.from : (turns[index - 1]?.to ?? 0));
        }
        // Every half hour around the night, every fifth elsewhere, and beside every boundary.
        const instants = Array.from({ length: 90 }, (_, step) => window.from + step * 4.5 * HOUR + HOUR / 2);
        instants.push(...Array.from({ length: 96 }, (_, step) => night + (step - 48) * (HOUR / 2)));
        for (const { from, to } of turns) instants.push(from, to - 1, Math.min(to, window.to - 1));
        const handoffs = new Map<string, number[]>();
        const wrong = instants
          .filter((instant) => instant < window.to)
          .map((instant) => ({
            instant: iso(instant),
            found: turns.find(({ from, to }) => from <= instant && instant < to)?.who,
            wanted: asked(rotation, tier, instant, handoffs),
          }))
          .filter(({ found, wanted }) => found !== wanted);
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

const NIGHTS = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
  '2026-03-08T08:00:00Z',
  '2026-11-01T07:00:00Z',
].map(at);
const clock = fc.constantFrom(
  '00:00',
  '01:30',
  '02:00',
  '02:30',
  '03:00',
  '06:00',
  '09:00',
  '17:00',
  '22:00',
);
const restrictions = fc.array(
  fc.record({
    days: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1, maxLength: 7 }),
    from: clock,
    to: clock,
  }),
  { maxLength: 2 },
);
const shift = fc.constantFrom('1 day', '1 week', '2 weeks', '1 month');
const start = fc.constantFrom('2026-01-05', '2025-12-31', '2026-03-01', '2026-10-20');
const wall = fc.constantFrom(
  '2026-03-07T23:00',
  '2026-03-08T02:30',
  '2026-03-27T12:00',
  '2026-03-29T02:30',
  '2026-03-30T09:00',
  '2026-10-25T02:30',
  '2026-10-26T18:00',
  '2026-11-01T01:30',
  '2026-11-03T00:00',
);
const people = fc.constantFrom(['ada'], ['ada', 'grace'], ['ada', 'grace', 'edsger']);
const rotations = fc
  .record({
    timeZone: fc.constantFrom('Europe/Berlin', 'America/Chicago', 'Etc/UTC', 'Australia/Lord_Howe'),
    start,
    time: clock,
    shift,
    participants: people,
    restrictions,
    layers: fc.array(
      fc.record({
        shift,
        start,
        participants: people,
        restrictions,
        until: fc.option(start, { nil: undefined }),
      }),
      { maxLength: 2 },
    ),
    overrides: fc.array(fc.tuple(wall, wall, fc.constantFrom('barbara', 'ada')), { maxLength: 3 }),
  })
  .map((one) =>
    made(
      {
        shift: one.shift,
        participants: one.participants,
        restrictions: one.restrictions,
        layers: one.layers.map(({ until, ...layer }, index) => ({
          title: `Layer ${index}`,
          ...layer,
          ...(until === undefined ? {} : { until }),
        })),
      },
      {
        timeZone: one.timeZone,
        start: one.start,
        handoff: { weekday: 'monday', time: one.time },
        overrides: one.overrides
          .filter(([from, to]) => from < to)
          .map(([from, to, who]) => ({ tier: 'primary', from, to, who })),
      },
    ),
  );

/** Who is on call at one instant, by asking from the top down; no intervals are made, cut or merged. */
function asked(
  rotation: Rotation,
  tier: Rotation['tiers'][number],
  instant: number,
  known: Map<string, number[]>,
): string | undefined {
  const zone = rotation.timeZone;
  const ms = (local: Temporal.PlainDateTime) => local.toZonedDateTime(zone).epochMilliseconds;
  for (const { from, to, who } of [...rotation.overrides].reverse()) {
    if (ms(Temporal.PlainDateTime.from(from)) <= instant && instant < ms(Temporal.PlainDateTime.from(to)))
      return who;
  }
  for (const layer of [...tier.layers].reverse()) {
    const found = turnOf(layer.start, layer.until, layer);
    if (found !== undefined) return found;
  }
  return turnOf(rotation.start as string, undefined, tier);

  function turnOf(
    day: string,
    until: string | undefined,
    layer: Pick<typeof tier, 'shift' | 'participants' | 'restrictions'>,
  ): string | undefined {
    const time = rotation.handoff?.time as string;
    let first = Temporal.PlainDateTime.from(`${day}T${time}`);
    if (layer.shift.includes('week')) while (first.dayOfWeek !== 1) first = first.add({ days: 1 });
    const step = {
      '1 day': { days: 1 },
      '1 week': { weeks: 1 },
      '2 weeks': { weeks: 2 },
      '1 month': { months: 1 },
    }[layer.shift];
    const times = (count: number) =>
      Object.fromEntries(Object.entries(step).map(([unit, amount]) => [unit, amount * count]));
    const key = `${first} ${layer.shift}`;
    const handoffs = known.get(key) ?? [];
    known.set(key, handoffs);
    while ((handoffs.at(-1) ?? 0) <= instant) handoffs.push(ms(first.add(times(handoffs.length))));
    const turn = handoffs.findIndex((next) => next > instant) - 1;
    if (turn < 0) return undefined;
    if (until !== undefined && instant >= ms(Temporal.PlainDateTime.from(`${until}T${time}`)))
      return undefined;
    const today = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
    const open =
      layer.restrictions.length === 0 ||
      layer.restrictions.some(({ days, from, to }) =>
        [today, today.subtract({ days: 1 })].some((on) => {
          if (!days.includes(WEEKDAYS[on.dayOfWeek - 1] as (typeof WEEKDAYS)[number])) return false;
          const begin = ms(on.toPlainDateTime(from));
          const end = ms((to > from ? on : on.add({ days: 1 })).toPlainDateTime(to));
          return begin <= instant && instant < end;
        }),
      );
    return open ? layer.participants[turn % layer.participants.length] : undefined;
  }
}

describe('who is on call', () => {
  it('[K37] says who, since and until when, who comes next, and when the next tier is called', () => {
    expect(onCallAt(made(), at('2026-03-30T06:59:59Z'))).toEqual([
      {
        tier: 'primary',
        title: 'Primary',
        who: { kind: 'named', team: 'grace' },
        source: { kind: 'tier' },
        since: at('2026-03-23T08:00:00Z'),
        until: at('2026-03-30T07:00:00Z'),
        next: { who: { kind: 'named', team: 'ada' }, from: at('2026-03-30T07:00:00Z') },
        escalateAfterMs: 15 * 60_000,
      },
    ]);
    expect(onCallAt(made(), at('2026-03-30T07:00:00Z'))[0]?.who).toEqual({ kind: 'named', team: 'ada' });
  });

  it('[K39] points at the outside tool where names live there, and names nobody', () => {
    const outside = made(
      { participants: [], role: 'primary' },
      { namesIn: { tool: 'PagerDuty', url: 'https://x.test' } },
    );
    const [tier] = onCallAt(outside, at('2026-02-03T00:00:00Z'));
    expect(tier?.who).toEqual({ kind: 'outside', tool: 'PagerDuty', url: 'https://x.test' });
    expect(iso(tier?.until)).toBe('2026-02-09T08:00');
  });

  it('says nobody outside the hours of a tier, and from when somebody is', () => {
    const days = WEEKDAYS.slice(0, 5);
    const rotation = made({ restrictions: [{ days, from: '09:00', to: '17:00' }] });
    const [tier] = onCallAt(rotation, at('2026-01-10T12:00:00Z'));
    expect(tier).toMatchObject({
      who: { kind: 'nobody' },
      since: at('2026-01-09T16:00:00Z'),
      until: at('2026-01-12T08:00:00Z'),
      next: { who: { kind: 'named', team: 'grace' } },
    });
  });

  it('invents neither person nor shift where the book knows none', () => {
    const [tier] = onCallAt(
      made({ role: 'primary' }, { start: null, handoff: null }),
      at('2026-01-10T12:00:00Z'),
    );
    expect(tier).toMatchObject({
      who: { kind: 'role', team: 'primary' },
      since: null,
      until: null,
      next: null,
    });
    const [silent] = onCallAt(made({}, { start: null }), at('2026-01-10T12:00:00Z'));
    expect(silent?.who.kind).toBe('unknown');
  });

  it('counts turns of one person that touch as one', () => {
    const overrides = [{ tier: 'primary', from: '2026-01-12T09:00', to: '2026-01-13T09:00', who: 'ada' }];
    const [tier] = onCallAt(made({}, { overrides }), at('2026-01-10T12:00:00Z'));
    expect(iso(tier?.until)).toBe('2026-01-13T08:00');
    expect(tier?.next?.who).toEqual({ kind: 'named', team: 'grace' });
  });
});

describe('the ninety days ahead', () => {
  const faults = (rotation: Rotation) => rotationFaults(rotation, at('2026-03-01T00:00:00Z'));

  it('[K39] [G43] find every hour of a rotation around the clock in which nobody is on call', () => {
    const always = { aroundTheClock: true };
    expect(faults(made({}, always))).toEqual([]);
    const weekdays = { restrictions: [{ days: WEEKDAYS.slice(0, 5), from: '00:00', to: '00:00' }] };
    const [gap] = faults(made(weekdays, always));
    if (gap?.kind !== 'gap') throw new Error('no gap was found');
    // The night of the change is an hour shorter.
    expect(gap.gaps.map(({ from, to }) => (to - from) / HOUR)).toContain(47);
    expect(gap.gaps).toHaveLength(14);
    expect(faults(made(weekdays))).toEqual([]);
    expect(faults(made(weekdays, { ...always, namesIn: { tool: 'PagerDuty' } }))).toEqual([]);
  });

  it('find who carries more than their part, and leave alone how turns fall', () => {
    expect(faults(made({ participants: ['ada', 'grace', 'edsger', 'barbara', 'niklaus'] }))).toEqual([]);
    expect(faults(made({ participants: ['ada', 'ada', 'ada', 'grace'] }))).toMatchObject([
      { kind: 'imbalance', who: 'ada' },
    ]);
  });

  it('find somebody in two tiers at once', () => {
    const rotation = made();
    const secondary = {
      ...(rotation.tiers[0] as Rotation['tiers'][number]),
      id: 'secondary',
      participants: ['grace', 'ada'],
    };
    expect(faults({ ...rotation, tiers: [...rotation.tiers, secondary] })).toEqual([]);
    const same = { ...secondary, participants: ['edsger', 'grace', 'ada'] };
    expect(faults({ ...rotation, tiers: [...rotation.tiers, same] })).toMatchObject([
      { kind: 'double booking', tier: 'primary', other: 'secondary', who: 'grace' },
    ]);
  });
});
