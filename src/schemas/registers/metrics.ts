import { z } from 'zod';
import { ref } from '../reference.ts';
import { Cadence, Limit, Slug, Statistic, Unit } from '../vocabulary.ts';

/** Figures that are computed from the record and the collections, never typed. */
export const COMPUTED = [
  'uptime',
  'response time',
  'error rate',
  'incident count',
  'open incidents',
  'mttr',
  'mtbf',
  'open tickets',
  'open action items',
] as const;

const Metric = z
  .strictObject({
    id: Slug.describe('Id within the domain.'),
    name: z.string().min(2).describe('Name of the metric.'),
    meaning: z.string().optional().describe('What it tells.'),
    unit: Unit.optional().describe(
      'Unit of its value; leave out where the source names a quality without a unit.',
    ),
    cadence: Cadence.optional().describe('How often it is looked at.'),
    statistics: z.array(Statistic).default([]).describe('Statistics of it that are shown.'),
    target: Limit.optional().describe('Where it should be.'),
    alert: Limit.optional().describe('Where it alerts.'),
    value: z.number().nullable().default(null).describe('Its value, typed by hand; null while unknown.'),
    computed: z
      .enum(COMPUTED)
      .optional()
      .describe('Figure of the record that fills it instead of a typed value.'),
    services: z
      .array(ref('services'))
      .default([])
      .describe('Services a computed figure is taken over; all of the domain when empty.'),
    runbook: ref('runbooks').optional().describe('The runbook to open when it leaves its target or alerts.'),
    note: z.string().optional().describe('What else the source says of it.'),
  })
  .superRefine((metric, ctx) => {
    if (metric.computed && metric.value !== null) {
      ctx.addIssue({ code: 'custom', path: ['value'], message: 'a computed metric has no typed value' });
    }
    for (const key of ['target', 'alert'] as const) {
      const limit = metric[key];
      if (limit && metric.unit && limit.unit !== metric.unit) {
        ctx.addIssue({
          code: 'custom',
          path: [key, 'unit'],
          message: `the metric is in ${metric.unit}, its ${key} in ${limit.unit}`,
        });
      }
    }
  });

/** Catalogue of what is measured, with unit, cadence, target and alert. */
export const Metrics = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        title: z.string().min(3).describe('Heading of the group.'),
        metrics: z.array(Metric).min(1).describe('Metrics of the group.'),
      }),
    )
    .min(1)
    .describe('Metrics by group.'),
});
export type Metrics = z.infer<typeof Metrics>;
