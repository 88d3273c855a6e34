import { z } from 'zod';
import { Duration } from './duration.ts';
import { Doubt } from './link.ts';
import { ref } from './reference.ts';
import { Audience, Cadence, Day } from './vocabulary.ts';

export const POLICY_KINDS = [
  'incident response',
  'postmortem',
  'alerting',
  'retention',
  'change',
  'documentation',
  'maintenance',
  'privacy',
  'support',
  'error budget',
  'communication',
] as const;

const Rule = z.strictObject({
  rule: z.string().min(4).describe('What must be so.'),
  group: z.string().optional().describe('Heading it stands under.'),
  value: z
    .string()
    .optional()
    .describe('The figure or word that the rule turns on, in the words of the source.'),
  note: z.string().optional().describe('What else the source says of it.'),
});

const Phase = z.strictObject({
  name: z.string().min(3).describe('Name of the phase.'),
  actions: z.array(z.string().min(4)).min(1).describe('What is done in it.'),
});

const Deadline = z.strictObject({
  what: z.string().min(6).describe('What is due.'),
  document: z
    .enum(['postmortem', 'incident record'])
    .default('postmortem')
    .describe(
      'What check looks for: a postmortem that is no draft, or an incident whose own text says what happened.',
    ),
  appliesTo: z
    .array(z.string())
    .default([])
    .describe('Severity levels it applies to, in the words of the domain; empty for all.'),
  within: Duration.nullable().describe('How soon; null where the source gives no figure.'),
  clock: z
    .enum(['detection', 'resolution', 'unspecified'])
    .describe(
      'What starts the clock; unspecified where the source does not say, and then check counts from the resolution.',
    ),
});

const Retention = z.strictObject({
  what: z.string().min(4).describe('What is kept.'),
  keep: Duration.nullable().describe('How long; null where the source says only that it is separate.'),
  note: z.string().optional().describe('How it is kept.'),
});

const Windows = z.strictObject({
  notice: Duration.describe('How long ahead planned work is announced, at least.'),
  longest: Duration.describe('How long one window lasts, at most.'),
});

const Review = z.strictObject({
  what: z.string().min(4).describe('What is reviewed.'),
  cadence: Cadence.optional().describe('How often, when it is a matter of the calendar.'),
  trigger: z.string().optional().describe('Event that asks for it, when it is not the calendar.'),
  event: z
    .enum(['major incident'])
    .optional()
    .describe(
      'Event that check knows: after an incident of the most urgent level, the runbooks it names are reviewed.',
    ),
  within: Duration.optional().describe('How soon after the event.'),
});

const Share = z.string().regex(/^(?:0|1|0\.\d*[1-9]\d*)$/, 'a share from 0 to 1 in quotes, such as "0.25"');

/** What a team does as its error budget runs out. */
export const ErrorBudgetPolicy = z.strictObject({
  slos: z.array(ref('slos')).min(1).describe('Objectives whose budgets it watches; the worst decides.'),
  thresholds: z
    .array(
      z.strictObject({
        left: Share.describe('The step is reached when no more than this share of the budget is left.'),
        state: z.enum(['at risk', 'frozen']).describe('State of the policy from this step on.'),
        action: z.string().min(6).describe('What is done then.'),
      }),
    )
    .min(1)
    .describe('Steps by the share of the budget that is left.'),
  mayContinue: z
    .array(z.string().min(4))
    .default([])
    .describe('Changes that are made even in a freeze, such as security fixes.'),
  exceptions: z
    .array(
      z.strictObject({
        slo: ref('slos').describe('Objective that the freeze does not follow meanwhile.'),
        reason: z.string().min(10).describe('Why.'),
        approvedBy: ref('teams').describe('Team that allowed it.'),
        from: Day.describe('First day, UTC.'),
        until: Day.describe('Last day, UTC.'),
      }),
    )
    .default([])
    .describe('Freezes that were lifted for a time.'),
  incidentShare: Share.default('0.2').describe(
    'An incident that costs more than this share of a budget needs a postmortem with an action item of priority P0.',
  ),
  approvers: z.array(ref('teams')).default([]).describe('Teams that agreed to it.'),
  approvedOn: Day.optional().describe('Day on which it was agreed.'),
  revisitOn: Day.optional().describe('Day on which it is looked at again.'),
  escalation: z.string().min(4).optional().describe('Who decides when there is disagreement.'),
});
export type ErrorBudgetPolicy = z.infer<typeof ErrorBudgetPolicy>;

/** Rules a domain has set itself, in typed parts. */
export const Policy = z.strictObject({
  title: z.string().min(4).max(90).describe('Name of the policy.'),
  summary: z.string().min(10).max(240).describe('What it rules, in one sentence.'),
  domain: ref('domains').describe('Domain that set it.'),
  owner: ref('teams').describe('Team that keeps it.'),
  kind: z.enum(POLICY_KINDS).describe('What it is about.'),
  audience: Audience.default('internal').describe('Who may read it.'),
  principles: z.array(z.string().min(4)).default([]).describe('Sentences to remember.'),
  rules: z.array(Rule).default([]).describe('What must be so.'),
  phases: z.array(Phase).default([]).describe('Ordered phases of a response.'),
  steps: z.array(z.string().min(4)).default([]).describe('Ordered steps.'),
  sections: z
    .array(z.string().min(4))
    .default([])
    .describe('Sections that a document under this policy must have.'),
  deadlines: z.array(Deadline).default([]).describe('What is due when.'),
  windows: Windows.optional().describe('Limits that check holds planned work of the domain to.'),
  errorBudget: ErrorBudgetPolicy.optional().describe(
    'What is done as error budgets run out; the gate follows it.',
  ),
  retention: z.array(Retention).default([]).describe('What is kept for how long.'),
  reviews: z.array(Review).default([]).describe('What is reviewed when.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Policy = z.infer<typeof Policy>;
