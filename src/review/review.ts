import { z } from 'zod';
import { COMPONENT_STATES } from '../status/component.ts';

/** Longest text of a review that is kept; what is longer comes from no honest tool. */
const Text = z.string().max(4000);
const State = z.enum(COMPONENT_STATES);
const many = <T extends z.ZodType>(of: T) => z.array(of).max(5000);

/** Kinds of things that the public page announces. */
export const ANNOUNCED = ['incident', 'maintenance', 'postmortem'] as const;
/** What a change does to something announced. */
export const ANNOUNCEMENTS = ['announced', 'changed', 'taken back'] as const;

/**
 * What a pull request changes, as data: the job that makes it may have been changed by the pull request itself, so that
 * whoever writes the comment checks it against this and makes the text of it again.
 */
export const Review = z.strictObject({
  version: z.literal(1),
  pullRequest: z.int().min(1).nullable(),
  findings: many(
    z.strictObject({
      level: z.enum(['error', 'warning', 'note']),
      file: Text,
      line: z.int().min(1),
      rule: Text,
      message: Text,
      suggestion: Text.nullable(),
    }),
  ),
  /** Findings of the base that the head does not have. */
  mended: z.int().min(0),
  page: z.strictObject({
    /** False where no look was known, so that states are those of no looks at all. */
    observed: z.boolean(),
    headline: z.strictObject({ from: Text, to: Text }).nullable(),
    states: many(z.strictObject({ title: Text, from: State, to: State })),
    added: many(z.strictObject({ title: Text, state: State })),
    removed: many(z.strictObject({ title: Text })),
    renamed: many(z.strictObject({ from: Text, to: Text })),
    announcements: many(
      z.strictObject({ what: z.enum(ANNOUNCED), how: z.enum(ANNOUNCEMENTS), title: Text, detail: Text }),
    ),
  }),
  runbooks: many(z.strictObject({ id: Text, title: Text, paths: many(Text) })),
});
export type Review = z.infer<typeof Review>;
export type PageChanges = Review['page'];

/** A review from its JSON; in words why it is none. Pure; nothing in a text makes it throw. */
export function readReview(text: string): Review | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const read = Review.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `it is wrong at ${issue?.path.join('.') || 'its top'}`;
}
