import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  addEvent,
  clockWords,
  escalationOf,
  exportOf,
  goTo,
  markdownOf,
  parseRun,
  type Run,
  startRun,
  stateOf,
  timelineOf,
} from '../../src/runs/run.ts';
import { Postmortem } from '../../src/schemas/postmortem.ts';

const START = Date.parse('2026-11-21T03:12:05Z');
const MINUTE = 60_000;
const at = (minutes: number) => START + minutes * MINUTE;

const begun = (): Run =>
  startRun(
    {
      id: 'one',
      runbook: 'acme/ShopDown',
      title: 'The shop is down',
      steps: [
        { id: 'ask', title: 'Ask the service' },
        { id: 'decide', title: 'Find the part' },
        { id: 'restart', title: 'Restart it' },
      ],
    },
    START,
  );

/** A whole night: two notes, a choice, one level up, each outcome once. */
function night(): Run {
  let run = begun();
  run = addEvent(run, 'note', at(1), 'It says 502.\nSee https://logs.acme.test/x?y=1');
  run = addEvent(run, 'done', at(2));
  run = addEvent(run, 'chosen', at(3), 'A release broke it');
  run = addEvent(run, 'skipped', at(4), 'no release today');
  run = addEvent(run, 'escalated', at(15), 'Secondary');
  run = addEvent(run, 'failed', at(20));
  return addEvent(run, 'ended', at(25));
}

describe('a run', () => {
  it('begins at its first step and goes on with each outcome', () => {
    const run = addEvent(begun(), 'done', at(2));
    const state = stateOf(run, at(5));
    expect(state.current).toBe(1);
    expect(state.outcomes).toEqual(['done', null, null]);
    expect(state.spent).toEqual([2 * MINUTE, 3 * MINUTE, 0]);
    expect(state.whole).toBe(5 * MINUTE);
  });

  it('adds up the time of a step that is taken twice', () => {
    const run = goTo(goTo(begun(), 2, at(1)), 0, at(4));
    expect(stateOf(run, at(6)).spent).toEqual([3 * MINUTE, 0, 3 * MINUTE]);
    expect(stateOf(run, at(6)).current).toBe(0);
  });

  it('keeps the last outcome of a step that was done again', () => {
    const again = goTo(addEvent(begun(), 'failed', at(1)), 0, at(2));
    expect(stateOf(addEvent(again, 'done', at(3)), at(3)).outcomes[0]).toBe('done');
  });

  it('does not leave its steps at either end', () => {
    const run = begun();
    expect(goTo(run, -1, at(1))).toBe(run);
    expect(goTo(run, 3, at(1))).toBe(run);
    const last = addEvent(goTo(run, 2, at(1)), 'done', at(2));
    expect(stateOf(last, at(3)).current).toBe(2);
  });

  it('stands still when it has ended, and takes notes still', () => {
    const run = night();
    expect(stateOf(run, at(600))).toEqual(stateOf(run, at(25)));
    expect(stateOf(run, at(600)).whole).toBe(25 * MINUTE);
    expect(addEvent(run, 'done', at(30))).toBe(run);
    expect(goTo(run, 0, at(30))).toBe(run);
    expect(addEvent(run, 'note', at(30), 'Wrote it up').events.at(-1)?.kind).toBe('note');
  });

  it('keeps its events in order when the clock of the device is set back', () => {
    const run = addEvent(addEvent(begun(), 'note', at(5), 'five'), 'note', at(-60), 'later');
    expect(run.events.map((event) => event.at)).toEqual([START, START, at(5), at(5)]);
    expect(stateOf(run, at(-60)).whole).toBeGreaterThanOrEqual(0);
  });

  it('is refused without a step', () => {
    expect(() => startRun({ id: 'x', runbook: 'acme/x', title: 'X', steps: [] }, START)).toThrow(
      'acme/x has no step',
    );
  });

  it('has a clock of minutes, and of hours from the first on', () => {
    expect([0, 999, 65_000, 3_599_999, 3_600_000, 90_061_000].map(clockWords)).toEqual([
      '00:00',
      '00:00',
      '01:05',
      '59:59',
      '1:00:00',
      '25:01:01',
    ]);
  });
});

