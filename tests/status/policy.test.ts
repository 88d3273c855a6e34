import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrences } from '../../src/calendar/recurrence.ts';
import { OUTCOMES, type Outcome } from '../../src/schemas/vocabulary.ts';
import type { Policy } from '../../src/status/looks.ts';
import { confirmedTimeline, outages, probeNow } from '../../src/status/states.ts';
import { componentSegments, uptime, uptimeOfSegments } from '../../src/status/uptime.ts';
import { voteWithQuorum } from '../../src/status/vote.ts';
import { type Look, one, script, series } from './looks.ts';
import { countTicks, middleOf, observedAt } from './oracle.ts';

const I = 1000;
const window = (text: string) => ({ from: 0, to: text.length * I });
const brief = (text: string, confirm: Policy) =>
  outages(one(text, I), { intervalMs: I, confirm }, window(text)).map(({ from, to, confirmedAt }) => [
    from / I,
    to === null ? null : to / I,
    confirmedAt / I,
  ]);

/**
 * The same policy by brute force: every window of looks is cut out anew and counted, and the past is searched
 * backwards for each tick. Shares no code with what it checks.
 */
function slowStates(looks: readonly Look[], policy: Policy): { at: number; state: Outcome }[] {
  const seen = looks.filter(({ outcome }) => outcome !== 'unknown');
  const bad = (i: number) => seen[i]?.outcome === 'down';
  const size = policy.of ?? policy.down;
  const steady = policy.steady === undefined ? 0 : Number.parseInt(policy.steady, 10) * 1000;
  const labels: { at: number; state: Outcome }[] = [];
  const onset = (from: number, last: number): number | null => {
    for (let start = Math.max(from, last - size + 1); start <= last; start += 1) {
      const failed = Array.from({ length: last - start + 1 }, (_, k) => start + k).filter(bad);
      if (bad(last) && failed.length >= policy.down) return failed[0] as number;
    }
    return null;
  };
  const recovery = (from: number): number => {
    for (let start = from; start < seen.length; start += 1) {
      for (let last = start; last < seen.length && !bad(last); last += 1) {
        const span = (seen[last] as Look).at - (seen[start] as Look).at;
        const first = start === 0 || bad(start - 1);
        if (first && last - start + 1 >= policy.up && span >= steady) return start;
      }
    }
    return seen.length;
  };
  let from = 0;
  while (from < seen.length) {
    let began: number | null = null;
    for (let last = from; last < seen.length && began === null; last += 1) began = onset(from, last);
    for (let i = from; i < (began ?? seen.length); i += 1) {
      const { at, outcome } = seen[i] as Look;
      labels.push({ at, state: outcome === 'down' ? (labels.at(-1)?.state ?? 'unknown') : outcome });
    }
    if (began === null) break;
    // Good looks between the failed ones that confirm it are part of the outage.
    let confirmed = began;
    while (onset(from, confirmed) === null) confirmed += 1;
    const end = recovery(confirmed + 1);
    for (let i = began; i < end; i += 1) labels.push({ at: (seen[i] as Look).at, state: 'down' });
    from = end;
  }
  return labels;
}

const letters = fc.stringMatching(/^[UGD?.]{0,30}$/);
const policies: fc.Arbitrary<Policy> = fc
  .record({
    down: fc.integer({ min: 1, max: 3 }),
    up: fc.integer({ min: 1, max: 3 }),
    more: fc.integer({ min: 0, max: 3 }),
    steady: fc.constantFrom(undefined, '1s', '3s', '6s'),
  })
  .map(({ down, up, more, steady }) => ({ down, up, of: down + more, steady }));

