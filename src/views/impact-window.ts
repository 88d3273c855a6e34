import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { ALLOWED_INTERVALS, compareWindows, type ObservedOutage } from '../postmortems/windows.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Facts } from './facts.ts';
import { measured, paragraph, plain, type Section, table, unknown } from './model.ts';

/** Longest time from look to look of the probes that watch some services, milliseconds; 0 where none does. */
export function longestIntervalMs(book: Book, services: readonly string[]): number {
  const watching = book.probes.filter(({ service }) => services.includes(service));
  return Math.max(0, ...watching.map(({ interval }) => durationMs(interval)));
}

/** Outages that probes confirmed within a written incident. */
export function outagesOf(facts: Facts, incident: string): readonly ObservedOutage[] {
  return facts.incidents.find(({ id, origin }) => id === incident && origin === 'written')?.outages ?? [];
}

/** For every incident with a postmortem, the outages that probes confirmed within it; for rules over a book. */
export function observedOutages(book: Book, facts: Facts): Map<string, readonly ObservedOutage[]> {
  return new Map(
    entriesOf(book, 'postmortems').map(({ data }) => [data.incident, outagesOf(facts, data.incident)]),
  );
}

/** The impact as people wrote it beside the outage that probes saw, with both times and how far they are apart. */
export function impactWindowSection(
  { data }: Entry<'postmortems'>,
  book: Book,
  outages: readonly ObservedOutage[],
): Section {
  const interval = longestIntervalMs(book, data.services);
  const ends = compareWindows(data.timestamps, outages, interval);
  const allowed = spanExact(ALLOWED_INTERVALS * interval);
  return {
    id: 'impact-window',
    title: 'Impact as written and as observed',
    part: 'impact-window',
    blocks:
      ends === null
        ? [
            paragraph(
              'The record holds no confirmed outage of these services within the incident, so nothing confirms the written times.',
            ),
          ]
        : [
            table(
              `Further apart than ${allowed} (${ALLOWED_INTERVALS} intervals of the slowest probe) is a difference`,
              ['End', 'Written', 'Observed by probes', 'Apart', 'Verdict'],
              ends.map(({ end, written, observed, apartMs, differs }) => [
                plain(end === 'start' ? 'Impact began' : 'Impact ended'),
                plain(formatUtc(written)),
                observed === null ? unknown('still down for the probes') : measured(formatUtc(observed)),
                apartMs === null ? unknown('not known') : measured(spanExact(apartMs)),
                plain(differs ? 'Differs: one of the two is wrong, or says why in the timeline' : 'Agrees'),
              ]),
            ),
          ],
  };
}
