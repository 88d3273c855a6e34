import type { Entry } from '../book/book.ts';
import {
  type Impact,
  type ImpactChange,
  type Incident,
  type IncidentState,
  type IncidentUpdate,
  worstImpact,
} from './incident.ts';

/**
 * An entry of the book as an {@link Incident}. Updates after `now` are not told yet. An update that names no
 * service leaves the impact as it was; with `resolved` every impact ends, whether the update says so or not.
 * Null when nothing was said by `now`.
 */
export function writtenIncident(entry: Entry<'incidents'>, now: number): Incident | null {
  const { data } = entry;
  const current = new Map<string, Impact>(data.services.map((service) => [service, 'none']));
  const seen = new Set<Impact>();
  const ids = new Set<string>();
  const updates: IncidentUpdate[] = [];
  for (const update of data.updates) {
    const at = Date.parse(update.at);
    if (at > now) break;
    const said = over(update.state) ? allOver(current) : (update.services ?? {});
    const changes: ImpactChange[] = [];
    for (const [service, to] of Object.entries(said)) {
      const from = current.get(service) ?? 'none';
      if (from !== to) changes.push({ service, from, to });
      current.set(service, to);
      seen.add(to);
    }
    updates.push({
      id: freeId(`${entry.id}#${compact(at)}`, ids),
      at,
      state: update.state,
      text: update.text,
      found: null,
      changes,
    });
  }
  const last = updates.at(-1);
  if (!last) return null;
  const resolvedAt = data.resolvedAt ? Date.parse(data.resolvedAt) : null;
  const ended = resolvedAt !== null && resolvedAt <= now ? resolvedAt : endOf(updates);
  return {
    id: entry.id,
    origin: 'written',
    title: data.title,
    domain: entry.domain,
    severity: data.severity,
    services: [...current.keys()],
    state: last.state,
    impact: worstImpact(seen),
    impacts: ended === null ? current : new Map(Object.entries(allOver(current))),
    startedAt: Date.parse(data.startedAt),
    resolvedAt: ended,
    updatedAt: Math.max(last.at, ended ?? 0),
    updates,
    outages: [],
    entry,
  };
}

/** When the updates say that it was over; null while they do not, also after it was opened again. */
function endOf(updates: readonly IncidentUpdate[]): number | null {
  let end: number | null = null;
  for (const { at, state } of updates) {
    if (!over(state)) end = null;
    else end ??= at;
  }
  return end;
}

function over(state: IncidentState): boolean {
  switch (state) {
    case 'investigating':
    case 'identified':
    case 'monitoring':
      return false;
    case 'resolved':
    case 'postmortem':
      return true;
    default: {
      const never: never = state;
      throw new RangeError(`unknown state of an incident "${never}"; refusing to call it over`);
    }
  }
}

function allOver(current: ReadonlyMap<string, Impact>): Record<string, Impact> {
  return Object.fromEntries([...current.keys()].map((service) => [service, 'none' as const]));
}

function freeId(wished: string, taken: Set<string>): string {
  let id = wished;
  for (let count = 2; taken.has(id); count += 1) id = `${wished}-${count}`;
  taken.add(id);
  return id;
}

/** `2026-11-21T03:12:05Z` as `20261121T031205Z`, for ids. Milliseconds are dropped. */
export function compact(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}
