import { type Entry, entryPath } from '../book/book.ts';
import { formatUtc, spanExact } from '../calendar/time.ts';
import { AGEING_ASSUMPTION } from '../slo/ageing.ts';
import { maxBurn } from '../slo/burn.ts';
import { type SloPeriod, sloHistory } from '../slo/history.ts';
import type { SliUnit } from '../slo/indicator.ts';
import { burnBack, burnOf, type SloNow } from '../slo/now.ts';
import { formatPercent } from '../status/uptime.ts';
import type { ViewContext } from './context.ts';
import type { Facts } from './facts.ts';
import {
  type Block,
  type Cell,
  empty,
  link,
  list,
  measured,
  paragraph,
  plain,
  type Section,
  table,
  unknown,
} from './model.ts';
import { type Spending, spending } from './slo-spending.ts';
import { amountWords, shareWords } from './slo-words.ts';

const HOUR_MS = 3_600_000;
/** Look-back windows of which the burn rate is always told, beside those of the alerts. */
const BURN_BACKS = [
  ['1 hour', HOUR_MS],
  ['6 hours', 6 * HOUR_MS],
  ['1 day', 24 * HOUR_MS],
  ['3 days', 72 * HOUR_MS],
] as const;

/** What stands below the head of an objective: burn rates, where the budget went, when it comes back, and how it was reckoned. */
export function sloSections(slo: Entry<'slos'>, facts: Facts, context: ViewContext): Section[] {
  const now = facts.slos.get(slo.id);
  if (!now) throw new Error(`no facts for objective ${slo.id}`);
  const ledger = facts.ledgers.get(slo.id);
  if (!ledger) return [];
  const spent = spending(context.book, slo, facts);
  const unit = now.measurement?.unit ?? 'ms';
  const section = (id: string, title: string, blocks: Block[]): Section => ({ id, title, part: id, blocks });
  return [
    section('burn', 'Burn rate', burnBlocks(slo, facts)),
    section(
      'spent',
      'Where the budget went',
      spent && now.budget ? spentBlocks(spent, now, unit) : [nothing(now)],
    ),
    section('ahead', 'When it comes back', spent ? aheadBlocks(spent, now, unit) : [nothing(now)]),
    section('history', 'By month', [historyBlock(sloHistory(slo.data, ledger, facts.now))]),
    section('arithmetic', 'The arithmetic', arithmetic(slo, now)),
  ];
}

const nothing = (now: SloNow): Block => empty('There is no budget to speak of.', now.why);

function rateCell(burn: number | null): Cell {
  return burn === null ? unknown('nothing observed') : measured(`${Math.floor(burn * 100) / 100}×`);
}

function burnBlocks(slo: Entry<'slos'>, facts: Facts): Block[] {
  const { data } = slo;
  const ledger = facts.ledgers.get(slo.id);
  if (!ledger) return [];
  const alerts = burnOf(data, ledger, facts.now);
  const blocks: Block[] = [
    paragraph('A burn rate of 1 spends exactly the budget over the window; at 2 it is gone in half of it.'),
    table(
      'Burn rate over the time before now',
      ['Over', 'Burn rate', 'Bad looks'],
      BURN_BACKS.map(([words, ms]) => {
        const { burn, badLooks } = burnBack(data, ledger, facts.now, ms);
        return [plain(words), rateCell(burn), measured(String(badLooks))];
      }),
    ),
  ];
  if (alerts.length === 0)
    return [
      ...blocks,
      empty('No burn-rate alert is set.', 'Add alerts to the objective, or choose a usual window.'),
    ];
  return [
    ...blocks,
    table(
      `Alerts: both windows must burn faster than the limit, with at least ${data.minBadLooks} bad looks in the long one`,
      ['Alert', 'Windows', 'Limit', 'Long', 'Short', 'State'],
      alerts.map((alert) => [
        plain(alert.severity === 'page' ? 'Page' : 'Ticket'),
        plain(`${spanExact(alert.longMs)} and ${spanExact(alert.shortMs)}`),
        plain(`${Math.floor(alert.threshold * 100) / 100}×`),
        rateCell(alert.long),
        rateCell(alert.short),
        alert.firing
          ? measured('Firing')
          : alert.long === null
            ? unknown('nothing observed')
            : measured('Quiet'),
      ]),
    ),
  ];
}

function nameCell(part: Spending['parts'][number]): Cell {
  const { incident } = part;
  if (!incident) return unknown('Unattributed', 'belongs to no incident and no confirmed outage');
  const title = incident.title ?? `Outage found by probes on ${formatUtc(incident.startedAt)}`;
  return link(title, entryPath('incidents', incident.id));
}

