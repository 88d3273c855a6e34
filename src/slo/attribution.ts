import { type Interval, mergeIntervals } from '../calendar/interval.ts';
import type { Ledger } from './ledger.ts';
import { badLooks, badStretches, settle } from './settle.ts';

/** What bad time can be laid at the door of. */
export interface Cause {
  readonly id: string;
  /** `incident` was written about by people, `outage` was only found by probes. */
  readonly kind: 'incident' | 'outage';
  readonly spans: readonly Interval[];
}

/** A part of what was spent. */
export interface Part {
  /** Null for what nothing explains. */
  readonly id: string | null;
  readonly kind: Cause['kind'] | 'unattributed';
  /** In the unit of the measurement. All parts add up to its `bad`. */
  readonly amount: number;
  readonly badMs: number;
  readonly badLooks: number;
  /** Bad stretches, ascending, apart from each other. */
  readonly stretches: readonly Interval[];
  /** Instants of the bad looks, ascending. */
  readonly looks: readonly number[];
}

/**
 * Splits what was spent in a window among causes. A bad instant belongs to the first cause in the order given that spans
 * it, so nothing is counted twice, and to no cause where none does: the last part, of kind `unattributed`, holds that and
 * whatever has no instant of its own (looks that are due and were never made, figures written by people, rolled-up days).
 * Slices are split in proportion to bad time. Causes that cost nothing are left out; the costliest part stands first, the
 * unattributed one last.
 */
export function attribute(ledger: Ledger, window: Interval, causes: readonly Cause[]): Part[] {
  const { unit, bad } = settle(ledger, window);
  let stretches: Interval[] = badStretches(ledger, window);
  let looks = badLooks(ledger, window);
  const wholeMs = lengthOf(stretches);
  const taken: Omit<Part, 'amount'>[] = [];
  for (const { id, kind, spans } of causes) {
    const merged = mergeIntervals(spans);
    const own = cutOut(stretches, merged, true);
    const seen = looks.filter((at) => holds(merged, at));
    if (own.length === 0 && seen.length === 0) continue;
    stretches = cutOut(stretches, merged, false);
    looks = looks.filter((at) => !holds(merged, at));
    taken.push({ id, kind, badMs: lengthOf(own), badLooks: seen.length, stretches: own, looks: seen });
  }
  const amountOf = (part: Omit<Part, 'amount'>) => {
    if (unit === 'ms') return part.badMs;
    if (unit === 'looks') return part.badLooks;
    return wholeMs === 0 ? 0 : (bad * part.badMs) / wholeMs;
  };
  const parts: Part[] = taken
    .map((part) => ({ ...part, amount: amountOf(part) }))
    .sort((a, b) => b.amount - a.amount || b.badMs - a.badMs);
  const rest = bad - parts.reduce((sum, { amount }) => sum + amount, 0);
  const left = lengthOf(stretches);
  if (rest > 1e-9 || left > 0 || looks.length > 0) {
    parts.push({
      id: null,
      kind: 'unattributed',
      amount: Math.max(0, rest),
      badMs: left,
      badLooks: looks.length,
      stretches,
      looks,
    });
  }
  return parts;
}

/** Parts that cost more than a share (such as `0.2`) of a budget; what nothing explains is none of them. */
export function costlierThan(parts: readonly Part[], share: string, budgetTotal: number): Part[] {
  return parts.filter(({ kind, amount }) => kind !== 'unattributed' && amount > Number(share) * budgetTotal);
}

function lengthOf(stretches: readonly Interval[]): number {
  return stretches.reduce((sum, { from, to }) => sum + to - from, 0);
}

function holds(merged: readonly Interval[], at: number): boolean {
  return merged.some(({ from, to }) => from <= at && at < to);
}

/** The parts of some intervals that lie inside others (sorted, apart from each other), or outside them. */
function cutOut(intervals: readonly Interval[], others: readonly Interval[], inside: boolean): Interval[] {
  const found: Interval[] = [];
  for (const { from, to } of intervals) {
    let cursor = from;
    for (const other of others) {
      if (other.to <= cursor) continue;
      if (other.from >= to) break;
      const start = Math.max(other.from, cursor);
      const end = Math.min(other.to, to);
      if (!inside && start > cursor) found.push({ from: cursor, to: start });
      if (inside) found.push({ from: start, to: end });
      cursor = end;
    }
    if (!inside && cursor < to) found.push({ from: cursor, to });
  }
  return found;
}
