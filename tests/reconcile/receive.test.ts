import { describe, expect, it } from 'vitest';
import { eventsOfPayload } from '../../src/reconcile/receive.ts';
import { encodeEvent } from '../../src/record/events.ts';
import { situationOf } from '../../src/response/fold.ts';
import { detailOf, detailProblem, isOfKind, type RecordEvent } from '../../src/schemas/event.ts';
import { made } from '../response/world.ts';
import { ALERTMANAGER, ALERTMANAGER_OLD, GRAFANA } from './samples.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const book = made();

/** A log that payloads are received into, one after the other. */
class Receiving {
  readonly log: RecordEvent[] = [];
  problems: readonly string[] = [];

  receive(payload: unknown, now = NOW): readonly RecordEvent[] {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const { events, problems } = eventsOfPayload(text, book, situationOf(this.log), now);
    this.log.push(...events);
    this.problems = problems;
    return events;
  }

  incidents() {
    return [...situationOf(this.log).incidents.values()];
  }
}

function opened(events: readonly RecordEvent[]) {
  return events.filter((event) => isOfKind(event, 'incident opened')).map((event) => detailOf(event));
}

/** A copy of a value with another one at a path. */
function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], other: unknown): unknown {
  if (key === undefined) return other;
  const inner = (value as Record<string, unknown>)[key];
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(inner, rest, other);
  return copy;
}

/** The sample of Alertmanager's own fields, about an alert of the book. */
function shopDown(over: { status?: string; labels?: object; endsAt?: string; fingerprint?: string } = {}) {
  const { status = 'firing', labels = {}, ...rest } = over;
  const [first] = ALERTMANAGER.alerts;
  return {
    ...ALERTMANAGER,
    status,
    alerts: [
      {
        ...first,
        startsAt: '2026-11-21T11:55:00.828Z',
        ...rest,
        status,
        labels: { ...first.labels, alertname: 'ShopDown', ...labels },
      },
    ],
  };
}

describe('an alert of Alertmanager', () => {
  it('[U17] opens an incident here, with the runbook, service and severity that the book has for it', () => {
    const box = new Receiving();
    const events = box.receive(shopDown({ labels: { service: 'shop' } }));
    expect(opened(events)).toEqual([
      {
        origin: 'outside',
        domain: 'acme',
        severity: 'SEV1',
        services: ['acme/shop'],
        startedAt: '2026-11-21T11:55:00Z',
        reason: 'ShopDown: BlackBox Probe Failure: https://server.example.org',
        runbook: 'acme/ShopDown',
      },
    ]);
    expect(events[0]?.key).toMatch(/^outside\/shop-down\/20261121T115500Z-[0-9a-f]{8}$/);
    expect(box.problems).toEqual([]);
  });

  it('adds nothing when it is repeated, and closes the incident when it has ended', () => {
    const box = new Receiving();
    box.receive(shopDown());
    expect(box.receive(shopDown(), NOW + 60_000)).toEqual([]);
    const end = box.receive(shopDown({ status: 'resolved', endsAt: '2026-11-21T12:01:30Z' }), NOW + 120_000);
    expect(end.map(({ kind }) => kind)).toEqual(['incident closed']);
    expect(detailOf(end[0] as RecordEvent & { kind: 'incident closed' }).endedAt).toBe(
      '2026-11-21T12:01:30Z',
    );
    expect(box.receive(shopDown({ status: 'resolved' }), NOW + 180_000)).toEqual([]);
    expect(box.receive(shopDown(), NOW + 240_000)).toEqual([]);
    expect(box.incidents()).toHaveLength(1);
  });

  it('of a second instance joins the incident of the first, which lasts until both have ended', () => {
    const box = new Receiving();
    box.receive(shopDown({ fingerprint: 'aaaa' }));
    const second = box.receive(shopDown({ fingerprint: 'bbbb' }), NOW + 60_000);
    expect(second.map(({ kind }) => kind)).toEqual(['incident updated']);
    expect(box.receive(shopDown({ fingerprint: 'bbbb' }), NOW + 90_000)).toEqual([]);
    box.receive(shopDown({ fingerprint: 'aaaa', status: 'resolved' }), NOW + 120_000);
    expect(box.incidents().map(({ closedAt }) => closedAt)).toEqual([null]);
    box.receive(shopDown({ fingerprint: 'bbbb', status: 'resolved' }), NOW + 180_000);
    expect(box.incidents().map(({ closedAt }) => closedAt)).toEqual([NOW + 180_000]);
  });

  it('that the book does not know still opens an incident, and what was guessed is said', () => {
    const box = new Receiving();
    const [detail] = opened(box.receive(ALERTMANAGER_OLD));
    expect(detail).toMatchObject({ domain: 'acme', severity: 'SEV2', services: [], title: 'Test' });
    expect(detail?.runbook).toBeUndefined();
    expect(box.problems.join('\n')).toMatch(/no runbook names this alert.*\n.*no severity; SEV2 was taken/);
  });
});

