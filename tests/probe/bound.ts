import type { z } from 'zod';
import type { BoundProbe } from '../../src/schemas/probe.ts';
import { Probe } from '../../src/schemas/probe.ts';

/** A probe as the book would bind it, with the schema's defaults filled in. */
export function bound(input: z.input<typeof Probe>, service = 'shop/checkout'): BoundProbe {
  const probe = Probe.parse(input);
  return { ...probe, service, fullId: `${service}/${probe.id}` };
}
