import { describe, expect, test } from 'vitest';
import type { Book } from '../../src/book/book.ts';
import { notBefore, type RouteOf, routesOf, serves } from '../../src/response/routes.ts';
import { made } from './world.ts';

const HOUR = 3_600_000;

/** A book whose only domain has these routes. */
function routed(routes: string, more = ''): Book {
  return made({
    'domains/acme/severities.yaml': `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy, responds: 15m }
  - { id: SEV2, urgency: 2, description: Some cannot buy }
  - { id: SEV3, urgency: 3, description: A typing mistake }
${more}routes:
${routes}
`,
  });
}

function routeOf(fields: string): RouteOf {
  const [route] = routesOf(
    routed(`  - { levels: [SEV1], channels: [phone], wakes: true, ${fields} }`),
    'acme',
  );
  if (!route) throw new Error('the route was not read');
  return route;
}

const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

describe('the routes of a domain', () => {
  test('stand in their order, with their channels, by id or by levels', () => {
    const book = routed(`  - { id: loud, levels: [SEV1], channels: [phone, mail], wakes: true }
  - { levels: [SEV2, SEV3], channels: [mail, nobody], wakes: false }`);
    expect(routesOf(book, 'acme').map(({ name, channels }) => [name, channels.map(({ id }) => id)])).toEqual([
      ['loud', ['phone', 'mail']],
      ['SEV2+SEV3', ['mail']],
    ]);
    expect(routesOf(book, 'elsewhere')).toEqual([]);
  });

  test('are repeated at their own interval, else at that of the domain, else never', () => {
    const minutes = (more: string, fields = '') =>
      (routesOf(routed(`  - { levels: [SEV1], channels: [phone], wakes: true${fields} }`, more), 'acme')[0]
        ?.remindMs ?? Number.NaN) / 60_000;
    expect(minutes('repeatEvery: 20m\n', ', remindEvery: 45m')).toBe(45);
    expect(minutes('repeatEvery: 20m\n')).toBe(20);
    expect(minutes('')).toBeNaN();
  });
});

describe('whether a route serves an incident', () => {
  const incident = { services: ['acme/shop'] };
  const NOON = at('2026-11-21T12:00:00Z');

  test('of its levels only', () => {
    expect(serves(routeOf('to: acme/core'), incident, 'SEV1', NOON)).toBe(true);
    expect(serves(routeOf('to: acme/core'), incident, 'SEV2', NOON)).toBe(false);
  });

  test('of its services only, one of them being enough', () => {
    const route = routeOf('services: [acme/shop]');
    expect(serves(route, incident, 'SEV1', NOON)).toBe(true);
    expect(serves(route, { ...incident, services: ['acme/docs', 'acme/shop'] }, 'SEV1', NOON)).toBe(true);
    expect(serves(route, { ...incident, services: ['acme/docs'] }, 'SEV1', NOON)).toBe(false);
    expect(serves(route, { ...incident, services: [] }, 'SEV1', NOON)).toBe(false);
  });

  test('by the hour at which it became so severe, on the clock of the route', () => {
    const route = routeOf('hours: { from: "08:00", to: "18:00", timeZone: Europe/Berlin, days: [saturday] }');
    const opened = (text: string) => serves(route, incident, 'SEV1', at(text));
    expect(opened('2026-11-21T06:59:59Z')).toBe(false);
    expect(opened('2026-11-21T07:00:00Z')).toBe(true);
    expect(opened('2026-11-21T16:59:59Z')).toBe(true);
    expect(opened('2026-11-21T17:00:00Z')).toBe(false);
    expect(opened('2026-11-20T12:00:00Z')).toBe(false);
  });
});

