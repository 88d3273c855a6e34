import { z } from 'zod';
import { WebUrl } from './vocabulary.ts';

/** A labelled address outside the book. It is kept exactly as written and checked apart from the build. */
export const Link = z.strictObject({
  label: z.string().min(2).describe('Words of the link.'),
  url: WebUrl.describe('Address outside the book.'),
});
export type Link = z.infer<typeof Link>;

/** A sentence about where the source is silent, doubtful or in disagreement. It is always shown. */
export const Doubt = z.string().min(4);
