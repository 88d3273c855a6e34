import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { fold, icsText } from '../../src/publish/calendar.ts';
import { plannedWindows } from '../../src/views/maintenance.ts';
import { fileOf, jsonOf, NOW, published } from './made.ts';

const encoder = new TextEncoder();

interface Event {
  readonly uid: string;
  readonly start: string;
  readonly end: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
}

/** The events of a calendar as a program that knows iCalendar reads them. */
function eventsOf(text: string): Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((part) => {
    const event = new ICAL.Event(part);
    const iso = (time: ICAL.Time) => time.toJSDate().toISOString().replace('.000', '');
    return {
      uid: event.uid,
      start: iso(event.startDate),
      end: iso(event.endDate),
      sequence: event.sequence,
      status: String(part.getFirstPropertyValue('status')),
      summary: event.summary,
    };
  });
}

const entry = (lines: string) => ({
  'maintenance/acme/weekly.yaml': `title: Database, moved; twice
summary: The shop may be slower than usual.
domain: acme
audience: public
services: [acme/shop]
impact: degraded
announceLead: 7d
${lines}`,
});
const SUNDAYS = entry('start: 2026-01-11T02:00:00Z\nduration: 4h\nrrule: FREQ=MONTHLY;BYDAY=2SU,4SU\n');

// The second and fourth Sundays of fifteen months, written down from a calendar.
const STARTS =
  `2026: 01-11 01-25 02-08 02-22 03-08 03-22 04-12 04-26 05-10 05-24 06-14 06-28 07-12 07-26 08-09
08-23 09-13 09-27 10-11 10-25 11-08 11-22 12-13 12-27 2027: 01-10 01-24 02-14 02-28 03-14 03-28`
    .split(/(?=\d{4}:)/)
    .flatMap((year) => {
      const [name = '', ...days] = year.trim().split(/:?\s+/);
      return days.map((day) => `${name}-${day}T02:00:00Z`);
    });

