import { z } from 'zod';
import { Duration } from './duration.ts';
import { Link } from './link.ts';
import { ref } from './reference.ts';
import { Audience, Day, PageState } from './vocabulary.ts';

export const RUNBOOK_KINDS = ['alert', 'procedure', 'service-manual', 'drill'] as const;
/** What a single command can do: low reads, medium changes what can be taken back, high cannot be taken back. */
export const COMMAND_RISKS = ['low', 'medium', 'high'] as const;
export type CommandRisk = (typeof COMMAND_RISKS)[number];
export const RISKS = ['read-only', 'reversible', 'destructive'] as const;

const Escalation = z.strictObject({
  after: Duration.describe('How long after the start of the run to go to this level.'),
  to: ref('teams').describe('Team or role to bring in.'),
});

/** Name of a word that the reader puts in, as it stands in commands: `<BUCKET>` or `{{BUCKET}}`. */
export const PLACEHOLDER_NAME = /^[A-Z][A-Z0-9_]*$/;

const Placeholder = z.strictObject({
  name: z
    .string()
    .regex(PLACEHOLDER_NAME, 'placeholders are written in capitals: BUCKET or QUEUE_URL')
    .describe('Name as it stands in the commands, without its brackets.'),
  ask: z.string().min(8).max(160).describe('What to put in, and where to find it.'),
  example: z.string().optional().describe('What it looks like; never a real secret.'),
  secret: z
    .boolean()
    .optional()
    .describe('True where the value opens something: it is kept nowhere and goes when the page is closed.'),
});

const Start = z.strictObject({
  of: z.string().describe('Alert of this runbook, or a probe as service and id: acme/shop/http.'),
  at: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'the anchor of a heading or step, without its hash: ask-the-service')
    .describe('Anchor of the step or section to begin at.'),
});

/** Instructions for a page, a procedure, a service or a drill, written for someone who is tired. */
export const Runbook = z
  .strictObject({
    title: z.string().min(4).max(80).describe('What the runbook is for.'),
    summary: z.string().min(30).max(200).describe('When to use it, in one sentence.'),
    kind: z
      .enum(RUNBOOK_KINDS)
      .describe(
        'alert answers a page, procedure is planned work, service-manual explains, drill is practice.',
      ),
    state: PageState.default('active').describe(
      'Where the page is in its life; a stub says plainly that nobody has written it.',
    ),
    supersededBy: ref('runbooks').optional().describe('The runbook that replaces a deprecated one.'),
    audience: Audience.default('internal').describe('Who may read it.'),
    domain: ref('domains').describe('Domain whose standards it follows.'),
    services: z.array(ref('services')).default([]).describe('Services it helps with.'),
    alerts: z
      .array(z.string().regex(/^[A-Z][A-Za-z0-9]+$/, 'alert names are written in one word: PaymentsDown'))
      .default([])
      .describe('Alerts it answers; each alert belongs to one runbook only.'),
    severity: z.string().optional().describe('Worst severity it is meant for, in the words of the domain.'),
    owner: ref('teams').describe('Team that keeps it true.'),
    escalation: z
      .array(Escalation)
      .default([])
      .describe('Whom to bring in when it does not help, earliest first.'),
    reviewedOn: Day.nullable()
      .default(null)
      .describe('Day a person last read it through and found it true; null if nobody has.'),
    reviewEvery: Duration.default('90d').describe('How long a review stays good.'),
    exercisedOn: Day.optional().describe('Day it was last used or practised.'),
    watches: z.array(z.string()).default([]).describe('Paths whose change makes the page suspect.'),
    risk: z.enum(RISKS).default('reversible').describe('The worst its steps can do.'),
    needsApproval: z
      .boolean()
      .default(false)
      .describe('True when a second person must agree before the first change.'),
    access: z.array(z.string()).default([]).describe('Access one must hold before starting.'),
    estimate: Duration.optional().describe('How long a calm run takes.'),
    errors: z.array(z.string()).default([]).describe('Error messages people will search for.'),
    keywords: z.array(z.string()).default([]).describe('Other words people will search for.'),
    links: z.array(Link).default([]).describe('Dashboards and logs to open.'),
    placeholders: z
      .array(Placeholder)
      .default([])
      .describe('Words that the reader puts into commands: asked for once, filled in everywhere.'),
    starts: z
      .array(Start)
      .default([])
      .describe('Where to begin for an alert or a probe; without it an alert begins at its diagnosis.'),
    related: z.array(ref('runbooks')).default([]).describe('Runbooks to go to next.'),
  })
  .superRefine((runbook, ctx) => {
    if (runbook.kind === 'alert' && runbook.alerts.length === 0) {
      ctx.addIssue({
        code: 'custom',
        path: ['alerts'],
        message: 'a runbook of kind alert names at least one alert',
      });
    }
    for (const [key, names] of [
      ['placeholders', runbook.placeholders.map(({ name }) => name)],
      ['starts', runbook.starts.map(({ of }) => of)],
    ] as const) {
      names.forEach((name, index) => {
        if (names.indexOf(name) === index) return;
        ctx.addIssue({ code: 'custom', path: [key, index], message: `${name} is in the list twice` });
      });
    }
    if (runbook.state === 'deprecated' && !runbook.supersededBy) {
      ctx.addIssue({
        code: 'custom',
        path: ['state'],
        message: 'a deprecated runbook says what replaces it in supersededBy',
      });
    }
  });
export type Runbook = z.infer<typeof Runbook>;
