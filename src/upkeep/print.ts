import { DAY_MS, isoInstant, startOfUtcDay } from '../calendar/time.ts';
import { fold, icsText } from '../publish/calendar.ts';
import type { Due } from './dues.ts';

/** What is owed as lines by team, overdue first; what has no date is counted. */
export function dueLines(all: readonly Due[]): string[] {
  const teams = [...Map.groupBy(all, ({ team }) => team ?? 'no team')].sort(([a], [b]) => (a < b ? -1 : 1));
  return teams.flatMap(([team, own]) => {
    const dated = own.filter(({ state }) => state === 'overdue' || state === 'soon');
    const later = own.filter(({ state }) => state === 'later').length;
    const undated = own.filter(({ state }) => state === 'unknown').length;
    const rest = [
      ...(later > 0 ? [`${later} later`] : []),
      ...(undated > 0 ? [`${undated} with no date, never recorded as done`] : []),
    ];
    return [
      `${team}`,
      ...dated.map(
        ({ dueOn, state, kind, what, file }) => `  ${dueOn}  ${state.padEnd(7)}  ${kind}: ${what}  (${file})`,
      ),
      ...(rest.length > 0 ? [`  and ${rest.join(', ')}`] : []),
    ];
  });
}

/** What is owed as JSON with stable order of keys, for machines. */
export function dueJson(all: readonly Due[], now: number): string {
  return JSON.stringify(
    {
      version: 1,
      at: isoInstant(now),
      overdue: all.filter(({ state }) => state === 'overdue').length,
      soon: all.filter(({ state }) => state === 'soon').length,
      undated: all.filter(({ state }) => state === 'unknown').length,
      due: all.map(({ kind, what, domain, team, dueOn, state, days, file, key }) => ({
        kind,
        what,
        domain,
        team,
        dueOn,
        state,
        days,
        file,
        key,
      })),
    },
    null,
    2,
  );
}

/**
 * What has a date as to-dos of whole days in iCalendar (RFC 5545), one calendar for all teams or for one. `DTSTAMP` is
 * the start of today, so that the runs of one day agree; a date that moves raises `SEQUENCE` with the days since 1970.
 */
export function dueCalendar(all: readonly Due[], now: number): string {
  const stamp = icsDay(startOfUtcDay(now));
  const dated = all.filter(({ dueOn }) => dueOn !== null);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Watchbook//Due//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'NAME:What is due',
    'X-WR-CALNAME:What is due',
    ...dated.flatMap(({ key, what, kind, team, file, dueOn }) => {
      const day = Date.parse(dueOn ?? '');
      return [
        'BEGIN:VEVENT',
        `UID:${icsText(key.replace(/\s+/g, '-'))}@watchbook`,
        `DTSTAMP:${stamp}T000000Z`,
        `DTSTART;VALUE=DATE:${icsDay(day)}`,
        `DTEND;VALUE=DATE:${icsDay(day + DAY_MS)}`,
        `SEQUENCE:${Math.floor(day / DAY_MS)}`,
        `SUMMARY:${icsText(`${kind}: ${what}`)}`,
        `DESCRIPTION:${icsText(`${team ?? 'no team'}\n${file}`)}`,
        'TRANSP:TRANSPARENT',
        'END:VEVENT',
      ];
    }),
    ...(dated.length === 0 ? NOTHING : []),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

// A calendar holds at least one component (RFC 5545 §3.6).
const NOTHING = [
  'BEGIN:VTIMEZONE',
  'TZID:Etc/UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** `20261121` */
function icsDay(at: number): string {
  return isoInstant(at).slice(0, 10).replaceAll('-', '');
}
