import { z } from 'zod';
import { ref } from '../reference.ts';
import { WebUrl } from '../vocabulary.ts';

const Row = z
  .strictObject({
    title: z.string().min(3).describe('Title under which the source names the document.'),
    path: z.string().optional().describe('Path or anchor the source gave.'),
    purpose: z.string().optional().describe('What the source says it is for.'),
    group: z.string().optional().describe('Heading it stands under.'),
    guide: ref('guides').optional().describe('Guide that is the document, or a marked stub of it.'),
    runbook: ref('runbooks').optional().describe('Runbook that is the document.'),
    url: WebUrl.optional().describe('Address outside the book, exactly as the source gave it.'),
    gap: z.string().optional().describe('Why it leads nowhere, when it does.'),
  })
  .superRefine((row, ctx) => {
    if (!row.guide && !row.runbook && !row.url && !row.gap) {
      ctx.addIssue({
        code: 'custom',
        path: ['title'],
        message: 'name a guide, a runbook or a url, or say in gap why there is none',
      });
    }
  });

/** Documents and addresses that the source points at, each with a page, a marked stub or a named gap. */
export const Documents = z.strictObject({
  rows: z.array(Row).min(1).describe('One row a document.'),
});
export type Documents = z.infer<typeof Documents>;
