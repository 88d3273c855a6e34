import type { z } from 'zod';
import { runProbes } from '../../src/probe/engine.ts';
import { openGlobalping } from '../../src/probe/globalping/location.ts';
import { GlobalpingLocation } from '../../src/schemas/location.ts';
import type { BoundProbe } from '../../src/schemas/probe.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';

/** A location of three places. */
export const earth = (more: Partial<z.input<typeof GlobalpingLocation>> = {}) =>
  GlobalpingLocation.parse({ kind: 'globalping', id: 'earth', places: ['DE', 'FR', 'JP'], ...more });

export const http = (more = {}) =>
  bound({ kind: 'http', id: 'http', url: 'https://shop.test/health?x=1', ...more });

/** Looks at probes through the API of the test. */
export async function lookFrom(
  probes: readonly BoundProbe[],
  location = earth(),
  options: Parameters<typeof openGlobalping>[1] = {},
): Promise<Sample[]> {
  return await runProbes(probes, {
    location: location.id,
    now: () => Date.UTC(2026, 0, 1),
    remote: openGlobalping(location, options),
  });
}
