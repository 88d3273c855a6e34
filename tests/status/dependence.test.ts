import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPONENT_STATES, type ComponentState } from '../../src/status/component.ts';
import { dependencyCircles, suppressedAlerts } from '../../src/status/dependence.ts';
import { outages, probeNow } from '../../src/status/states.ts';
import { one } from './looks.ts';

const I = 1000;

describe('services that depend on each other', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const worlds = fc.record({
    states: fc.array(fc.constantFrom(...COMPONENT_STATES), { minLength: 5, maxLength: 5 }),
    edges: fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 10 }),
  });
  const build = (words: readonly ComponentState[], edges: readonly (readonly [number, number])[]) => ({
    states: new Map(ids.map((id, i) => [id, words[i] as ComponentState])),
    dependsOn: new Map(
      ids.map((id, i) => [id, edges.filter(([from]) => from === i).map(([, to]) => ids[to] as string)]),
    ),
  });

  it('[U21] alert once for the cause of three levels, which is named, and not for what stands on it', () => {
    const { states, dependsOn } = build(
      ['down', 'down', 'down', 'degraded', 'operational'],
      [
        [0, 1],
        [1, 2],
        [3, 2],
        [4, 2],
      ],
    );
    expect(suppressedAlerts(states, dependsOn)).toEqual([
      { service: 'a', causes: ['c'] },
      { service: 'b', causes: ['c'] },
      { service: 'd', causes: ['c'] },
    ]);
  });

  it('alert all the same when what lies between is well, unknown, or has no state', () => {
    for (const between of ['operational', 'unknown', 'degraded'] as const) {
      const { states, dependsOn } = build(
        ['down', between, 'down', 'operational', 'operational'],
        [
          [0, 1],
          [1, 2],
        ],
      );
      expect(suppressedAlerts(states, dependsOn).map(({ service }) => service)).not.toContain('a');
    }
    expect(suppressedAlerts(new Map([['a', 'down']]), new Map([['a', ['gone']]]))).toEqual([]);
  });

  it('are never all silent: behind every suppressed one stands a cause that is not suppressed', () => {
    fc.assert(
      fc.property(worlds, ({ states: words, edges }) => {
        const { states, dependsOn } = build(words, edges);
        const found = suppressedAlerts(states, dependsOn);
        const silent = new Set(found.map(({ service }) => service));
        for (const { causes } of found) {
          expect(causes.length).toBeGreaterThan(0);
          for (const cause of causes) {
            expect(['down', 'maintenance']).toContain(states.get(cause));
            expect(silent.has(cause)).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are suppressed exactly when an unbroken chain leads to a root, by brute force over all paths', () => {
    fc.assert(
      fc.property(worlds, ({ states: words, edges }) => {
        const { states, dependsOn } = build(words, edges);
        const broken = (id: string) => ['down', 'maintenance'].includes(states.get(id) as string);
        const next = (id: string) => (dependsOn.get(id) ?? []).filter((each) => each !== id && broken(each));
        const rootsOf = (id: string, depth: number): string[] =>
          depth === 0
            ? []
            : next(id).flatMap((each) => (next(each).length === 0 ? [each] : rootsOf(each, depth - 1)));
        const expected = ids.filter(
          (id) =>
            ['down', 'partial outage', 'degraded'].includes(states.get(id) as string) &&
            rootsOf(id, 6).length > 0,
        );
        expect(suppressedAlerts(states, dependsOn).map(({ service }) => service)).toEqual(expected);
        for (const { service, causes } of suppressedAlerts(states, dependsOn)) {
          expect(causes).toEqual([...new Set(rootsOf(service, 6))].sort());
        }
      }),
      { numRuns: 500 },
    );
  });

  it('[S43] are recorded and recover as they were seen: the suppression touches no look, state or outage', () => {
    const upstream = one('UUDDDDUU', I);
    const dependant = one('UUUDDDDU', I);
    const timing = { intervalMs: I, confirm: { down: 2, up: 1 } };
    const stateAt = (tick: number) =>
      new Map([
        ['db', probeNow(upstream, timing, tick)],
        ['shop', probeNow(dependant, timing, tick)],
      ] as const);
    const silentAt = (tick: number) => {
      const words = [...stateAt(tick)].map(([id, { state }]) => [id, state === 'up' ? 'operational' : state]);
      return suppressedAlerts(new Map(words as [string, ComponentState][]), new Map([['shop', ['db']]]));
    };
    // Both are down and only the cause alerts; then the cause recovers first, and the dependant speaks for itself.
    expect(silentAt(5 * I)).toEqual([{ service: 'shop', causes: ['db'] }]);
    expect(stateAt(5 * I).get('shop')).toMatchObject({ state: 'down', since: 3 * I });
    expect(silentAt(6 * I)).toEqual([]);
    expect(stateAt(6 * I).get('shop')?.state).toBe('down');
    expect(stateAt(7 * I).get('shop')).toMatchObject({ state: 'up', since: 7 * I });
    expect(outages(dependant, timing, { from: 0, to: 8 * I })).toMatchObject([{ from: 3 * I, to: 7 * I }]);
  });

  it('in a circle are found by brute force as well, each circle with its shortest way round', () => {
    expect(
      dependencyCircles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a', 'd']],
          ['d', []],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
    expect(
      dependencyCircles(
        new Map([
          ['a', ['a', 'gone']],
          ['b', ['a']],
        ]),
      ),
    ).toEqual([['a', 'a']]);
    fc.assert(
      fc.property(worlds, ({ edges }) => {
        const { dependsOn } = build(['down', 'down', 'down', 'down', 'down'], edges);
        const reach = (from: string, depth: number): string[] =>
          depth === 0 ? [] : (dependsOn.get(from) ?? []).flatMap((to) => [to, ...reach(to, depth - 1)]);
        const circular = ids.filter((id) => reach(id, 5).includes(id));
        const found = dependencyCircles(dependsOn);
        expect(found.length > 0).toBe(circular.length > 0);
        for (const circle of found) {
          expect(circle.at(-1)).toBe(circle[0]);
          for (const [i, id] of circle.slice(0, -1).entries()) {
            expect(dependsOn.get(id)).toContain(circle[i + 1]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('[S7] are not guessed at in a state that is no word of ours', () => {
    expect(() => suppressedAlerts(new Map([['a', 'fine' as ComponentState]]), new Map())).toThrow(/refusing/);
  });
});
