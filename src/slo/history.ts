import type { Interval } from '../calendar/interval.ts';
import { calendarPeriod } from '../calendar/period.ts';
import type { Ledger } from './ledger.ts';
import { type Evaluated, isEvaluated, sinceMs } from './now.ts';
import { type Measurement, settle } from './settle.ts';
import { meetsTarget } from './target.ts';
import { windowAt } from './window.ts';

/** What a period of the calendar came to. */
export interface SloPeriod extends Interval {
  /** Part of it that is counted: since the first look, up to now. */
  readonly counted: Interval;
  readonly measurement: Measurement;
  /** Observed share of the counted time, without planned work unless that counts; null when planned work fills it. */
  readonly coverage: number | null;
  /** Share of good; null when too little was observed to judge. */
  readonly sli: number | null;
  /** Whether the target was met; null with `sli`. */
  readonly met: boolean | null;
  /** False for the period that now lies in. */
  readonly over: boolean;
}

/**
 * The newest periods of the calendar, newest first: those of a calendar window, else months in UTC. Periods before the
 * first look, or before the objective was in force, are left out.
 */
export function sloHistory(slo: Evaluated, ledger: Ledger, now: number, count = 12): SloPeriod[] {
  if (!isEvaluated(slo) || ledger.firstAt === null || ledger.firstAt >= now) return [];
  const begin = Math.max(ledger.firstAt, ledger.span.from, sinceMs(slo.since));
  const { unit, zone } = slo.calendar ?? { unit: 'month', zone: 'Etc/UTC' };
  const periods: SloPeriod[] = [];
  for (let offset = 0; offset < count; offset += 1) {
    const period = calendarPeriod(now, unit, zone, -offset);
    if (period.to <= begin) break;
    const counted = { from: Math.max(period.from, begin), to: Math.min(period.to, now) };
    if (counted.to <= counted.from) continue;
    const measurement = settle(ledger, counted);
    const rest = counted.to - counted.from - measurement.maintenanceMs;
    const coverage = rest > 0 ? measurement.observedMs / rest : null;
    const enough = slo.noData === 'ignore' || slo.noData === 'bad' || (coverage ?? 0) >= slo.minCoverage;
    const judged = measurement.total > 0 && enough;
    periods.push({
      ...period,
      counted,
      measurement,
      coverage,
      sli: judged ? measurement.good / measurement.total : null,
      met: judged ? meetsTarget(slo.target, measurement.bad, measurement.total) : null,
      over: period.to <= now,
    });
  }
  return periods;
}

/** Share of the budget that was left at an instant; null where too little was observed to say. */
export interface BudgetPoint {
  readonly at: number;
  readonly leftShare: number | null;
  /** Share that would be left if the budget were spent evenly; 1 − elapsed for the calendar, null where it rolls. */
  readonly even: number | null;
}

/**
 * The budget over time, oldest first: a rolling one over the length of its window, each point judged over the window that
 * ended there, and a calendar one from the start of its period. `judgeAt` gives the share left at an instant.
 */
export function budgetPoints(
  slo: Evaluated,
  now: number,
  judgeAt: (at: number) => number | null,
  count = 60,
): BudgetPoint[] {
  const { whole, past, kind } = windowAt(slo, now);
  return Array.from({ length: count + 1 }, (_, index) => {
    const at = Math.round(past.from + ((past.to - past.from) * index) / count);
    const even = kind === 'calendar' ? 1 - (at - whole.from) / (whole.to - whole.from) : null;
    return { at, leftShare: judgeAt(at), even };
  });
}
