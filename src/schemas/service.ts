import { z } from 'zod';
import { Doubt, Link } from './link.ts';
import { Probe } from './probe.ts';
import { ref } from './reference.ts';
import { Audience, Limit, Slug } from './vocabulary.ts';

/** Something to watch in a service, even where no threshold exists yet. */
export const Signal = z.strictObject({
  name: z.string().min(4).describe('What is watched.'),
  threshold: Limit.optional().describe(
    'Value at which it matters; without one the page says so and nothing alerts.',
  ),
  runbook: ref('runbooks').optional().describe('The runbook to open when it goes wrong.'),
});

/** A part of a service that fails on its own. */
export const SubFunction = z.strictObject({
  name: z.string().min(4).describe('Name of the sub-function.'),
});

/** A thing that can be up. The public calls it a component. */
export const Service = z.strictObject({
  title: z.string().min(2).max(60).describe('Name shown to readers.'),
  summary: z.string().min(10).max(240).describe('What the service does, in one sentence.'),
  domain: ref('domains').describe('Domain the service belongs to.'),
  owner: ref('teams').describe('Team that answers for it.'),
  audience: Audience.default('internal').describe(
    'public puts the service on the public status page as a component.',
  ),
  publicSummary: z
    .string()
    .max(200)
    .optional()
    .describe('Sentence for customers; nothing else of the entry reaches the public page.'),
  group: z
    .string()
    .max(40)
    .optional()
    .describe('Heading under which the status page lists it; the domain title when absent.'),
  tenant: Slug.optional().describe(
    'Customer whose own instance of a service this is; it then stands on the site of that tenant only.',
  ),
  tier: z
    .enum(['critical', 'important', 'supporting'])
    .default('important')
    .describe('How much the business depends on it.'),
  severity: z
    .string()
    .optional()
    .describe('Severity level, in the words of the domain, that an outage of this service opens with.'),
  formerIds: z
    .array(
      z
        .string()
        .regex(
          /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)+$/,
          'write the id that it had, such as shop/checkout',
        ),
    )
    .default([])
    .describe('Ids that this service had before; the history of its probes follows it.'),
  aliases: z.array(z.string().min(2)).default([]).describe('Other names people type when they look for it.'),
  subFunctions: z.array(SubFunction).default([]).describe('Parts of the service that fail on their own.'),
  dependsOn: z.array(ref('services')).default([]).describe('Services that must be up for this one to be up.'),
  vendors: z.array(Slug).default([]).describe("Ids of vendors in the domain's contacts that it depends on."),
  probes: z.array(Probe).default([]).describe('How the service is looked at from outside.'),
  signals: z.array(Signal).default([]).describe('What to watch inside it.'),
  links: z.array(Link).default([]).describe('Dashboards, logs and other places outside the book.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Service = z.infer<typeof Service>;
