import { type Book, type Entry, entriesOf, findTeam } from '../book/book.ts';
import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import { fold, icsInstant, icsText } from './calendar.ts';

type Checklist = Entry<'checklists'>;

/** Checklists that have a calendar: those done every day with tasks at a time of day. */
export function timedChecklists(book: Book): Checklist[] {
  return entriesOf(book, 'checklists').filter(
    ({ data }) => data.cadence === 'daily' && data.items.some(({ at }) => at !== undefined),
  );
}

/** Name of the calendar of a checklist: `checklist-thorbis-daily.ics`. */
export function checklistCalendarName(id: string): string {
  return `checklist-${id.replaceAll('/', '-')}.ics`;
}

/**
 * The timed tasks of a daily checklist as iCalendar (RFC 5545): one event a task, in UTC, repeated every day from the day
 * of `now` (milliseconds) on. `UID` is the checklist and the place of the task in it; `SEQUENCE` is the day.
 */
export function checklistCalendar(book: Book, { id, domain, data }: Checklist, now: number): string {
  const today = startOfUtcDay(now);
  const events = data.items.flatMap((item, index) => {
    if (item.at === undefined) return [];
    const [hours, minutes] = item.at.split(':').map(Number) as [number, number];
    const from = today + (hours * 60 + minutes) * 60_000;
    const owner = item.owner
      ? (findTeam(book.collections.teams, item.owner, domain)?.data.title ?? item.owner)
      : null;
    const description = [item.note, owner].filter((text) => typeof text === 'string').join('\n');
    return [
      'BEGIN:VEVENT',
      `UID:${icsText(`checklist-${id}-${index}`)}@watchbook`,
      `DTSTAMP:${icsInstant(today)}`,
      `DTSTART:${icsInstant(from)}`,
      ...(item.duration === undefined ? [] : [`DTEND:${icsInstant(from + durationMs(item.duration))}`]),
      'RRULE:FREQ=DAILY',
      `SEQUENCE:${Math.floor(today / DAY_MS)}`,
      'STATUS:CONFIRMED',
      `SUMMARY:${icsText(item.text)}`,
      ...(description === '' ? [] : [`DESCRIPTION:${icsText(description)}`]),
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ];
  });
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Watchbook//Checklist//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${icsText(data.title)}`,
    `X-WR-CALNAME:${icsText(data.title)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:P1D',
    ...events,
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}
