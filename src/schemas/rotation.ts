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

/** Lengths of one shift. Each is a step on the calendar: a day on which clocks change is still a day. */
export const SHIFTS = ['1 day', '1 week', '2 weeks', '1 month'] as const;

/** A local wall time, `2026-12-24T18:00`, in the zone of the rotation. */
const WallTime = z
  .string()
  .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/, {
    error: 'use a local time such as 2026-12-24T18:00, without a zone; it is read in that of the rotation',
  });

const Restriction = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).min(1).describe('Days on which these hours begin.'),
  from: ClockTime.describe('Wall-clock time from which on.'),
  to: ClockTime.describe(
    'Wall-clock time until which; on the next day where it is not after from, so 00:00 to 00:00 is a whole day.',
  ),
});
export type Restriction = z.infer<typeof Restriction>;

const restrictions = z
  .array(Restriction)
  .default([])
  .describe('Hours of the week to which it is limited; empty for all hours.');

const Layer = z.strictObject({
  title: z.string().min(3).describe('Name of the layer for readers, such as Night shift.'),
  shift: z.enum(SHIFTS).describe('Length of one shift.'),
  start: Day.describe('Day of its first hand-off.'),
  until: Day.optional().describe('Day at whose hand-off time it ends for good.'),
  handoff: Handoff.optional().describe('When its shift changes; that of the rotation when absent.'),
  participants: z.array(ref('teams')).min(1).describe('Who takes turns in it, in order.'),
  restrictions,
});
export type RotationLayer = z.infer<typeof Layer>;

const Override = z
  .strictObject({
    tier: z.string().describe('Id of the tier in which somebody else takes over.'),
    from: WallTime.describe('Local time at which it begins.'),
    to: WallTime.describe('Local time at which it ends.'),
    who: ref('teams').describe('Who is on call instead.'),
    reason: z.string().min(4).optional().describe('Why.'),
  })
  .refine(({ from, to }) => to > from, {
    path: ['to'],
    error: 'an override ends after it begins; swap the two or correct one',
  });
export type RotationOverride = z.infer<typeof Override>;

const Gate = z.strictObject({
  checklists: z.array(ref('checklists')).min(1).describe('Checklists to finish before joining the rotation.'),
  certified: z
    .array(ref('teams'))
    .nullable()
    .default(null)
    .describe('Who has passed; null where nobody keeps that list, and then nobody is held to it.'),
});

const Tier = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens')
    .describe('Name of the tier within the rotation.'),
  title: z.string().min(3).describe('Name of the tier for readers.'),
  role: ref('teams').optional().describe('Team or role that fills it.'),
  shift: z.enum(SHIFTS).describe('Length of one shift.'),
  responds: ResponseTarget.optional().describe('How soon this tier answers a page.'),
  acknowledges: ResponseTarget.optional().describe('How soon this tier acknowledges an alert.'),
  respondsTo: z.string().optional().describe('What it answers to, in the words of the source.'),
  escalatesAfter: Duration.optional().describe('Time without an answer after which the next tier is called.'),
  duties: z.array(z.string().min(4)).min(1).describe('What this tier does.'),
  participants: z
    .array(ref('teams'))
    .default([])
    .describe('Who takes turns, in order; empty where the names live in another tool.'),
  restrictions,
  layers: z
    .array(Layer)
    .default([])
    .describe(
      'Further layers over the participants; in its hours a later one is on call instead of those before.',
    ),
});
export type RotationTier = z.infer<typeof Tier>;

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
  aroundTheClock: z
    .boolean()
    .default(false)
    .describe(
      'True where somebody has to be on call at every hour; an hour without anybody is then a finding.',
    ),
  overrides: z
    .array(Override)
    .default([])
    .describe('Who takes over from whom and when; a later line wins over those before and over every layer.'),
  gate: Gate.optional().describe('What comes before joining the rotation.'),
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
