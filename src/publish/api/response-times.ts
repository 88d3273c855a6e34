import type { LatencyStep } from '../../status/latency-series.ts';
import { type ComponentFacts, WINDOWS, type WindowId } from '../../views/facts.ts';
import { responseTimes, responseTimesByLocation, STEP_MS } from '../../views/latency-chart.ts';
import type { Publication } from '../publication.ts';
import type { ApiDocument } from './schemas.ts';

type Row = [number, number, number | null, number | null, number | null];

const row = ({ at, count, p50, p95, p99 }: LatencyStep): Row => [at, count, p50, p95, p99];

/** Response times of a component in steps, by window and by location: what its chart draws. A gap is null. */
export function responseTimesDocument(
  { facts }: Publication,
  component: ComponentFacts,
): ApiDocument<'response-times'> {
  const before = facts.record.past?.before;
  const windows = WINDOWS.map(({ id }) => {
    const locations = [...responseTimesByLocation(component, id, facts.now, before)];
    return [
      id,
      {
        stepMs: STEP_MS[id],
        steps: responseTimes(component, id, facts.now, before).map(row),
        locations: Object.fromEntries(locations.map(([name, steps]) => [name, steps.map(row)])),
      },
    ] as const;
  });
  return {
    is: 'response-times',
    version: 1,
    component: component.service.id,
    columns: ['start, ms since 1970', 'successful looks', 'p50 ms', 'p95 ms', 'p99 ms'],
    windows: Object.fromEntries(windows) as Record<WindowId, (typeof windows)[number][1]>,
  };
}
