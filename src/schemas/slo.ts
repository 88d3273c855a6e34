import { z } from 'zod';
import { Duration, durationMs } from './duration.ts';
import { Doubt } from './link.ts';
import { ref } from './reference.ts';
import { Audience, Day, Instant, Statistic, TimeZone } from './vocabulary.ts';

const DecimalFraction = z
  .string()
  .regex(
    /^0\.\d*[1-9]\d*$/,
    'a fraction between 0 and 1 in quotes, such as "0.999"; 1 leaves no budget and is refused',
  );

/** Probes of an indicator: named one by one, or all that a service has. One of the two is given. */
const watched = {
  probes: z.array(ref('probes')).default([]).describe('Probes that observe it.'),
  service: ref('services')
    .optional()
    .describe('Instead of probes: every probe of this service, also those it will have later.'),
};
const quorum = z
  .enum(['any', 'majority', 'all'])
  .default('all')
  .describe('How many of the probes must be good.');

/** Good and total that people or another system counted over a stretch of time. */
const ManualPeriod = z
  .strictObject({
    from: Instant.describe('First instant of the period.'),
    to: Instant.describe('First instant after the period.'),
    good: z.int().min(0).describe('Events that were good.'),
    total: z.int().min(0).describe('All events that count.'),
    note: z.string().optional().describe('What must be known to read the figures.'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'the period ends before it starts' })
  .refine(({ good, total }) => good <= total, { path: ['good'], error: 'more good events than events' });

/** What is counted as good. */
export const Sli = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('availability').describe('Share of observed time in which the probes were good.'),
    ...watched,
    quorum,
  }),
  z.strictObject({
    kind: z.literal('latency').describe('Share of looks answered within a threshold.'),
    ...watched,
    within: Duration.describe('Answers slower than this are bad.'),
    statistic: Statistic.describe(
      'Statistic the source states its threshold for; unspecified where it gave none.',
    ),
  }),
  z.strictObject({
    kind: z.literal('error-rate').describe('Share of looks that did not fail.'),
    ...watched,
  }),
  z.strictObject({
    kind: z
      .literal('freshness')
      .describe('Share of observed time in which the newest good look was young enough; for heartbeats.'),
    ...watched,
    quorum,
    within: Duration.describe('A good look older than this is stale, and stale time is bad.'),
  }),
  z.strictObject({
    kind: z.literal('prometheus').describe('Share of looks of prometheus probes whose conditions held.'),
    ...watched,
    good: z
      .string()
      .min(1)
      .optional()
      .describe('PromQL of the good events, for export; {{window}} stands for the range.'),
    total: z
      .string()
      .min(1)
      .optional()
      .describe('PromQL of all events, for export; {{window}} stands for the range.'),
  }),
  z.strictObject({
    kind: z.literal('manual').describe('Good and total of whole periods, written down by people.'),
    source: z.string().min(4).describe('Where the figures come from.'),
    periods: z.array(ManualPeriod).default([]).describe('Figures by period, oldest first.'),
  }),
  z.strictObject({
    kind: z
      .literal('not measured')
      .describe('Nothing here observes it yet; the page says so instead of showing a figure.'),
    needs: z.string().min(10).describe('What would have to be measured.'),
  }),
]);
export type Sli = z.infer<typeof Sli>;

/** How good and bad are counted. */
export const SLI_METHODS = ['occurrences', 'timeslices', 'ratio-timeslices'] as const;

/** Who is told when a budget burns too fast. */
export const BURN_SEVERITIES = ['page', 'ticket'] as const;

/** A pair of look-back windows that must both burn too fast. */
const BurnAlert = z
  .strictObject({
    severity: z.enum(BURN_SEVERITIES).describe('page wakes somebody, ticket waits for the morning.'),
    long: Duration.describe('Long look-back window, which says that it matters.'),
    short: Duration.describe('Short look-back window, which ends the alert soon after recovery.'),
    budgetPercent: z
      .number()
      .gt(0)
      .max(100)
      .describe('Percent of the whole budget that is gone when it fires; the burn rate follows from it.'),
  })
  .refine(({ long, short }) => durationMs(short) < durationMs(long), {
    path: ['short'],
    error: 'the short look-back window must be shorter than the long one',
  });

const Slice = z.strictObject({
  length: Duration.describe('Length of a slice; slices begin at whole multiples of it since 1970 UTC.'),
  target: z
    .string()
    .regex(
      /^(?:1|0\.\d*[1-9]\d*)$/,
      'a share in quotes, such as "0.95", or "1" where all of a slice must be good',
    )
    .default('1')
    .describe('Share of the observed time of a slice that must be good for the slice to be good.'),
});

/** Kinds of calendar windows. */
export const CALENDAR_UNITS = ['week', 'month', 'quarter', 'year'] as const;

const CalendarWindow = z.strictObject({
  unit: z.enum(CALENDAR_UNITS).describe('What the window is; weeks begin on Monday.'),
  zone: TimeZone.default('Etc/UTC').describe('Zone whose midnight begins it.'),
});

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
    calendar: CalendarWindow.optional().describe(
      'Judges it over calendar windows instead of the rolling one; the budget is whole again when the next begins.',
    ),
    method: z
      .enum(SLI_METHODS)
      .optional()
      .describe(
        'occurrences counts looks, timeslices counts time or slices of it, ratio-timeslices averages over slices; time for availability and freshness and looks otherwise when absent.',
      ),
    slice: Slice.optional().describe(
      'Cuts time into slices that are good or bad as a whole; without it each look counts by the time it speaks for.',
    ),
    noData: z
      .enum(['unknown', 'ignore', 'bad'])
      .default('unknown')
      .describe(
        'What unobserved time is: unknown counts as nothing and lowers coverage, ignore counts as nothing whatever the coverage, bad spends budget.',
      ),
    alerts: z
      .array(BurnAlert)
      .optional()
      .describe('Burn-rate alerts; those usual for the window when absent, none when empty.'),
    minBadLooks: z
      .int()
      .min(2)
      .max(100)
      .default(2)
      .describe(
        'Bad looks in the long window without which no alert fires, so that one lost packet wakes nobody.',
      ),
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
    openslo: z
      .array(z.record(z.string(), z.unknown()))
      .optional()
      .describe('OpenSLO documents it was imported from, kept so that an export gives them back.'),
    doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
  })
  .superRefine((slo, ctx) => {
    if (slo.state === 'planned' && !slo.phase) {
      ctx.addIssue({ code: 'custom', path: ['phase'], message: 'a planned objective names its phase' });
    }
    const { sli, method } = slo;
    if ('probes' in sli && sli.probes.length > 0 === (sli.service !== undefined)) {
      ctx.addIssue({
        code: 'custom',
        path: ['sli', sli.service === undefined ? 'probes' : 'service'],
        message: 'name the probes that observe it, or the service whose probes all do; one of the two',
      });
    }
    if (slo.slice && method !== 'timeslices' && method !== 'ratio-timeslices') {
      ctx.addIssue({
        code: 'custom',
        path: ['slice'],
        message: 'slices belong to the methods timeslices and ratio-timeslices; name one of them',
      });
    }
    if (method === 'ratio-timeslices' && !slo.slice) {
      ctx.addIssue({ code: 'custom', path: ['method'], message: 'ratio-timeslices needs a slice length' });
    }
    if (sli.kind === 'manual' && method !== undefined && method !== 'occurrences') {
      ctx.addIssue({ code: 'custom', path: ['method'], message: 'manual figures are occurrences' });
    }
  });
export type Slo = z.infer<typeof Slo>;
