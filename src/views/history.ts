import { DAY_MS } from '../calendar/time.ts';
import { byMonth, type IncidentMonth } from '../incidents/gather.ts';
import type { Facts } from './facts.ts';

/** Months on the first page of the history; older ones have pages of their own, so that none grows for ever. */
export const RECENT_MONTHS = 3;

/** Every month of the history, newest first: at least those that the day bars show. */
export function historyMonths(facts: Facts, days: number): IncidentMonth[] {
  const shown = facts.record.newestAt === null ? facts.now : facts.now - days * DAY_MS;
  return byMonth(facts.incidents, shown, facts.now);
}
