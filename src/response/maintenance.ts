import { isoInstant } from '../calendar/time.ts';
import { compact } from '../incidents/written.ts';
import { type RecordEvent, typedEvent } from '../schemas/event.ts';
import type { Situation } from './situation.ts';

/** One occurrence of planned work. Milliseconds. */
export interface Planned {
  readonly entry: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/** Planned work that was over this long ago is not told any more. */
const NEWS_MS = 24 * 3_600_000;

/** The beginnings and ends of planned work that the log does not tell yet. Pure. */
export function maintenanceEvents(
  situation: Situation,
  planned: readonly Planned[],
  now: number,
): RecordEvent[] {
  return planned
    .filter(({ from, to }) => from <= now && to > now - NEWS_MS)
    .flatMap(({ entry, title, from, to }) => {
      const key = `${entry}@${compact(from)}`;
      if (situation.maintenanceEnded.has(key)) return [];
      const detail = { title, from: isoInstant(from), to: isoInstant(to) };
      return [
        ...(situation.maintenance.has(key) ? [] : [typedEvent(now, 'maintenance started', key, detail)]),
        ...(to <= now ? [typedEvent(now, 'maintenance ended', key, detail)] : []),
      ];
    });
}