describe('what is told of a run', () => {
  it('is a Markdown list in UTC, one event a line', () => {
    expect(markdownOf(night())).toBe(
      `- 2026-11-21T03:12:05Z Run of the runbook The shop is down started
- 2026-11-21T03:13:05Z It says 502. See https://logs.acme.test/x?y=1
- 2026-11-21T03:14:05Z Step 1 "Ask the service" done
- 2026-11-21T03:15:05Z Decided at "Find the part": A release broke it
- 2026-11-21T03:16:05Z Step 2 "Find the part" skipped: no release today
- 2026-11-21T03:27:05Z Brought in Secondary
- 2026-11-21T03:32:05Z Step 3 "Restart it" failed
- 2026-11-21T03:37:05Z Run of the runbook The shop is down ended
`,
    );
  });

  it('holds marks that somebody typed as words', () => {
    const run = addEvent(begun(), 'note', at(1), '<b>*x*</b> [a](b)');
    expect(markdownOf(run)).toContain('\\<b\\>\\*x\\*\\</b\\> \\[a\\](b)');
  });

  it('fits the timeline of a postmortem as its schema has it', () => {
    const long = addEvent(
      addEvent(night(), 'note', at(26), 'ok'),
      'note',
      at(27),
      `"a": {b} # ${'x'.repeat(400)}`,
    );
    const { timeline } = parse(`timeline:\n${timelineOf(long)}`) as { timeline: unknown[] };
    expect(timeline).toHaveLength(10);
    const result = Postmortem.shape.timeline.safeParse(timeline);
    expect(result.error?.issues ?? []).toEqual([]);
    expect(timeline[0]).toEqual({
      at: '2026-11-21T03:12:05Z',
      kind: 'action',
      text: 'Run of the runbook The shop is down started',
    });
  });

  it('is data without a link', () => {
    const text = exportOf(addEvent(night(), 'note', at(26), 'mailto:a@b.test www.x.test ftp://y'), at(30));
    expect(text).not.toMatch(/:\/\/|mailto:|www\./);
    const data = JSON.parse(text) as Record<string, unknown>;
    expect(data).toMatchObject({
      runbook: 'acme/ShopDown',
      startedAt: '2026-11-21T03:12:05Z',
      endedAt: '2026-11-21T03:37:05Z',
      seconds: 1500,
      steps: [
        { number: 1, title: 'Ask the service', outcome: 'done', seconds: 120 },
        { number: 2, title: 'Find the part', outcome: 'skipped', seconds: 120 },
        { number: 3, title: 'Restart it', outcome: 'failed', seconds: 1260 },
      ],
    });
  });
});

describe('a kept run', () => {
  it('comes back as it was', () => {
    expect(parseRun(JSON.stringify(night()))).toEqual(night());
  });

  it.each([
    ['nothing', null],
    ['a torn text', JSON.stringify(night()).slice(0, -5)],
    ['another version', JSON.stringify({ ...night(), version: 2 })],
    ['a word that nobody knows', JSON.stringify(night()).replace('"skipped"', '"fine"')],
    ['a step that is not there', JSON.stringify(night()).replace('"step":2', '"step":9')],
    ['no event', JSON.stringify({ ...night(), events: [] })],
    ['a list', '[]'],
  ])('is none from %s', (_, text) => {
    expect(parseRun(text)).toBeNull();
  });
});

describe('escalation in a run', () => {
  const levels = [
    { after: 0, name: 'Primary' },
    { after: 15 * MINUTE, name: 'Secondary' },
    { after: 45 * MINUTE, name: 'Manager' },
  ];

  it('[K38] says who comes next and in how long, then that the time has come', () => {
    expect(escalationOf(begun(), levels, at(10))).toEqual({
      due: [],
      next: { after: 15 * MINUTE, name: 'Secondary', in: 5 * MINUTE },
    });
    expect(escalationOf(begun(), levels, at(15)).due.map(({ name }) => name)).toEqual(['Secondary']);
    expect(escalationOf(begun(), levels, at(50)).due.map(({ name }) => name)).toEqual([
      'Secondary',
      'Manager',
    ]);
    expect(escalationOf(begun(), levels, at(50)).next).toBeNull();
  });

  it('does not ask again for who was brought in, and for nobody after the end', () => {
    const run = addEvent(begun(), 'escalated', at(5), 'Secondary');
    expect(escalationOf(run, levels, at(20))).toMatchObject({ due: [], next: { name: 'Manager' } });
    expect(escalationOf(addEvent(run, 'ended', at(30)), levels, at(60))).toEqual({ due: [], next: null });
  });
});
