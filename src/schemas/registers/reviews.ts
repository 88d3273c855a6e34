import { z } from 'zod';
import { ref } from '../reference.ts';
import { Cadence, Day } from '../vocabulary.ts';

/** Reviews, audits and reports that come round again. */
export const Reviews = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        name: z.string().min(4).describe('Name of the review, audit or report.'),
        group: z.string().optional().describe('Heading it stands under.'),
        detail: z.string().optional().describe('What it covers.'),
        cadence: Cadence.describe('How often.'),
        owner: ref('teams').optional().describe('Who does it.'),
        last: Day.nullable()
          .default(null)
          .describe('Day it was last done; null while unknown, and then no next date is invented.'),
      }),
    )
    .min(1)
    .describe('One row a review.'),
});
export type Reviews = z.infer<typeof Reviews>;
