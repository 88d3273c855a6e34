import { z } from 'zod';
import { ref } from '../reference.ts';

const Statement = z.strictObject({
  name: z.string().min(2).describe('What the standard is about.'),
  statement: z.string().min(4).describe('The standard.'),
  runbook: ref('runbooks').optional().describe('How it is carried out.'),
});

/** Standards and strategies of a domain by heading: what is promised where no other register has a place for it. */
export const Standards = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        title: z.string().min(3).describe('Heading.'),
        area: z.string().min(3).describe('Area the heading belongs to.'),
        items: z.array(Statement).min(1).describe('Standards under the heading.'),
      }),
    )
    .min(1)
    .describe('Standards by heading.'),
});
export type Standards = z.infer<typeof Standards>;
