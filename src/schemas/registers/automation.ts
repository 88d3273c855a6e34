import { z } from 'zod';
import { ref } from '../reference.ts';
import { Cadence } from '../vocabulary.ts';

const Procedure = z.strictObject({
  name: z.string().min(4).describe('Name of the procedure.'),
  frequency: Cadence.describe('How often it runs.'),
  actions: z.array(z.string().min(4)).min(1).describe('What it does.'),
  probe: ref('probes').optional().describe('Probe of this book that carries it out.'),
});

const Tool = z.strictObject({
  name: z.string().min(2).describe('Name of the tool, or of the kind of tool.'),
  certain: z.boolean().default(true).describe('False where the source leaves the choice open.'),
  note: z.string().optional().describe('Its doubt in its own words: or equivalent, to be defined.'),
});

/** What runs by itself, and the tools in use. */
export const Automation = z.strictObject({
  procedures: z.array(Procedure).default([]).describe('Automated procedures.'),
  tools: z
    .array(
      z.strictObject({
        category: z.string().min(4).describe('Category.'),
        tools: z.array(Tool).min(1).describe('Tools in it.'),
      }),
    )
    .default([])
    .describe('Tools by category.'),
});
export type Automation = z.infer<typeof Automation>;
