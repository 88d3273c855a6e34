import { type Book, register } from '../book/book.ts';
import { nextBusinessDay } from '../calendar/due.ts';
import { endOfQuiet, hoursAt } from '../calendar/hours.ts';
import { instantOfWall, parseWall } from '../calendar/zone.ts';
import { durationMs } from '../schemas/duration.ts';
import type { RegisterData } from '../schemas/registers/index.ts';
import type { LoggedIncident } from './situation.ts';

export type Route = RegisterData<'severities'>['routes'][number];
export type Channel = RegisterData<'contacts'>['channels'][number];

/** Channels that people look at by themselves: they are shown, and nothing is sent. */
const SHOWN: readonly Channel['kind'][] = ['dashboard', 'status page', 'web'];

/** Whether a channel needs nothing to be sent, because it is looked at. */
export function isShown({ kind, delivery }: Channel): boolean {
  return delivery === undefined && SHOWN.includes(kind);
}

/** A route of a domain with its channels. */
export interface RouteOf {
  readonly domain: string;
  /** Name of the route: its id, or its levels. */
  readonly name: string;
  readonly route: Route;
  readonly channels: readonly Channel[];
  /** Milliseconds between reminders; null for none. */
  readonly remindMs: number | null;
}

/** Every route of a domain, in the order in which they are written. Channels that the contacts do not have are left out. */
export function routesOf(book: Book, domain: string): RouteOf[] {
  const severities = register(book, domain, 'severities');
  const channels = register(book, domain, 'contacts')?.channels ?? [];
  return (severities?.routes ?? []).map((route) => {
    const every = route.remindEvery ?? severities?.repeatEvery;
    return {
      domain,
      name: route.id ?? route.levels.join('+'),
      route,
      channels: route.channels.flatMap((id) => channels.find((channel) => channel.id === id) ?? []),
      remindMs: every === undefined ? null : durationMs(every),
    };
  });
}

/** Whether a route serves an incident that has this severity since `at`: by level, by service, and by that hour. */
export function serves(
  { route }: RouteOf,
  incident: Pick<LoggedIncident, 'services'>,
  severity: string,
  at: number,
): boolean {
  if (!route.levels.includes(severity)) return false;
  if (route.services && !route.services.some((id) => incident.services.includes(id))) return false;
  return route.hours === undefined || hoursAt(route.hours, at) !== null;
}

/** Business hours, where a route promises no other: Monday to Friday, 09:00 to 17:00 in the zone of the book. */
const BUSINESS = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  to: '17:00',
} as const;

/**
 * The first instant at which a route may carry something that came up at `at`: what waits for the next business day or
 * for business hours waits, and so does what came up in quiet hours. Milliseconds.
 */
export function notBefore({ route }: RouteOf, at: number, timeZone: string): number {
  const promised = promisedFrom(route, at, timeZone);
  return route.quiet ? endOfQuiet(route.quiet, promised) : promised;
}

function promisedFrom(route: Route, at: number, timeZone: string): number {
  switch (route.when) {
    case 'next business day':
      return instantOfWall(parseWall(`${nextBusinessDay(at, timeZone)}T${BUSINESS.from}`), timeZone);
    case 'business hours': {
      const { from, to } = BUSINESS;
      const outside = { days: [...BUSINESS.days], from, to, timeZone };
      return hoursAt(outside, at) ? at : nextBegin(at, timeZone);
    }
    default:
      return at;
  }
}

/** When business hours begin next: today where they are still to come, else on the next business day. */
function nextBegin(at: number, timeZone: string): number {
  const yesterday = at - 86_400_000;
  const candidates = [yesterday, at].map((day) =>
    instantOfWall(parseWall(`${nextBusinessDay(day, timeZone)}T${BUSINESS.from}`), timeZone),
  );
  return candidates.find((candidate) => candidate >= at) ?? (candidates[1] as number);
}
