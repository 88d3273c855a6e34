import { z } from 'zod';
import { Duration } from './duration.ts';
import { ref } from './reference.ts';
import { Cadence, ClockTime, Day } from './vocabulary.ts';

const Item = z.strictObject({
  text: z.string().min(4).describe('What is to be done.'),
  note: z.string().optional().describe('What it covers or when it applies.'),
  at: ClockTime.optional().describe('Time of day in UTC at which it starts.'),
  duration: Duration.optional().describe('How long it takes.'),
  owner: ref('teams')
    .optional()
    .describe('Team or role that does it, by id or by a name the domain uses for it.'),
  runbook: ref('runbooks').optional().describe('How to do it.'),
});

/** Things done again and again, or once by everyone who joins. */
export const Checklist = z.strictObject({
  title: z.string().min(4).max(80).describe('Name of the checklist.'),
  summary: z.string().min(10).max(240).describe('What it is for.'),
  domain: ref('domains').describe('Domain it belongs to.'),
  owner: ref('teams').describe('Team that keeps it.'),
  cadence: Cadence.describe('How often it is done.'),
  lastDone: Day.nullable()
    .default(null)
    .describe(
      'Day it was last done by everybody it is for, as this book records it; null where nobody wrote it down.',
    ),
  purpose: z
    .enum(['operations', 'deployment', 'access', 'training', 'onboarding', 'incident'])
    .describe('What kind of work it belongs to.'),
  items: z.array(Item).min(1).describe('What is to be done, in order.'),
});
export type Checklist = z.infer<typeof Checklist>;
