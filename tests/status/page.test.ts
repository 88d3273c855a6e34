import { describe, expect, it } from 'vitest';
import {
  COMPONENT_STATES,
  type ComponentState,
  componentNow,
  type PageComponent,
  pageNow,
  urgency,
} from '../../src/status/component.ts';
import { one, timing } from './looks.ts';

const M = 60_000;
const START = Date.parse('2026-11-21T00:00:00Z');
const probe = (id: string, text: string) => ({ id, timing: timing(5 * M), looks: one(text, 5 * M, START) });
const minute = (minutes: number) => START + minutes * M;

describe('state of a component', () => {
  it('is operational only when every probe says so', () => {
    const now = componentNow([probe('a', 'UUUU'), probe('b', '.UUU')], [], minute(16));
    expect(now).toMatchObject({
      state: 'operational',
      since: minute(5),
      reason: null,
      newestAt: minute(15),
      stale: false,
    });
  });

  it('is as bad as its worst probe, since that probe went bad, and says why', () => {
    const now = componentNow([probe('a', 'UUUU'), probe('b', 'UGGG'), probe('c', 'UUDD')], [], minute(16));
    expect(now).toMatchObject({
      state: 'down',
      observed: 'down',
      since: minute(10),
      reason: 'c: failed look 3',
    });
    expect(componentNow([probe('a', 'UUUU'), probe('b', 'UGGG')], [], minute(16))).toMatchObject({
      state: 'degraded',
      since: minute(5),
      reason: 'b: slow',
    });
  });

  it('[S8] is unknown, not operational, when one of its probes fell silent', () => {
    const now = componentNow(
      [probe('a', 'UUUUUUUUU'), { ...probe('b', 'UUUU'), title: 'TLS' }],
      [],
      minute(41),
    );
    expect(now).toMatchObject({ state: 'unknown', stale: true, newestAt: minute(15) });
    expect(now.reason).toBe('TLS: last looked at 26 minutes ago, expected within 15 minutes');
  });

  it('[K04] is unknown without probes and before the first look', () => {
    expect(componentNow([], [], START)).toMatchObject({
      state: 'unknown',
      since: null,
      newestAt: null,
      stale: true,
    });
    expect(componentNow([probe('a', '')], [], START)).toMatchObject({
      state: 'unknown',
      reason: 'a: never looked at',
    });
    expect(componentNow([probe('a', 'D')], [], START)).toMatchObject({
      state: 'unknown',
      reason: 'a: failed looks not confirmed yet',
    });
  });

  it('[G41] [K42] shows planned work from its first second to its last, and the outage one second later', () => {
    const down = [probe('a', 'UDDDDDD')];
    const work = [{ from: minute(5), to: minute(25), title: 'Database upgrade' }];
    const second = 1000;
    expect(componentNow(down, work, minute(5) - second).state).toBe('operational');
    expect(componentNow(down, work, minute(5))).toMatchObject({ state: 'maintenance', since: minute(5) });
    expect(componentNow(down, work, minute(25) - second)).toMatchObject({
      state: 'maintenance',
      observed: 'down',
      reason: 'Database upgrade, until Sat 21 Nov 2026, 00:25 UTC',
    });
    expect(componentNow(down, work, minute(25)).state).toBe('down');
    expect(componentNow(down, work, minute(25) + second).state).toBe('down');
  });

  it('dates an overrun from the end of the planned work', () => {
    const now = componentNow([probe('a', 'UDDDDDD')], [{ from: minute(5), to: minute(25) }], minute(26));
    expect(now).toMatchObject({ state: 'down', since: minute(25) });
  });
});

describe('state of a page', () => {
  const component = (id: string, state: ComponentState, since: number | null = START): PageComponent => ({
    id,
    title: id.toUpperCase(),
    state,
    since,
  });

  it('is operational when everything is, and unknown when there is nothing', () => {
    expect(pageNow([component('a', 'operational'), component('b', 'operational', minute(5))])).toEqual({
      state: 'operational',
      affected: [],
      since: minute(5),
      sinceDiffers: false,
    });
    expect(pageNow([])).toMatchObject({ state: 'unknown', affected: [], since: null });
  });

  it('[S12] does not let planned work on one component hide an outage of another', () => {
    const page = pageNow([
      component('a', 'maintenance'),
      component('b', 'operational'),
      component('c', 'down', minute(7)),
    ]);
    expect(page).toMatchObject({
      state: 'down',
      since: minute(7),
      sinceDiffers: false,
    });
    expect(page.affected.map(({ id }) => id)).toEqual(['c', 'a']);
  });

  it('takes the most urgent state of any component, whatever the order and the company', () => {
    const rank: ComponentState[] = [
      'operational',
      'maintenance',
      'unknown',
      'degraded',
      'partial outage',
      'down',
    ];
    for (const a of rank) {
      for (const b of rank) {
        const expected = rank[Math.max(rank.indexOf(a), rank.indexOf(b))];
        expect(pageNow([component('a', a), component('b', b)]).state).toBe(expected);
      }
    }
    expect([...COMPONENT_STATES].sort((a, b) => urgency(a) - urgency(b))).toEqual(rank);
  });

  it('says when its components have not all been in that state since the same instant', () => {
    const many = (count: number, step: number) =>
      Array.from({ length: count }, (_, i) => component(`c${i}`, 'down', minute(i * step)));
    expect(pageNow(many(5, 1))).toMatchObject({ since: START, sinceDiffers: true });
    expect(pageNow(many(5, 0))).toMatchObject({ since: START, sinceDiffers: false });
    expect(pageNow(many(5, 1)).affected).toHaveLength(5);
  });

  it('does not claim a time that it does not know', () => {
    expect(pageNow([component('a', 'unknown', null)])).toMatchObject({ since: null, sinceDiffers: false });
  });

  it('[S7] refuses a state that is not in the vocabulary', () => {
    expect(() => pageNow([component('a', 'critical' as ComponentState)])).toThrow(/critical/);
  });
});
