import { z } from 'zod';
import { Duration } from './duration.ts';
import { Doubt } from './link.ts';
import { ref } from './reference.ts';
import { Audience, Day, Statistic } from './vocabulary.ts';

const DecimalFraction = z
  .string()
  .regex(
    /^0\.\d*[1-9]\d*$/,
    'a fraction between 0 and 1 in quotes, such as "0.999"; 1 leaves no budget and is refused',
  );

const probes = z.array(ref('probes')).min(1);

/** What is counted as good. */
export const Sli = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('availability').describe('Share of observed time in which the probes were good.'),
    probes: probes.describe('Probes that observe it.'),
    quorum: z
      .enum(['any', 'majority', 'all'])
      .default('all')
      .describe('How many of the probes must be good.'),
  }),
  z.strictObject({
    kind: z.literal('latency').describe('Share of looks answered within a threshold.'),
    probes: probes.describe('Probes that observe it.'),
    within: Duration.describe('Answers slower than this are bad.'),
    statistic: Statistic.describe(
      'Statistic the source states its threshold for; unspecified where it gave none.',
    ),
  }),
  z.strictObject({
    kind: z.literal('error-rate').describe('Share of looks that did not fail.'),
    probes: probes.describe('Probes that observe it.'),
  }),
  z.strictObject({
    kind: z
      .literal('not measured')
      .describe('Nothing here observes it yet; the page says so instead of showing a figure.'),
    needs: z.string().min(10).describe('What would have to be measured.'),
  }),
]);

/** A target on an indicator over a window. */
export const Slo = z
  .strictObject({
    title: z.string().min(4).max(80).describe('What is promised.'),
    summary: z.string().min(10).max(240).describe('The promise in one sentence.'),
    domain: ref('domains').describe('Domain that made the promise.'),
    service: ref('services')
      .optional()
      .describe('Service it is about; leave out for an objective over the whole domain.'),
    owner: ref('teams').describe('Team that answers for it.'),
    audience: Audience.default('internal').describe('public shows target and attainment to customers.'),
    state: z
      .enum(['active', 'planned'])
      .default('active')
      .describe('A planned objective is shown with its phase and never evaluated.'),
    phase: z.string().optional().describe('Phase for which a planned objective is meant.'),
    since: Day.optional().describe('First day on which it counts.'),
    sli: Sli.describe('What is counted as good.'),
    target: DecimalFraction.describe('Share that must be good, as a decimal fraction in quotes: "0.999".'),
    openEnded: z
      .boolean()
      .default(false)
      .describe('True where the source wrote a plus sign behind the target.'),
    stated: z.string().min(2).describe('The target in the words of its source, such as "< 200ms (p95)".'),
    window: Duration.default('30d').describe('Rolling window over which it is judged.'),
    windowChosen: z
      .boolean()
      .default(false)
      .describe('True where the source gave no window and this book chose one.'),
    maintenance: z
      .enum(['exclude', 'good', 'count'])
      .default('exclude')
      .describe('How planned maintenance counts.'),
    minCoverage: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('Less observed than this is called insufficient data.'),
    runbook: ref('runbooks').optional().describe('The runbook to open when it burns.'),
    doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
  })
  .superRefine((slo, ctx) => {
    if (slo.state === 'planned' && !slo.phase) {
      ctx.addIssue({ code: 'custom', path: ['phase'], message: 'a planned objective names its phase' });
    }
  });
export type Slo = z.infer<typeof Slo>;
