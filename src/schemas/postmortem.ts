import { z } from 'zod';
import { ref } from './reference.ts';
import { Audience, Day, Instant, WebUrl } from './vocabulary.ts';

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

const TimelineEntry = z.strictObject({
  at: Instant.describe('When it happened.'),
  kind: z
    .enum([
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
    ])
    .describe('What sort of event it was.'),
  text: z.string().min(4).max(280).describe('What happened, without blame.'),
  role: z.string().optional().describe("Role that acted, never a person's name."),
  evidence: WebUrl.optional().describe('Where this can be seen.'),
});

const ActionItem = z
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

/** What was learnt from an incident. */
export const Postmortem = z
  .strictObject({
    title: z.string().min(6).max(120).describe('What happened.'),
    summary: z.string().min(30).max(400).describe('The incident in a few sentences.'),
    domain: ref('domains').describe('Domain whose postmortem rule applies.'),
    incident: ref('incidents').describe('The incident it is about.'),
    state: z.enum(['draft', 'in-review', 'reviewed', 'closed']).describe('Where the writing stands.'),
    severity: z.string().describe('Severity in the words of the domain.'),
    audience: Audience.default('internal').describe('public publishes the external part.'),
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
          category: z
            .enum([
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
            ])
            .describe('Family of the factor.'),
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
  })
  .superRefine((postmortem, ctx) => {
    const t = postmortem.timestamps;
    const ordered: [string, string | undefined, string | undefined][] = [
      ['detectedAt', t.impactStartedAt, t.detectedAt],
      ['acknowledgedAt', t.detectedAt, t.acknowledgedAt],
      ['mitigatedAt', t.impactStartedAt, t.mitigatedAt],
      ['impactEndedAt', t.mitigatedAt ?? t.impactStartedAt, t.impactEndedAt],
      ['closedAt', t.impactEndedAt, t.closedAt],
    ];
    for (const [key, before, after] of ordered) {
      if (before && after && after < before) {
        ctx.addIssue({
          code: 'custom',
          path: ['timestamps', key],
          message: `${key} is earlier than what must come before it`,
        });
      }
    }
  });
export type Postmortem = z.infer<typeof Postmortem>;
