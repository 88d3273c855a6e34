import { describe, expect, it } from 'vitest';
import { seriesOf } from '../../src/status/looks.ts';
import type { ComponentFacts } from '../../src/views/facts.ts';
import { drawLatency, responseTimes, responseTimesByLocation } from '../../src/views/latency-chart.ts';
import { wordsFor } from '../../src/words/words.ts';
import { NOW } from './made.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function componentOf(
  ...places: { location: string; hours: readonly number[]; ms: number }[]
): ComponentFacts {
  const looks = places.map(({ location, hours, ms }) => ({
    ...seriesOf(
      hours.map((hour) => ({
        probe: 'acme/shop/http',
        location,
        at: NOW - hour * HOUR,
        outcome: 'up' as const,
        latencyMs: ms,
        reason: null,
      })),
    ),
    location,
  }));
  return { probes: [{ probe: { kind: 'http' }, looks, past: [] }] } as unknown as ComponentFacts;
}

describe('the chart of response times', () => {
  it('has a gap where nothing was timed, and never a zero', () => {
    const steps = responseTimes(componentOf({ location: 'a', hours: [23, 22, 3, 2, 1], ms: 80 }), 'day', NOW);
    expect(steps).toHaveLength(48);
    expect(steps.filter(({ p50 }) => p50 === null)).toHaveLength(43);
    expect(steps.some(({ p50 }) => p50 === 0)).toBe(false);
    const drawing = drawLatency(steps, wordsFor('en'));
    // Five looks an hour apart at steps of half an hour stand alone: five short strokes, and no line across a gap.
    expect(drawing?.p50Path.match(/M/g)).toHaveLength(5);
    expect(drawing?.p50Path).not.toContain('L');
  });

  it.each([
    ['day', 48, 30 * MINUTE],
    ['week', 56, 3 * HOUR],
    ['month', 30, 24 * HOUR],
    ['quarter', 90, 24 * HOUR],
    ['year', 53, 7 * 24 * HOUR],
  ] as const)('covers the %s in %i steps up to now', (window, count, stepMs) => {
    const steps = responseTimes(componentOf({ location: 'a', hours: [1], ms: 80 }), window, NOW);
    expect(steps).toHaveLength(count);
    expect((steps[1]?.at ?? 0) - (steps[0]?.at ?? 0)).toBe(stepMs);
    expect(steps.at(-1)?.count).toBe(window === 'day' ? 0 : 1);
    expect((steps.at(-1)?.at ?? 0) <= NOW && NOW <= (steps.at(-1)?.at ?? 0) + stepMs).toBe(true);
  });

  it('keeps locations apart', () => {
    const component = componentOf(
      { location: 'tokyo', hours: [2, 1], ms: 200 },
      { location: 'berlin', hours: [2, 1], ms: 20 },
    );
    const found = responseTimesByLocation(component, 'week', NOW);
    expect([...found].map(([name, steps]) => [name, steps.at(-1)?.p50])).toEqual([
      ['berlin', 20],
      ['tokyo', 200],
    ]);
    expect(responseTimesByLocation(componentOf({ location: 'a', hours: [1], ms: 1 }), 'week', NOW).size).toBe(
      0,
    );
  });

  it('draws nothing where nothing was timed', () => {
    expect(drawLatency(responseTimes(componentOf(), 'day', NOW), wordsFor('en'))).toBeNull();
  });
});
