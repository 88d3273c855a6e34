import { staleMs } from '../status/looks.ts';
import type { ComponentFacts } from './facts.ts';

/**
 * Instant (milliseconds) after which a claim about the present of a component must not be believed any more: the
 * first of its probes that would be stale. Undefined when it claims nothing.
 */
export function claimUntil({ now, probes }: ComponentFacts): number | undefined {
  if (now.state === 'unknown' || now.newestAt === null) return undefined;
  const limits = now.probes.flatMap(({ id, newestAt }) => {
    const timing = probes.find((probe) => probe.id === id)?.timing;
    return timing && newestAt !== null ? [newestAt + staleMs(timing)] : [];
  });
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/** The same for several components together: the first claim that ends. */
export function claimsUntil(components: Iterable<ComponentFacts>): number | undefined {
  const limits = [...components].flatMap((component) => claimUntil(component) ?? []);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}
