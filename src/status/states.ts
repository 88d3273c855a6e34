import { type Interval, intervalAt, mergeIntervals } from '../calendar/interval.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { type Change, follow, type Pending } from './confirm.ts';
import { collectSegments, walkLooks } from './coverage.ts';
import {
  firstAtOrAfter,
  type Looks,
  newestAt,
  oldestAt,
  type Series,
  staleMs,
  type Timing,
} from './looks.ts';
import { type Segment, voteTimelines } from './vote.ts';

/** An outage: a confirmed stretch in which a probe found its service down. */
export interface Outage {
  /** First failed look of the confirmed streak, or the end of planned work that hid it; milliseconds. */
  readonly from: number;
  /** First good look of the confirmed recovery; `null` while the outage lasts. */
  readonly to: number | null;
  /** When the confirming look was made: from then on it was known. */
  readonly confirmedAt: number;
  /** Milliseconds between `from` and `to` (or now) for which some look speaks; the rest went unobserved. */
  readonly observedMs: number;
  /** Failed looks inside it, all locations together. */
  readonly failedLooks: number;
  /** Reason of the first failed look that gave one. */
  readonly reason: string | null;
}

/**
 * The confirmed state of one probe over a window whose end is now, all locations taken together.
 *
 * For each location: `down` begins with the first of `confirm.down` failed looks in a row (or among `confirm.of`
 * looks in a row, good ones between them included) and ends with the first of `confirm.up` good looks in a row
 * that span at least `confirm.steady`; between up and degraded every look decides; looks without
 * observation neither continue nor break a row, and neither does time passing between looks. The very first
 * state needs no confirmation when it is good, and `confirm.down` looks when it is not. More than
 * `staleAfter` intervals without an observation are `unknown` until the next one. Locations are then combined
 * by majority, ties to the worse, counting only those whose state is known, or by `confirm.locations`. The result is a function of the
 * looks alone: the same looks give the same states.
 */
export function confirmedTimeline(looks: Looks, timing: Timing, window: Interval): Segment[] {
  return combine(looks, timing, window, 'settled');
}

/**
 * Confirmed outages that overlap a window whose end is now, oldest first. `from` is the true start even when
 * it lies before the window. An outage bridges times without looks when the probe was down on both sides.
 * Planned work (`planned`) is no outage: one that starts inside it begins at its end, one that ends inside it
 * ends at its start, one that lies wholly inside it is left out; degraded is never an outage.
 */
export function outages(
  looks: Looks,
  timing: Timing,
  window: Interval,
  planned: readonly Interval[] = [],
): Outage[] {
  const whole = { from: Math.min(oldestAt(looks) ?? window.from, window.from), to: window.to };
  const known = combine(looks, timing, whole, 'as known').filter(({ state }) => state === 'down');
  const work = mergeIntervals(planned);
  const found: Outage[] = [];
  for (const run of downRuns(combine(looks, timing, whole, 'settled'))) {
    const seen = outsideWork(run, work, window.to);
    if (!seen || (seen.to ?? Infinity) <= window.from || seen.from >= window.to) continue;
    const end = seen.to ?? window.to;
    const first = known.find(({ from, to }) => to > seen.from && from <= Math.max(end, run.to ?? window.to));
    found.push({
      ...seen,
      confirmedAt: Math.max(first?.from ?? end, seen.from),
      ...describe(looks, timing, seen.from, end),
    });
  }
  return found;
}

/** Where a probe stands now. */
export interface ProbeNow {
  readonly state: Outcome;
  /** Start of the state; for `down` the first failed look. `null` when nothing was ever observed. */
  readonly since: number | null;
  /** Newest look that observed something, or `null`. */
  readonly newestAt: number | null;
  /** True when that look is older than `staleAfter` intervals, or when there is none. */
  readonly stale: boolean;
  /** Why the state is not up, in words; `null` when it is. */
  readonly reason: string | null;
  /** Failed looks that are not confirmed yet, of the location with the longest row; `null` without any. */
  readonly pending: Pending | null;
}

