import { z } from 'zod';

/** Every collection of the book, in the order in which a reader meets them. */
export const COLLECTIONS = [
  'domains',
  'services',
  'runbooks',
  'slos',
  'incidents',
  'postmortems',
  'maintenance',
  'rotations',
  'checklists',
  'guides',
  'policies',
  'teams',
] as const;

export type CollectionName = (typeof COLLECTIONS)[number];

/** What a reference may point at: an entry of a collection, or a probe inside a service. */
export type ReferenceTarget = CollectionName | 'probes';

/**
 * A reference to another entry by id (`thorbis/platform`), never by title.
 * Zod alone only sees a string; `src/book/` resolves it and reports a missing or
 * differently cased id with the nearest valid one.
 */
export const ref = (target: ReferenceTarget) => z.string().min(1).meta({ 'x-reference': target });

/** The collection a schema made by {@link ref} points at, or `undefined` for any other schema. */
export function referenceTarget(schema: z.core.$ZodType): ReferenceTarget | undefined {
  const meta = z.globalRegistry.get(schema) as { 'x-reference'?: ReferenceTarget } | undefined;
  return meta?.['x-reference'];
}
