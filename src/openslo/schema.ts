import { z } from 'zod';

const Name = z
  .string()
  .max(63)
  .regex(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 63');
const Description = z.string().max(1050);

/** A duration in the shorthand of OpenSLO; `m` is minutes and `M` months. */
export const ShortDuration = z
  .string()
  .regex(/^[1-9]\d*[mhdwMQY]$/, 'a whole number and one of m h d w M Q Y; m is minutes, M is months');
const MaybeZero = z.string().regex(/^\d+[mhdwMQY]$/, 'a whole number and one of m h d w M Q Y');

const metadata = z.strictObject({
  name: Name,
  displayName: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const inlineMetadata = metadata.partial({ name: true });

const MetricSource = z.strictObject({
  metricSource: z.strictObject({
    metricSourceRef: z.string().optional(),
    type: z.string().optional(),
    spec: z.record(z.string(), z.unknown()),
  }),
});

const RatioMetric = z.union([
  z.strictObject({ counter: z.boolean().optional(), good: MetricSource, total: MetricSource }),
  z.strictObject({ counter: z.boolean().optional(), bad: MetricSource, total: MetricSource }),
  z.strictObject({
    counter: z.boolean().optional(),
    rawType: z.enum(['success', 'failure']),
    raw: MetricSource,
  }),
]);

const sliSpec = z
  .strictObject({
    description: Description.optional(),
    thresholdMetric: MetricSource.optional(),
    ratioMetric: RatioMetric.optional(),
  })
  .refine((spec) => (spec.thresholdMetric === undefined) !== (spec.ratioMetric === undefined), {
    error: 'an SLI has thresholdMetric or ratioMetric, one of the two',
  });

const conditionSpec = z.strictObject({
  description: Description.optional(),
  severity: z.string().min(1),
  condition: z.strictObject({
    kind: z.literal('burnrate'),
    op: z.enum(['lte', 'gte', 'lt', 'gt']),
    threshold: z.number(),
    lookbackWindow: ShortDuration,
    alertAfter: MaybeZero.optional(),
  }),
});

const policySpec = z.strictObject({
  description: Description.optional(),
  alertWhenNoData: z.boolean().optional(),
  alertWhenResolved: z.boolean().optional(),
  alertWhenBreaching: z.boolean().optional(),
  conditions: z
    .array(
      z.union([
        z.strictObject({ conditionRef: Name }),
        z.strictObject({ kind: z.literal('AlertCondition'), metadata: inlineMetadata, spec: conditionSpec }),
      ]),
    )
    .max(1, 'an AlertPolicy has one condition at most'),
  notificationTargets: z
    .array(
      z.union([
        z.strictObject({ targetRef: Name }),
        z.strictObject({
          kind: z.literal('AlertNotificationTarget'),
          metadata: inlineMetadata,
          spec: z.strictObject({ description: Description.optional(), target: z.string().min(1) }),
        }),
      ]),
    )
    .optional(),
});

const Objective = z.strictObject({
  displayName: z.string().optional(),
  op: z.enum(['lte', 'gte', 'lt', 'gt']).optional(),
  value: z.number().optional(),
  target: z.number().min(0).lt(1, 'below 1: a target of 1 leaves no budget').optional(),
  targetPercent: z.number().min(0).lt(100, 'below 100: a target of 100 leaves no budget').optional(),
  timeSliceTarget: z.number().gt(0).max(1).optional(),
  timeSliceWindow: z.union([ShortDuration, z.int().min(1)]).optional(),
});

const TimeWindow = z.strictObject({
  duration: ShortDuration,
  isRolling: z.boolean(),
  calendar: z
    .strictObject({
      startTime: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, 'a time such as 2026-01-01 00:00:00'),
      timeZone: z.string().min(1),
    })
    .optional(),
});

const sloSpec = z.strictObject({
  description: Description.optional(),
  service: Name,
  indicator: z.strictObject({ metadata: inlineMetadata, spec: sliSpec }).optional(),
  indicatorRef: Name.optional(),
  timeWindow: z.array(TimeWindow).length(1, 'exactly one time window'),
  budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']),
  objectives: z
    .array(Objective)
    .length(1, 'exactly one objective: one of this book has one target; write one SLO for each'),
  alertPolicies: z
    .array(
      z.union([
        z.strictObject({ alertPolicyRef: Name }),
        z.strictObject({ kind: z.literal('AlertPolicy'), metadata: inlineMetadata, spec: policySpec }),
      ]),
    )
    .nullish(),
});

const header = { apiVersion: z.literal('openslo/v1') };

/** The kinds of OpenSLO v1 documents that objectives are carried in; a key that the standard does not name is refused. */
export const OpenSloDocument = z.discriminatedUnion('kind', [
  z.strictObject({
    ...header,
    kind: z.literal('Service'),
    metadata,
    spec: z.strictObject({ description: Description.optional() }),
  }),
  z.strictObject({ ...header, kind: z.literal('SLI'), metadata, spec: sliSpec }),
  z.strictObject({ ...header, kind: z.literal('SLO'), metadata, spec: sloSpec }),
  z.strictObject({ ...header, kind: z.literal('AlertPolicy'), metadata, spec: policySpec }),
  z.strictObject({ ...header, kind: z.literal('AlertCondition'), metadata, spec: conditionSpec }),
]);
export type OpenSloDocument = z.infer<typeof OpenSloDocument>;
export type OpenSlo = Extract<OpenSloDocument, { kind: 'SLO' }>;

/** Kinds of OpenSLO v1 that nothing of an objective is kept in, with what to do instead. */
export const NOT_CARRIED: Readonly<Record<string, string>> = {
  DataSource:
    'a DataSource says how a metrics system is reached; here probes do that, so keep this file where it is',
  AlertNotificationTarget:
    'an AlertNotificationTarget says who is told; here rotations and routes of a domain do that, so keep this file where it is',
};
