import { chance } from './random.ts';

/** What went wrong with a service for a while in the made-up past. */
export type Trouble = 'status' | 'refused' | 'timeout' | 'slow';

/** A span of time in which a service was in trouble, epoch milliseconds, end not included. */
export interface Spell {
  readonly from: number;
  readonly to: number;
  readonly trouble: Trouble;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Troubles are drawn block by block, so that a moment's trouble does not depend on the span asked for. */
export const BLOCK_MS = 30 * DAY;

const OUTAGE_MINUTES = [7, 12, 35, 95, 190] as const;

/** The outages and slow spells of a service in one block of 30 days. Pure. */
export function spellsOf(service: string, block: number, seed: number): Spell[] {
  const start = block * BLOCK_MS;
  const outages = Math.floor(chance(seed, service, block, 'outages') * 3);
  const slow = 1 + Math.floor(chance(seed, service, block, 'slow') * 3);
  const spells: Spell[] = [];
  for (let i = 0; i < outages; i += 1) {
    const minutes = OUTAGE_MINUTES[
      Math.floor(chance(seed, service, block, 'length', i) * OUTAGE_MINUTES.length)
    ] as number;
    const kind = chance(seed, service, block, 'kind', i);
    const trouble = kind < 0.5 ? 'status' : kind < 0.8 ? 'timeout' : 'refused';
    spells.push(place(start, minutes, chance(seed, service, block, 'when', i), trouble));
  }
  for (let i = 0; i < slow; i += 1) {
    const minutes = 20 + Math.floor(chance(seed, service, block, 'slow length', i) * 130);
    spells.push(place(start, minutes, chance(seed, service, block, 'slow when', i), 'slow'));
  }
  return spells;
}

function place(start: number, minutes: number, share: number, trouble: Trouble): Spell {
  const from = start + Math.floor((share * (BLOCK_MS - minutes * MINUTE)) / MINUTE) * MINUTE;
  return { from, to: from + minutes * MINUTE, trouble };
}

/** Spans of one block in which no run happened at all, because the runner was away. Pure. */
export function gapsOf(location: string, block: number, seed: number): { from: number; to: number }[] {
  const start = block * BLOCK_MS;
  return [0, 1, 2, 3].map((i) => {
    const minutes = 12 + Math.floor(chance(seed, location, block, 'gap', i) ** 3 * 300);
    return place(start, minutes, chance(seed, location, block, 'gap when', i), 'slow');
  });
}

/** Domain of the sample book that takes its services down for planned work. */
const MAINTAINED = 'ai-film-studio/';

/**
 * The planned work of AI Film Studio at an instant: a service there is off for about an hour within
 * the window of every second and fourth Sunday, 02:00 to 06:00 UTC. `null` at any other time. Pure.
 */
export function plannedWork(service: string, at: number, seed: number): Spell | null {
  if (!service.startsWith(MAINTAINED)) return null;
  const date = new Date(at);
  const week = Math.ceil(date.getUTCDate() / 7);
  if (date.getUTCDay() !== 0 || (week !== 2 && week !== 4)) return null;
  const midnight = Math.floor(at / DAY) * DAY;
  const from = midnight + (130 + Math.floor(chance(seed, service, midnight) * 40)) * MINUTE;
  const to = from + (45 + Math.floor(chance(service, seed, midnight) * 60)) * MINUTE;
  return at >= from && at < to ? { from, to, trouble: 'refused' } : null;
}
