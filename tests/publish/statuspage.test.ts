import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Statuspage } from 'statuspage.io';
import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { OVERALL_RULES, overallOf } from '../../src/publish/statuspage/overall.ts';
import { DOCUMENT_SHAPES } from '../../src/publish/statuspage/shapes.ts';
import { COMPONENT_STATES } from '../../src/status/component.ts';
import { ALL_UP, type Asked, fileOf, jsonOf, NOW, published, SITE } from './made.ts';

const HOUR = 3_600_000;
const DOWN = { 'acme/shop': [{ outcome: 'down', from: NOW - HOUR, to: NOW + 1 }], 'acme/mail': [] } as const;
const NAMES = Object.keys(DOCUMENT_SHAPES) as (keyof typeof DOCUMENT_SHAPES)[];

const CASES: readonly (readonly [string, Asked])[] = [
  ['everything is up', { looked: ALL_UP }],
  ['one component is down', { looked: DOWN }],
  ['nobody ever looked', {}],
  ['the newest look is old', { looked: ALL_UP, age: 3 * HOUR }],
  ['there is planned work', { looked: ALL_UP, now: Date.parse('2026-11-22T03:00:00Z') }],
  ['there is no address', { looked: ALL_UP, siteUrl: null, base: '/status/' }],
  ['colleagues read it', { looked: DOWN, audience: 'internal' }],
];

// Fields of the interface in the order in which its clients know them.
const PAGE = ['id', 'name', 'url', 'time_zone', 'updated_at'];
const LEAF = [
  'id,name,status,created_at,updated_at,position,description,showcase,start_date,group_id,page_id,group',
  'only_show_if_degraded',
]
  .join(',')
  .split(',');
const INCIDENT =
  'id,name,status,created_at,updated_at,monitoring_at,resolved_at,impact,shortlink,started_at,page_id,incident_updates,components'.split(
    ',',
  );
const UPDATE =
  'id,status,body,incident_id,created_at,updated_at,display_at,affected_components,deliver_notifications,custom_tweet,tweet_id'.split(
    ',',
  );