describe('planned work on the second and fourth Sunday', () => {
  // Between them the two horizons cover all of the fifteen months.
  it.each(['2026-03-20T12:00:00Z', '2026-11-21T12:00:00Z'])(
    '[G40] [K40] is the same instances in calendar, interface, feed and on the page, seen on %s',
    (at) => {
      const now = Date.parse(at);
      const publication = published({ files: SUNDAYS, now });
      const horizon = jsonOf(publication, 'api/v1/maintenance.json');
      const expected = STARTS.filter(
        (start) => Date.parse(start) + 4 * 3_600_000 > Date.parse(horizon.from) && start < horizon.to,
      );
      expect(expected.length).toBeGreaterThan(14);
      const short = (text: string) => text.replace('.000', '');
      const inside = (start: string) => start <= (STARTS.at(-1) as string);
      const events = eventsOf(fileOf(publication, 'maintenance.ics')).filter(({ start }) => inside(start));
      expect(events.map(({ start }) => start)).toEqual(expected);
      for (const { start, end } of events) expect(Date.parse(end) - Date.parse(start)).toBe(4 * 3_600_000);
      expect(eventsOf(fileOf(publication, 'calendars/acme/shop.ics'))).toEqual(
        eventsOf(fileOf(publication, 'maintenance.ics')),
      );
      const listed: string[] = horizon.windows.map(({ from }: { from: string }) => short(from));
      expect(listed.filter(inside)).toEqual(expected);
      const fed: string[] = jsonOf(publication, 'feeds/maintenance.json').items.map(
        (item: { _watchbook: { from: string } }) => short(item._watchbook.from),
      );
      expect(fed.filter(inside)).toEqual(expected);
      const page = plannedWindows(publication.book, {
        from: Date.parse(horizon.from),
        to: Date.parse(horizon.to),
      });
      expect(page.map(({ from }) => short(new Date(from).toISOString())).filter(inside)).toEqual(expected);
    },
  );

  it('[G40] [S28] has a UID that stays, and one that is called off says so with a higher SEQUENCE', () => {
    const read = (more: string) =>
      eventsOf(
        fileOf(
          published({
            files: entry(
              `start: 2026-01-11T02:00:00Z\nduration: 4h\nrrule: FREQ=MONTHLY;BYDAY=2SU,4SU\n${more}`,
            ),
          }),
          'maintenance.ics',
        ),
      );
    const before = read('');
    const off = read('exdates: [2026-12-13T02:00:00Z]\n');
    expect(off.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
    expect(new Set(off.map(({ uid }) => uid)).size).toBe(off.length);
    const changed = off.filter((event, index) => event.status !== before[index]?.status);
    expect(changed).toEqual([
      expect.objectContaining({ start: '2026-12-13T02:00:00Z', status: 'CANCELLED', sequence: 1 }),
    ]);
    expect(before.every(({ status, sequence }) => status === 'CONFIRMED' && sequence === 0)).toBe(true);
    // Brought back, and told of by the next revision.
    const back = read('revision: 1\n');
    expect(back.find(({ start }) => start === '2026-12-13T02:00:00Z')).toMatchObject({
      status: 'CONFIRMED',
      sequence: 2,
    });
  });
});

describe('planned work on the clocks of a zone', () => {
  const firstOf = (lines: string, now: string) =>
    eventsOf(fileOf(published({ files: entry(lines), now: Date.parse(now) }), 'maintenance.ics'));

  it('[S28] follows the clocks of New York into and out of summer', () => {
    const events = firstOf(
      'start: 2026-02-08T02:00\ntimeZone: America/New_York\nduration: 4h\nrrule: FREQ=MONTHLY;BYDAY=2SU\n',
      '2026-03-01T00:00:00Z',
    );
    const on = (day: string) => events.find(({ start }) => start.startsWith(day));
    expect(on('2026-02-08')).toMatchObject({ start: '2026-02-08T07:00:00Z', end: '2026-02-08T11:00:00Z' });
    // 02:00 is skipped that night: the window begins at 03:00 and is three real hours.
    expect(on('2026-03-08')).toMatchObject({ start: '2026-03-08T07:00:00Z', end: '2026-03-08T10:00:00Z' });
    expect(on('2026-04-12')).toMatchObject({ start: '2026-04-12T06:00:00Z', end: '2026-04-12T10:00:00Z' });
    // Its nominal start, and so its UID, is what was announced.
    expect(on('2026-03-08')?.uid).toBe('acme/weekly/2026-03-08T02:00:00@watchbook');
  });

  it('[S28] follows the clocks of Berlin', () => {
    const events = firstOf(
      'start: 2026-03-22T04:00\ntimeZone: Europe/Berlin\nduration: 1h\nrrule: FREQ=WEEKLY;BYDAY=SU\n',
      '2026-03-20T00:00:00Z',
    );
    expect(events.slice(0, 2).map(({ start }) => start)).toEqual([
      '2026-03-22T03:00:00Z',
      '2026-03-29T02:00:00Z',
    ]);
    expect(events.find(({ start }) => start.startsWith('2026-10-25'))?.start).toBe('2026-10-25T03:00:00Z');
  });

  it('[S28] takes the first of two equal hours, and leaves a skipped one forwards', () => {
    const at = (start: string, now: string) =>
      firstOf(`start: ${start}\ntimeZone: America/New_York\nduration: 1h\n`, now)[0]?.start;
    expect(at('2007-11-04T01:30', '2007-11-01T00:00:00Z')).toBe('2007-11-04T05:30:00Z');
    expect(at('2007-03-11T02:30', '2007-03-01T00:00:00Z')).toBe('2007-03-11T07:30:00Z');
  });

  it('keeps windows in UTC where they are, whatever clocks do', () => {
    const starts = eventsOf(fileOf(published({ files: SUNDAYS }), 'maintenance.ics')).map(
      ({ start }) => start,
    );
    expect(starts.every((start) => start.endsWith('T02:00:00Z'))).toBe(true);
    const york = (at: string) =>
      new Intl.DateTimeFormat('en-US', {
        timeZone: 'America/New_York',
        weekday: 'short',
        hour: '2-digit',
        hourCycle: 'h23',
      }).format(Date.parse(at));
    expect(york('2026-11-08T02:00:00Z')).toMatch(/Sat, 21|Sat,? at 21|Sat 21/);
  });
});

describe('announcing', () => {
  it('[K41] happens at the second that the notice promises, and not before', () => {
    const state = (now: string) =>
      jsonOf(published({ files: SUNDAYS, now: Date.parse(now) }), 'api/v1/maintenance.json').windows.find(
        ({ from }: { from: string }) => from === '2026-12-13T02:00:00.000Z',
      ).state;
    expect(state('2026-12-06T01:59:59Z')).toBe('planned');
    expect(state('2026-12-06T02:00:00Z')).toBe('announced');
    expect(state('2026-12-13T01:59:59Z')).toBe('announced');
    expect(state('2026-12-13T02:00:00Z')).toBe('in progress');
    expect(state('2026-12-13T05:59:59Z')).toBe('in progress');
    expect(state('2026-12-13T06:00:00Z')).toBe('over');
    const upcoming = (now: string) =>
      jsonOf(
        published({ files: SUNDAYS, now: Date.parse(now) }),
        'api/v2/scheduled-maintenances/upcoming.json',
      ).scheduled_maintenances.length;
    expect(upcoming('2026-12-06T01:59:59Z')).toBe(0);
    expect(upcoming('2026-12-06T02:00:00Z')).toBe(1);
  });
});

describe('the text of a calendar', () => {
  it('is the same for every build of a day', () => {
    const text = (now: number) => fileOf(published({ files: SUNDAYS, now }), 'maintenance.ics');
    expect(text(NOW + 3_600_000)).toBe(text(NOW));
    expect(text(NOW + 86_400_000)).not.toBe(text(NOW));
  });

  it('ends lines as it must, keeps them short, and survives signs that mean something', () => {
    const hard = `Ümläut 😀, "quoted"; back\\slash\nnext line ${'ß'.repeat(80)} \u202eright to left\u0007`;
    const publication = published({ files: SUNDAYS });
    const window = publication.book.collections.maintenance.get('acme/weekly');
    Object.assign(window?.data ?? {}, { title: hard });
    const text = fileOf(publication, 'maintenance.ics');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(encoder.encode(line).length).toBeLessThanOrEqual(75);
    expect(eventsOf(text)[0]?.summary).toBe(hard.replace('\u0007', '\ufffd'));
  });

  it('folds between characters, never within one, and loses nothing', () => {
    for (let pad = 60; pad < 80; pad += 1) {
      const line = `${'a'.repeat(pad)}😀ß${'b'.repeat(90)}`;
      const folded = fold(line);
      expect(folded.replaceAll('\r\n ', '')).toBe(line);
      for (const piece of folded.split('\r\n')) expect(encoder.encode(piece).length).toBeLessThanOrEqual(75);
    }
    expect(icsText('a,b;c\\d\ne')).toBe('a\\,b\\;c\\\\d\\ne');
  });

  it('is a calendar also where no work is planned', () => {
    const text = fileOf(published(), 'calendars/acme/mail.ics');
    const calendar = new ICAL.Component(ICAL.parse(text));
    expect(calendar.getAllSubcomponents('vevent')).toEqual([]);
    expect(calendar.getAllSubcomponents()).not.toEqual([]);
  });
});
