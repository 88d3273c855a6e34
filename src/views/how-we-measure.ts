import type { Book } from '../book/book.ts';
import { DAY_MS } from '../calendar/time.ts';
import { durationMs } from '../schemas/duration.ts';
import type { Location } from '../schemas/location.ts';
import { locationName } from '../schemas/location.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { type Cadence, cadenceOf } from '../status/cadence.ts';
import { HOLD_INTERVALS } from '../status/coverage.ts';
import { MAJOR_DAY_MS, PARTIAL_DAY_MS } from '../status/days.ts';
import { COUNTS_ERROR } from '../status/latency-counts.ts';
import { STATUSPAGE_PARTIAL_WEIGHT, type UptimeProfile } from '../status/uptime.ts';
import type { Words } from '../words/words.ts';
import type { Facts } from './facts.ts';
import { type Block, type Cell, measured, pairs, plain, table, unknown } from './model.ts';

/** The rules behind the figures, made from the settings so that they cannot drift apart. */
export function measureBlocks(
  book: Book,
  facts: Facts,
  words: Words,
  settings: { readonly audience: Audience },
): Block[] {
  const { record } = book.config;
  const services = [...facts.components.values()].filter(
    ({ service, probes }) =>
      probes.length > 0 && (settings.audience === 'internal' || service.data.audience === 'public'),
  );
  const { say } = words;
  const rows: [string, Cell][] = [
    [
      say('uptime'),
      plain(
        formulaWords(record.accounting, words),
        say('measure.accounting', { profile: record.accounting }),
      ),
    ],
    [say('measure.look'), plain(say('measure.lookText', { count: HOLD_INTERVALS }))],
    [say('measure.stale'), plain(say('measure.staleText', { count: record.staleAfterIntervals }))],
    [say('measure.rounding'), plain(say('measure.roundingText'))],
    [
      say('measure.percentiles'),
      plain(say('measure.percentilesText', { error: words.percent(COUNTS_ERROR_SHOWN, 1) })),
    ],
    [
      say('measure.bars'),
      plain(
        say('measure.barsText', { partial: words.span(PARTIAL_DAY_MS), major: words.span(MAJOR_DAY_MS) }),
      ),
    ],
    [say('measure.maintenance'), plain(say('measure.maintenanceText'))],
    [say('measure.overall'), plain(say('measure.overallText'))],
    [say('measure.locations'), plain(locationNames(record.locations).join(', '))],
    [
      say('measure.used'),
      measured(
        say('countLooks', { count: facts.record.sampleCount }),
        facts.record.newestAt === null
          ? say('nothingMeasured')
          : say('measure.newest', { when: words.instant(facts.record.newestAt) }),
      ),
    ],
    [
      say('measure.commit'),
      facts.record.head ? measured(facts.record.head) : unknown(say('measure.noCommit')),
    ],
    [
      say('measure.setAside'),
      facts.record.problems.length > 0
        ? plain(
            say('measure.setAsideText', { count: facts.record.problems.length }),
            settings.audience === 'internal' ? facts.record.problems.slice(0, 3).join('; ') : undefined,
          )
        : plain(say('measure.nothing')),
    ],
    ...(facts.record.corrections ?? []).map(({ file, day, note }): [string, Cell] => [
      say('measure.corrections'),
      plain(note, `${day}, ${file}`),
    ]),
  ];
  return [
    pairs(rows),
    table(
      say('measure.each'),
      [
        say('component'),
        say('measure.kind'),
        say('measure.every'),
        say('measure.kept'),
        say('measure.downAfter'),
        say('measure.upAfter'),
      ],
      services.flatMap(({ service, probes }) =>
        probes.map(({ probe, looks }) => [
          plain(service.data.title),
          plain(probe.kind),
          plain(words.span(durationMs(probe.interval))),
          keptCell(cadenceOf(looks, { from: facts.now - 7 * DAY_MS, to: facts.now }), words),
          plain(say('failedLooks', { count: probe.confirm.down })),
          plain(say('goodLooks', { count: probe.confirm.up })),
        ]),
      ),
    ),
  ];
}

/** The formula of uptime in words, with its weight where it has one. */
export function formulaWords(profile: UptimeProfile, words: Words): string {
  return words.say(`measure.${profile}`, { weight: STATUSPAGE_PARTIAL_WEIGHT });
}

function keptCell({ medianMs, p95Ms }: Cadence, words: Words): Cell {
  return medianMs === null || p95Ms === null
    ? unknown(words.say('noData'))
    : measured(words.say('measure.keptText', { median: words.span(medianMs), p95: words.span(p95Ms) }));
}

/** Largest relative error of a percentile taken from counts by day, rounded up to what is shown. */
export const COUNTS_ERROR_SHOWN = Math.ceil(COUNTS_ERROR * 1000) / 1000;

function locationNames(locations: readonly Location[]): string[] {
  return locations.map(locationName);
}
