import { z } from 'zod';
import { Doubt, Link } from './link.ts';
import { ref } from './reference.ts';
import { Audience, PageState } from './vocabulary.ts';

export const COMPLEXITIES = ['Basic', 'Intermediate', 'Advanced', 'Critical', 'Strategic'] as const;
export const GUIDE_KINDS = ['guide', 'reference', 'onboarding', 'architecture', 'external'] as const;

/** A page to learn from rather than to act by. */
export const Guide = z.strictObject({
  title: z.string().min(3).max(90).describe('Title of the guide.'),
  summary: z.string().min(10).max(240).describe('What it is for, in one sentence.'),
  domain: ref('domains').describe('Domain it belongs to.'),
  owner: ref('teams').describe('Team that keeps it.'),
  kind: z.enum(GUIDE_KINDS).default('guide').describe('What sort of page it is.'),
  state: PageState.default('active').describe(
    'A stub names a document that others point at but nobody has written.',
  ),
  audience: Audience.default('internal').describe('Who may read it.'),
  readers: z
    .array(z.string().min(2))
    .default([])
    .describe('People it is written for, in the words of the source.'),
  complexity: z.enum(COMPLEXITIES).optional().describe('How demanding it is.'),
  path: z.string().optional().describe('Path under which the source linked to it.'),
  alsoCalled: z.array(z.string().min(3)).default([]).describe('Other titles under which people link to it.'),
  runbooks: z.array(ref('runbooks')).default([]).describe('Runbooks that carry out what it explains.'),
  order: z.int().min(0).default(50).describe('Position within the domain; smaller comes first.'),
  links: z.array(Link).default([]).describe('Pages outside the book.'),
  keywords: z.array(z.string()).default([]).describe('Other words people will search for.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Guide = z.infer<typeof Guide>;
