import { type Book, type Entry, entriesOf, find, register } from '../../book/book.ts';
import { nearest } from '../../book/finding.ts';
import type { Source } from '../../book/source.ts';
import type { Delivery } from '../../schemas/channel.ts';
import type { RegisterData } from '../../schemas/registers/index.ts';
import { type Complaint, complain, type Rule } from '../rule.ts';

type Severities = RegisterData<'severities'>;
type Route = Severities['routes'][number];
type Channel = RegisterData<'contacts'>['channels'][number];

/** Domains that route alerts; the others tell people in ways that this book does not know. */
function* routed(book: Book): Generator<{ domain: string; source: Source; severities: Severities }> {
  for (const [domain, registers] of book.registers) {
    const source = registers.get('severities')?.source;
    const severities = register(book, domain, 'severities');
    if (source && severities && severities.routes.length > 0) yield { domain, source, severities };
  }
}

function channelsOf(book: Book, domain: string): readonly Channel[] {
  return register(book, domain, 'contacts')?.channels ?? [];
}

/** How a message can come to a channel of each kind; null where pages show it and nobody brings it. */
const WAYS = {
  slack: ['slack'],
  teams: ['teams'],
  discord: ['discord'],
  'google chat': ['google chat'],
  telegram: ['telegram'],
  ntfy: ['ntfy'],
  email: ['smtp'],
  pagerduty: ['pagerduty'],
  opsgenie: ['opsgenie'],
  webhook: ['webhook'],
  sms: ['twilio'],
  whatsapp: ['twilio'],
  phone: ['pagerduty', 'opsgenie'],
  dashboard: null,
  'status page': null,
  wiki: [],
  web: null,
} as const satisfies Record<Channel['kind'], readonly Delivery['via'][] | null>;

export const routeWithoutDelivery: Rule = {
  id: 'route-without-delivery',
  level: 'warning',
  reason: 'An alert on its way to a channel that nothing brings it to fails when it is needed.',
  *check({ book }): Generator<Complaint> {
    for (const { domain, source, severities } of routed(book)) {
      const channels = channelsOf(book, domain);
      // Where nothing is delivered from here at all, something else tells people.
      if (channels.every(({ delivery }) => delivery === undefined)) continue;
      for (const [index, route] of severities.routes.entries()) {
        for (const [place, id] of route.channels.entries()) {
          const channel = channels.find((one) => one.id === id);
          if (channel === undefined || channel.delivery !== undefined || WAYS[channel.kind] === null)
            continue;
          yield complain(
            source,
            ['routes', index, 'channels', place],
            `the channel ${id} has no delivery, so nothing on this route reaches it; say in contacts.yaml how messages are brought there`,
          );
        }
      }
    }
  },
};

export const deliveryOfKind: Rule = {
  id: 'delivery-of-kind',
  level: 'warning',
  reason:
    'Rules about who may be woken go by the kind of a channel, so a message must not come by another way than that.',
  *check({ book }): Generator<Complaint> {
    for (const [domain, registers] of book.registers) {
      const source = registers.get('contacts')?.source;
      for (const [index, { id, kind, delivery }] of channelsOf(book, domain).entries()) {
        // A webhook of one's own may lead anywhere.
        if (!source || delivery === undefined || delivery.via === 'webhook') continue;
        const ways: readonly string[] = WAYS[kind] ?? [];
        const medium = delivery.via === 'twilio' ? delivery.medium : null;
        if (ways.includes(delivery.via) && (medium === null || medium === kind)) continue;
        yield complain(
          source,
          ['channels', index, 'delivery'],
          `the channel ${id} is of the kind ${kind} and its messages come by ${medium ?? delivery.via}; change one of them`,
        );
      }
    }
  },
};

export const levelWithoutRoute: Rule = {
  id: 'level-without-route',
  level: 'warning',
  reason: 'An incident of a level that no route takes is told to nobody, however urgent it is.',
  *check({ book }): Generator<Complaint> {
    for (const { domain, source, severities } of routed(book)) {
      const taken = new Set(severities.routes.flatMap(({ levels }) => levels));
      for (const [index, { id }] of severities.levels.entries()) {
        if (!taken.has(id))
          yield complain(
            source,
            ['levels', index, 'id'],
            `no route of ${domain} takes ${id}; an incident of this level is told to nobody`,
          );
      }
    }
  },
};

export const serviceWithoutRoute: Rule = {
  id: 'service-without-route',
  level: 'warning',
  reason: 'Where every route of a level is for other services, the outage of one more is told to nobody.',
  *check({ book }): Generator<Complaint> {
    for (const { domain, severities } of routed(book)) {
      for (const service of entriesOf(book, 'services')) {
        const severity = service.data.severity;
        if (service.domain !== domain || severity === undefined) continue;
        const routes = severities.routes.filter(({ levels }) => levels.includes(severity));
        // A level without any route is a finding of its own.
        if (routes.length === 0 || routes.some((route) => isFor(route, service))) continue;
        yield complain(
          service.source,
          ['severity'],
          `every route of ${domain} for ${severity} is for other services; add ${service.id} to one, or a route without services`,
        );
      }
    }
  },
};

function isFor({ services }: Route, { id }: Entry<'services'>): boolean {
  return services === undefined || services.includes(id);
}

export const routesMeet: Rule = {
  id: 'routes-meet',
  level: 'warning',
  reason:
    'Two routes that tell one channel of the same thing disagree on when and how often, and only one of them is right.',
  *check({ book }): Generator<Complaint> {
    for (const { source, severities } of routed(book)) {
      for (const [index, route] of severities.routes.entries()) {
        for (const [place, channel] of route.channels.entries()) {
          const earlier = severities.routes.slice(0, index).find((one) => meets(one, route, channel));
          if (earlier === undefined) continue;
          const both = route.levels.filter((level) => earlier.levels.includes(level)).join(', ');
          yield complain(
            source,
            ['routes', index, 'channels', place],
            `another route above tells ${channel} of ${both} as well; leave it to one of them, or give each services or hours of its own`,
          );
        }
      }
    }
  },
};

/** Hours of both are taken for shifts that follow each other. */
function meets(one: Route, other: Route, channel: string): boolean {
  if (!one.channels.includes(channel) || (one.hours !== undefined && other.hours !== undefined)) return false;
  const services = other.services;
  if (one.services && services && !one.services.some((id) => services.includes(id))) return false;
  return one.levels.some((level) => other.levels.includes(level));
}

export const unknownKeeper: Rule = {
  id: 'unknown-keeper',
  level: 'error',
  reason:
    'When nothing looks any more, the routes of one domain are the only way in which anybody hears of it.',
  *check({ book, settings }): Generator<Complaint> {
    const { keeper } = book.config.alerting;
    if (keeper === undefined || settings === null) return;
    const path = ['alerting', 'keeper'] as const;
    if (find(book, 'domains', keeper) === undefined)
      yield complain(
        settings,
        path,
        `there is no domain ${keeper} whose routes could hear that nothing looks any more`,
        nearest(keeper, book.collections.domains.keys()),
      );
    else if (![...routed(book)].some(({ domain }) => domain === keeper))
      yield complain(
        settings,
        path,
        `${keeper} has no routes, so nobody would hear that nothing looks any more`,
      );
  },
};

export const routeRules: readonly Rule[] = [
  routeWithoutDelivery,
  deliveryOfKind,
  levelWithoutRoute,
  serviceWithoutRoute,
  routesMeet,
  unknownKeeper,
];
