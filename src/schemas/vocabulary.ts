import { z } from 'zod';

/** Who may read a thing. `internal` is the whole book, `public` also reaches customers. */
export const AUDIENCES = ['internal', 'public'] as const;
export const Audience = z.enum(AUDIENCES);
export type Audience = z.infer<typeof Audience>;

/** What one look at a service found. `unknown` is the absence of an observation, never a kind of up. */
export const OUTCOMES = ['up', 'degraded', 'down', 'unknown'] as const;
export const Outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof Outcome>;

/** Lifecycle of a written page. A `stub` names a document that others point at but nobody has written. */
export const PAGE_STATES = ['draft', 'active', 'stub', 'deprecated'] as const;
export const PageState = z.enum(PAGE_STATES);
export type PageState = z.infer<typeof PageState>;

/** How often something is done. `continuous` sorts before every other word. */
export const CADENCES = [
  'continuous',
  'real-time',
  '30 seconds',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  'per deployment',
  'per incident',
  'once',
  'as needed',
] as const;
export const Cadence = z.enum(CADENCES);
export type Cadence = z.infer<typeof Cadence>;

/** Units a number of the book can have. A number without its unit is not a fact. */
export const UNITS = [
  'percent',
  'percentage points',
  'ms',
  's',
  'minutes',
  'hours',
  'days',
  'count',
  'jobs',
  'requests per second',
  'transactions per minute',
  'iops',
  'score',
  'money',
  'months',
  'yes/no',
] as const;
export const Unit = z.enum(UNITS);
export type Unit = z.infer<typeof Unit>;

/** Which statistic of a distribution a number speaks of. `unspecified` where the author gave none. */
export const STATISTICS = ['p50', 'p95', 'p99', 'mean', 'max', 'unspecified'] as const;
export const Statistic = z.enum(STATISTICS);
export type Statistic = z.infer<typeof Statistic>;

/** Comparisons, written out so that YAML needs no quoting and a screen reader can say them. */
export const COMPARISONS = ['below', 'at most', 'above', 'at least', 'exactly'] as const;
export const Comparison = z.enum(COMPARISONS);
export type Comparison = z.infer<typeof Comparison>;

/** A limit on a measured quantity. */
export const Limit = z.strictObject({
  is: Comparison.describe('Which side of the value is meant: below, at most, above, at least, exactly.'),
  value: z.number().describe('The number itself, in the unit beside it.'),
  unit: Unit.describe('Unit of the value.'),
  statistic: Statistic.optional().describe(
    'Which statistic is compared; unspecified where the source gave none.',
  ),
  openEnded: z
    .boolean()
    .optional()
    .describe('True where the source wrote a plus sign: at least this, and more is wished for.'),
});
export type Limit = z.infer<typeof Limit>;

/** A web address of the http or https kind. */
export const WebUrl = z
  .url({ protocol: /^https?$/ })
  // JSON Schema has no word for protocols, so editors are given a pattern that says the same.
  .meta({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?:' });

/** An id made of lower-case words, as file names are: `booking-engine`. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens, such as booking-engine');

/** A day in the calendar, `2025-12-27`. */
export const Day = z.iso.date();

/** An instant in UTC, `2025-12-27T09:00:00Z`. Local times are refused so that no timeline mixes zones. */
export const Instant = z.iso.datetime({ error: 'use an instant in UTC such as 2025-12-27T09:00:00Z' });

/** A date as exactly as its author knew it: `2025-12-27`, `2025-01` or `2025`. Never padded to a day. */
export const PartialDate = z
  .string()
  .regex(
    /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/,
    'use 2025-12-27, 2025-01 or 2025, as exact as it is known',
  );

/** An IANA time zone such as `Etc/UTC` or `Europe/Berlin`. */
export const TimeZone = z
  .string()
  .refine(isTimeZone, 'not an IANA time zone; write Etc/UTC or Europe/Berlin');

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A time of day on a 24-hour clock, `08:00`. */
export const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'use a 24-hour time such as 08:00');
