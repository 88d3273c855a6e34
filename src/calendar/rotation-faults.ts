import type { Rotation, RotationTier } from '../schemas/rotation.ts';
import type { Interval } from './interval.ts';
import { finalSchedule, type Turn } from './rotation-schedule.ts';

/** How far ahead a schedule is looked through for faults, in days. */
export const HORIZON_DAYS = 90;
/** How much more than the mean of those in a tier somebody may be on call before it is called a burden. */
export const MOST_OF_MEAN = 1.25;

/** Something that is wrong with the schedule ahead. `tier` is its id; instants are in milliseconds. */
export type RotationFault =
  /** Hours in which nobody is on call. */
  | { readonly kind: 'gap'; readonly tier: string; readonly gaps: readonly Interval[] }
  /** Somebody carries more than {@link MOST_OF_MEAN} times the mean of those who take turns. */
  | { readonly kind: 'imbalance'; readonly tier: string; readonly who: string; readonly share: number }
  /** The same person in two tiers at once: then nobody stands behind them. */
  | {
      readonly kind: 'double booking';
      readonly tier: string;
      readonly other: string;
      readonly who: string;
      readonly at: Interval;
    };

/**
 * What is wrong with a rotation in the days after an instant. Gaps are looked for where the rotation promises every hour,
 * in its first tier, and only where the book is what says who is on call: of names kept elsewhere it knows nothing.
 * Imbalance is counted in hours over those who are on call at all, where there are two or more of them.
 */
export function rotationFaults(
  rotation: Rotation,
  from: number,
  days: number = HORIZON_DAYS,
): RotationFault[] {
  const window = { from, to: from + days * 86_400_000 };
  const schedules = rotation.tiers.map((tier) => ({ tier, turns: finalSchedule(rotation, tier, window) }));
  return [
    ...gapsOf(rotation, window, schedules[0]),
    ...schedules.flatMap(({ tier, turns }) => imbalanceOf(tier, turns)),
    ...doubleBookings(schedules),
  ];
}

interface Scheduled {
  readonly tier: RotationTier;
  readonly turns: readonly Turn[];
}

function gapsOf(rotation: Rotation, window: Interval, first: Scheduled | undefined): RotationFault[] {
  if (!first || !rotation.aroundTheClock || rotation.namesIn) return [];
  const { tier, turns } = first;
  const gaps: Interval[] = [];
  let covered = window.from;
  for (const turn of turns) {
    // A shift without a name is covered by the role that fills the tier, if one does.
    if (turn.who === null && tier.role === undefined) continue;
    if (turn.from > covered) gaps.push({ from: covered, to: turn.from });
    covered = Math.max(covered, turn.to);
  }
  if (covered < window.to) gaps.push({ from: covered, to: window.to });
  return gaps.length > 0 ? [{ kind: 'gap', tier: tier.id, gaps }] : [];
}

function imbalanceOf(tier: RotationTier, turns: readonly Turn[]): RotationFault[] {
  const hours = new Map<string, number>();
  // Somebody who takes turns and never has one is part of the mean.
  for (const who of [...tier.participants, ...tier.layers.flatMap(({ participants }) => participants)])
    hours.set(who, 0);
  for (const { who, from, to } of turns) if (who !== null) hours.set(who, (hours.get(who) ?? 0) + to - from);
  if (hours.size < 2) return [];
  const mean = [...hours.values()].reduce((sum, one) => sum + one, 0) / hours.size;
  // One turn more than others is how turns fall, not a burden.
  const longest = Math.max(0, ...turns.map(({ from, to }) => to - from));
  return [...hours]
    .filter(([, one]) => one > mean * MOST_OF_MEAN && one - mean > longest)
    .map(([who, one]) => ({ kind: 'imbalance', tier: tier.id, who, share: one / mean }) as const);
}

function doubleBookings(schedules: readonly Scheduled[]): RotationFault[] {
  const found: RotationFault[] = [];
  for (const [at, { tier, turns }] of schedules.entries()) {
    for (const later of schedules.slice(at + 1)) {
      const clash = turns.flatMap((turn) =>
        later.turns
          .filter(({ who, from, to }) => who !== null && who === turn.who && from < turn.to && to > turn.from)
          .map(({ from, to }) => ({
            who: turn.who as string,
            at: { from: Math.max(from, turn.from), to: Math.min(to, turn.to) },
          })),
      )[0];
      if (clash) found.push({ kind: 'double booking', tier: tier.id, other: later.tier.id, ...clash });
    }
  }
  return found;
}
