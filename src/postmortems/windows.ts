import type { Timestamps } from '../schemas/postmortem.ts';

/** An outage that probes confirmed, milliseconds; `to` is null while it lasts. */
export interface ObservedOutage {
  readonly from: number;
  readonly to: number | null;
}

/** More looks apart than this, people and probes speak of different things. */
export const ALLOWED_INTERVALS = 2;

/** One end of the impact as people wrote it beside what probes saw. All times in milliseconds. */
export interface WindowEnd {
  readonly end: 'start' | 'end';
  readonly written: number;
  /** Null where the outage still lasts for the probes. */
  readonly observed: number | null;
  /** Distance of the two; null where probes saw no end. */
  readonly apartMs: number | null;
  /** True where they are further apart than {@link ALLOWED_INTERVALS} intervals, or only one of them has an end. */
  readonly differs: boolean;
}

/**
 * The window of impact of a postmortem (`impactStartedAt` to `impactEndedAt`) against the window that probes observed: first
 * to last confirmed failure of its incident. `intervalMs` is the longest time from look to look of the probes that watch its
 * services, because no probe can be more exact. Null where no probe confirmed an outage: then there is nothing to compare.
 */
export function compareWindows(
  { impactStartedAt, impactEndedAt }: Pick<Timestamps, 'impactStartedAt' | 'impactEndedAt'>,
  outages: readonly ObservedOutage[],
  intervalMs: number,
): readonly [WindowEnd, WindowEnd] | null {
  if (outages.length === 0) return null;
  const from = Math.min(...outages.map((outage) => outage.from));
  const to = outages.some((outage) => outage.to === null)
    ? null
    : Math.max(...outages.map((outage) => outage.to as number));
  const compare = (end: WindowEnd['end'], written: number, observed: number | null): WindowEnd => {
    const apartMs = observed === null ? null : Math.abs(written - observed);
    return {
      end,
      written,
      observed,
      apartMs,
      differs: apartMs === null || apartMs > ALLOWED_INTERVALS * intervalMs,
    };
  };
  return [compare('start', Date.parse(impactStartedAt), from), compare('end', Date.parse(impactEndedAt), to)];
}
