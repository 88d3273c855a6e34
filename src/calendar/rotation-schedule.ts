import { durationMs } from '../schemas/duration.ts';
import type { Rotation, RotationTier } from '../schemas/rotation.ts';
import type { Interval } from './interval.ts';
import { furtherLayer, type Layer, layerOf, shiftsIn } from './rotation.ts';
import { hoursIn } from './rotation-hours.ts';
import { instantOfWall, parseWall } from './zone.ts';

/** Why somebody is on call: the turns of the tier itself, a further layer by its title, or an override. */
export type TurnSource =
  | { readonly kind: 'tier' }
  | { readonly kind: 'layer'; readonly title: string }
  | { readonly kind: 'override'; readonly reason: string | null };

/** A stretch of the final schedule. `who` is a team or role; `null` where shifts are counted but nobody is named. */
export interface Turn extends Interval {
  readonly who: string | null;
  readonly source: TurnSource;
}

/**
 * The final schedule of a tier within a window, sorted, without overlaps: its own turns, over them each further layer in
 * its hours, over all of them the overrides. A layer counts its turns by the calendar and not by the hours in which it is
 * on call, so a turn without hours passes. Stretches that nobody covers are left out; the first and last turn are
 * cut at the window. Empty where the book does not say when shifts change and no override helps.
 */
export function finalSchedule(rotation: Rotation, tier: RotationTier, window: Interval): Turn[] {
  const { timeZone } = rotation;
  const base = layerOf(rotation, tier);
  let turns = base ? layerTurns(base, tier.restrictions, { kind: 'tier' }, window) : [];
  for (const further of tier.layers) {
    const layer = furtherLayer(rotation, further);
    if (!layer) continue;
    turns = lay(
      turns,
      layerTurns(layer, further.restrictions, { kind: 'layer', title: further.title }, window),
    );
  }
  for (const override of rotation.overrides) {
    if (override.tier !== tier.id) continue;
    const from = Math.max(window.from, instantOfWall(parseWall(override.from), timeZone));
    const to = Math.min(window.to, instantOfWall(parseWall(override.to), timeZone));
    if (to <= from) continue;
    const source = { kind: 'override', reason: override.reason ?? null } as const;
    turns = lay(turns, [{ from, to, who: override.who, source }]);
  }
  return turns;
}

function layerTurns(
  layer: Layer,
  restrictions: RotationTier['restrictions'],
  source: TurnSource,
  window: Interval,
): Turn[] {
  return shiftsIn(layer, window).flatMap(({ from, to, who }) =>
    hoursIn(restrictions, layer.timeZone, {
      from: Math.max(from, window.from),
      to: Math.min(to, window.to),
    }).map((hours) => ({ ...hours, who, source })),
  );
}

/** Lays turns over others: where both are, the upper ones hold. Both sorted and without overlaps, as is the result. */
function lay(under: readonly Turn[], over: readonly Turn[]): Turn[] {
  const left = under.flatMap((turn) => {
    const pieces: Turn[] = [];
    let from = turn.from;
    for (const upper of over) {
      if (upper.to <= from || upper.from >= turn.to) continue;
      if (upper.from > from) pieces.push({ ...turn, from, to: upper.from });
      from = Math.max(from, upper.to);
    }
    if (from < turn.to) pieces.push({ ...turn, from });
    return pieces;
  });
  return [...left, ...over].sort((a, b) => a.from - b.from);
}

/** Who answers in a tier, as exactly as the book knows it. */
export type OnCallWho =
  /** A team or role by its id, named by the schedule. */
  | { readonly kind: 'named'; readonly team: string }
  /** Another tool is the truth; no name is made up. */
  | { readonly kind: 'outside'; readonly tool: string; readonly url: string | null }
  /** The role that fills the tier, where no turns are counted. */
  | { readonly kind: 'role'; readonly team: string }
  /** Nobody is on call in this tier at this instant. */
  | { readonly kind: 'nobody' }
  /** The book does not know; `why` is a sentence without its end. */
  | { readonly kind: 'unknown'; readonly why: string };

