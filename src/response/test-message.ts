import { formatUtc } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import type { Message } from './message.ts';
import type { RouteOf } from './routes.ts';

/** A message over a route that tells of nothing real and says so first. */
export function testMessage(route: RouteOf, channel: string, now: number): Message {
  const name = `${route.domain}/${route.name}`;
  return {
    key: `test|${name}|${route.domain}/${channel}|${compact(now)}`,
    incident: `test/${name}/${compact(now)}`,
    stage: 'test',
    action: 'open',
    title: `[TEST] Route ${name} reaches ${channel}`,
    lines: [`Nothing is wrong. Somebody tested this route on ${formatUtc(now)}.`],
    links: [],
    severity: route.route.levels[0] ?? '',
    urgency: 5,
    domain: route.domain,
    services: [],
    startedAt: now,
    endedAt: null,
    at: now,
    test: true,
  };
}