describe('the first instant at which a route may carry something', () => {
  const from = (fields: string, text: string, zone = 'Etc/UTC') =>
    iso(notBefore(routeOf(fields), at(text), zone));

  test('is at once where nothing else is said', () => {
    expect(from('to: acme/core', '2026-11-21T03:00:00Z')).toBe('2026-11-21T03:00:00Z');
    expect(from('when: 15m', '2026-11-21T03:00:00Z')).toBe('2026-11-21T03:00:00Z');
    expect(from('when: immediate', '2026-11-21T03:00:00Z')).toBe('2026-11-21T03:00:00Z');
  });

  test('waits for the next business day: over a weekend from Friday, and in the zone of the book', () => {
    const next = (text: string, zone?: string) => from('when: next business day', text, zone);
    expect(next('2026-11-19T23:30:00Z')).toBe('2026-11-20T09:00:00Z');
    expect(next('2026-11-20T10:00:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(next('2026-11-21T10:00:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(next('2026-11-22T23:59:59Z')).toBe('2026-11-23T09:00:00Z');
    // 23:30 UTC on Thursday is Friday in Berlin already, where nine o'clock is eight.
    expect(next('2026-11-19T23:30:00Z', 'Europe/Berlin')).toBe('2026-11-23T08:00:00Z');
    // The clock goes back on Sunday 25 October 2026.
    expect(next('2026-10-23T10:00:00Z', 'Europe/Berlin')).toBe('2026-10-26T08:00:00Z');
    expect(next('2026-10-22T10:00:00Z', 'Europe/Berlin')).toBe('2026-10-23T07:00:00Z');
  });

  test('waits for business hours only when it came up outside of them', () => {
    const next = (text: string, zone?: string) => from('when: business hours', text, zone);
    expect(next('2026-11-20T09:00:00Z')).toBe('2026-11-20T09:00:00Z');
    expect(next('2026-11-20T16:59:59Z')).toBe('2026-11-20T16:59:59Z');
    expect(next('2026-11-20T17:00:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(next('2026-11-20T06:00:00Z')).toBe('2026-11-20T09:00:00Z');
    expect(next('2026-11-22T06:00:00Z')).toBe('2026-11-23T09:00:00Z');
    expect(next('2026-11-23T03:00:00Z', 'America/New_York')).toBe('2026-11-23T14:00:00Z');
    expect(next('2026-11-20T15:30:00Z', 'Europe/Berlin')).toBe('2026-11-20T15:30:00Z');
    expect(next('2026-11-20T16:30:00Z', 'Europe/Berlin')).toBe('2026-11-23T08:00:00Z');
  });

  test('is never outside of business hours, from whatever minute of a year in zones that change their clock', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Africa/Cairo']) {
      const route = routeOf('when: business hours');
      const hour = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        weekday: 'short',
        hourCycle: 'h23',
      });
      for (let then = at('2026-01-01T00:00:00Z'); then < at('2027-01-01T00:00:00Z'); then += 7.3 * HOUR) {
        const found = notBefore(route, Math.round(then), zone);
        expect(found).toBeGreaterThanOrEqual(Math.round(then));
        expect(found - then).toBeLessThan(66 * HOUR);
        expect(hour.format(found), iso(found)).toMatch(/^(?:Mon|Tue|Wed|Thu|Fri)\D*(?:09|1[0-6])$/);
      }
    }
  });

  test('is the end of quiet hours, past midnight and over changes of the clock', () => {
    const quiet = 'quiet: { from: "22:00", to: "07:00", timeZone: Europe/Berlin }';
    expect(from(quiet, '2026-11-20T20:59:59Z')).toBe('2026-11-20T20:59:59Z');
    expect(from(quiet, '2026-11-20T21:00:00Z')).toBe('2026-11-21T06:00:00Z');
    expect(from(quiet, '2026-11-21T05:59:59Z')).toBe('2026-11-21T06:00:00Z');
    expect(from(quiet, '2026-11-21T06:00:00Z')).toBe('2026-11-21T06:00:00Z');
    expect(from(quiet, '2026-03-28T23:00:00Z')).toBe('2026-03-29T05:00:00Z');
    expect(from(quiet, '2026-10-24T22:00:00Z')).toBe('2026-10-25T06:00:00Z');
  });

  test('is the end of quiet hours after the business day that it waits for has begun', () => {
    const both = 'when: next business day, quiet: { from: "08:00", to: "10:00", timeZone: Etc/UTC }';
    expect(from(both, '2026-11-20T12:00:00Z')).toBe('2026-11-23T10:00:00Z');
  });
});
