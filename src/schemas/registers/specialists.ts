import { z } from 'zod';
import { Duration } from '../duration.ts';
import { ref } from '../reference.ts';

/** How busy each specialist is. */
export const Specialists = z.strictObject({
  window: Duration.default('30d').describe('Period the counts are taken over.'),
  rows: z
    .array(
      z.strictObject({
        specialist: ref('teams').describe('The specialist.'),
        completed: z.int().min(0).describe('Tasks completed in the window; 0 is a real zero.'),
        load: z.number().min(0).max(100).describe('Present load in percent.'),
        availability: z.enum(['Available', 'Busy', 'Away']).describe('Whether new work can be taken.'),
      }),
    )
    .min(1)
    .describe('One row a specialist.'),
});
export type Specialists = z.infer<typeof Specialists>;