/** Confirmed state of a probe at `now` (milliseconds); looks after `now` are ignored. */
export function probeNow(looks: Looks, timing: Timing, now: number): ProbeNow {
  const newest = newestAt(looks, now);
  const stale = newest === null || now - newest > staleMs(timing);
  // One millisecond more, so that a look made exactly now has a place in the half-open window.
  const window = { from: oldestAt(looks) ?? now, to: now + 1 };
  const timeline = newest === null ? [] : confirmedTimeline(looks, timing, window);
  const state = timeline.at(-1)?.state ?? 'unknown';
  const since =
    state === 'down' ? (downRuns(timeline).at(-1)?.from ?? null) : (timeline.at(-1)?.from ?? null);
  const reason = state === 'up' || state === 'unknown' ? null : newestReason(looks, state, now);
  const pending = looks
    .map((series) => follow(series, timing, now + 1, () => {}).pending)
    .filter((one) => one !== null)
    .sort((a, b) => b.looks - a.looks || a.since - b.since)[0];
  return { state, since, newestAt: newest, stale, reason, pending: pending ?? null };
}

type Knowledge = 'settled' | 'as known';

function combine(looks: Looks, timing: Timing, window: Interval, knowledge: Knowledge): Segment[] {
  const timelines = looks.map((series) => confirmedSeries(series, timing, window, knowledge));
  return voteTimelines(timelines, window, timing.confirm.locations);
}

function confirmedSeries(series: Series, timing: Timing, window: Interval, knowledge: Knowledge): Segment[] {
  const changes: Change[] = [];
  const { silences } = follow(series, timing, window.to, (state, since, knownAt) => {
    const at = knowledge === 'settled' ? since : knownAt;
    // Looks between failed ones were told as good when they came; what was confirmed later covers them.
    while (changes.length > 0 && (changes.at(-1) as Change).at >= at) changes.pop();
    changes.push({ state, at });
  });
  return collectSegments(window, (visit) => {
    let next = 0;
    const put = (from: number, to: number, state: Outcome) => {
      let cursor = Math.max(from, window.from);
      while (next < silences.length && (silences[next] as Interval).to <= cursor) next += 1;
      for (let i = next; i < silences.length && (silences[i] as Interval).from < to; i += 1) {
        const quiet = silences[i] as Interval;
        if (quiet.from > cursor) visit(cursor, quiet.from, state);
        const end = Math.min(quiet.to, to);
        if (end > cursor) visit(Math.max(cursor, quiet.from), end, 'unknown');
        cursor = Math.max(cursor, end);
      }
      if (to > cursor) visit(cursor, to, state);
    };
    put(window.from, Math.min(changes[0]?.at ?? window.to, window.to), 'unknown');
    for (const [index, { at, state }] of changes.entries()) {
      put(at, Math.min(changes[index + 1]?.at ?? window.to, window.to), state);
    }
  });
}

/** Down segments, joined where only unknown lies between them; `to` is `null` when no good state follows. */
function downRuns(timeline: readonly Segment[]): { from: number; to: number | null }[] {
  const runs: { from: number; to: number | null }[] = [];
  let open: { from: number; to: number | null } | null = null;
  for (const { from, state } of timeline) {
    if (state === 'down' && !open) {
      open = { from, to: null };
      runs.push(open);
    } else if (open && (state === 'up' || state === 'degraded')) {
      open.to = from;
      open = null;
    }
  }
  return runs;
}

function outsideWork(run: { from: number; to: number | null }, work: readonly Interval[], now: number) {
  const from = intervalAt(work, run.from)?.to ?? run.from;
  const to = run.to === null ? null : (intervalAt(work, run.to - 1)?.from ?? run.to);
  return from < (to ?? now) ? { from, to } : null;
}

function describe(looks: Looks, timing: Timing, from: number, to: number) {
  let observedMs = 0;
  walkLooks(looks, timing.intervalMs, { from, to }, (start, end, outcome) => {
    if (outcome !== 'unknown') observedMs += end - start;
  });
  let failedLooks = 0;
  let reason: string | null = null;
  let reasonAt = Infinity;
  for (const series of looks) {
    for (let i = firstAtOrAfter(series, from); i < series.length && series.at(i) < to; i += 1) {
      if (series.outcome(i) !== 'down') continue;
      failedLooks += 1;
      const text = series.reason(i);
      if (text !== null && series.at(i) < reasonAt) [reason, reasonAt] = [text, series.at(i)];
    }
  }
  return { observedMs, failedLooks, reason };
}

function newestReason(looks: Looks, state: Outcome, now: number): string | null {
  let found: { at: number; reason: string | null } | null = null;
  for (const series of looks) {
    let i = firstAtOrAfter(series, now + 1) - 1;
    while (i >= 0 && series.outcome(i) !== state) i -= 1;
    if (i >= 0 && (found === null || series.at(i) > found.at))
      found = { at: series.at(i), reason: series.reason(i) };
  }
  return found?.reason ?? null;
}
