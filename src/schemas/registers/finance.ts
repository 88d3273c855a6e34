import { z } from 'zod';
import { Cadence } from '../vocabulary.ts';

const Figure = z
  .strictObject({
    name: z.string().min(3).describe('Name of the figure.'),
    group: z.string().min(3).describe('Heading it stands under.'),
    amount: z.number().nullable().default(null).describe('Amount; null while not set.'),
    unit: z.enum(['money', 'months']).default('money').describe('Money, or months for a runway.'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR')
      .nullable()
      .default(null)
      .describe('Currency of the amount; null while not set.'),
  })
  .superRefine((figure, ctx) => {
    if (figure.unit === 'money' && figure.amount !== null && figure.currency === null) {
      ctx.addIssue({ code: 'custom', path: ['currency'], message: 'an amount of money names its currency' });
    }
  });

/** Financial status and the rules it is kept by. Never part of a public build. */
export const Finance = z.strictObject({
  figures: z.array(Figure).default([]).describe('Figures; each N/A until it is set.'),
  budget: z.number().nullable().default(null).describe('Budget; null while not defined.'),
  rules: z
    .array(
      z.strictObject({
        name: z.string().min(3).describe('What the rule is about.'),
        rule: z.string().min(4).describe('The rule.'),
        cadence: Cadence.optional().describe('How often, where it recurs.'),
      }),
    )
    .default([])
    .describe('How money is tracked, budgeted, reported and invoiced.'),
});
export type Finance = z.infer<typeof Finance>;
