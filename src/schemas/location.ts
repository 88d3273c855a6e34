import { z } from 'zod';
import { Slug } from './vocabulary.ts';

/** Most vantage points that one measurement may use. */
export const MOST_VANTAGE_POINTS = 100;

/** A location that borrows the vantage points of the Globalping network. */
export const GlobalpingLocation = z
  .strictObject({
    kind: z.literal('globalping').describe('Looks are taken by the public measuring network Globalping.'),
    id: Slug.describe('Name of the location, as it stands in the record and behind --location.'),
    places: z
      .array(z.string().min(2).max(100))
      .min(1)
      .max(20)
      .describe(
        'Where to look from, in the words of Globalping: a country, continent, city or network, such as Berlin, DE or EU+eyeball-network.',
      ),
    limit: z.int().min(1).max(20).default(1).describe('Vantage points to use in each place.'),
    quorum: z
      .int()
      .min(1)
      .max(MOST_VANTAGE_POINTS)
      .optional()
      .describe(
        'Vantage points that must see the service down before this location says so; more than half of those asked when absent.',
      ),
    tokenSecret: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and underscores')
      .optional()
      .describe('Name of the secret that holds a token of Globalping, which allows more tests an hour.'),
  })
  .refine((location) => askedPoints(location) <= MOST_VANTAGE_POINTS, {
    path: ['limit'],
    error: `places × limit must be at most ${MOST_VANTAGE_POINTS}: one measurement uses no more vantage points`,
  })
  .refine((location) => location.quorum === undefined || location.quorum <= askedPoints(location), {
    path: ['quorum'],
    error: 'quorum must be at most places × limit: more vantage points than look can never agree',
  });
export type GlobalpingLocation = z.infer<typeof GlobalpingLocation>;

/** A place from which probes look: a name for a machine of one's own, or a measuring network. */
export const Location = z
  .union([Slug, GlobalpingLocation])
  .describe('A place from which probes look: a name, or a measuring network with its places.');
export type Location = z.infer<typeof Location>;

/** The name of a location in the record. */
export function locationName(location: Location): string {
  return typeof location === 'string' ? location : location.id;
}

/** Vantage points that one measurement of this location asks for; each is one test of the network's budget. */
export function askedPoints(location: {
  readonly places: readonly string[];
  readonly limit: number;
}): number {
  return location.places.length * location.limit;
}

/** Vantage points that must agree: the quorum, else more than half of those asked. */
export function quorumOf(location: GlobalpingLocation): number {
  return location.quorum ?? Math.floor(askedPoints(location) / 2) + 1;
}

/** Something that answers although it has nothing to do with the services: an address, or host and port. */
export const ControlTarget = z
  .string()
  .regex(
    /^(?:https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(?::\d{1,5})?(?:\/\S*)?|(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):\d{1,5})$/,
    'write host:port or an address, such as one.one.one.one:443 or https://www.example.org/',
  );
