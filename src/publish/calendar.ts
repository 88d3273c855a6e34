import { startOfUtcDay } from '../calendar/time.ts';
import { componentTitle } from '../views/incident-words.ts';
import type { PlannedWindow } from '../views/maintenance.ts';
import { addressOf, type Publication, siteName } from './publication.ts';
import { publishedWindows, windowId } from './windows.ts';

const encoder = new TextEncoder();
/** Longest line of RFC 5545 §3.1, in octets without its end. */
const LINE_OCTETS = 75;

/**
 * Planned work as iCalendar (RFC 5545): the windows of the published horizon one by one, in UTC, so that no reader has
 * to know our rules or zones. Of one component when named. `UID` is the entry and the nominal start. `SEQUENCE` is
 * twice the revision of the entry, and one more for a window that was called off, so that calling one off and bringing
 * it back with the next revision both count upwards. `DTSTAMP` is the start of today, so that one day's builds agree.
 */
export function calendarText(publication: Publication, service?: string): string {
  const { book, facts, words } = publication;
  const windows = publishedWindows(publication).filter(
    ({ entry }) => service === undefined || entry.data.services.includes(service),
  );
  const all = words.say('feed.maintenance', { name: siteName(publication) });
  const name =
    service === undefined
      ? all
      : words.say('feed.ofComponent', { feed: all, component: componentTitle(book, service) });
  const stamp = icsInstant(startOfUtcDay(facts.now));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Watchbook//Maintenance//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${icsText(name)}`,
    `X-WR-CALNAME:${icsText(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    ...(windows.length === 0 ? EMPTY : windows.flatMap((window) => eventLines(publication, window, stamp))),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

// A calendar holds at least one component (RFC 5545 §3.6). Where no work is planned, the zone of its times is one.
export const EMPTY = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

function eventLines(publication: Publication, window: PlannedWindow, stamp: string): string[] {
  const { book, words, settings } = publication;
  const { data, id } = window.entry;
  const components = words.list(data.services.map((service) => componentTitle(book, service)));
  const description = [
    data.summary,
    `${words.say('components')}: ${components}`,
    `${words.say('expected')}: ${words.say(`expected.${data.impact}`)}`,
    ...data.activities.map((activity) => `- ${activity}`),
  ].join('\n');
  return [
    'BEGIN:VEVENT',
    `UID:${icsText(windowId(window))}@watchbook`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${icsInstant(window.from)}`,
    `DTEND:${icsInstant(window.to)}`,
    `SEQUENCE:${data.revision * 2 + (window.cancelled ? 1 : 0)}`,
    `STATUS:${window.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    `SUMMARY:${icsText(data.title)}`,
    `DESCRIPTION:${icsText(description)}`,
    ...(settings.siteUrl === null ? [] : [`URL:${addressOf(publication, `/maintenance/${id}/`)}`]),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20261121T020000Z`. */
export function icsInstant(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A text value (RFC 5545 §3.3.11); control characters, which it cannot hold, become the replacement character. */
export function icsText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}--[\t\n]]/gv, '\ufffd')
    .replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n');
}

/** A line folded so that no piece is longer than 75 octets and no character is cut in two. */
export function fold(line: string): string {
  const pieces: string[] = [];
  let piece = '';
  let octets = 0;
  for (const sign of line) {
    const size = encoder.encode(sign).length;
    if (octets + size > LINE_OCTETS) {
      pieces.push(piece);
      piece = ' ';
      octets = 1;
    }
    piece += sign;
    octets += size;
  }
  return [...pieces, piece].join('\r\n');
}
