import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entry } from '../../src/book/book.ts';
import { loadBook } from '../../src/book/load.ts';
import { nextDue } from '../../src/calendar/due.ts';
import { dueAfter, dueWords, logMarkdown } from '../../src/client/checklist-log.ts';
import { checklistCalendar, timedChecklists } from '../../src/publish/checklist-calendar.ts';
import { CADENCES } from '../../src/schemas/vocabulary.ts';
import { checklistDue, checkRows, onboardingPaths, weeksWords } from '../../src/views/checklist.ts';
import { smallBook } from '../book/made.ts';
import { NOW, viewOf } from './made.ts';

const sample = (await loadBook(process.cwd())).book;
const DAILY = 'checklists/acme/daily.yaml';
const daily = (lines: string) => {
  const text = `${smallBook().get(DAILY)}${lines}`;
  return entry(assembleBook(smallBook({ [DAILY]: text })).book, 'checklists', 'acme/daily');
};

describe('a checklist', () => {
  it('[K44] orders tasks with a time by it, and says when each begins next', () => {
    const rows = checkRows(entry(sample, 'checklists', 'thorbis/daily'), Date.parse('2026-11-21T09:30:00Z'));
    expect(rows.map(({ item, next }) => [item.at, new Date(next ?? 0).toISOString().slice(0, 16)])).toEqual([
      ['08:00', '2026-11-22T08:00'],
      ['09:00', '2026-11-22T09:00'],
      ['10:00', '2026-11-21T10:00'],
      ['16:00', '2026-11-21T16:00'],
    ]);
  });

  it('[K44] is a calendar of its timed tasks that calendar programs can read', () => {
    expect(timedChecklists(sample).map(({ id }) => id)).toEqual(['thorbis/daily']);
    const text = checklistCalendar(sample, entry(sample, 'checklists', 'thorbis/daily'), NOW);
    const events = new ICAL.Component(ICAL.parse(text))
      .getAllSubcomponents('vevent')
      .map((part) => new ICAL.Event(part));
    expect(
      events.map((event) => [
        event.summary,
        event.startDate.toJSDate().toISOString(),
        event.duration.toSeconds() / 60,
      ]),
    ).toEqual([
      ['System Health Review', '2026-11-21T08:00:00.000Z', 15],
      ['Performance Metrics Analysis', '2026-11-21T09:00:00.000Z', 30],
      ['Security Event Review', '2026-11-21T10:00:00.000Z', 20],
      ['Incident Review & Documentation', '2026-11-21T16:00:00.000Z', 30],
    ]);
    expect(events.every((event) => event.isRecurring())).toBe(true);
  });

  it('keeps the order in which tasks without a time were written', () => {
    const rows = checkRows(entry(sample, 'checklists', 'la-factoria/daily'), NOW);
    expect(rows.map(({ index, next }) => [index, next])).toEqual(
      [0, 1, 2, 3, 4].map((index) => [index, null]),
    );
  });

  it('[K46] is due by its cadence and the day it was last done, and unknown where nobody wrote that down', () => {
    expect(checklistDue(daily(''), NOW).kind).toBe('unknown');
    expect(checklistDue(daily('lastDone: 2026-11-19\n'), NOW)).toMatchObject({
      text: '2026-11-20',
      note: 'overdue',
    });
    expect(checklistDue(daily('lastDone: 2026-11-20\n'), NOW)).toMatchObject({
      text: '2026-11-21',
      note: 'today',
    });
  });
});

describe('the log of runs on a device', () => {
  it('steps on the calendar as the book does, for every cadence', () => {
    for (const cadence of CADENCES) {
      for (const day of ['2026-01-31', '2026-11-21', '2028-02-29', '2026-12-31']) {
        const due = nextDue(cadence, cadence === 'hourly' ? null : day);
        expect(dueAfter(cadence, day), `${cadence} ${day}`).toBe(due.kind === 'day' ? due.day : null);
      }
    }
    expect(() => dueAfter('now and then', '2026-01-01')).toThrow(/cadence/);
  });

  it('says how a due day stands', () => {
    expect(dueWords('2026-11-21', '2026-11-21')).toBe('due today');
    expect(dueWords('2026-11-20', '2026-11-21')).toBe('overdue by 1 day');
    expect(dueWords('2026-11-18', '2026-11-21')).toBe('overdue by 3 days');
    expect(dueWords('2026-11-24', '2026-11-21')).toBe('due on 2026-11-24');
  });

  it('is written as Markdown that shows what was left out', () => {
    const text = logMarkdown('Daily *checks*', [
      {
        startedAt: '2026-11-21T08:00:00Z',
        finishedAt: '2026-11-21T08:20:00Z',
        items: [
          { text: 'Look at [the shop]', at: '2026-11-21T08:10:00Z' },
          { text: 'Verify backups', at: null },
        ],
        note: 'Backups were late.\nAsked why.',
      },
    ]);
    expect(text).toBe(`# Runs of Daily \\*checks\\*

## 2026-11-21T08:00:00Z to 2026-11-21T08:20:00Z

- [x] Look at \\[the shop\\] (2026-11-21T08:10:00Z)
- [ ] Verify backups (left out)

> Backups were late.
> Asked why.
`);
  });
});

describe('the way into a team', () => {
  const paths = onboardingPaths(viewOf(sample).context);

  it('[K53] goes by weeks, in order, as far as lengths are written down', () => {
    const film = paths.find(({ domain }) => domain === 'ai-film-studio');
    expect(film?.steps.map(({ weeks }) => weeksWords(weeks))).toEqual([
      'Week 1',
      'Week 2',
      'Week 3',
      'Week 4',
    ]);
    const thorbis = paths.find(({ domain }) => domain === 'thorbis');
    expect(thorbis?.steps).toHaveLength(5);
    // The first step has no length, so nobody knows in which week the second begins.
    expect(thorbis?.steps.map(({ weeks }) => weeks)).toEqual([null, null, null, null, null]);
    expect(weeksWords([2, 3])).toBe('Weeks 2 and 3');
  });

  it('[K53] brings access and training along, and a condition with what it is a condition of', () => {
    const film = paths.find(({ domain }) => domain === 'ai-film-studio');
    const counts = film?.besides.map(({ data }) => [data.purpose, data.items.length]);
    expect(counts).toEqual([
      ['access', 7],
      ['training', 6],
    ]);
    const vpn = film?.besides[0]?.data.items.find(({ text }) => text === 'VPN access');
    expect(vpn?.note).toBe('if applicable');
  });

  it('[K53] ends at the gate of the rotation', () => {
    expect(paths.map(({ domain, gates }) => [domain, gates.map(({ id }) => id)])).toEqual([
      ['ai-film-studio', ['ai-film-studio/on-call']],
      ['thorbis', ['thorbis/on-call']],
    ]);
  });
});
