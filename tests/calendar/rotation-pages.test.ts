import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entry } from '../../src/book/book.ts';
import { onCallCalendar, onCallCalendarName, onCallTeams } from '../../src/publish/on-call-calendar.ts';
import { onCallRows, scheduleBlocks } from '../../src/views/on-call.ts';
import { rotationBlocks } from '../../src/views/rotation.ts';
import { smallBook } from '../book/made.ts';
import { viewOf } from '../views/made.ts';

const at = (text: string) => Date.parse(text);
const ON_CALL = 'rotations/acme/on-call.yaml';
const TEAMS = {
  'teams/acme/ada.yaml': 'title: First team\nkind: team\ndomain: acme\nsummary: Answers first.\n',
  'teams/acme/grace.yaml': 'title: Other team\nkind: team\ndomain: acme\nsummary: Answers then.\n',
};
const HEAD = `title: On-call
summary: Who answers when the shop is down.
domain: acme
owner: acme/core
timeZone: Europe/Berlin
start: 2026-01-05
handoff: { weekday: monday, time: "09:00", via: chat }
`;
const TIER = `tiers:
  - id: primary
    title: Primary
    role: acme/core
    shift: 1 week
    escalatesAfter: 15m
    duties: [Answer the page]
`;

function made(lines: string) {
  const { book } = assembleBook(smallBook({ [ON_CALL]: HEAD + lines, ...TEAMS }));
  return { book, rotation: entry(book, 'rotations', 'acme/on-call') };
}
const NAMED = made(
  `${TIER}    participants: [acme/ada, acme/grace]
overrides:
  - { tier: primary, from: 2026-10-27T09:00, to: 2026-10-27T18:00, who: acme/core, reason: A day off }
`,
);
const OUTSIDE = made(`namesIn: { tool: PagerDuty, url: "https://pager.test" }\n${TIER}`);

function eventsOf(text: string) {
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((part) => {
    const event = new ICAL.Event(part);
    const iso = (time: ICAL.Time) => time.toJSDate().toISOString().slice(0, 16);
    return { uid: event.uid, span: `${iso(event.startDate)} ${iso(event.endDate)}`, summary: event.summary };
  });
}

describe('the calendar of a team', () => {
  it('[G43] [K37] holds its turns with hand-offs at 09:00 in Berlin on both sides of the change of clocks', () => {
    const events = eventsOf(onCallCalendar(NAMED.book, 'acme/ada', at('2026-10-24T12:00:00Z')));
    expect(events.slice(0, 3).map(({ span }) => span)).toEqual([
      '2026-10-26T08:00 2026-10-27T08:00',
      '2026-10-27T17:00 2026-11-02T08:00',
      '2026-11-09T08:00 2026-11-16T08:00',
    ]);
    expect(new Set(events.map(({ summary }) => summary))).toEqual(new Set(['Primary: First team']));
  });

  it('holds every turn for the team that keeps the rotation, overrides under their own name', () => {
    const events = eventsOf(onCallCalendar(NAMED.book, 'acme/core', at('2026-10-24T12:00:00Z')));
    expect(events.find(({ span }) => span.startsWith('2026-10-27T08:00'))?.summary).toBe(
      'Primary: Core team',
    );
    expect(events.some(({ summary }) => summary === 'Primary: Other team')).toBe(true);
  });

  it('names a turn alike on every day, and no turn twice', () => {
    const today = eventsOf(onCallCalendar(NAMED.book, 'acme/core', at('2026-10-28T12:00:00Z')));
    const tomorrow = eventsOf(onCallCalendar(NAMED.book, 'acme/core', at('2026-10-29T12:00:00Z')));
    expect(new Set(today.map(({ uid }) => uid)).size).toBe(today.length);
    expect(tomorrow.map(({ uid }) => uid)).toEqual(
      expect.arrayContaining(today.slice(2, 10).map(({ uid }) => uid)),
    );
  });

  it('[K39] points at the outside tool, and names nobody', () => {
    const text = onCallCalendar(OUTSIDE.book, 'acme/core', at('2026-10-24T12:00:00Z'));
    expect(new Set(eventsOf(text).map(({ summary }) => summary))).toEqual(
      new Set(['Primary: see PagerDuty']),
    );
    expect(text).toContain('URL:https://pager.test');
  });

  it('is made for everybody who keeps, fills or takes a turn, under a name that says whose it is', () => {
    expect(onCallTeams(NAMED.book)).toEqual(['acme/ada', 'acme/core', 'acme/grace']);
    expect(onCallCalendarName(NAMED.book, 'Core', 'acme')).toBe('oncall-acme-core.ics');
  });

  it('is a calendar also where no turn is known', () => {
    const { book } = assembleBook(smallBook());
    const calendar = new ICAL.Component(ICAL.parse(onCallCalendar(book, 'acme/core', 0)));
    expect(calendar.getAllSubcomponents().length).toBeGreaterThan(0);
  });
});

describe('the page of a rotation', () => {
  const now = at('2026-10-27T12:00:00Z');

  it('[K37] says who is on call, until when by which channel, and who is next', () => {
    const [row] = onCallRows(NAMED.rotation, viewOf(NAMED.book, () => [], now).context);
    expect(row?.who).toMatchObject({ text: 'Core team', note: 'takes over: A day off' });
    expect(row?.handoff).toMatchObject({
      text: 'Tue 27 Oct 2026, 18:00 (Europe/Berlin, UTC+01:00)',
      note: 'via chat',
    });
    expect(row?.next.text).toBe('First team');
  });

  it('carries the turns of ninety days for readers who come later', () => {
    const [row] = onCallRows(NAMED.rotation, viewOf(NAMED.book, () => [], now).context);
    if (!row?.ahead) throw new Error('nothing is known ahead');
    const { zone, until, people, turns } = row.ahead;
    expect(zone).toBe('Europe/Berlin');
    expect(until * 60_000 - now).toBe(90 * 86_400_000);
    let passed = 0;
    const marks = turns.map(([minutes, person]) => {
      passed += minutes;
      return [new Date(passed * 60_000).toISOString().slice(0, 16), people[person]?.[0]];
    });
    expect(marks.slice(0, 4)).toEqual([
      ['2026-10-27T12:00', 'Core team'],
      ['2026-10-27T17:00', 'First team'],
      ['2026-11-02T08:00', 'Other team'],
      ['2026-11-09T08:00', 'First team'],
    ]);
    expect(people).toContainEqual(['Core team', '/teams/acme/core/']);
    expect(marks).toHaveLength(15);
  });

  it('[K39] shows the tool and no person where the names live there', () => {
    const { context } = viewOf(OUTSIDE.book, () => [], now);
    const [row] = onCallRows(OUTSIDE.rotation, context);
    expect(row?.who).toMatchObject({ text: 'see PagerDuty', href: 'https://pager.test' });
    const page = JSON.stringify([
      ...scheduleBlocks(OUTSIDE.rotation, context),
      ...rotationBlocks(OUTSIDE.rotation, context),
    ]);
    expect(page).toContain('see PagerDuty');
    expect(page).not.toContain('First team');
  });

  it('claims nothing ahead where nobody wrote down when shifts change', () => {
    const { book } = assembleBook(smallBook());
    const rotation = entry(book, 'rotations', 'acme/on-call');
    const { context } = viewOf(book, () => [], now);
    expect(onCallRows(rotation, context)[0]).toMatchObject({ ahead: null, handoff: { kind: 'unknown' } });
    expect(scheduleBlocks(rotation, context)).toEqual([]);
  });
});
