import type { RegisterData } from '../../schemas/registers/index.ts';
import { runbookLink, type ViewContext } from '../context.ts';
import { type Cell, maybe, plain, type Section, several, table, unknown } from '../model.ts';
import { limitWords, sentenceCase, withUnit } from '../words.ts';

type Metric = RegisterData<'metrics'>['groups'][number]['metrics'][number];

/** Metric catalogue of a domain; figures of the record stand beside their targets. */
export function metricSections(
  data: RegisterData<'metrics'>,
  domain: string,
  context: ViewContext,
): Section[] {
  return [
    {
      id: 'metrics',
      title: 'Metrics',
      part: 'metrics#groups',
      blocks: data.groups.map((group) =>
        table(
          group.title,
          ['Metric', 'Now', 'Target', 'Alerts', 'Unit', 'How often', 'Statistics'],
          group.metrics.map((metric) => [
            plain(metric.name, [metric.meaning, metric.note].filter(Boolean).join(' ') || undefined),
            valueCell(metric, domain, context),
            metric.target ? plain(limitWords(metric.target)) : unknown('no target set'),
            metric.alert ? alertCell(metric, context) : unknown('no threshold set'),
            maybe(metric.unit, 'not stated'),
            metric.cadence ? plain(sentenceCase(metric.cadence)) : unknown('not stated'),
            metric.statistics.length > 0
              ? plain(metric.statistics.map((name) => (name === 'mean' ? 'average' : name)).join(', '))
              : unknown('–'),
          ]),
          group.metrics.map((metric) => `metric-${metric.id}`),
        ),
      ),
    },
  ];
}

function valueCell(metric: Metric, domain: string, context: ViewContext): Cell {
  if (metric.computed) return context.computed(metric.computed, domain, metric.services);
  if (metric.value === null) return unknown();
  return plain(metric.unit ? withUnit(metric.value, metric.unit) : String(metric.value));
}

/** Threshold of a metric, with the runbook to open beyond it. */
function alertCell(metric: Metric, context: ViewContext): Cell {
  const words = plain(limitWords(metric.alert as NonNullable<Metric['alert']>));
  return metric.runbook ? several([words, runbookLink(context, metric.runbook)]) : words;
}