/** One tier at an instant. Instants and lengths in milliseconds. */
export interface OnCallTier {
  readonly tier: string;
  readonly title: string;
  readonly who: OnCallWho;
  readonly source: TurnSource | null;
  /** Since and until when that holds; `null` where nobody wrote that down, or farther away than {@link AHEAD_MS}. */
  readonly since: number | null;
  readonly until: number | null;
  /** Who comes after, and when; `null` where it cannot be known or nobody comes within {@link AHEAD_MS}. */
  readonly next: { readonly who: OnCallWho; readonly from: number } | null;
  /** Time without an answer in this tier after which the next one is called; `null` where nobody wrote it down. */
  readonly escalateAfterMs: number | null;
}

const DAY_MS = 86_400_000;
/** How far before and after an instant a schedule is looked through: longer than any shift. */
export const AHEAD_MS = 40 * DAY_MS;

/**
 * Every tier of a rotation at an instant (milliseconds), first to be called first. Turns of the same person that follow
 * each other without a break count as one, whichever layer they come from.
 */
export function onCallAt(rotation: Rotation, at: number): OnCallTier[] {
  return rotation.tiers.map((tier): OnCallTier => {
    const head = {
      tier: tier.id,
      title: tier.title,
      escalateAfterMs: tier.escalatesAfter === undefined ? null : durationMs(tier.escalatesAfter),
    };
    const window = { from: at - AHEAD_MS, to: at + AHEAD_MS };
    const turns = joined(finalSchedule(rotation, tier, window));
    const here = turns.find(({ from, to }) => from <= at && at < to);
    const after = turns.find(({ from }) => from > at);
    const before = turns.findLast(({ to }) => to <= at);
    const next = after ? { who: whoOf(rotation, tier, after.who), from: after.from } : null;
    // Where the window cuts a turn, its end is not known.
    const inside = (end: number) => (end === window.from || end === window.to ? null : end);
    if (here) {
      const { source, from, to } = here;
      return {
        ...head,
        who: whoOf(rotation, tier, here.who),
        source,
        since: inside(from),
        until: inside(to),
        next,
      };
    }
    const counted = layerOf(rotation, tier) !== null || tier.layers.length > 0;
    const who: OnCallWho = counted ? { kind: 'nobody' } : whoOf(rotation, tier, null);
    return {
      ...head,
      who,
      source: null,
      since: before?.to ?? null,
      until: after?.from ?? null,
      next,
    };
  });
}

/** Who a turn means: its team, or what the book says of tiers without names. */
export function whoOf(rotation: Rotation, tier: RotationTier, team: string | null): OnCallWho {
  if (team !== null) return { kind: 'named', team };
  if (rotation.namesIn)
    return { kind: 'outside', tool: rotation.namesIn.tool, url: rotation.namesIn.url ?? null };
  if (tier.role !== undefined) return { kind: 'role', team: tier.role };
  return { kind: 'unknown', why: 'not in this book' };
}

/** The team or role to be told, or `null` where the book names none. */
export function teamOnCall(who: OnCallWho): string | null {
  switch (who.kind) {
    case 'named':
    case 'role':
      return who.team;
    case 'outside':
    case 'nobody':
    case 'unknown':
      return null;
    default: {
      const never: never = who;
      throw new RangeError(`unknown kind of who is on call: ${JSON.stringify(never)}`);
    }
  }
}

/** The final schedule with turns of one person that touch as one; shifts without names stay as they are. */
export function joined(turns: readonly Turn[]): Turn[] {
  const found: Turn[] = [];
  for (const turn of turns) {
    const last = found.at(-1);
    // Without names every shift is a hand-off; with them only a change of person is.
    if (last && turn.who !== null && last.who === turn.who && last.to === turn.from)
      found[found.length - 1] = { ...last, to: turn.to };
    else found.push(turn);
  }
  return found;
}
