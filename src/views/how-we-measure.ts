import type { Book } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import { HOLD_INTERVALS } from '../status/coverage.ts';
import { MAJOR_DAY_MS, PARTIAL_DAY_MS } from '../status/days.ts';
import { PERCENTILE_DEFINITION } from '../status/latency.ts';
import { RELIABILITY_FORMULAS } from '../status/reliability.ts';
import { UPTIME_FORMULAS } from '../status/uptime.ts';
import type { Facts } from './facts.ts';
import { type Block, measured, pairs, plain, table, unknown } from './model.ts';
import { counted } from './words.ts';

/** The rules behind the figures, made from the settings so that they cannot drift apart. */
export function measureBlocks(
  book: Book,
  facts: Facts,
  settings: { readonly audience: Audience; readonly demonstration: boolean },
): Block[] {
  const { record } = book.config;
  const services = [...facts.components.values()].filter(
    ({ service, probes }) =>
      probes.length > 0 && (settings.audience === 'internal' || service.data.audience === 'public'),
  );
  return [
    pairs([
      ['Uptime', plain(UPTIME_FORMULAS[record.accounting], `accounting: ${record.accounting}`)],
      [
        'One look speaks for',
        plain(
          `the time until the next look, at most ${HOLD_INTERVALS} × its interval; after that the state is not known`,
        ),
      ],
      [
        'A state is called unknown',
        plain(
          `when its newest look is older than ${record.staleAfterIntervals} × the interval; this also happens in your browser while a page stays open`,
        ),
      ],
      [
        'Rounding',
        plain('percentages are cut, never rounded up; 100% is shown only when nothing at all was bad'),
      ],
      ['Percentiles', plain(PERCENTILE_DEFINITION, 'over successful requests; failures are counted apart')],
      [
        'Day bars',
        plain(
          `coloured by confirmed outages only: from the first minute, from ${PARTIAL_DAY_MS / 60_000} minutes, from ${MAJOR_DAY_MS / 3_600_000} hours; an empty frame is a day without measurements`,
        ),
      ],
      ['Mean time to recover', plain(RELIABILITY_FORMULAS.mttr)],
      ['Mean time between failures', plain(RELIABILITY_FORMULAS.mtbf)],
      ['Planned maintenance', plain('is left out of both sides of uptime; it is neither up nor down')],
      ['Looks from', plain(record.locations.join(', '))],
      [
        'Measurements used here',
        measured(
          `${counted(facts.record.sampleCount, 'look')}`,
          facts.record.newestAt === null ? 'none yet' : `newest ${formatUtc(facts.record.newestAt)}`,
        ),
      ],
      ['Record commit', facts.record.head ? measured(facts.record.head) : unknown('no record branch yet')],
      [
        'Set aside',
        facts.record.problems.length > 0
          ? plain(
              `${counted(facts.record.problems.length, 'line')} of the record could not be read`,
              facts.record.problems.slice(0, 3).join('; '),
            )
          : plain('nothing'),
      ],
    ]),
    table(
      'How each component is looked at',
      ['Component', 'Kind', 'Every', 'Called down after', 'Called up after'],
      services.flatMap(({ service, probes }) =>
        probes.map(({ probe }) => [
          plain(service.data.title),
          plain(probe.kind),
          plain(probe.interval),
          plain(counted(probe.confirm.down, 'failed look')),
          plain(counted(probe.confirm.up, 'good look')),
        ]),
      ),
    ),
  ];
}
