import type { Entry } from '../book/book.ts';
import { formatUtc } from '../calendar/time.ts';
import { durationWords } from '../schemas/duration.ts';
import type { Slo } from '../schemas/slo.ts';
import type { SloNow } from '../slo/now.ts';
import { windowWords } from '../slo/window.ts';
import { formatPercent } from '../status/uptime.ts';
import { entryLink, runbookLink, teamLink, type ViewContext } from './context.ts';
import {
  type Block,
  type Cell,
  code,
  doubts,
  measured,
  pairs,
  plain,
  planned,
  several,
  unknown,
} from './model.ts';
import { amountWords, shareWords } from './slo-words.ts';
import { sentenceCase } from './words.ts';

const QUORUM_WORDS = {
  all: 'every probe',
  majority: 'most probes',
  any: 'at least one probe',
} as const satisfies Record<'all' | 'majority' | 'any', string>;

const NO_DATA_WORDS = {
  unknown: 'counts as nothing, and lowers the coverage',
  ignore: 'counts as nothing, whatever the coverage',
  bad: 'spends budget',
} as const satisfies Record<Slo['noData'], string>;

const MAINTENANCE_WORDS = {
  exclude: 'left out of both sides',
  good: 'counted as good',
  count: 'counted as observed',
} as const;

/** An objective with what was measured, the arithmetic laid open, and what is not known. */
export function sloBlocks({ data, domain }: Entry<'slos'>, now: SloNow, context: ViewContext): Block[] {
  return [
    pairs([
      ['State', stateCell(now)],
      ['Stated as', plain(data.stated)],
      [
        'Target',
        plain(
          `${formatPercent(Number(data.target), 3)} good${data.openEnded ? ' or more' : ''}`,
          `fraction ${data.target}`,
        ),
      ],
      ['Measured', now.sli === null ? unknown('no figure', now.why) : measured(formatPercent(now.sli, 4))],
      [
        'Budget left',
        now.budget
          ? measured(
              budgetWords(now, now.budget.left),
              `${shareWords(now.budget.leftShare)} of ${budgetWords(now, now.budget.total)}, spent ${budgetWords(now, now.budget.spent)}${alsoWords(now)}`,
            )
          : unknown('not computed', now.why),
      ],
      [
        'Observed',
        now.coverage === null
          ? unknown('nothing observed')
          : measured(
              formatPercent(now.coverage, 2),
              now.countedFrom === null ? undefined : `since ${formatUtc(now.countedFrom)}`,
            ),
      ],
      [
        'With maintenance counted like any other time',
        now.unadjusted === null || now.sli === null
          ? unknown('no figure')
          : measured(formatPercent(now.unadjusted, 4)),
      ],
    ]),
    pairs([
      [
        'Service',
        data.service
          ? entryLink(context, 'services', data.service)
          : { ...entryLink(context, 'domains', domain), note: 'the whole domain' },
      ],
      ['Owner', teamLink(context, data.owner, domain)],
      [
        'Window',
        plain(
          windowWords(data),
          data.windowChosen ? 'the source names no window; this book chose one' : undefined,
        ),
      ],
      ['What is good', goodCell(data)],
      ['Maintenance', plain(MAINTENANCE_WORDS[data.maintenance])],
      ['Time that nobody observed', plain(NO_DATA_WORDS[data.noData])],
      ['Needs observed', plain(formatPercent(data.minCoverage, 0), 'below that, no figure is given')],
      ['Runbook', runbookLink(context, data.runbook)],
      ...(data.phase ? [['Phase', planned(data.phase)] as const] : []),
    ]),
    ...doubts(data.doubts),
  ];
}

function stateCell(now: SloNow): Cell {
  const words = sentenceCase(now.state);
  switch (now.state) {
    case 'ok':
    case 'at risk':
    case 'exhausted':
      return measured(words, now.why);
    case 'planned':
      return planned(words, now.why);
    case 'insufficient data':
    case 'no measurement':
      return unknown(words, now.why);
    default: {
      const never: never = now.state;
      throw new RangeError(`unknown objective state ${String(never)}`);
    }
  }
}

/** The same budget in the other unit: in looks where time is counted, in time where looks are. */
function alsoWords({ budgets, measurement }: SloNow): string {
  if (!budgets || !measurement || budgets.time.total === 0) return '';
  const unit = measurement.unit === 'ms' ? 'looks' : 'ms';
  const { left, total } = unit === 'looks' ? budgets.looks : budgets.time;
  return `; counted by ${unit === 'looks' ? 'looks' : 'time'}: ${amountWords(left, unit)} of ${amountWords(total, unit)}`;
}

function budgetWords(now: SloNow, amount: number): string {
  return amountWords(amount, now.measurement?.unit ?? 'ms');
}

function goodCell(data: Entry<'slos'>['data']): Cell {
  const { sli } = data;
  const watched =
    'probes' in sli ? (sli.service === undefined ? sli.probes.map(code) : [code(`${sli.service}/*`)]) : [];
  switch (sli.kind) {
    case 'availability':
      return several([
        plain(`time in which ${QUORUM_WORDS[sli.quorum]} found it up or degraded`),
        ...watched,
      ]);
    case 'latency':
      return several([
        plain(
          `looks answered within ${durationWords(sli.within)}`,
          sli.statistic === 'unspecified'
            ? 'the source names no statistic'
            : `the source states it for the ${sli.statistic === 'mean' ? 'average' : sli.statistic}`,
        ),
        ...watched,
      ]);
    case 'error-rate':
      return several([plain('looks that did not fail'), ...watched]);
    case 'freshness':
      return several([
        plain(
          `time in which ${QUORUM_WORDS[sli.quorum]} had a good look at most ${durationWords(sli.within)} old`,
        ),
        ...watched,
      ]);
    case 'prometheus':
      return several([plain('looks of a query whose conditions held'), ...watched]);
    case 'manual':
      return plain('figures that people wrote down', sli.source);
    case 'not measured':
      return unknown('nothing measures it', sli.needs);
    default: {
      const never: never = sli;
      throw new RangeError(`unknown indicator ${JSON.stringify(never)}`);
    }
  }
}
