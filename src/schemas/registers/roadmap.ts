import { z } from 'zod';
import { ref } from '../reference.ts';

/** What is planned for later. Nothing here exists yet. */
export const Roadmap = z.strictObject({
  items: z
    .array(
      z.strictObject({
        title: z.string().min(4).describe('What is planned.'),
        phase: z.string().min(3).describe('Phase it is planned for.'),
        certain: z.boolean().default(true).describe('False where the source says it may come.'),
        slo: ref('slos').optional().describe('The planned objective it belongs to.'),
      }),
    )
    .min(1)
    .describe('Planned items.'),
});
export type Roadmap = z.infer<typeof Roadmap>;
