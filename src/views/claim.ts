import type { Outcome } from '../schemas/vocabulary.ts';
import { staleMs } from '../status/looks.ts';
import type { ComponentFacts, PageFacts } from './facts.ts';

/**
 * Instant (milliseconds) after which a claim about the present of a component must not be believed any more. Being
 * operational rests on every probe, so it ends with the first that would be stale; trouble rests on the probes that see
 * it, so it ends with the last of them; maintenance ends when it was announced to. What people reported does not age with
 * the probes. Undefined when nothing is claimed, or when no time ends it.
 */
export function claimUntil({ now, standing, probes, planned }: ComponentFacts): number | undefined {
  if (standing.reported || now.state === 'unknown' || now.newestAt === null) return undefined;
  if (now.state === 'maintenance') {
    return planned.find(({ from, to }) => from === now.since && to > from)?.to;
  }
  const limitsOf = (state: Outcome | null) =>
    now.probes
      .filter((probe) => state === null || probe.state === state)
      .flatMap(({ id, newestAt }) => {
        const timing = probes.find((probe) => probe.id === id)?.timing;
        return timing && newestAt !== null ? [newestAt + staleMs(timing)] : [];
      });
  const limits = limitsOf(now.state === 'operational' ? null : now.observed);
  if (limits.length === 0) return undefined;
  return now.state === 'operational' ? Math.min(...limits) : Math.max(...limits);
}

/**
 * The same for what a page says of all its components together. That all is well rests on each of them; anything worse
 * rests on those it names, and holds as long as one of them does.
 */
export function pageClaimUntil(page: PageFacts, components: Iterable<ComponentFacts>): number | undefined {
  if (page.state === 'unknown') return undefined;
  const all = [...components];
  if (page.state === 'operational') {
    const limits = all.flatMap((component) => claimUntil(component) ?? []);
    return limits.length > 0 ? Math.min(...limits) : undefined;
  }
  const limits = all
    .filter(({ standing }) => standing.state === page.state)
    .map((component) => claimUntil(component));
  const known = limits.filter((limit) => limit !== undefined);
  return known.length < limits.length || known.length === 0 ? undefined : Math.max(...known);
}
