import { type Book, entriesOf } from '../book/book.ts';
import type { Condition } from '../response/outages.ts';
import { NEWS_MS } from '../response/outages.ts';
import type { ComponentNow, ComponentState } from '../status/component.ts';
import type { ComponentOutage } from '../status/component-outages.ts';
import { suppressedAlerts } from '../status/dependence.ts';
import type { ComponentFacts, Facts } from '../views/facts.ts';
import type { Observation } from './reconcile.ts';

/** Planned work is looked at this far back, to tell of its end as well. */
const PLANNED_MS = 24 * 3_600_000;

/** What the facts of a book say to the event log. Services without probes are observed by nobody. */
export function observationOf(book: Book, facts: Facts): Observation {
  const watched = [...facts.components.values()].filter(({ service }) => service.data.probes.length > 0);
  const states = new Map<string, ComponentState>(watched.map(({ service, now }) => [service.id, now.state]));
  const dependsOn = new Map(entriesOf(book, 'services').map(({ id, data }) => [id, data.dependsOn]));
  return {
    conditions: watched.map(({ service, now, outages }) => conditionOf(service.id, now, outages, facts.now)),
    written: facts.incidents.filter(({ origin }) => origin === 'written'),
    causes: new Map(suppressedAlerts(states, dependsOn).map(({ service, causes }) => [service, causes])),
    planned: plannedOf(watched, facts.now),
    newestAt: facts.record.newestAt,
  };
}

/** The condition of a service from its state and its outages, the newest first, at an instant. */
export function conditionOf(
  service: string,
  now: ComponentNow,
  outages: readonly ComponentOutage[],
  at: number,
): Condition {
  const past = outages
    .filter(({ to }) => to !== null && to > at - NEWS_MS)
    // The log keeps whole seconds; compared with anything finer an end would be news for ever.
    .map(({ from, to, reason, probes }) => ({
      from: seconds(from),
      to: seconds(to as number),
      reason,
      probes,
    }))
    .reverse();
  const base = { service, past, reason: now.reason, probes: [] as readonly string[] };
  const open = outages.find(({ to }) => to === null);
  switch (now.state) {
    case 'down':
    case 'partial outage':
      return open
        ? { ...base, state: 'down', from: open.from, reason: open.reason ?? now.reason, probes: open.probes }
        : { ...base, state: 'down', from: now.since };
    case 'degraded':
      return { ...base, state: 'degraded', from: now.since };
    case 'operational': {
      const pending = now.probes
        .filter((probe) => probe.pending !== null && !probe.stale)
        .sort((a, b) => (a.pending?.since ?? 0) - (b.pending?.since ?? 0))[0];
      return pending?.pending
        ? {
            ...base,
            state: 'suspected',
            from: pending.pending.since,
            reason: pending.reason,
            probes: [pending.id],
          }
        : { ...base, state: 'well', from: null, wellSince: now.since };
    }
    case 'unknown':
      // Down when it was last seen: that it began is known, that it ended is not.
      return open
        ? { ...base, state: 'down', from: open.from, reason: open.reason, probes: open.probes }
        : { ...base, state: 'unseen', from: null };
    case 'maintenance':
      return { ...base, state: 'hidden', from: null };
    default:
      throw new RangeError(`unknown state of ${service}: ${String(now.state satisfies never)}`);
  }
}

function seconds(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

function plannedOf(watched: readonly ComponentFacts[], now: number): Observation['planned'] {
  const all = watched.flatMap(({ planned }) => planned);
  const found = all
    .filter(({ from, to }) => from <= now && to > now - PLANNED_MS)
    .map(({ entry, title, from, to }) => ({ entry: entry.id, title, from, to }));
  const byKey = new Map(found.map((one) => [`${one.entry}@${one.from}`, one]));
  return [...byKey.values()];
}
