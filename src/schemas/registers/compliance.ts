import { z } from 'zod';
import { ref } from '../reference.ts';
import { Cadence, Day, Slug } from '../vocabulary.ts';

const Regime = z.strictObject({
  name: z.string().min(2).describe('Law, standard or contract.'),
  duty: z.string().min(4).describe('What it asks.'),
  applicability: z.string().default('applies').describe('Whether it applies, in the words of the source.'),
  cadence: Cadence.optional().describe('How often it is reviewed or audited.'),
  lastChecked: Day.nullable()
    .default(null)
    .describe('Day of the last dated check; null, and so status unknown, if there was none.'),
  runbook: ref('runbooks').optional().describe('How the duty is carried out.'),
});

const Named = z.strictObject({
  id: Slug.describe('Anchor on the page.'),
  name: z.string().min(3).describe('Name.'),
  statement: z.string().min(4).describe('What it means here.'),
  runbook: ref('runbooks').optional().describe('How it is carried out.'),
});

const AuditEvent = z.strictObject({
  title: z.string().min(4).describe('What the event records.'),
  article: z.string().optional().describe('Article it serves, spelled out.'),
  fields: z
    .array(
      z.strictObject({
        name: z.string().describe('Field.'),
        value: z.string().describe('Value or where it comes from.'),
      }),
    )
    .min(1)
    .describe('Fields of the event.'),
});

const Check = z.strictObject({
  on: Day.describe('Day of the check.'),
  regime: z.string().describe('What was checked against.'),
  result: z.enum(['passed', 'findings', 'failed']).describe('Outcome.'),
  note: z.string().optional().describe('What was found.'),
});

/** Regimes, duties, rights and what has been checked. */
export const Compliance = z.strictObject({
  regimes: z.array(Regime).default([]).describe('Regimes that apply, with cadence and last check.'),
  rights: z.array(Named).default([]).describe('Rights of data subjects.'),
  principles: z.array(Named).default([]).describe('Privacy by design.'),
  auditEvents: z.array(AuditEvent).default([]).describe('Audit events that are logged.'),
  checks: z.array(Check).default([]).describe('Checks that were performed.'),
  pendingReviews: z
    .array(
      z.strictObject({
        what: z.string().min(4).describe('What is to be reviewed.'),
        due: Day.nullable().default(null).describe('Day it is due; null if none is set.'),
      }),
    )
    .default([])
    .describe('Reviews still to be done.'),
});
export type Compliance = z.infer<typeof Compliance>;
