import { z } from 'zod';
import { Hours } from '../channel.ts';
import { Duration, ResponseTarget } from '../duration.ts';
import { Doubt } from '../link.ts';
import { ref } from '../reference.ts';
import { Slug } from '../vocabulary.ts';

const Level = z.strictObject({
  id: z.string().min(2).describe('The level in the words of the domain: SEV1, P1, Critical.'),
  title: z.string().optional().describe('Its longer name, such as Critical.'),
  urgency: z.int().min(1).max(5).describe('Place in the order common to all domains; 1 is the most urgent.'),
  description: z.string().min(4).describe('When it applies.'),
  examples: z
    .array(
      z.strictObject({
        text: z.string().min(3).describe('A trigger.'),
        note: z.string().optional().describe('What it covers.'),
      }),
    )
    .default([])
    .describe('Triggers that put an incident on this level.'),
  responds: ResponseTarget.optional().describe(
    'How soon someone responds; leave out where the source gives no figure.',
  ),
  acknowledges: ResponseTarget.optional().describe('How soon an alert is acknowledged.'),
  resolves: ResponseTarget.optional().describe('How soon it is resolved.'),
  escalates: z.string().optional().describe('When it goes one level up, in the words of the source.'),
  escalatesWithin: ResponseTarget.optional().describe('The same as a target that can be compared.'),
});

const Clock = z.strictObject({
  what: z.string().min(4).describe('What the clock measures: detection, resolution, support response.'),
  appliesTo: z.string().min(2).describe('What it applies to.'),
  target: ResponseTarget.describe('How soon.'),
});

const ChainStep = z.strictObject({
  step: z.string().min(2).describe('Name of the step in the chain.'),
  to: ref('teams').optional().describe('Team that takes it.'),
  condition: z.string().optional().describe('When this step is taken at all.'),
});

const Route = z.strictObject({
  levels: z.array(z.string()).min(1).describe('Levels that take this route.'),
  channels: z.array(Slug).min(1).describe('Ids of channels in the contacts of the domain.'),
  to: ref('teams').optional().describe('Who is told.'),
  wakes: z.boolean().describe('True when it may wake a person up.'),
  when: ResponseTarget.optional().describe(
    'How soon it is looked at; with `next business day` nothing is sent before that day begins.',
  ),
  id: Slug.optional().describe(
    'Name of the route, for tests of it; levels and channels name it when absent.',
  ),
  services: z
    .array(ref('services'))
    .min(1)
    .optional()
    .describe('Only for these services; for all of the domain when absent.'),
  hours: Hours.optional().describe('Only within these hours; at other times another route must serve.'),
  quiet: Hours.optional().describe('Hours in which nothing is sent; what came up waits for their end.'),
  remindEvery: Duration.optional().describe(
    'How often it is repeated until somebody takes it on; repeatEvery when absent.',
  ),
  escalates: ref('rotations')
    .optional()
    .describe('Rotation through whose tiers it goes, one by one, until somebody takes it on.'),
});

/** Levels of severity, the clocks that run, whom to go to next and how people are told. */
export const Severities = z.strictObject({
  levels: z.array(Level).min(1).describe('Levels, most urgent first.'),
  clocks: z.array(Clock).default([]).describe('Targets beyond the response per level.'),
  chain: z.array(ChainStep).default([]).describe('Escalation chain in order.'),
  routes: z.array(Route).default([]).describe('Which level reaches people how.'),
  repeatEvery: Duration.optional().describe('How often an alert that nobody took on is repeated.'),
  goal: z.string().optional().describe('What the routing is meant to achieve.'),
  doubts: z.array(Doubt).default([]).describe('Where the source is silent or disagrees with itself.'),
});
export type Severities = z.infer<typeof Severities>;
