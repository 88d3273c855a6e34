import { intervalAt, mergeIntervals } from '../calendar/interval.ts';
import { formatUtc, spanWords } from '../calendar/time.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { type Looks, staleMs, type Timing } from './looks.ts';
import type { PlannedWork } from './planned.ts';
import { type ProbeNow, probeNow } from './states.ts';
import { worst } from './vote.ts';

/** States of a component, from best to worst for a reader who must decide what to look at first. */
export const COMPONENT_STATES = [
  'operational',
  'maintenance',
  'unknown',
  'degraded',
  'partial outage',
  'down',
] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

/** Sort key: higher needs attention sooner. Throws `RangeError` on a word that is no component state. */
export function urgency(state: ComponentState): number {
  const rank = COMPONENT_STATES.indexOf(state);
  if (rank < 0) throw new RangeError(`unknown component state "${state}"; refusing to rank it`);
  return rank;
}

/** One probe of a service with what it saw. */
export interface ProbeLooks {
  /** Full id of the probe, `studiovault/payments/http`. */
  readonly id: string;
  /** Name for sentences; the id when absent. */
  readonly title?: string | undefined;
  readonly timing: Timing;
  readonly looks: Looks;
}

/** Where a component stands now. */
export interface ComponentNow {
  readonly state: ComponentState;
  /** What the probes say, also while planned work hides it. */
  readonly observed: Outcome;
  /** Start of the state in milliseconds; `null` when nothing was ever observed. */
  readonly since: number | null;
  /** Why it is not operational, one sentence without full stop; `null` when it is. */
  readonly reason: string | null;
  /**
   * Oldest among the newest looks of its probes: how old the oldest part of this statement is. `null` without
   * looks.
   */
  readonly newestAt: number | null;
  /** True when at least one probe has no look within its limit, or there is no probe. */
  readonly stale: boolean;
  /** State of each probe, in the order given. */
  readonly probes: readonly (ProbeNow & { readonly id: string })[];
}

/**
 * State of a component at `now` (milliseconds). It is as bad as the worst of its probes (down, then degraded,
 * then unknown, then up): operational means that every probe said so recently. Planned work that contains
 * `now` shows as `maintenance` whatever is observed; the first instant after its end is judged by the looks
 * again. No probes, or none that ever looked, is `unknown`.
 */
export function componentNow(
  probes: readonly ProbeLooks[],
  planned: readonly PlannedWork[],
  now: number,
): ComponentNow {
  const states = probes.map((probe) => ({ id: probe.id, ...probeNow(probe.looks, probe.timing, now) }));
  const observed = worst(states.map(({ state }) => state));
  const newest = states.map((probe) => probe.newestAt).filter((at) => at !== null);
  const shared = {
    observed,
    newestAt: newest.length > 0 ? Math.min(...newest) : null,
    stale: states.length === 0 || states.some(({ stale }) => stale),
    probes: states,
  };
  const work = intervalAt(planned, now);
  if (work) {
    const title = work.title ?? 'planned work';
    return {
      ...shared,
      state: 'maintenance',
      since: work.from,
      reason: `${title}, until ${formatUtc(work.to)}`,
    };
  }
  const culprits = states.filter(({ state }) => state === observed);
  const begun = sinceOf(observed, culprits);
  // What began under planned work was maintenance until that ended, so the state that shows now began there.
  const since = begun === null ? null : (intervalAt(mergeIntervals(planned), begun)?.to ?? begun);
  return { ...shared, state: stateOf(observed), since, reason: explain(observed, probes, culprits, now) };
}

function stateOf(observed: Outcome): ComponentState {
  switch (observed) {
    case 'up':
      return 'operational';
    case 'degraded':
    case 'down':
    case 'unknown':
      return observed;
    default: {
      const never: never = observed;
      throw new RangeError(`unknown outcome "${never}"; refusing to call it operational`);
    }
  }
}

// Trouble began with the first probe that saw it; being operational began with the last one to recover.
function sinceOf(observed: Outcome, culprits: readonly ProbeNow[]): number | null {
  const starts = culprits.map(({ since }) => since).filter((at) => at !== null);
  if (starts.length === 0) return null;
  return observed === 'up' ? Math.max(...starts) : Math.min(...starts);
}

function explain(
  observed: Outcome,
  probes: readonly ProbeLooks[],
  culprits: readonly (ProbeNow & { id: string })[],
  now: number,
): string | null {
  if (observed === 'up') return null;
  if (probes.length === 0) return 'no probe looks at it';
  const sentences = culprits.map((one) => {
    const probe = probes.find(({ id }) => id === one.id);
    const name = probe?.title ?? one.id;
    if (observed !== 'unknown') return `${name}: ${one.reason ?? observed}`;
    if (one.newestAt === null) return `${name}: never looked at`;
    if (!one.stale) return `${name}: failed looks not confirmed yet`;
    const limit = probe ? `, expected within ${spanWords(staleMs(probe.timing))}` : '';
    return `${name}: last looked at ${spanWords(now - one.newestAt)} ago${limit}`;
  });
  return sentences.join('; ');
}

/** What the page says at the top. */
export interface PageNow {
  /** The most urgent state of any component; `unknown` when there is none. */
  readonly state: ComponentState;
  /** Components that are not operational, most urgent first, then by how long, then by id. */
  readonly affected: readonly PageComponent[];
  /** Since when the most urgent state holds somewhere; `null` when not known. */
  readonly since: number | null;
  /** True when the components in that state have not all been in it since the same instant. */
  readonly sinceDiffers: boolean;
}

/** A component as {@link pageNow} needs it; a {@link ComponentNow} with id and title fits. */
export interface PageComponent {
  readonly id: string;
  readonly title: string;
  readonly state: ComponentState;
  readonly since: number | null;
}

/**
 * Overall state of a page: down, then partial outage, then degraded, then unknown, then maintenance, then operational. Planned
 * work on one component never hides trouble in another, and operational is said only when every component is.
 * Throws `RangeError` on a word that is no component state.
 */
export function pageNow(components: readonly PageComponent[]): PageNow {
  const affected = components
    .filter(({ state }) => urgency(state) > 0)
    .map(({ id, title, state, since }) => ({ id, title, state, since }))
    .sort(
      (a, b) =>
        urgency(b.state) - urgency(a.state) || (a.since ?? 0) - (b.since ?? 0) || (a.id < b.id ? -1 : 1),
    );
  const first = affected[0];
  if (!first) {
    if (components.length === 0) return { state: 'unknown', affected, since: null, sinceDiffers: false };
    return { state: 'operational', affected, since: latest(components), sinceDiffers: false };
  }
  const worstOnes = affected.filter(({ state }) => state === first.state);
  const known = worstOnes.map(({ since }) => since).filter((at) => at !== null);
  const since = known.length > 0 ? Math.min(...known) : null;
  // One date for several components would be wrong for all but one of them.
  const sinceDiffers =
    since !== null && (known.length < worstOnes.length || known.some((at) => at !== since));
  return { state: first.state, affected, since, sinceDiffers };
}

function latest(components: readonly PageComponent[]): number | null {
  const starts = components.map(({ since }) => since);
  return starts.some((at) => at === null) ? null : Math.max(...(starts as number[]));
}