describe('the v2 interface', () => {
  it.each(CASES)('[S26] has every field, in its words and types, while %s', (_, asked) => {
    const publication = published(asked);
    for (const name of NAMES) {
      const document = jsonOf(publication, `api/v2/${name}`);
      expect(DOCUMENT_SHAPES[name].safeParse(document).error?.issues ?? [], name).toEqual([]);
      expect(Object.keys(document.page)).toEqual(PAGE);
    }
  });

  it('[S26] keeps the order of fields, names groups before their components, and links both ways', () => {
    const summary = jsonOf(published({ looked: DOWN }), 'api/v2/summary.json');
    expect(Object.keys(summary)).toEqual([
      'page',
      'components',
      'incidents',
      'scheduled_maintenances',
      'status',
    ]);
    const { components } = summary;
    expect(components.map(({ name }: { name: string }) => name)).toEqual([
      'Acme',
      'Shop',
      'Messages',
      'Mail',
    ]);
    for (const one of components) {
      expect(Object.keys(one)).toEqual(one.group ? [...LEAF, 'components'] : LEAF);
      if (one.group) continue;
      const group = components.find(({ id }: { id: string }) => id === one.group_id);
      expect(group.components).toContain(one.id);
    }
    const [incident] = jsonOf(published({ looked: DOWN }), 'api/v2/incidents.json').incidents;
    expect(Object.keys(incident)).toEqual(INCIDENT);
    expect(Object.keys(incident.incident_updates[0])).toEqual(UPDATE);
    const all = jsonOf(
      published({ looked: DOWN }),
      'api/v2/scheduled-maintenances.json',
    ).scheduled_maintenances;
    expect(all.map(({ status }: { status: string }) => status)).toEqual([
      'scheduled',
      ...Array(13).fill('completed'),
    ]);
    const [window] = summary.scheduled_maintenances;
    expect(Object.keys(window)).toEqual([...INCIDENT, 'scheduled_for', 'scheduled_until']);
    expect(window).toMatchObject({ status: 'scheduled', impact: 'maintenance' });
  });

  it('[S26] is the same bytes for the same input', () => {
    const text = (asked: Asked) =>
      [...publishedFiles(published(asked))].map(([path, make]) => `${path}\n${make()}`).join('\n');
    expect(text({ looked: DOWN })).toBe(text({ looked: DOWN }));
    expect(text({ looked: DOWN })).not.toBe(text({ looked: ALL_UP }));
  });

  it('keeps ids when names change, and never shares one', () => {
    const ids = (asked: Asked) =>
      jsonOf(published(asked), 'api/v2/components.json').components.map(({ id }: { id: string }) => id);
    const before = ids({});
    const renamed = published({}).book.collections.services.get('acme/shop')?.data.title;
    expect(renamed).toBe('Shop');
    const after = ids({
      files: {
        'domains/acme/index.mdx': `---
title: Renamed company
summary: A shop that sells everything to everybody.
owner: acme/core
source: { title: Made for tests }
---
`,
      },
    });
    expect(after.sort()).toEqual(before.sort());
    expect(new Set(before).size).toBe(before.length);
  });

  it('tells an outage that only probes saw as an incident, with the component that it touches', () => {
    const { incidents } = jsonOf(published({ looked: DOWN }), 'api/v2/incidents/unresolved.json');
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({
      name: 'Shop did not work',
      status: 'investigating',
      impact: 'critical',
      resolved_at: null,
      components: [{ name: 'Shop', status: 'major_outage' }],
    });
    expect(incidents[0].incident_updates[0].affected_components).toEqual([
      expect.objectContaining({ name: 'Shop', old_status: 'operational', new_status: 'major_outage' }),
    ]);
  });

  it('tells updates newest first with what each changed, and when it was watched and over', () => {
    const { incidents } = jsonOf(published({ looked: ALL_UP }), 'api/v2/incidents.json');
    const [incident] = incidents;
    expect(incident).toMatchObject({
      status: 'resolved',
      impact: 'critical',
      started_at: '2026-11-20T10:00:00.000Z',
      created_at: '2026-11-20T10:05:00.000Z',
      monitoring_at: '2026-11-20T11:00:00.000Z',
      resolved_at: '2026-11-20T11:30:00.000Z',
      shortlink: `${SITE}/incidents/acme/payments/`,
    });
    expect(incident.incident_updates.map(({ status }: { status: string }) => status)).toEqual([
      'resolved',
      'monitoring',
      'identified',
      'investigating',
    ]);
  });

  it('takes its date from the newest measurement, not from the build', () => {
    const at = (asked: Asked) => jsonOf(published(asked), 'api/v2/status.json').page.updated_at;
    expect(at({ looked: ALL_UP, age: HOUR })).toBe(new Date(NOW - HOUR).toISOString());
    expect(at({})).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('a third-party client', () => {
  it('[S26] reads summary, components, incidents and maintenance from a server of these files', async () => {
    const publication = published({ looked: DOWN });
    const files = publishedFiles(publication);
    const server = createServer((request, response) => {
      const make = files.get((request.url ?? '/').slice(1));
      response.writeHead(make ? 200 : 404, { 'Content-Type': 'application/json' });
      response.end(make?.() ?? '{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const client = new Statuspage('made');
      client.setApiUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const summary = await client.api.getSummary();
      expect(summary.status).toEqual({ indicator: 'major', description: 'Partial System Outage' });
      expect(summary.page.name).toBe('Test book');
      expect((await client.api.getStatus()).status.indicator).toBe('major');
      expect((await client.api.getComponents()).components.map(({ status }) => status)).toContain(
        'major_outage',
      );
      expect((await client.api.incidents.getAll()).incidents).toHaveLength(2);
      expect((await client.api.incidents.getUnresolved()).incidents[0]?.status).toBe('investigating');
      expect((await client.api.scheduledMaintenances.getUpcoming()).scheduled_maintenances[0]?.status).toBe(
        'scheduled',
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('the state of the whole page', () => {
  it('has a rule for every pair of states, with and without an incident, and none is only for operational', () => {
    for (const a of COMPONENT_STATES) {
      for (const b of COMPONENT_STATES) {
        for (const open of [0, 1]) {
          const incidents = open ? [{ resolvedAt: null } as never] : [];
          const { indicator } = overallOf([a, b], incidents);
          const well = a === 'operational' && b === 'operational' && open === 0;
          expect(indicator === 'none', `${a}, ${b}, ${open}`).toBe(well);
        }
      }
    }
    expect(overallOf([], []).indicator).toBe('minor');
    expect(() => overallOf(['fine' as never], [])).toThrow(RangeError);
  });

  it.each([
    [['down', 'down'], 'critical', 'Major System Outage'],
    [['down', 'operational'], 'major', 'Partial System Outage'],
    [['partial outage', 'maintenance'], 'major', 'Partial System Outage'],
    [['degraded', 'degraded'], 'minor', 'Degraded System Service'],
    [['degraded', 'unknown'], 'minor', 'Partially Degraded Service'],
    [['unknown', 'maintenance'], 'minor', 'Status Unknown'],
    [['maintenance', 'operational'], 'maintenance', 'Service Under Maintenance'],
    [['operational', 'operational'], 'none', 'All Systems Operational'],
  ] as const)('is for %j %s: %s', (states, indicator, description) => {
    expect(overallOf(states, [])).toEqual({ indicator, description });
  });

  it('says unknown in words where the vocabulary of components has none', () => {
    const old = jsonOf(published({ looked: ALL_UP, age: 3 * HOUR }), 'api/v2/summary.json');
    expect(old.status).toEqual({ indicator: 'minor', description: 'Status Unknown' });
    const shop = old.components.find(({ name }: { name: string }) => name === 'Shop');
    expect(shop.status).toBe('degraded_performance');
    expect(shop.description).toMatch(/^Unknown since .* UTC\. What customers know about it\.$/);
  });

  it('has its decision table in docs/api.md, row by row', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    const found = rows.map((row) => row.slice(1, 4));
    for (const { when, indicator, description } of OVERALL_RULES) {
      expect(found).toContainEqual([when, indicator, description]);
    }
  });
});

it('planned work shows as active from its first second to its last', () => {
  const active = (now: string) =>
    jsonOf(published({ looked: ALL_UP, now: Date.parse(now) }), 'api/v2/scheduled-maintenances/active.json')
      .scheduled_maintenances.length;
  expect(active('2026-11-22T01:59:59Z')).toBe(0);
  expect(active('2026-11-22T02:00:00Z')).toBe(1);
  expect(active('2026-11-22T03:59:59Z')).toBe(1);
  expect(active('2026-11-22T04:00:00Z')).toBe(0);
  expect(fileOf(published(), 'api/v2/status.json')).toContain('Status Unknown');
});