function spentBlocks(spent: Spending, now: SloNow, unit: SliUnit): Block[] {
  const { budget } = now;
  if (!budget || spent.parts.length === 0) return [empty('Nothing was spent in this window.', now.why)];
  const total = budget.total;
  const sum = spent.parts.reduce((all, { amount }) => all + amount, 0);
  const row = (first: Cell, amount: number): Cell[] => [
    first,
    measured(amountWords(amount, unit)),
    total > 0 ? measured(shareWords(amount / total)) : unknown(),
  ];
  return [
    table(
      'What each incident cost; the parts add up to what was spent',
      ['Incident', 'Spent', 'Of the budget'],
      [...spent.parts.map((part) => row(nameCell(part), part.amount)), row(plain('Together'), sum)],
    ),
  ];
}

function aheadBlocks(spent: Spending, now: SloNow, unit: SliUnit): Block[] {
  const blocks: Block[] = [];
  const { forecast } = spent;
  const pace = forecast ? `burn rate ${Math.floor(forecast.burn * 100) / 100}` : '';
  if (forecast && now.budget && now.budget.left <= 0) {
    blocks.push(paragraph(`The budget is used up already (${pace} of late).`));
  } else if (forecast) {
    const end =
      forecast.exhaustedAt === null
        ? 'the budget lasts'
        : `the budget is used up on ${formatUtc(forecast.exhaustedAt)}`;
    blocks.push(paragraph(`Forecast: ${forecast.assumption} (${pace}), ${end}.`));
  } else blocks.push(paragraph('There is no forecast: too little was observed lately.'));
  const named = new Map(spent.parts.map((part) => [part.id, part]));
  if (spent.leaving.length === 0)
    return [...blocks, paragraph('Nothing bad is left in the window that could age out.')];
  return [
    ...blocks,
    table(
      `When each leaves the window, and the budget then, ${AGEING_ASSUMPTION}`,
      ['Incident', 'Gone on', 'Budget left then'],
      spent.leaving.map(({ part, goneAt, budget }) => {
        const known = named.get(part.id);
        return [
          known ? nameCell(known) : unknown('Unattributed'),
          measured(formatUtc(goneAt)),
          measured(shareWords(budget.leftShare), amountWords(budget.left, unit)),
        ];
      }),
    ),
  ];
}

function historyBlock(periods: readonly SloPeriod[]): Block {
  if (periods.length === 0) return empty('Nothing was observed yet.', 'It fills as probes look.');
  return table(
    'Each period judged by itself, newest first',
    ['From', 'Good', 'Target', 'Bad', 'Observed'],
    periods.map(({ from, counted, sli, met, measurement, coverage, over }) => [
      plain(
        formatUtc(from),
        over ? (counted.from > from ? `counted from ${formatUtc(counted.from)}` : undefined) : 'not over yet',
      ),
      sli === null ? unknown('insufficient data') : measured(formatPercent(sli, 3)),
      met === null ? unknown('not judged') : measured(met ? 'Met' : 'Missed'),
      measured(
        amountWords(measurement.bad, measurement.unit),
        measurement.exact ? undefined : 'whole days only',
      ),
      coverage === null ? unknown('only planned work') : measured(formatPercent(coverage, 1)),
    ]),
  );
}

function arithmetic({ data }: Entry<'slos'>, now: SloNow): Block[] {
  const { measurement, budget } = now;
  if (!measurement) return [nothing(now)];
  const words = (amount: number) => amountWords(amount, measurement.unit);
  const raw = (amount: number) => (measurement.unit === 'ms' ? ` (${amount / 1000} s)` : '');
  const lines = [
    `Good ${words(measurement.good)}${raw(measurement.good)}, bad ${words(measurement.bad)}${raw(measurement.bad)}, together ${words(measurement.total)}${raw(measurement.total)}.`,
    measurement.total > 0
      ? `Share of good: good / together = ${formatPercent(measurement.good / measurement.total, 6)}, cut and never rounded up.`
      : 'There is no share of nothing.',
  ];
  if (budget) {
    lines.push(
      `Budget: (1 − ${data.target}) of the window without planned work = ${words(budget.total)}${raw(budget.total)}; left: ${words(budget.total)} − ${words(budget.spent)} = ${words(budget.left)}.`,
      `Highest burn rate this target can have, when everything fails: ${Math.floor(maxBurn(data.target) * 100) / 100}.`,
    );
  }
  lines.push(
    `${measurement.sampleCount} looks went into it, ${measurement.badLooks} of them bad; planned work took ${amountWords(measurement.maintenanceMs, 'ms')}.`,
  );
  return [list(lines.map((line) => plain(line)))];
}
