import { describe, expect, test } from 'vitest';
import { gatherIncidents } from '../../src/incidents/gather.ts';
import type { ToldIncident } from '../../src/incidents/logged.ts';
import { situationOf } from '../../src/response/fold.ts';
import { toldTo } from '../../src/response/told.ts';
import { type RecordEvent, typedEvent } from '../../src/schemas/event.ts';
import { made } from '../response/world.ts';

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
const NOW = at('12:00:00');
const SHOP = 'acme/shop';
const ID = 'automatic/acme/shop/20261120T100000Z';
const book = made({ 'incidents/2026-01-01-shop.mdx': null, 'postmortems/2026-01-01-shop.mdx': null });

const told = (over: Partial<ToldIncident> = {}): ToldIncident => ({
  id: ID,
  domain: 'acme',
  severity: 'SEV1',
  services: [SHOP],
  startedAt: at('10:00:00'),
  endedAt: null,
  title: null,
  published: false,
  updates: [],
  ...over,
});
const outage = (from: string, to: string | null) => ({
  service: SHOP,
  from: at(from),
  to: to === null ? null : at(to),
});
const said = (time: string, text: string) => ({
  at: at(time),
  state: 'identified' as const,
  text,
  services: [],
  impact: null,
});

describe('incidents of the event log on pages', () => {
  test('several outages that the log holds for one are one incident, with what people said between', () => {
    const outages = [outage('10:00:00', '10:10:00'), outage('10:12:00', '10:20:00')];
    const incidents = gatherIncidents(book, outages, NOW, [
      told({ endedAt: at('10:20:00'), updates: [said('10:05:00', 'A bad release is being taken back.')] }),
    ]);
    expect(incidents).toHaveLength(1);
    const [incident] = incidents;
    expect(incident?.id).toBe(ID);
    expect(incident?.severity).toBe('SEV1');
    expect(incident?.updates.map(({ state, found, text }) => [state, found ?? text])).toEqual([
      ['investigating', 'outage'],
      ['identified', 'A bad release is being taken back.'],
      ['monitoring', 'recovery'],
      ['investigating', 'outage'],
      ['resolved', 'recovery'],
    ]);
    expect(new Set(incident?.updates.map(({ id }) => id)).size).toBe(5);
    expect([incident?.state, incident?.resolvedAt]).toEqual(['resolved', at('10:20:00')]);
  });

  test('an outage that the log does not know, or that people wrote about, is told as before', () => {
    const later = outage('11:00:00', '11:05:00');
    const incidents = gatherIncidents(book, [outage('10:00:00', '10:10:00'), later], NOW, [
      told({ endedAt: at('10:10:00') }),
    ]);
    expect(incidents.map(({ id }) => id)).toEqual(['automatic/acme/shop/20261120T110000Z', ID]);
    const whole = gatherIncidents(book, [later], NOW, []);
    expect(incidents[0]).toEqual(whole[0]);
  });

  test('one that lasts is open, and an incident without any outage is shown only where somebody published it', () => {
    const [open] = gatherIncidents(book, [outage('10:00:00', null)], NOW, [told()]);
    expect([open?.state, open?.resolvedAt, open?.impacts.get(SHOP)]).toEqual([
      'investigating',
      null,
      'major outage',
    ]);
    expect(gatherIncidents(book, [], NOW, [told()])).toEqual([]);
    const [shown] = gatherIncidents(book, [], NOW, [told({ published: true, title: 'Orders are late' })]);
    expect([shown?.title, shown?.updates.length]).toEqual(['Orders are late', 1]);
  });

  test('of a service that the book does not have nothing is told, not even its id', () => {
    const incidents = gatherIncidents(book, [outage('10:00:00', null)], NOW, [
      told({ id: 'automatic/acme/secret/20261120T100000Z', services: ['acme/secret', SHOP] }),
    ]);
    expect(incidents.map(({ id }) => id)).toEqual([ID]);
  });

  test('customers read what people said only after somebody published it, and never what is internal', () => {
    const opened = { origin: 'probes' as const, domain: 'acme', severity: 'SEV1', services: [SHOP] };
    const startedAt = '2026-11-20T10:00:00Z';
    const say = { by: 'octocat', via: 'github:comment:1', text: 'CANARY in words' };
    const log: RecordEvent[] = [
      typedEvent(at('10:01:00'), 'incident opened', ID, {
        ...opened,
        startedAt,
        reason: 'CANARY in a reason',
      }),
      typedEvent(at('10:02:00'), 'incident updated', ID, say),
      typedEvent(at('10:03:00'), 'incident opened', 'outside/x', {
        ...opened,
        origin: 'outside' as const,
        startedAt,
        title: 'CANARY in a title',
        internal: true,
      }),
    ];
    expect(JSON.stringify(toldTo('internal', situationOf(log)))).toContain('CANARY in words');
    expect(JSON.stringify(toldTo('public', situationOf(log)))).not.toContain('CANARY');
    const published = [
      ...log,
      typedEvent(at('10:04:00'), 'incident updated', ID, { by: 'octocat', via: 'v', publish: true }),
    ];
    const later = { by: 'octocat', via: 'github:comment:2', text: 'The release is taken back.' };
    const more = [...published, typedEvent(at('10:05:00'), 'incident updated', ID, later)];
    const text = JSON.stringify(toldTo('public', situationOf(more)));
    expect(text).toContain('The release is taken back.');
    // What was said before anybody thought of customers stays inside.
    expect(text).not.toContain('CANARY');
  });
});
