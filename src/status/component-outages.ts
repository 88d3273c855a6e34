import type { Outage } from './states.ts';

/** An outage of a component: the time in which at least one of its probes was confirmed down. */
export interface ComponentOutage {
  readonly from: number;
  /** `null` while it lasts. */
  readonly to: number | null;
  /** Probes that saw it, in the order in which they did. */
  readonly probes: readonly string[];
  /** Reason the first of them gave. */
  readonly reason: string | null;
}

/**
 * Outages of the probes of one component as outages of the component: those that overlap or touch are one, so that a
 * host that is down is not counted once for each way of looking at it. Oldest first.
 */
export function uniteOutages(found: readonly (Outage & { readonly probe: string })[]): ComponentOutage[] {
  const sorted = [...found].sort((a, b) => a.from - b.from || (a.probe < b.probe ? -1 : 1));
  const united: { from: number; to: number | null; probes: string[]; reason: string | null }[] = [];
  for (const outage of sorted) {
    const last = united.at(-1);
    if (last && (last.to === null || outage.from <= last.to)) {
      last.to = last.to === null || outage.to === null ? null : Math.max(last.to, outage.to);
      if (!last.probes.includes(outage.probe)) last.probes.push(outage.probe);
      last.reason ??= outage.reason;
    } else {
      united.push({ from: outage.from, to: outage.to, probes: [outage.probe], reason: outage.reason });
    }
  }
  return united;
}