describe('so many failed looks of so many', () => {
  it.each<[string, Policy, (number | null)[][]]>([
    ['UDUDUDUU', { down: 3, up: 2, of: 5 }, [[1, 6, 5]]],
    ['UDUUDUUDUU', { down: 3, up: 2, of: 5 }, []],
    ['UDUUDUUDUU', { down: 3, up: 2, of: 7 }, [[1, 8, 7]]],
    ['UDUDUU', { down: 2, up: 1, of: 3 }, [[1, 4, 3]]],
    ['DUDUU', { down: 2, up: 1, of: 3 }, [[0, 3, 2]]],
    ['UDDUDU', { down: 2, up: 1, of: 3 }, [[1, 3, 2]]],
  ])('[U18] turns %s under %o into outages', (text, policy, expected) => {
    expect(brief(text, policy)).toEqual(expected);
  });

  it('tells what is pending only while it can still become an outage', () => {
    const pending = (text: string, confirm: Policy) =>
      probeNow(one(text, I), { intervalMs: I, confirm }, text.length * I - 1).pending;
    expect(pending('UDU', { down: 2, up: 1, of: 3 })).toMatchObject({ looks: 1, needed: 2, since: I });
    expect(pending('UDUU', { down: 2, up: 1, of: 3 })).toBe(null);
    expect(pending('UDU', { down: 2, up: 1 })).toBe(null);
  });
});

describe('a service that flaps', () => {
  const flapping = 'UDDUUDDUUDDUUDDUUUUUUUUU';

  it('has one outage instead of many when good looks must span a time', () => {
    expect(brief(flapping, { down: 2, up: 2 })).toHaveLength(4);
    expect(brief(flapping, { down: 2, up: 2, steady: '5s' })).toEqual([[1, 15, 2]]);
  });

  it('is up again from its first good look, but only once they have spanned it', () => {
    const policy = { down: 2, up: 2, steady: '3s' };
    expect(brief('UDDUUU', policy)).toEqual([[1, null, 2]]);
    expect(brief('UDDUUUU', policy)).toEqual([[1, 3, 2]]);
  });
});

