import type { Entry } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { durationWords } from '../schemas/duration.ts';
import type { SloNow } from '../slo/now.ts';
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
import { sentenceCase } from './words.ts';

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
              `of ${budgetWords(now, now.budget.total)}, spent ${budgetWords(now, now.budget.spent)}`,
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
          `rolling ${durationWords(data.window)}`,
          data.windowChosen ? 'the source names no window; this book chose one' : undefined,
        ),
      ],
      ['What is good', goodCell(data)],
      ['Maintenance', plain(MAINTENANCE_WORDS[data.maintenance])],
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

function budgetWords(now: SloNow, amount: number): string {
  const sign = amount < 0 ? '−' : '';
  return now.measurement?.method === 'timeslices'
    ? `${sign}${spanExact(Math.abs(amount))}`
    : `${sign}${Math.abs(Math.floor(amount * 10) / 10)} looks`;
}

function goodCell(data: Entry<'slos'>['data']): Cell {
  const { sli } = data;
  switch (sli.kind) {
    case 'availability':
      return several([
        plain(
          `time in which ${sli.quorum === 'all' ? 'every probe' : sli.quorum === 'any' ? 'at least one probe' : 'most probes'} found it up or degraded`,
        ),
        ...sli.probes.map(code),
      ]);
    case 'latency':
      return several([
        plain(
          `looks answered within ${durationWords(sli.within)}`,
          sli.statistic === 'unspecified'
            ? 'the source names no statistic'
            : `the source states it for the ${sli.statistic === 'mean' ? 'average' : sli.statistic}`,
        ),
        ...sli.probes.map(code),
      ]);
    case 'error-rate':
      return several([plain('looks that did not fail'), ...sli.probes.map(code)]);
    case 'not measured':
      return unknown('nothing measures it', sli.needs);
    default: {
      const never: never = sli;
      throw new RangeError(`unknown indicator ${JSON.stringify(never)}`);
    }
  }
}
