import { z } from 'zod';
import { ref } from './reference.ts';
import { Audience, Day, Instant, WebUrl } from './vocabulary.ts';
import { Waiver } from './waiver.ts';

const Timestamps = z.strictObject({
  impactStartedAt: Instant.describe('When the impact began.'),
  detectedAt: Instant.describe('When it was noticed.'),
  acknowledgedAt: Instant.optional().describe('When a person took it on.'),
  declaredAt: Instant.optional().describe('When it was called an incident.'),
  publicPostedAt: Instant.optional().describe('When customers were first told.'),
  mitigatedAt: Instant.optional().describe('When the worst was over.'),
  impactEndedAt: Instant.describe('When the impact ended.'),
  closedAt: Instant.optional().describe('When the response ended.'),
});
export type Timestamps = z.infer<typeof Timestamps>;

export const POSTMORTEM_STATES = ['draft', 'in-review', 'reviewed', 'closed'] as const;

export const EVENT_KINDS = [
  'change',
  'impact-start',
  'detection',
  'page',
  'ack',
  'declared',
  'decision',
  'action',
  'comms',
  'mitigation',
  'impact-end',
  'closed',
  'note',
] as const;

export const CAUSES = [
  'change',
  'config',
  'capacity',
  'dependency',
  'hardware',
  'network',
  'data',
  'time',
  'security',
  'process',
  'unknown',
] as const;

const TimelineEntry = z.strictObject({
  at: Instant.describe('When it happened.'),
  kind: z.enum(EVENT_KINDS).describe('What sort of event it was.'),
  text: z.string().min(4).max(280).describe('What happened, without blame.'),
  role: z.string().optional().describe("Role that acted, never a person's name."),
  evidence: WebUrl.optional().describe('Where this can be seen.'),
});

/** One thing that will be different. */
export const ActionItem = z
  .strictObject({
    id: z
      .string()
      .regex(/^AI-\d+$/, 'action items are numbered AI-1, AI-2, …')
      .describe('Number within the postmortem.'),
    title: z.string().min(8).describe('What will be different, starting with a verb.'),
    kind: z.enum(['prevent', 'mitigate', 'detect', 'process', 'other']).describe('How it helps.'),
    priority: z.enum(['P0', 'P1', 'P2', 'P3']).describe('How urgent it is.'),
    owner: ref('teams').describe('Team that does it.'),
    tracker: WebUrl.optional().describe('Where the work is tracked.'),
    due: Day.describe('Day by which it is done.'),
    state: z.enum(['open', 'in-progress', 'done', 'wont-do']).describe('Where it stands.'),
    closedOn: Day.optional().describe('Day it was done.'),
    reason: z.string().optional().describe('Why it will not be done.'),
  })
  .superRefine((item, ctx) => {
    if (item.state === 'done' && !item.closedOn)
      ctx.addIssue({ code: 'custom', path: ['closedOn'], message: 'a done action item says when: closedOn' });
    if (item.state === 'wont-do' && !item.reason)
      ctx.addIssue({
        code: 'custom',
        path: ['reason'],
        message: 'an action item that will not be done says why: reason',
      });
  });
export type ActionItem = z.infer<typeof ActionItem>;

const External = z.strictObject({
  title: z
    .string()
    .min(6)
    .max(120)
    .optional()
    .describe('Title for customers; that of the public incident when absent, never that of the postmortem.'),
  publishedAt: Instant.optional().describe('When customers could first read it; feeds then say so.'),
  summary: z.string().min(20).max(400).describe('What happened, in words for customers.'),
  whatHappened: z.string().min(20).describe('How it came about, without names of systems or people.'),
  actions: z.array(z.string().min(8)).min(1).describe('What will be different, as a promise to customers.'),
});

/** Each timestamp with those it may not precede: the first of them that is there counts. */
const ORDER = [
  ['detectedAt', ['impactStartedAt']],
  ['acknowledgedAt', ['detectedAt']],
  ['declaredAt', ['impactStartedAt']],
  ['publicPostedAt', ['impactStartedAt']],
  ['mitigatedAt', ['impactStartedAt']],
  ['impactEndedAt', ['mitigatedAt', 'impactStartedAt']],
  ['closedAt', ['impactEndedAt']],
] as const satisfies readonly (readonly [keyof Timestamps, readonly (keyof Timestamps)[]])[];

