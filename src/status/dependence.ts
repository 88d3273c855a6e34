import type { ComponentState } from './component.ts';

/** Why nobody is woken for a service that is not well: the services behind it that are the cause. */
export interface Suppression {
  readonly service: string;
  /** Services at the root, in order of id: themselves down or under planned work, with nothing down behind them. */
  readonly causes: readonly string[];
}

/**
 * Which services that are down or degraded need no alert of their own, because a service that they depend on
 * is down or under planned work. The chain must be unbroken: a service that is well between the two shows that
 * the trouble behind it does not reach through. Services that are down and depend on each other in a circle
 * with nothing else behind it all keep their alerts, so that trouble never silences itself. Only alerts are
 * meant: states, samples and outages stay as they were observed. A dependency without a state suppresses
 * nothing. Returns the suppressed ones in order of id. Pure.
 */
export function suppressedAlerts(
  states: ReadonlyMap<string, ComponentState>,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): Suppression[] {
  const found: Suppression[] = [];
  for (const [service, state] of states) {
    if (!hasTrouble(state)) continue;
    const causes = rootsBehind(service, states, dependsOn);
    if (causes.length > 0) found.push({ service, causes });
  }
  return found.sort((a, b) => (a.service < b.service ? -1 : 1));
}

function rootsBehind(
  service: string,
  states: ReadonlyMap<string, ComponentState>,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): string[] {
  const failing = (id: string) =>
    (dependsOn.get(id) ?? []).filter((each) => each !== id && explains(states.get(each)));
  const seen = new Set<string>();
  const open = failing(service);
  const roots: string[] = [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const behind = failing(next);
    if (behind.length === 0) roots.push(next);
    else open.push(...behind);
  }
  return roots.sort();
}

/** Whether a service in this state is in trouble that somebody would be told of. */
function hasTrouble(state: ComponentState): boolean {
  switch (state) {
    case 'down':
    case 'partial outage':
    case 'degraded':
      return true;
    case 'operational':
    case 'maintenance':
    case 'unknown':
      return false;
    default: {
      const never: never = state;
      throw new RangeError(`unknown component state "${never}"; refusing to suppress its alerts`);
    }
  }
}

/** Whether a service in this state explains the trouble of those that depend on it. */
function explains(state: ComponentState | undefined): boolean {
  return state === 'down' || state === 'maintenance';
}

/**
 * The circles among dependencies: for each service that depends on itself by some chain, the shortest such chain,
 * from the service back to it (`[a, b, a]`), in order of id. A circle is told once, for its first member by id.
 * Services that are only named, never listed, depend on nothing. Pure.
 */
export function dependencyCircles(dependsOn: ReadonlyMap<string, readonly string[]>): string[][] {
  const told = new Set<string>();
  const circles: string[][] = [];
  for (const start of [...dependsOn.keys()].sort()) {
    if (told.has(start)) continue;
    const circle = wayBack(start, dependsOn);
    if (circle === null) continue;
    for (const member of circle) told.add(member);
    circles.push(circle);
  }
  return circles;
}

function wayBack(start: string, dependsOn: ReadonlyMap<string, readonly string[]>): string[] | null {
  const seen = new Set<string>();
  const open: string[][] = [[start]];
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    for (const next of dependsOn.get(path.at(-1) as string) ?? []) {
      if (next === start) return [...path, start];
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...path, next]);
    }
  }
  return null;
}
