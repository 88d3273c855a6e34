import { z } from 'zod';
import { Duration } from '../duration.ts';
import { Doubt } from '../link.ts';
import { ref } from '../reference.ts';
import { Cadence, Day } from '../vocabulary.ts';

const Backup = z.strictObject({
  what: z.string().min(2).describe('What is backed up.'),
  how: z.string().min(4).describe('How it is done.'),
  cadence: Cadence.optional().describe('How often.'),
  keep: Duration.optional().describe('How long it is kept.'),
  scope: z.string().optional().describe('What it is separated by, such as tenant.'),
  verification: z.array(z.string()).default([]).describe('How it is verified.'),
});

const Test = z.strictObject({
  what: z.string().min(4).describe('What is tested.'),
  cadence: Cadence.describe('How often.'),
  last: Day.nullable().default(null).describe('Day of the last test; null while unknown.'),
  next: Day.nullable().default(null).describe('Day of the next test; null while unknown.'),
  note: z.string().optional().describe('What the source says of the date.'),
});

const Row = z.strictObject({
  failure: z.string().min(4).describe('What fails.'),
  by: z.enum(['automatic', 'manual']).describe('Whether a machine or a person acts.'),
  action: z.string().min(4).describe('What is done.'),
  runbook: ref('runbooks').optional().describe('How it is done, or what to do when the machine does not.'),
});

/** What must be back how soon, what is kept, and who acts on which failure. */
export const Recovery = z.strictObject({
  rto: Duration.nullable().default(null).describe('Recovery time objective; null where none is defined.'),
  rpo: Duration.nullable().default(null).describe('Recovery point objective; null where none is defined.'),
  backups: z.array(Backup).default([]).describe('What is backed up.'),
  tests: z.array(Test).default([]).describe('Recovery tests.'),
  matrix: z.array(Row).default([]).describe('Failure by failure, what is done by whom.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Recovery = z.infer<typeof Recovery>;