/** What was learnt from an incident. */
export const Postmortem = z
  .strictObject({
    title: z.string().min(6).max(120).describe('What happened.'),
    summary: z.string().min(30).max(400).describe('The incident in a few sentences.'),
    domain: ref('domains').describe('Domain whose postmortem rule applies.'),
    incident: ref('incidents').describe('The incident it is about.'),
    state: z
      .enum(POSTMORTEM_STATES)
      .describe(
        'Where the writing stands. A draft meets no deadline; closed leaves no open P0 or P1 behind.',
      ),
    severity: z.string().describe('Severity in the words of the domain.'),
    audience: Audience.default('internal').describe(
      'public publishes the external part, unless the state is draft.',
    ),
    services: z.array(ref('services')).min(1).describe('Services affected.'),
    slos: z.array(ref('slos')).default([]).describe('Objectives whose budget it spent.'),
    timestamps: Timestamps.describe('When what happened; every duration is derived from these.'),
    detectedBy: z
      .enum(['probe', 'alert', 'customer', 'internal', 'vendor', 'unknown'])
      .describe('Who noticed first.'),
    impact: z.string().min(10).describe('What users noticed.'),
    dataLoss: z.boolean().describe('True when data was lost.'),
    trigger: z.string().min(4).describe('What set it off.'),
    contributingFactors: z
      .array(
        z.strictObject({
          category: z.enum(CAUSES).describe('Family of the factor.'),
          text: z.string().min(8).describe('How it contributed.'),
        }),
      )
      .min(1)
      .describe('What made it possible or worse.'),
    resolution: z.string().min(4).describe('What ended it.'),
    lessons: z
      .strictObject({
        wentWell: z.array(z.string()).default([]).describe('What went well.'),
        wentPoorly: z.array(z.string()).default([]).describe('What went poorly.'),
        gotLucky: z.array(z.string()).default([]).describe('Where luck helped.'),
      })
      .describe('What was learnt.'),
    timeline: z.array(TimelineEntry).min(3).describe('What happened in order, in UTC.'),
    runbooksUsed: z
      .array(
        z.strictObject({
          runbook: ref('runbooks').describe('Runbook that was opened.'),
          outcome: z.enum(['worked', 'partly', 'failed', 'missing']).describe('Whether it helped.'),
        }),
      )
      .default([])
      .describe('Runbooks that were opened and whether they helped.'),
    actionItems: z.array(ActionItem).default([]).describe('What will be done.'),
    external: External.optional().describe('The same for customers; nothing else of the file reaches them.'),
    waivers: z.array(Waiver).default([]).describe('Duties of the postmortem that somebody let pass.'),
  })
  .superRefine((postmortem, ctx) => {
    const t = postmortem.timestamps;
    for (const [key, before] of ORDER) {
      const earlier = before.map((name) => t[name]).find((at) => at !== undefined);
      const later = t[key];
      if (later !== undefined && earlier !== undefined && Date.parse(later) < Date.parse(earlier)) {
        ctx.addIssue({
          code: 'custom',
          path: ['timestamps', key],
          message: `${key} is earlier than ${before.find((name) => t[name] !== undefined)}; durations are derived from these`,
        });
      }
    }
    postmortem.timeline.forEach(({ at }, index) => {
      const before = postmortem.timeline[index - 1];
      if (before && Date.parse(at) < Date.parse(before.at))
        ctx.addIssue({
          code: 'custom',
          path: ['timeline', index, 'at'],
          message: 'the timeline is written oldest first; this is earlier than the line before it',
        });
    });
    if (postmortem.audience === 'public' && !postmortem.external)
      ctx.addIssue({
        code: 'custom',
        path: ['audience'],
        message: 'a public postmortem says in external what customers may read',
      });
  });
export type Postmortem = z.infer<typeof Postmortem>;
