import { z } from 'zod';
import { Day } from './vocabulary.ts';

/** What `check` asks for after an incident, and what a {@link Waiver} can therefore excuse. */
export const OBLIGATIONS = [
  'postmortem',
  'incident record',
  'runbook review',
  'sections',
  'action items',
] as const;
export type ObligationKind = (typeof OBLIGATIONS)[number];

/**
 * The only way out of a duty that `check` enforces: somebody with a name lets it pass, on a day, for a reason. One with
 * `until` holds through that day (UTC); without it, for good.
 */
export const Waiver = z.strictObject({
  of: z.enum(OBLIGATIONS).describe('Which duty is waived.'),
  by: z.string().min(2).describe('Person, role or team that lets it pass, by name.'),
  on: Day.describe('Day on which it was decided, UTC.'),
  until: Day.optional().describe('Last day on which it holds, UTC; leave out where it holds for good.'),
  reason: z.string().min(10).describe('Why it may pass.'),
});
export type Waiver = z.infer<typeof Waiver>;

/** The waiver of a duty that is in force on a UTC day (`2026-11-21`), or undefined. */
export function waiverOf(
  waivers: readonly Waiver[],
  kind: ObligationKind,
  today: string,
): Waiver | undefined {
  return waivers.find(
    ({ of, on, until }) => of === kind && on <= today && (until === undefined || today <= until),
  );
}