describe('an alert of Grafana', () => {
  it('is read as its documentation shows it, one incident for each name', () => {
    const box = new Receiving();
    const events = box.receive(GRAFANA);
    expect(opened(events).map(({ title, reason }) => [title, reason])).toEqual([
      ['High memory usage', 'High memory usage: This alert was triggered for zone us-1'],
      ['High CPU usage', 'High CPU usage: This alert was triggered for zone eu-1'],
    ]);
    expect(opened(events)[0]?.startedAt).toBe('2021-10-12T07:51:03Z');
  });

  it('comes through a dispatch of GitHub one level deeper, as JSON or as text', () => {
    for (const payload of [GRAFANA, JSON.stringify(GRAFANA)]) {
      const box = new Receiving();
      expect(opened(box.receive({ action: 'alert', client_payload: { payload } }))).toHaveLength(2);
    }
  });

  it('is given the runbook to which its annotation leads', () => {
    const alert = {
      ...GRAFANA.alerts[0],
      annotations: { runbook_url: 'https://handbook.test/runbooks/acme/ShopDown/#mitigate' },
    };
    const [detail] = opened(new Receiving().receive({ ...GRAFANA, alerts: [alert] }));
    expect(detail).toMatchObject({ runbook: 'acme/ShopDown', services: ['acme/shop'] });
  });
});

describe('an alert in the shape of our own', () => {
  it('needs no more than a name and a status, and a dispatch of GitHub may carry it', () => {
    const box = new Receiving();
    const [detail] = opened(box.receive({ client_payload: { alert: 'ShopDown', status: 'firing' } }));
    expect(detail).toMatchObject({ severity: 'SEV1', services: ['acme/shop'], runbook: 'acme/ShopDown' });
    expect(box.receive({ alert: 'ShopDown', status: 'firing' }, NOW + 60_000)).toEqual([]);
    expect(box.receive({ alert: 'ShopDown', status: 'resolved' }, NOW + 90_000)).toHaveLength(1);
    expect(box.receive({ alert: 'ShopDown', status: 'firing' }, NOW + 120_000)).toHaveLength(1);
    expect(box.incidents()).toHaveLength(2);
  });

  it.each([
    ['sev3', 'SEV3', false],
    ['page', 'SEV1', false],
    ['warning', 'SEV3', false],
    ['purple', 'SEV1', true],
  ])('of severity %s is %s here', (severity, expected, guessed) => {
    const box = new Receiving();
    const [detail] = opened(box.receive({ alert: 'ShopDown', status: 'firing', severity }));
    expect(detail?.severity).toBe(expected);
    expect(box.problems.some((line) => line.includes(severity))).toBe(guessed);
  });

  it('about a service that is not ours says so, and goes by the runbook', () => {
    const box = new Receiving();
    const [detail] = opened(box.receive({ alert: 'ShopDown', status: 'firing', service: 'elsewhere' }));
    expect(detail?.services).toEqual(['acme/shop']);
    expect(box.problems).toEqual(['ShopDown: no service, or more than one, is called elsewhere']);
  });

  it('about what probes have found already becomes a line of their incident, and its end closes nothing', () => {
    const box = new Receiving();
    box.log.push({
      at: NOW - 60_000,
      kind: 'incident opened',
      key: 'automatic/acme/shop/20261121T115900Z',
      detail: JSON.stringify({
        origin: 'probes',
        domain: 'acme',
        severity: 'SEV2',
        services: ['acme/shop'],
        startedAt: '2026-11-21T11:59:00Z',
      }),
    });
    box.receive({ alert: 'ShopDown', status: 'firing' });
    expect(box.incidents().map(({ severity }) => severity)).toEqual(['SEV1']);
    expect(box.receive({ alert: 'ShopDown', status: 'firing' }, NOW + 1_000)).toEqual([]);
    const end = box.receive({ alert: 'ShopDown', status: 'resolved' }, NOW + 60_000);
    expect(end.map(({ kind }) => kind)).toEqual(['incident updated']);
  });
});

