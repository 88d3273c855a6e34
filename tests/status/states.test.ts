import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, type Outcome } from '../../src/schemas/vocabulary.ts';
import { confirmedTimeline, outages, probeNow } from '../../src/status/states.ts';
import { vote, worst, worstObserved } from '../../src/status/vote.ts';
import { type Look, one, script, series, timing } from './looks.ts';
import { confirmedAt, confirmedLabels, middleOf } from './oracle.ts';

const I = 10;
const letters = fc.stringMatching(/^[UGD?.]{0,40}$/);
const policies = fc.record({ down: fc.integer({ min: 1, max: 3 }), up: fc.integer({ min: 1, max: 3 }) });
const until = (text: string) => ({ from: 0, to: text.length * I });
const brief = (text: string, down = 2, up = 2) =>
  outages(one(text, I), timing(I, down, up), until(text)).map(({ from, to, confirmedAt: known }) => [
    from / I,
    to === null ? null : to / I,
    known / I,
  ]);

describe('confirmation of outages', () => {
  // Columns: what was seen, failed looks needed, good looks needed, then outages as [first, end, known] in
  // intervals.
  it.each<[string, number, number, (number | null)[][]]>([
    ['UUUU', 2, 2, []],
    ['UDUDUDU', 2, 2, []],
    ['UDDUU', 2, 2, [[1, 3, 2]]],
    ['UDDUDUU', 2, 2, [[1, 5, 2]]],
    ['UDDUDUDDUU', 2, 2, [[1, 8, 2]]],
    ['UDD', 2, 2, [[1, null, 2]]],
    ['UDDU', 2, 2, [[1, null, 2]]],
    ['UDU', 1, 1, [[1, 2, 1]]],
    ['DDUU', 2, 2, [[0, 2, 1]]],
    ['UD?DUU', 2, 2, [[1, 4, 3]]],
    ['UDGDUU', 2, 2, []],
    ['UGGGU', 2, 2, []],
    ['UDDGU', 2, 2, [[1, 3, 2]]],
    ['UDDDUUU', 3, 3, [[1, 4, 3]]],
    ['UDDU.......UU', 2, 2, [[1, 3, 2]]],
    ['UDD........DDUU', 2, 2, [[1, 13, 2]]],
    ['UD........DUU', 2, 2, [[1, 11, 10]]],
    ['', 2, 2, []],
  ])('[U18] [S22] turns %s with %i failed and %i good looks into outages', (text, down, up, expected) => {
    expect(brief(text, down, up)).toEqual(expected);
  });

  it('[U3] keeps a short outage once it is confirmed: four minutes seen by two looks', () => {
    const minute = 60_000;
    const looks = one('UUDDUU', 2 * minute);
    expect(outages(looks, timing(2 * minute), { from: 0, to: 12 * minute })).toEqual([
      {
        from: 4 * minute,
        to: 8 * minute,
        confirmedAt: 6 * minute,
        observedMs: 4 * minute,
        failedLooks: 2,
        reason: 'failed look 2',
      },
    ]);
  });

  it('says how much of an outage was observed', () => {
    const [outage] = outages(one('UDD........DDUU', I), timing(I), { from: 0, to: 150 });
    expect(outage).toMatchObject({ from: 10, to: 130, failedLooks: 4, observedMs: 10 + 15 + 20 });
  });

  it('[S22] says at every tick what looking ahead says, silence included, whatever the sequence', () => {
    fc.assert(
      fc.property(letters, policies, (text, confirm) => {
        const list = script(text, I);
        const window = { from: 0, to: 420 };
        const found = confirmedTimeline([series(list)], { intervalMs: I, confirm }, window);
        const labels = confirmedLabels(list, confirm.down, confirm.up);
        let cursor = 0;
        for (const { from, to, state } of found) {
          expect(from).toBe(cursor);
          for (let tick = from; tick < to; tick += 1) expect(confirmedAt(labels, 3 * I, tick)).toBe(state);
          cursor = to;
        }
        expect(cursor).toBe(window.to);
      }),
      { numRuns: 400 },
    );
  });

  it('[S22] never takes back a closed outage when more looks arrive', () => {
    fc.assert(
      fc.property(letters, letters, policies, (text, more, confirm) => {
        const rule = { intervalMs: I, confirm };
        const closed = outages(one(text, I), rule, until(text)).filter(({ to }) => to !== null);
        expect(outages(one(text + more, I), rule, until(text + more)).slice(0, closed.length)).toEqual(
          closed,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('knows an outage from the confirming look on, and not one millisecond earlier', () => {
    const looks = one('UDDUU', I);
    expect(outages(looks, timing(I), { from: 0, to: 20 })).toEqual([]);
    expect(outages(looks, timing(I), { from: 0, to: 21 })).toMatchObject([
      { from: 10, to: null, confirmedAt: 20 },
    ]);
  });

  it('lists an outage that began before the window with its true start', () => {
    const looks = one('UDDDDDDUU', I);
    expect(outages(looks, timing(I), { from: 45, to: 90 })).toMatchObject([{ from: 10, to: 70 }]);
    expect(outages(looks, timing(I), { from: 70, to: 90 })).toEqual([]);
  });
});

describe('planned work', () => {
  const looks = one('UUDDDDUUUU', I);
  const cut = (from: number, to: number, now = 100) =>
    outages(looks, timing(I), { from: 0, to: now }, [{ from, to }]).map((outage) => [outage.from, outage.to]);

  it('[K42] is no outage when it holds all of it', () => {
    expect(cut(20, 60)).toEqual([]);
    expect(cut(0, 100)).toEqual([]);
  });

  it('[K42] [U7] becomes an outage at its end when the service is still down', () => {
    expect(cut(15, 40)).toEqual([[40, 60]]);
    expect(cut(15, 40, 45)).toEqual([[40, null]]);
    expect(cut(15, 40, 40)).toEqual([]);
  });

  it('ends an outage that it overtakes and leaves one around it whole', () => {
    expect(cut(40, 70)).toEqual([[20, 40]]);
    expect(cut(30, 40)).toEqual([[20, 60]]);
  });
});

describe('several locations', () => {
  const three = (texts: readonly string[]) => texts.map((text) => series(script(text, I)));

  it('[U18] lets the majority decide, a tie go to the worse, and the silent not vote', () => {
    expect(vote(['up', 'up', 'down'])).toBe('up');
    expect(vote(['up', 'down'])).toBe('down');
    expect(vote(['up', 'degraded', 'down'])).toBe('degraded');
    expect(vote(['up', 'unknown', 'unknown', 'unknown'])).toBe('up');
    expect(vote(['unknown'])).toBe('unknown');
    expect(vote([])).toBe('unknown');
  });

  it('votes like the upper middle of what was seen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES), { maxLength: 7 }), (seen) => {
        expect(vote(seen)).toBe(middleOf(seen));
      }),
    );
  });

  it('[U18] makes no outage of what one of three places sees, and one of what two see', () => {
    const window = { from: 0, to: 70 };
    expect(outages(three(['UDDDDUU', 'UUUUUUU', 'UUUUUUU']), timing(I), window)).toEqual([]);
    expect(outages(three(['UDDDDUU', 'UUDDDUU', 'UUUUUUU']), timing(I), window)).toMatchObject([
      { from: 20, to: 50, confirmedAt: 30, failedLooks: 6, reason: 'failed look 2' },
    ]);
  });

  it('stops listening to a place that fell silent', () => {
    const looks = three(['DDDDDDDD', 'UU......', 'UU......']);
    expect(probeNow(looks, timing(I), 15).state).toBe('up');
    expect(probeNow(looks, timing(I), 75)).toMatchObject({ state: 'down', since: 41, stale: false });
  });

  it('ranks outcomes for components: down, degraded, unknown, up', () => {
    expect(worst(['up', 'unknown', 'degraded', 'down'])).toBe('down');
    expect(worst(['up', 'unknown', 'degraded'])).toBe('degraded');
    expect(worst(['up', 'unknown'])).toBe('unknown');
    expect(worst(['up', 'up'])).toBe('up');
    expect(worst([])).toBe('unknown');
    expect(worstObserved(['up', 'unknown'])).toBe('up');
    expect(worstObserved(['unknown'])).toBe('unknown');
  });

  it.each(['fine', 'UP', '', 'constructor', 'toString'])('[S7] refuses the word "%s" everywhere', (word) => {
    const odd = word as Outcome;
    for (const rule of [vote, worst, worstObserved]) expect(() => rule(['up', odd])).toThrow(/outcome/);
    const looks: Look[] = [
      { at: 0, outcome: 'up' },
      { at: 10, outcome: odd },
    ];
    expect(() => confirmedTimeline([series(looks)], timing(I), { from: 0, to: 20 })).toThrow(/outcome/);
  });
});

describe('state of a probe now', () => {
  it.each<[string, number, Outcome, number | null]>([
    ['UUU', 25, 'up', 0],
    ['UUG', 25, 'degraded', 20],
    ['UDD', 25, 'down', 10],
    ['UDD', 20, 'down', 10],
    ['UD', 15, 'up', 0],
    ['D', 5, 'unknown', 0],
    ['DD', 15, 'down', 0],
    ['UDDU', 35, 'down', 10],
    ['UDDUU', 45, 'up', 30],
    ['UDDGG', 45, 'degraded', 30],
  ])('after %s at %i is %s since %s', (text, now, state, since) => {
    expect(probeNow(one(text, I), timing(I), now)).toMatchObject({ state, since, stale: false });
  });

  it('[S8] is unknown once its newest look is older than three intervals, not at three intervals', () => {
    const looks = one('UU', I);
    expect(probeNow(looks, timing(I), 40)).toMatchObject({ state: 'up', stale: false, newestAt: 10 });
    expect(probeNow(looks, timing(I), 41)).toMatchObject({
      state: 'unknown',
      stale: true,
      newestAt: 10,
      since: 41,
    });
    expect(probeNow(looks, { ...timing(I), staleAfter: 5 }, 41).state).toBe('up');
  });

  it('does not let looks that observed nothing keep old news fresh', () => {
    expect(probeNow(one('UU?????', I), timing(I), 65)).toMatchObject({
      state: 'unknown',
      stale: true,
      newestAt: 10,
    });
  });

  it('is unknown when nobody ever looked, and ignores looks of the future', () => {
    expect(probeNow([], timing(I), 50)).toEqual({
      state: 'unknown',
      since: null,
      newestAt: null,
      stale: true,
      reason: null,
      pending: null,
    });
    expect(probeNow(one('UUUUDD', I), timing(I), 25)).toMatchObject({ state: 'up', newestAt: 20 });
    expect(probeNow(one('UU', I, 100), timing(I), 25)).toMatchObject({ state: 'unknown', since: null });
  });

  it('says why it is down and which failed looks wait for confirmation', () => {
    expect(probeNow(one('UDDD', I), timing(I), 35)).toMatchObject({ reason: 'failed look 3', pending: null });
    expect(probeNow(one('UUD', I), timing(I, 3), 25)).toMatchObject({
      state: 'up',
      reason: null,
      pending: { looks: 1, needed: 3, since: 20, reason: 'failed look 2' },
    });
  });

  it('says since when it is down across a time without looks', () => {
    expect(probeNow(one('UDD......D', I), timing(I), 95)).toMatchObject({ state: 'down', since: 10 });
  });
});
