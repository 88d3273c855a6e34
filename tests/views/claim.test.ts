import { describe, expect, it } from 'vitest';
import type { ComponentState } from '../../src/status/component.ts';
import { claimUntil, pageClaimUntil } from '../../src/views/claim.ts';
import type { ComponentFacts, PageFacts } from '../../src/views/facts.ts';
import { NOW } from './made.ts';

const MINUTE = 60_000;
type Probe = { state: 'up' | 'degraded' | 'down' | 'unknown'; age: number };

/** A component whose probes look every minute, so that each is believed for three. */
function component(state: ComponentState, probes: readonly Probe[], reported = false): ComponentFacts {
  const observed = probes.map((probe) => probe.state);
  const worst = (['down', 'degraded', 'unknown', 'up'] as const).find((one) => observed.includes(one));
  return {
    standing: { state, since: NOW, reported },
    planned: [{ from: NOW - MINUTE, to: NOW + 90 * MINUTE }],
    probes: probes.map((_, i) => ({
      id: `p${i}`,
      timing: { intervalMs: MINUTE, confirm: { down: 2, up: 2 } },
    })),
    now: {
      state: reported ? 'operational' : state,
      observed: worst,
      since: state === 'maintenance' ? NOW - MINUTE : NOW,
      newestAt: NOW,
      probes: probes.map((probe, i) => ({
        id: `p${i}`,
        state: probe.state,
        newestAt: NOW - probe.age * MINUTE,
      })),
    },
  } as unknown as ComponentFacts;
}
const page = (state: ComponentState): PageFacts => ({ state }) as PageFacts;
const at = (minutes: number) => NOW + minutes * MINUTE;

describe('how long a claim may be believed', () => {
  it('[S8] that all is well ends with the first probe that falls silent', () => {
    const well = component('operational', [
      { state: 'up', age: 0 },
      { state: 'up', age: 2 },
    ]);
    expect(claimUntil(well)).toBe(at(1));
    expect(
      pageClaimUntil(page('operational'), [well, component('operational', [{ state: 'up', age: 1 }])]),
    ).toBe(at(1));
  });

  it('that something is down ends with the last probe that sees it, whatever else fell silent', () => {
    const down = component('down', [
      { state: 'unknown', age: 120 },
      { state: 'down', age: 1 },
      { state: 'down', age: 0 },
    ]);
    expect(claimUntil(down)).toBe(at(3));
    const silent = component('unknown', [{ state: 'unknown', age: 500 }]);
    const stale = component('operational', [{ state: 'up', age: 10 }]);
    expect(pageClaimUntil(page('down'), [silent, stale, down])).toBe(at(3));
  });

  it('that people reported does not age with probes, and planned work ends when it was announced to', () => {
    const reported = component('partial outage', [{ state: 'up', age: 2 }], true);
    expect(claimUntil(reported)).toBeUndefined();
    expect(pageClaimUntil(page('partial outage'), [reported])).toBeUndefined();
    expect(claimUntil(component('maintenance', [{ state: 'up', age: 0 }]))).toBe(at(90));
  });

  it('is nothing where nothing is claimed', () => {
    expect(claimUntil(component('unknown', [{ state: 'unknown', age: 0 }]))).toBeUndefined();
    expect(pageClaimUntil(page('unknown'), [])).toBeUndefined();
  });
});