describe('a payload from outside that is not what it should be', () => {
  it.each([
    ['no JSON', '{"alert":'],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['something else', '{"hello":"world"}'],
    ['a million characters', `{"alert":"${'x'.repeat(1_000_001)}","status":"firing"}`],
    ['deep', `${'{"client_payload":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['of wrong types', '{"alert":["ShopDown"],"status":"firing"}'],
    ['of another status', '{"alert":"ShopDown","status":"green"}'],
    ['without a name', '{"alert":" \\u0000 ","status":"firing"}'],
    ['a group of numbers', '{"version":"4","alerts":[1,null,{"status":"firing","labels":7}]}'],
    ['a group that is none', '{"version":"4","alerts":{"0":"firing"}}'],
  ])('gives a problem and no event: %s', (_, text) => {
    const box = new Receiving();
    expect(box.receive(text)).toEqual([]);
    expect(box.problems.length).toBeGreaterThan(0);
  });

  it('has no key that reaches further than its own fields', () => {
    const text = '{"__proto__":{"alert":"x"},"alert":"constructor","status":"firing","service":"__proto__"}';
    const box = new Receiving();
    expect(opened(box.receive(text))).toMatchObject([{ title: 'constructor', services: [] }]);
    expect(({} as Record<string, unknown>).alert).toBeUndefined();
  });

  it('is cut, and what cannot be seen is taken out of it', () => {
    const summary = `\u001b[2Jone\r\ntwo\u202e${'long '.repeat(1000)}`;
    const [detail] = opened(new Receiving().receive({ alert: 'ShopDown', status: 'firing', summary }));
    expect(detail?.reason).toMatch(/^ShopDown: \[2Jone two long/);
    expect(detail?.reason?.length).toBeLessThanOrEqual(420);
  });

  it('with more alerts than anybody has opens a hundred at most, and says what was left out', () => {
    const alerts = Array.from({ length: 150 }, (_, n) => ({
      status: 'firing',
      labels: { alertname: `Alert${n}` },
    }));
    const box = new Receiving();
    expect(box.receive({ version: '4', alerts })).toHaveLength(100);
    expect(box.problems).toContain('50 alerts of the group were left out: there were too many');
  });

  it('is never a crash and never an event that the log would refuse, whichever of its parts is something else', () => {
    const odd: readonly unknown[] = [
      null,
      true,
      -1,
      1e308,
      '',
      '\u0000',
      'x'.repeat(70_000),
      [],
      [[[]]],
      {},
      { toString: 1 },
    ];
    const places = (value: unknown, path: readonly (string | number)[] = []): (string | number)[][] =>
      typeof value !== 'object' || value === null
        ? [[...path]]
        : [[...path], ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...path, key]))];
    const generic = { alert: 'ShopDown', status: 'firing', startsAt: '2026-11-21T11:00:00Z', key: 'k' };
    let tried = 0;
    for (const sample of [ALERTMANAGER, GRAFANA, generic, { client_payload: generic }])
      for (const path of places(sample))
        for (const value of odd) {
          const { events } = eventsOfPayload(
            JSON.stringify(replaced(sample, path, value)),
            book,
            situationOf([]),
            NOW,
          );
          for (const event of events) {
            expect(detailProblem(event)).toBeNull();
            expect(encodeEvent(event).length).toBeLessThan(4000);
          }
          tried += 1;
        }
    expect(tried).toBeGreaterThan(700);
  });

  it('does not stop the alerts beside it', () => {
    const box = new Receiving();
    const events = box.receive({ version: '4', alerts: [{ status: 'odd' }, ...shopDown().alerts] });
    expect(opened(events)).toHaveLength(1);
    expect(box.problems).toEqual(['alert 1 of the group has a wrong status']);
  });
});
