import { clipIntervals, type Interval, mergeIntervals } from '../calendar/interval.ts';
import { durationMs } from '../schemas/duration.ts';
import type { ProbeLooks } from '../status/component.ts';
import { collectSegments } from '../status/coverage.ts';
import { firstAtOrAfter, oldestAt, type Series } from '../status/looks.ts';
import { type PastDay, pastSegments } from '../status/past.ts';
import { segments } from '../status/segments.ts';
import { mergeTimelines, type Segment, worstObserved } from '../status/vote.ts';
import { judge, type Measured, type ObservedSli, observedBy, probesOf, quorumRule } from './indicator.ts';
import { countsOfDay } from './past.ts';

/** A probe with its looks, and rolled-up days of the time before them. */
export interface LedgerProbe extends ProbeLooks {
  readonly past?: readonly PastDay[];
}

/** Looks of one series, with those that are bad or do not count picked out; all ascending. */
export interface CountedSeries {
  readonly series: Series;
  readonly bad: readonly number[];
  readonly uncounted: readonly number[];
}

/** Good and bad of a stretch of time of which single looks are not known. */
export interface CountedSpan extends Interval {
  readonly good: number;
  readonly bad: number;
  /** False where the counts are those of steps that the threshold cuts. */
  readonly exact: boolean;
}

/**
 * What was observed of an indicator over a span, judged once, so that any window in it can be settled without going
 * through the looks again. Segments cover the span and are `up` (good), `down` (bad) or `unknown`.
 */
export interface Ledger {
  readonly measured: Measured;
  readonly span: Interval;
  /** From here on single looks are known; before it rolled-up days. */
  readonly freshFrom: number;
  readonly timeline: readonly Segment[];
  /** Where some probe's look speaks at all, also one that does not count for the indicator; `up` or `unknown`. */
  readonly observed: readonly Segment[];
  /** Planned work, merged; what it does to figures is a matter of the policy when a window is settled. */
  readonly work: readonly Interval[];
  readonly looks: readonly CountedSeries[];
  readonly spans: readonly CountedSpan[];
  /** Interval of each series; what is due in a window follows from it. */
  readonly dueEvery: readonly number[];
  /** First instant of which anything is known; null when that is nothing. */
  readonly firstAt: number | null;
}

/**
 * Judges everything the probes of an indicator saw in a span that does not reach past now. Time before `before` is taken
 * from rolled-up days, which say the same of availability and of counts by whole days; of the time of latencies they say
 * nothing. Throws `RangeError` when a probe of the indicator was not passed in or the indicator is not measured.
 */
export function openLedger(
  measured: Measured,
  probes: readonly LedgerProbe[],
  planned: readonly Interval[],
  span: Interval,
  before = Number.NEGATIVE_INFINITY,
): Ledger {
  const { sli } = measured;
  if (sli.kind === 'not measured') throw new RangeError(`the SLI is not measured: ${sli.needs}`);
  const work = mergeIntervals(clipIntervals(planned, span));
  const observing = observedBy(sli);
  if (!observing) return manualLedger(measured, work, span);
  const chosen = chooseProbes(observing, probes);
  const cut = Math.min(Math.max(before, span.from), span.to);
  const [old, fresh] = [
    { from: span.from, to: cut },
    { from: cut, to: span.to },
  ];
  const timelines = chosen.map((probe) => [
    ...(old.to > old.from ? pastJudged(observing, probe, old) : []),
    ...freshJudged(observing, probe, fresh),
  ]);
  const seen = chosen.map(({ looks, past, timing }) => [
    ...(old.to > old.from ? pastSegments(past ?? [], old, timing.confirm.locations) : []),
    ...segments(looks, timing.intervalMs, fresh, timing.confirm.locations),
  ]);
  const firsts = chosen.flatMap((probe) => firstOf(probe, cut > span.from) ?? []);
  return {
    measured,
    span,
    freshFrom: cut,
    timeline: mergeTimelines(timelines, span, quorumRule(observing)),
    observed: mergeTimelines(seen, span, (states) =>
      worstObserved(states) === 'unknown' ? 'unknown' : 'up',
    ),
    work,
    looks: chosen.flatMap(({ looks }) => looks.map((series) => countSeries(observing, series, fresh))),
    spans: chosen.flatMap(({ past }) =>
      (past ?? []).flatMap((day) => countsOfDay(observing, day, old) ?? []),
    ),
    dueEvery: chosen.flatMap(({ looks, timing }) => looks.map(() => timing.intervalMs)),
    firstAt: firsts.length > 0 ? Math.min(...firsts) : null,
  };
}

