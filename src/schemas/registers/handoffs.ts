import { z } from 'zod';
import { ref } from '../reference.ts';
import { Day } from '../vocabulary.ts';

const Handoff = z.strictObject({
  on: Day.describe('Day of the hand-off.'),
  domain: ref('domains').describe('The other domain.'),
  what: z.string().min(6).describe('What was handed over.'),
});

const Integration = z.strictObject({
  partner: z.string().min(3).describe('Name of the domain it works with.'),
  domain: ref('domains').optional().describe("The partner's page, when it is in this book."),
  external: z.boolean().default(false).describe('True when the partner is not in this book.'),
  topics: z
    .array(
      z.strictObject({
        name: z.string().min(3).describe('What they share.'),
        detail: z.string().min(4).describe('What it consists of.'),
      }),
    )
    .min(1)
    .describe('What the two do together.'),
});

/** Work that crosses the border of a domain, both ways. */
export const Handoffs = z.strictObject({
  received: z.array(Handoff).default([]).describe('Hand-offs from other domains.'),
  sent: z.array(Handoff).default([]).describe('Hand-offs to other domains.'),
  integrations: z.array(Integration).default([]).describe('Standing integrations.'),
});
export type Handoffs = z.infer<typeof Handoffs>;
