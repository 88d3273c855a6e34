import type { PageNow } from '../status/component.ts';
import type { Facts } from './facts.ts';

/**
 * What customers notice now, for the line on every public page; null while nothing is down. Slowness, planned work and
 * missing measurements stand on the front page and call nobody away from another one. Open incidents that say of
 * themselves that no customer notices are passed over.
 */
export function noticed(facts: Facts): PageNow | null {
  const page = facts.page('public');
  switch (page.state) {
    case 'down':
    case 'partial outage':
      break;
    case 'operational':
    case 'degraded':
    case 'maintenance':
    case 'unknown':
      return null;
    default: {
      const never: never = page.state;
      throw new RangeError(`unknown component state "${String(never)}"`);
    }
  }
  const quiet = new Set(
    facts.incidents
      .filter(({ resolvedAt, entry }) => resolvedAt === null && entry?.data.userFacing === false)
      .flatMap(({ services }) => services),
  );
  const affected = page.affected.filter(({ id, state }) => state === page.state && !quiet.has(id));
  if (affected.length === 0) return null;
  const known = affected.map(({ since }) => since).filter((at) => at !== null);
  const since = known.length > 0 ? Math.min(...known) : null;
  return { ...page, affected, since, sinceDiffers: known.some((at) => at !== since) };
}