function chooseProbes(sli: ObservedSli, probes: readonly LedgerProbe[]): LedgerProbe[] {
  const named = probesOf(
    sli,
    probes.map(({ id }) => id),
  );
  if (named.length === 0)
    throw new RangeError(`the SLI looks at service ${sli.service}, which has no probe; give it one`);
  return named.map((id) => {
    const probe = probes.find((one) => one.id === id);
    if (!probe)
      throw new RangeError(
        `the SLI names probe ${id}, but its looks were not passed in; pass every probe it names`,
      );
    return probe;
  });
}

function firstOf({ looks, past }: LedgerProbe, withPast: boolean): number | null {
  const days = withPast ? (past ?? []) : [];
  const starts = days.flatMap(({ states }) => states.find(({ state }) => state !== 'unknown')?.from ?? []);
  const oldest = oldestAt(looks);
  if (oldest !== null) starts.push(oldest);
  return starts.length === 0 ? null : Math.min(...starts);
}

function freshJudged(sli: ObservedSli, { looks, timing }: LedgerProbe, window: Interval): Segment[] {
  const judged = looks.map((series) => judgedSeries(sli, series));
  const seen = segments(judged, timing.intervalMs, window, timing.confirm.locations);
  return sli.kind === 'freshness' ? stale(durationMs(sli.within), judged, seen, window) : seen;
}

/** Freshness: good while the newest good look is young enough; stale time is bad where somebody looked. */
function stale(
  withinMs: number,
  looks: readonly Series[],
  seen: readonly Segment[],
  window: Interval,
): Segment[] {
  const young: Interval[] = [];
  for (const series of looks) {
    for (let i = firstAtOrAfter(series, window.from - withinMs); i < series.length; i += 1) {
      const at = series.at(i);
      if (at >= window.to) break;
      if (series.outcome(i) === 'up') young.push({ from: at, to: at + withinMs });
    }
  }
  const fresh = clipIntervals(mergeIntervals(young), window);
  const timeline = collectSegments(window, (visit) => {
    let cursor = window.from;
    for (const { from, to } of fresh) {
      if (from > cursor) visit(cursor, from, 'down');
      visit(from, to, 'up');
      cursor = to;
    }
    if (cursor < window.to) visit(cursor, window.to, 'down');
  });
  return mergeTimelines([timeline, seen], window, ([age, look]) =>
    age === 'up' ? 'up' : look === 'unknown' ? 'unknown' : 'down',
  );
}

function pastJudged(sli: ObservedSli, { past, timing }: LedgerProbe, window: Interval): Segment[] {
  const seen = pastSegments(past ?? [], window, timing.confirm.locations);
  // Which stretches were slow, and when the last good look was, is not in a rollup.
  if (sli.kind === 'latency' || sli.kind === 'freshness') return [{ ...window, state: 'unknown' }];
  return seen.map((piece) => (piece.state === 'degraded' ? { ...piece, state: 'up' } : piece));
}

// A series may keep its data in private fields, so it is wrapped, not spread.
function judgedSeries(sli: ObservedSli, series: Series): Series {
  return {
    length: series.length,
    at: (i) => series.at(i),
    outcome: (i) => judge(sli, series.outcome(i), series.latency(i)),
    latency: (i) => series.latency(i),
    reason: (i) => series.reason(i),
  };
}

function countSeries(sli: ObservedSli, series: Series, window: Interval): CountedSeries {
  const bad: number[] = [];
  const uncounted: number[] = [];
  const timed = sli.kind === 'latency';
  const first = firstAtOrAfter(series, window.from);
  for (let i = first; i < series.length && series.at(i) < window.to; i += 1) {
    const verdict = judge(sli, series.outcome(i), timed ? series.latency(i) : null);
    if (verdict === 'down') bad.push(series.at(i));
    else if (verdict === 'unknown') uncounted.push(series.at(i));
  }
  return { series, bad, uncounted };
}

function manualLedger(measured: Measured, work: readonly Interval[], span: Interval): Ledger {
  const periods = measured.sli.kind === 'manual' ? measured.sli.periods : [];
  const spans = periods.map(({ from, to, good, total }) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    good,
    bad: total - good,
    exact: true,
  }));
  const covered = clipIntervals(mergeIntervals(spans), span);
  const observed = collectSegments(span, (visit) => {
    let cursor = span.from;
    for (const { from, to } of covered) {
      if (from > cursor) visit(cursor, from, 'unknown');
      visit(from, to, 'up');
      cursor = to;
    }
    if (cursor < span.to) visit(cursor, span.to, 'unknown');
  });
  return {
    measured,
    span,
    freshFrom: span.from,
    timeline: [{ ...span, state: 'unknown' }],
    observed,
    work,
    looks: [],
    spans,
    dueEvery: [],
    firstAt: spans.length === 0 ? null : Math.min(...spans.map(({ from }) => from)),
  };
}
