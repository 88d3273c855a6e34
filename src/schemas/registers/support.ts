import { z } from 'zod';
import { Duration, ResponseTarget } from '../duration.ts';
import { Instant } from '../vocabulary.ts';

const Class = z.strictObject({
  name: z.string().min(3).describe('Class of ticket.'),
  responds: ResponseTarget.describe('How soon it is answered.'),
  resolves: ResponseTarget.describe('How soon it is solved.'),
});

const Ticket = z
  .strictObject({
    id: z.string().min(2).describe('Id in the support tool.'),
    class: z.string().describe('Class of the ticket, one of those above.'),
    subject: z.string().min(4).describe('What it is about.'),
    openedAt: Instant.describe('When it came in.'),
    respondedAt: Instant.optional().describe('When it was first answered.'),
    resolvedAt: Instant.optional().describe('When it was solved.'),
    resolution: z.string().optional().describe('Resolution note; a solved ticket must have one.'),
  })
  .superRefine((ticket, ctx) => {
    if (ticket.resolvedAt && !ticket.resolution)
      ctx.addIssue({
        code: 'custom',
        path: ['resolution'],
        message: 'a solved ticket needs a resolution note',
      });
  });

/** Support desk: promises and tickets. */
export const Support = z.strictObject({
  classes: z.array(Class).min(1).describe('Classes of ticket and what is promised for each.'),
  rules: z.array(z.string().min(4)).default([]).describe('Rules of the desk.'),
  window: Duration.default('30d').describe('How far back solved tickets are shown.'),
  tickets: z.array(Ticket).default([]).describe('Tickets, open and solved.'),
});
export type Support = z.infer<typeof Support>;
