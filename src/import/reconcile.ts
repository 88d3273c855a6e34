import { seriesOf } from '../status/looks.ts';
import { uptime } from '../status/uptime.ts';
import type { FoundLook, TextFile } from './found.ts';
import { listOf, mapOf, readLined, textOf } from './yaml.ts';

const DAY = 86_400_000;
/** Windows that Upptime's summary names, in milliseconds; the whole history is null. */
const WINDOWS = [
  ['uptimeDay', 'day', DAY],
  ['uptimeWeek', 'week', 7 * DAY],
  ['uptimeMonth', 'month', 30 * DAY],
  ['uptimeYear', 'year', 365 * DAY],
  ['uptime', 'all', null],
] as const;
export type WindowName = (typeof WINDOWS)[number][1];

/** Upptime deletes the issue of an outage that was shorter than this, and with it the downtime. */
const SHORTEST_MS = 15 * 60_000;
const INTERVAL_MS = 5 * 60_000;

/** A figure of Upptime's own summary beside what its commits give. Shares from 0 to 1; null where nothing can be said. */
export interface Reconciled {
  readonly slug: string;
  readonly window: WindowName;
  /** What `history/summary.json` says. */
  readonly claimed: number | null;
  /** The state of each commit held until the next one, as Upptime commits a state only when it changes or once a day. */
  readonly replayed: number | null;
  /** `claimed − replayed` in percentage points. */
  readonly points: number | null;
  /** What the looks alone give, by our rule: time that nobody looked is on neither side. */
  readonly observed: number | null;
  /** Share of the window that the looks observed. */
  readonly coverage: number | null;
  readonly looks: number;
  /** Reasons for the difference, each with its size where it can be counted. */
  readonly why: readonly string[];
}

/**
 * Every figure of Upptime's summary against its own commits. `asOf` is when the summary was committed, milliseconds. The
 * replay is for this report alone: no look is made up between commits, and none of it reaches the record.
 */
export function reconcile(looks: readonly FoundLook[], summary: TextFile, asOf: number): Reconciled[] {
  const sites = listOf(readLined(summary).data).map(mapOf);
  return sites.flatMap((site) => {
    const slug = textOf(site['slug']) ?? '';
    const own = looks.filter((look) => look.origin === slug && look.at <= asOf).sort((a, b) => a.at - b.at);
    return WINDOWS.map(([key, window, length]) => one(slug, window, length, shareOf(site[key]), own, asOf));
  });
}

function one(
  slug: string,
  window: WindowName,
  length: number | null,
  claimed: number | null,
  looks: readonly FoundLook[],
  asOf: number,
): Reconciled {
  const first = looks[0]?.at ?? asOf;
  const from = Math.max(first, length === null ? first : asOf - length);
  const held = heldStates(looks, from, asOf);
  const total = asOf - from;
  const replayed = looks.length === 0 || total <= 0 ? null : 1 - held.down / total;
  const points = claimed === null || replayed === null ? null : (claimed - replayed) * 100;
  const figure = observedOf(looks, from, asOf);
  return {
    slug,
    window,
    claimed,
    replayed,
    points,
    observed: figure?.ratio ?? null,
    coverage: figure?.coverage ?? null,
    looks: looks.filter(({ at }) => at >= from).length,
    why: reasons(claimed, replayed, held, total, looks.length),
  };
}

interface Held {
  readonly down: number;
  readonly degraded: number;
  /** Downtime in stretches too short for Upptime to keep. */
  readonly short: number;
}

/** Time in each state of a window when every commit holds until the next one. */
function heldStates(looks: readonly FoundLook[], from: number, to: number): Held {
  let [down, degraded, short] = [0, 0, 0];
  let stretch = 0;
  for (const [index, look] of looks.entries()) {
    const end = Math.min(to, looks[index + 1]?.at ?? to);
    const ms = Math.max(0, end - Math.max(from, look.at));
    if (look.outcome === 'degraded') degraded += ms;
    if (look.outcome === 'down') {
      down += ms;
      stretch += ms;
    }
    if (look.outcome !== 'down' || index === looks.length - 1) {
      if (stretch > 0 && stretch < SHORTEST_MS) short += stretch;
      stretch = 0;
    }
  }
  return { down, degraded, short };
}

function observedOf(looks: readonly FoundLook[], from: number, to: number) {
  if (looks.length === 0 || to <= from) return null;
  const series = seriesOf(
    looks.map(({ slug, at, outcome, latencyMs, reason }) => ({
      probe: slug,
      location: 'imported',
      at,
      outcome,
      latencyMs,
      reason,
    })),
  );
  return uptime([series], { intervalMs: INTERVAL_MS, confirm: { down: 1, up: 1 } }, { from, to });
}

/** Points below which a difference is only Upptime's rounding to two digits. */
const ROUNDING = 0.005;

function reasons(
  claimed: number | null,
  replayed: number | null,
  held: Held,
  total: number,
  looks: number,
): string[] {
  if (looks === 0) return ['no commit of this site is there, so nothing supports the figure'];
  if (claimed === null) return ['the summary gives no figure'];
  if (replayed === null) return ['the window is empty'];
  const difference = (claimed - replayed) * 100;
  if (Math.abs(difference) <= ROUNDING) return ['the same, but for rounding to two digits'];
  const share = (ms: number) => `${((ms / total) * 100).toFixed(2)} points`;
  const found: string[] = [];
  if (held.degraded > 0 && difference < 0)
    found.push(`Upptime counts degraded time as down: ${share(held.degraded)}`);
  if (held.short > 0 && difference > 0)
    found.push(`outages shorter than 15 minutes were deleted from its figure: ${share(held.short)}`);
  if (difference > 0)
    found.push(
      'its figure is made of issues: downtime without an open issue, or beyond the newest 100, counts as up',
    );
  else
    found.push(
      'its figure is made of issues: one that stayed open after the site was up again counts as down',
    );
  return found;
}

function shareOf(text: unknown): number | null {
  const match = /^(-?\d+(?:\.\d+)?)%$/.exec(textOf(text) ?? '');
  return match ? Number(match[1]) / 100 : null;
}

/** The report as lines for a terminal: one figure a line, its reasons below where it differs. */
export function reconciliationLines(figures: readonly Reconciled[]): string[] {
  const percent = (share: number | null) => (share === null ? 'unknown' : `${(share * 100).toFixed(2)} %`);
  return figures.flatMap(({ slug, window, claimed, replayed, points, observed, coverage, looks, why }) => [
    `${slug}, ${window}: Upptime says ${percent(claimed)}, its commits give ${percent(replayed)}; difference ${
      points === null ? 'unknown' : `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(2)} points`
    }; looks alone ${percent(observed)} over ${percent(coverage)} of the time (${looks} looks)`,
    ...why.map((reason) => `  ${reason}`),
  ]);
}
