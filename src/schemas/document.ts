import { z } from 'zod';
import { PartialDate } from './vocabulary.ts';

/** What a source document says of itself, as exactly as its author knew it. */
export const SourceDocument = z.strictObject({
  title: z.string().min(2).describe('Title of the document the entry was made from.'),
  version: z
    .string()
    .optional()
    .describe('Version its author gave, such as 1.0.0; leave out where none was given.'),
  updated: PartialDate.nullable()
    .default(null)
    .describe('Day, month or year of its last update; null where the author gave none.'),
  updatedBy: z.string().optional().describe("Who updated or maintains it, in the author's words."),
  focus: z.string().optional().describe('What the document says it is about.'),
});
export type SourceDocument = z.infer<typeof SourceDocument>;
