import { z } from 'zod';
import { SourceDocument } from './document.ts';
import { Doubt } from './link.ts';
import { ref } from './reference.ts';

/** A statement of belief that a domain holds itself to. */
export const Principle = z.strictObject({
  name: z.string().min(2).describe('Name of the principle.'),
  statement: z.string().min(4).describe('What it means, in one sentence.'),
});

/** An organisation or platform with its own standards: severity scale, objectives, on-call, recovery. */
export const Domain = z.strictObject({
  title: z.string().min(2).max(60).describe('Name of the domain.'),
  summary: z.string().min(20).max(240).describe('One sentence that says what the domain covers.'),
  owner: ref('teams').describe('Team that answers for the domain.'),
  members: z.array(ref('teams')).default([]).describe('Teams, roles and specialists that work in it.'),
  source: SourceDocument.describe('The document this domain was made from.'),
  principles: z
    .array(Principle)
    .default([])
    .describe('What the domain believes about operating its services.'),
  order: z.int().min(0).default(50).describe('Position in lists of domains; smaller comes first.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Domain = z.infer<typeof Domain>;
