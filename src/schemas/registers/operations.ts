import { z } from 'zod';
import { Duration } from '../duration.ts';
import { ref } from '../reference.ts';
import { Day } from '../vocabulary.ts';

const Operation = z.strictObject({
  id: z.string().min(2).describe('Id of the operation.'),
  type: z.string().min(3).describe('Kind of work.'),
  status: z.enum(['planned', 'active', 'blocked', 'done']).describe('Where it stands.'),
  specialist: ref('teams').describe('Who does it.'),
  started: Day.nullable().describe('Day it began; null if it has not.'),
  target: Day.nullable().describe('Day it should be done; null if none is set.'),
});

const Decision = z.strictObject({
  on: Day.describe('Day it was taken.'),
  decision: z.string().min(6).describe('What was decided.'),
  why: z.string().optional().describe('Why.'),
  by: ref('teams').describe('Who decided.'),
});

/** What a coordinator keeps up to date: work under way, decisions, priorities, what comes next. */
export const Operations = z.strictObject({
  active: z.array(Operation).default([]).describe('Operations under way.'),
  decisions: z.array(Decision).default([]).describe('Decisions; the page shows those of the window below.'),
  decisionWindow: Duration.default('30d').describe('How far back decisions are shown.'),
  priorities: z
    .array(z.string().min(4))
    .max(3, 'three priorities at most: a fourth is not a priority')
    .default([])
    .describe('Top three priorities, first first.'),
  upcoming: z
    .array(
      z.strictObject({
        work: z.string().min(4).describe('What is coming.'),
        on: Day.nullable().default(null).describe('Day it is planned for; null if none is set.'),
      }),
    )
    .default([])
    .describe('Work that is scheduled.'),
});
export type Operations = z.infer<typeof Operations>;
