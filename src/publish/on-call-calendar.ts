import { type Book, type Entry, entriesOf, findTeam } from '../book/book.ts';
import { HORIZON_DAYS } from '../calendar/rotation-faults.ts';
import { AHEAD_MS, finalSchedule, type Turn, teamOnCall, whoOf } from '../calendar/rotation-schedule.ts';
import { DAY_MS, startOfUtcDay } from '../calendar/time.ts';
import { EMPTY, fold, icsInstant, icsText } from './calendar.ts';

type Rotations = Entry<'rotations'>;

/** Id of the team that a reference means, or the reference itself where the book does not know it. */
function teamId(book: Book, reference: string, domain: string): string {
  return findTeam(book.collections.teams, reference, domain)?.id ?? reference;
}

/** Name of a team's calendar of on-call turns: `oncall-thorbis-operations-team.ics`. */
export function onCallCalendarName(book: Book, team: string, domain: string): string {
  return `oncall-${teamId(book, team, domain).replaceAll('/', '-')}.ics`;
}

/** Every team that has a calendar: those that keep a rotation, fill a tier, or take turns. In order of their ids. */
export function onCallTeams(book: Book): string[] {
  const teams = entriesOf(book, 'rotations').flatMap(({ data, domain }) =>
    [
      data.owner,
      ...data.overrides.map(({ who }) => who),
      ...data.tiers.flatMap((tier) => [
        ...(tier.role === undefined ? [] : [tier.role]),
        ...tier.participants,
        ...tier.layers.flatMap(({ participants }) => participants),
      ]),
    ].map((team) => teamId(book, team, domain)),
  );
  return [...new Set(teams)].sort();
}

/**
 * The turns of a team over the next 90 days as iCalendar (RFC 5545), in UTC: every turn of the rotations it keeps, and in
 * other rotations the turns it takes and those of the tier it fills. A turn whose person only another tool knows
 * says so. `UID` is rotation, tier and beginning of the turn; `SEQUENCE` is the day, so that a turn that changed hands
 * overnight replaces the one before. `now` in milliseconds.
 */
export function onCallCalendar(book: Book, team: string, now: number): string {
  const today = startOfUtcDay(now);
  const window = { from: today - DAY_MS, to: today + HORIZON_DAYS * DAY_MS };
  const title = book.collections.teams.get(team)?.data.title ?? team;
  const events = entriesOf(book, 'rotations').flatMap((rotation) => {
    const keeps = teamId(book, rotation.data.owner, rotation.domain) === team;
    return rotation.data.tiers.flatMap((tier) => {
      const fills = tier.role !== undefined && teamId(book, tier.role, rotation.domain) === team;
      // Cut only where the plan ends, so that a turn keeps its name from one day to the next.
      return finalSchedule(rotation.data, tier, { from: window.from - AHEAD_MS, to: window.to })
        .filter(({ to }) => to > window.from)
        .filter(({ who }) => keeps || (who === null ? fills : teamId(book, who, rotation.domain) === team))
        .flatMap((turn) => eventLines(book, rotation, tier, turn, today));
    });
  });
  const name = `On call: ${title}`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Watchbook//On call//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${icsText(name)}`,
    `X-WR-CALNAME:${icsText(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...(events.length === 0 ? EMPTY : events),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function eventLines(
  book: Book,
  rotation: Rotations,
  tier: Rotations['data']['tiers'][number],
  turn: Turn,
  today: number,
): string[] {
  const who = whoOf(rotation.data, tier, turn.who);
  const named = teamOnCall(who);
  const words =
    named !== null
      ? (findTeam(book.collections.teams, named, rotation.domain)?.data.title ?? named)
      : who.kind === 'outside'
        ? `see ${who.tool}`
        : 'not in this book';
  const description = [
    rotation.data.summary,
    ...tier.duties.map((duty) => `- ${duty}`),
    ...(turn.source.kind === 'override' && turn.source.reason ? [turn.source.reason] : []),
  ];
  return [
    'BEGIN:VEVENT',
    `UID:${icsText(`oncall-${rotation.id}-${tier.id}-${icsInstant(turn.from)}`)}@watchbook`,
    `DTSTAMP:${icsInstant(today)}`,
    `DTSTART:${icsInstant(turn.from)}`,
    `DTEND:${icsInstant(turn.to)}`,
    `SEQUENCE:${Math.floor(today / DAY_MS)}`,
    'STATUS:CONFIRMED',
    `SUMMARY:${icsText(`${tier.title}: ${words}`)}`,
    `DESCRIPTION:${icsText(description.join('\n'))}`,
    ...(who.kind === 'outside' && who.url !== null ? [`URL:${who.url}`] : []),
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}