describe('the policy in full', () => {
  it('[S22] says at every tick what brute force says, whatever the looks and the policy', () => {
    fc.assert(
      fc.property(
        letters,
        policies,
        fc.constantFrom(0, Date.parse('2024-02-29T23:59:50Z'), Date.parse('2024-03-31T00:59:50Z')),
        (text, confirm, start) => {
          const looks = script(text, I, start);
          const end = start + 35 * I;
          const timing = { intervalMs: I, confirm, staleAfter: 3 };
          const found = confirmedTimeline([series(looks)], timing, { from: start, to: end });
          const labels = slowStates(looks, confirm);
          for (let tick = start; tick < end; tick += I / 2) {
            const newest = labels.findLast(({ at }) => at <= tick);
            const expected = newest && tick - newest.at <= 3 * I ? newest.state : 'unknown';
            const actual = found.find(({ from, to }) => from <= tick && tick < to)?.state;
            expect(actual, `${text} ${JSON.stringify(confirm)} at ${tick - start}`).toBe(expected);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('[S22] never takes back a closed outage when more looks arrive', () => {
    fc.assert(
      fc.property(letters, letters, policies, (text, more, confirm) => {
        const closed = brief(text, confirm).filter(([, to]) => to !== null);
        expect(brief(text + more, confirm).slice(0, closed.length)).toEqual(closed);
      }),
      { numRuns: 300 },
    );
  });
});

describe('so many locations', () => {
  it('[U18] decide by a number where one is named, and one that is alone with its failure proves nothing', () => {
    expect(voteWithQuorum(['down', 'down', 'up', 'up', 'up'], 2)).toBe('down');
    expect(voteWithQuorum(['down', 'up', 'up'], 2)).toBe('up');
    expect(voteWithQuorum(['down', 'degraded', 'up'], 2)).toBe('degraded');
    expect(voteWithQuorum(['down', 'unknown', 'unknown'], 2)).toBe('unknown');
    expect(voteWithQuorum(['down'], 1)).toBe('down');
    expect(voteWithQuorum([], 1)).toBe('unknown');
    expect(() => voteWithQuorum(['fine' as Outcome], 1)).toThrow(/refusing to guess/);
  });

  it('[U18] are counted at every instant, whatever they say', () => {
    const timing = (locations: number) => ({ intervalMs: I, confirm: { down: 1, up: 1, locations } });
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (texts, k) => {
          const looks = texts.map((text) => series(script(text, I)));
          const whole = { from: 0, to: 35 * I };
          const single = looks.map((each) => confirmedTimeline([each], timing(1), whole));
          const at = (timeline: ReturnType<typeof confirmedTimeline>, tick: number) =>
            timeline.find(({ from, to }) => from <= tick && tick < to)?.state;
          const all = confirmedTimeline(looks, timing(k), whole);
          for (let tick = 0; tick < whole.to; tick += I / 2) {
            const downs = single.filter((timeline) => at(timeline, tick) === 'down').length;
            expect(at(all, tick) === 'down').toBe(downs >= k);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(OUTCOMES).toContain('unknown');
  });

  it('[U18] [U1] are counted by the same policy in uptime as in the state, tick by tick', () => {
    const looks = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 280 }), outcome: fc.constantFrom(...OUTCOMES) }), {
        maxLength: 30,
      })
      .map((list): Look[] => list.sort((a, b) => a.at - b.at));
    const span = { from: 40, to: 260 };
    fc.assert(
      fc.property(fc.array(looks, { maxLength: 4 }), fc.integer({ min: 1, max: 4 }), (places, k) => {
        const state = (tick: number) => {
          const said = places.map((list) => observedAt(list, 10, tick));
          if (said.filter((each) => each === 'down').length >= k) return 'down';
          return middleOf(said.filter((each) => each !== 'down'));
        };
        const expected = countTicks(state, [], span);
        const timing = { intervalMs: 10, confirm: { down: 2, up: 2, locations: k } };
        const probe = { looks: places.map(series), timing };
        const found = uptime(probe.looks, timing, span);
        expect(found).toMatchObject({
          goodMs: expected.up + expected.degraded,
          badMs: expected.down,
          unknownMs: expected.unknown,
        });
        const whole = uptimeOfSegments(componentSegments([probe], span), span);
        expect({ ...whole, sampleCount: null }).toEqual({ ...found, sampleCount: null });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a leap day and a change of clocks', () => {
  const MINUTE = 60_000;
  // Two in the morning on Sundays in Berlin: once an hour that is skipped, once one that comes twice.
  const schedule = {
    start: '2024-01-07T02:00:00',
    timeZone: 'Europe/Berlin',
    duration: '30m',
    rrule: 'FREQ=WEEKLY;BYDAY=SU',
  };

  it.each(['2024-02-28T22:00:00Z', '2024-03-30T22:00:00Z', '2024-10-26T22:00:00Z'])(
    'change no outage and hide none: minute by minute from %s',
    (start) => {
      const from = Date.parse(start);
      const window = { from, to: from + 48 * 3_600_000 };
      const work = occurrences(schedule, window);
      fc.assert(
        fc.property(fc.array(fc.nat(47 * 60), { minLength: 0, maxLength: 12 }), (starts) => {
          const bad = (minute: number) => starts.some((each) => minute >= each && minute < each + 25);
          const looks = Array.from(
            { length: 48 * 60 },
            (_, minute): Look => ({
              at: from + minute * MINUTE,
              outcome: bad(minute) ? 'down' : 'up',
            }),
          );
          const timing = { intervalMs: MINUTE, confirm: { down: 1, up: 1 } };
          const found = outages([series(looks)], timing, window, work);
          const hidden = (at: number) => work.some((each) => at >= each.from && at < each.to);
          for (let minute = 0; minute < looks.length; minute += 1) {
            const at = from + minute * MINUTE;
            const told = found.some((each) => at >= each.from && at < (each.to ?? window.to));
            // Work in the middle of an outage does not cut it in two; anywhere else it hides what it covers.
            if (!hidden(at)) expect(told, new Date(at).toISOString()).toBe(bad(minute));
            else if (told) expect(bad(minute)).toBe(true);
          }
        }),
        { numRuns: 25 },
      );
    },
  );
});
