import { z } from 'zod';
import { Duration } from './duration.ts';
import { ref } from './reference.ts';
import { Audience, Day, Instant, TimeZone } from './vocabulary.ts';

const LocalStart = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z)?$/,
    'use 2026-01-11T02:00:00Z, or a local time with timeZone',
  );

/** Planned work on services. One entry may recur. */
export const Maintenance = z.strictObject({
  title: z.string().min(6).max(120).describe('What is done.'),
  summary: z.string().min(10).max(300).describe('What readers should expect.'),
  domain: ref('domains').describe('Domain whose maintenance rule applies.'),
  audience: Audience.default('internal').describe('public puts it on the public status page and calendar.'),
  services: z.array(ref('services')).min(1).describe('Services affected.'),
  start: LocalStart.describe('First start: an instant in UTC, or a wall-clock time in timeZone.'),
  timeZone: TimeZone.default('Etc/UTC').describe('Zone in which a wall-clock start is meant.'),
  duration: Duration.describe('Length of each window.'),
  rrule: z
    .string()
    .optional()
    .describe(
      'Recurrence after RFC 5545, such as FREQ=MONTHLY;BYDAY=2SU,4SU; leave out for a single window.',
    ),
  exdates: z.array(Instant).default([]).describe('Occurrences that were taken out.'),
  rdates: z.array(Instant).default([]).describe('Extra occurrences.'),
  revision: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe(
      'Raised by one with every change of windows that were announced, so that calendars take it over.',
    ),
  impact: z.enum(['none', 'degraded', 'down']).describe('What users notice while it lasts.'),
  announceLead: Duration.describe('How long ahead it is announced.'),
  announcedOn: Day.optional().describe('Day on which it was announced, where that is to be checked.'),
  emergency: z.boolean().default(false).describe('True for work that could not wait for its notice.'),
  activities: z.array(z.string().min(4)).default([]).describe('What is done during the window.'),
  runbooks: z.array(ref('runbooks')).default([]).describe('Runbooks followed during the window.'),
});
export type Maintenance = z.infer<typeof Maintenance>;
