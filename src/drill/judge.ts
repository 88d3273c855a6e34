import { isoInstant } from '../calendar/time.ts';
import { RESPONSE_TIMES, type ResponseTime, responseTime } from '../postmortems/times.ts';
import type { Timestamps } from '../schemas/postmortem.ts';
import { MINUTE_MS, type Played } from './play.ts';

/** Times of a response that a drill gives. */
export const DRILL_TIMES = ['ttd', 'tta', 'ttm', 'ttr'] as const satisfies readonly ResponseTime[];

/**
 * Timestamps of the first incident of a drill. Its impact begins and ends with the faults themselves, which a drill knows
 * to the minute; what people and machines did about it is as the log has it. Null where nothing was detected.
 */
export function timestampsOf({ scenario, startedAt, incidents }: Played): Timestamps | null {
  const [incident] = incidents;
  if (!incident) return null;
  const at = (minute: number | undefined) =>
    minute === undefined ? undefined : isoInstant(startedAt + minute * MINUTE_MS);
  const begins = scenario.acts.find(({ does }) => does === 'breaks' || does === 'nobody looks')?.minute;
  const ends = scenario.acts.findLast(({ does }) => does === 'is repaired' || does === 'looks again')?.minute;
  const mitigated = incident.updates.find(
    ({ state, via }) => state === 'monitoring' && via.startsWith('drill'),
  );
  return {
    impactStartedAt: at(begins) ?? isoInstant(incident.startedAt),
    detectedAt: isoInstant(incident.openedAt),
    ...(incident.acknowledged ? { acknowledgedAt: isoInstant(incident.acknowledged.at) } : {}),
    ...(mitigated ? { mitigatedAt: isoInstant(mitigated.at) } : {}),
    impactEndedAt: at(ends) ?? isoInstant(incident.endedAt ?? incident.startedAt),
    ...(incident.closedAt === null ? {} : { closedAt: isoInstant(incident.closedAt) }),
  };
}

/** A time of a response: milliseconds, or null where one of its two timestamps is missing. */
export function drillTimes(played: Played): { name: string; short: string; ms: number | null }[] {
  const stamps = timestampsOf(played);
  return DRILL_TIMES.map((short) => ({
    short: short.toUpperCase(),
    name: RESPONSE_TIMES[short].name,
    ms: stamps === null ? null : responseTime(stamps, short),
  }));
}

/** In words everything that came of a drill and should not have, or should have and did not. Pure. */
export function faultsOf(played: Played): string[] {
  const { scenario, messages, arrived, incidents, pages, startedAt, faults } = played;
  const { expects } = scenario;
  const found = [...faults];
  const minuteOf = (at: number) => Math.round((at - startedAt) / MINUTE_MS);
  const left = messages.filter(({ ok }) => ok);
  for (const { channel, stage, by } of expects.messages) {
    const mine = left.filter((one) => one.channel === channel && one.stage === stage);
    for (const one of mine) left.splice(left.indexOf(one), 1);
    const [first] = mine;
    if (!first) found.push(`${channel} was never told: ${stage}`);
    else if (minuteOf(first.at) > by)
      found.push(`${channel} was told in minute ${minuteOf(first.at)} instead of ${by}: ${stage}`);
    if (mine.length > 1) found.push(`${channel} was told ${mine.length} times: ${stage}`);
  }
  for (const { channel, stage, at } of left)
    found.push(`${channel} was told in minute ${minuteOf(at)} and need not have been: ${stage}`);
  const sent = Map.groupBy(
    messages.filter(({ ok, result }) => ok && !result.startsWith('shown on')),
    ({ channel }) => channel,
  );
  for (const channel of new Set([...sent.keys(), ...arrived.keys()])) {
    const [told, came] = [sent.get(channel)?.length ?? 0, arrived.get(channel) ?? 0];
    if (told !== came) found.push(`${channel}: ${told} messages were sent and ${came} arrived`);
  }
  const severities = incidents.map(({ severity }) => severity).join(', ');
  if (severities !== expects.severities.join(', '))
    found.push(`incidents of ${expects.severities.join(', ')} were expected, not ${severities || 'none'}`);
  for (const { id, closedAt } of incidents) if (closedAt === null) found.push(`${id} was never closed`);
  for (const { minute, state } of expects.page) {
    const page = pages.findLast(({ at }) => minuteOf(at) <= minute);
    if (page?.state !== state)
      found.push(`the public page was ${page?.state ?? 'not there'} in minute ${minute}, and not ${state}`);
  }
  return found;
}
