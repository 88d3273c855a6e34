import { z } from 'zod';
import { Duration, ResponseTarget } from './duration.ts';
import { Doubt } from './link.ts';
import { ref } from './reference.ts';
import { ClockTime, Day, TimeZone, WebUrl } from './vocabulary.ts';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const Handoff = z.strictObject({
  weekday: z
    .enum(WEEKDAYS)
    .optional()
    .describe('Day of the week on which the shift changes; for shifts counted in weeks.'),
  time: ClockTime.describe('Wall-clock time at which the shift changes.'),
  via: z.string().optional().describe('Where the hand-off happens.'),
});

const Tier = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens')
    .describe('Name of the tier within the rotation.'),
  title: z.string().min(3).describe('Name of the tier for readers.'),
  role: ref('teams').optional().describe('Team or role that fills it.'),
  shift: z.enum(['1 week', '2 weeks', '1 month']).describe('Length of one shift.'),
  responds: ResponseTarget.optional().describe('How soon this tier answers a page.'),
  acknowledges: ResponseTarget.optional().describe('How soon this tier acknowledges an alert.'),
  respondsTo: z.string().optional().describe('What it answers to, in the words of the source.'),
  escalatesAfter: Duration.optional().describe('Time without an answer after which the next tier is called.'),
  duties: z.array(z.string().min(4)).min(1).describe('What this tier does.'),
  participants: z
    .array(ref('teams'))
    .default([])
    .describe('Who takes turns, in order; empty where the names live in another tool.'),
});

/** Who is on call, in tiers, handed over at a wall-clock time in a named zone. */
export const Rotation = z.strictObject({
  title: z.string().min(4).max(80).describe('Name of the rotation.'),
  summary: z.string().min(10).max(240).describe('What it covers.'),
  domain: ref('domains').describe('Domain it serves.'),
  owner: ref('teams').describe('Team that keeps it.'),
  timeZone: TimeZone.describe('Zone in which hand-offs happen.'),
  timeZoneChosen: z
    .boolean()
    .default(false)
    .describe('True where the source names no zone and this book chose one.'),
  start: Day.nullable()
    .default(null)
    .describe('Day of the first hand-off; null where unknown, and then no shift is computed.'),
  handoff: Handoff.nullable()
    .default(null)
    .describe('When the shift changes; null where the source does not say.'),
  coverage: z.string().optional().describe('Hours that are covered, in the words of the source.'),
  namesIn: z
    .strictObject({
      tool: z.string().describe('Tool that knows who is on call.'),
      url: WebUrl.optional().describe('Where to look.'),
    })
    .optional()
    .describe('The tool in which the names live, when they are not in the book.'),
  tiers: z.array(Tier).min(1).describe('Tiers of the rotation, first to be called first.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Rotation = z.infer<typeof Rotation>;
