import { z } from 'zod';
import { ref } from './reference.ts';
import { Audience, Instant } from './vocabulary.ts';
import { Waiver } from './waiver.ts';

export const INCIDENT_STATES = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
] as const;
export const IMPACTS = ['none', 'degraded', 'partial outage', 'major outage'] as const;
export const MITIGATIONS = [
  'safe mode',
  'disabled flow',
  'hotfix',
  'rollback',
  'failover',
  'scaling',
  'none',
] as const;

const Update = z.strictObject({
  at: Instant.describe('When it was said.'),
  state: z.enum(INCIDENT_STATES).describe('State of the incident from this update on.'),
  text: z.string().min(10).describe('What customers and colleagues are told.'),
  services: z
    .record(ref('services'), z.enum(IMPACTS))
    .optional()
    .describe('Impact on each affected service from this update on, by service id.'),
});

/** Something told to people. It may gather several outages, or none that a probe could see. */
export const Incident = z
  .strictObject({
    title: z.string().min(6).max(120).describe('What is wrong, as a customer would say it.'),
    domain: ref('domains').describe('Domain whose severity scale applies.'),
    severity: z.string().describe('Severity in the words of the domain.'),
    audience: Audience.default('internal').describe('public puts it on the public status page.'),
    services: z.array(ref('services')).min(1).describe('Services affected.'),
    userFacing: z.boolean().default(true).describe('True when customers notice it.'),
    startedAt: Instant.describe('When the impact began.'),
    detectedAt: Instant.optional().describe('When someone or something noticed.'),
    acknowledgedAt: Instant.optional().describe('When a person took it on.'),
    mitigatedAt: Instant.optional().describe('When the worst was over.'),
    resolvedAt: Instant.optional().describe('When the impact ended; leave out while it lasts.'),
    verifiedAt: Instant.optional().describe(
      'When somebody saw that figures are back where they were before; a good look alone is no proof.',
    ),
    mitigation: z.enum(MITIGATIONS).default('none').describe('What made it better.'),
    runbooks: z.array(ref('runbooks')).default([]).describe('Runbooks that were used.'),
    postmortem: ref('postmortems').optional().describe('The postmortem written about it.'),
    updates: z.array(Update).min(1).describe('What was said, oldest first.'),
    waivers: z.array(Waiver).optional().describe('Duties after the incident that somebody let pass.'),
  })
  .superRefine((incident, ctx) => {
    const order = ['startedAt', 'detectedAt', 'acknowledgedAt'] as const;
    for (let i = 1; i < order.length; i += 1) {
      const before = incident[order[i - 1] as (typeof order)[number]];
      const key = order[i] as (typeof order)[number];
      const after = incident[key];
      if (before && after && after < before) {
        ctx.addIssue({ code: 'custom', path: [key], message: `${key} is earlier than ${order[i - 1]}` });
      }
    }
    if (incident.resolvedAt && incident.resolvedAt < incident.startedAt) {
      ctx.addIssue({ code: 'custom', path: ['resolvedAt'], message: 'resolvedAt is earlier than startedAt' });
    }
    for (let i = 1; i < incident.updates.length; i += 1) {
      if ((incident.updates[i]?.at ?? '') < (incident.updates[i - 1]?.at ?? '')) {
        ctx.addIssue({
          code: 'custom',
          path: ['updates', i, 'at'],
          message: 'updates are written oldest first',
        });
      }
    }
  });
export type Incident = z.infer<typeof Incident>;
