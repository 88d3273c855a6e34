import { z } from 'zod';
import { Duration } from '../duration.ts';
import { Doubt } from '../link.ts';
import { ref } from '../reference.ts';
import { Limit, Slug } from '../vocabulary.ts';

const Stage = z.strictObject({
  name: z.string().min(4).describe('Name of the stage.'),
  detail: z.string().optional().describe('What happens in it.'),
  lasts: Duration.optional().describe('How long it is watched or waited for.'),
});

const Pipeline = z.strictObject({
  id: Slug.describe('Id within the domain.'),
  title: z.string().min(4).describe('Name of the pipeline.'),
  strategy: z
    .enum(['blue/green', 'rolling', 'canary', 'zero-downtime', 'unspecified'])
    .describe('How a new version takes over.'),
  stages: z.array(Stage).min(1).describe('Stages in order.'),
  runbook: ref('runbooks').optional().describe('How to run it.'),
  checklist: ref('checklists').optional().describe('Checklist to complete.'),
});

const Criterion = z.strictObject({
  what: z.string().min(4).describe('What is compared.'),
  increase: Limit.optional().describe(
    'Growth over the value before the change; an absolute limit is not meant.',
  ),
  note: z.string().optional().describe('What the source leaves open.'),
});

const Setting = z.strictObject({
  name: z.string().min(1).describe('Name of the setting.'),
  value: z
    .string()
    .nullable()
    .describe('Its value; null where the value is a secret or is set by the platform.'),
  heldBy: z
    .enum(['platform', 'secret store'])
    .optional()
    .describe('Who holds a value that is not in the book.'),
  note: z.string().optional().describe('What the source says of a value that is not in the book.'),
});

/** How changes reach production, when they are taken back, and what each environment is set to. */
export const Delivery = z.strictObject({
  pipelines: z.array(Pipeline).default([]).describe('Deployment pipelines.'),
  rollbackCriteria: z
    .array(Criterion)
    .default([])
    .describe('What makes a deployment go back; any one is enough.'),
  rollbackSteps: z.array(z.string().min(4)).default([]).describe('Rollback in order.'),
  rollbackRunbook: ref('runbooks').optional().describe('How to roll back.'),
  environments: z
    .array(
      z.strictObject({
        name: z.string().min(2).describe('Name of the environment.'),
        settings: z.array(Setting).min(1).describe('Its settings.'),
      }),
    )
    .default([])
    .describe('Environments and their settings; secrets by name only.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Delivery = z.infer<typeof Delivery>;
