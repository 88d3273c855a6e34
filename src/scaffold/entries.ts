import { isoInstant, utcDay } from '../calendar/time.ts';
import { POLICY_KINDS } from '../schemas/policy.ts';
import { RUNBOOK_KINDS, type Runbook } from '../schemas/runbook.ts';
import { BODY_ORDER } from '../schemas/runbook-body.ts';
import { CADENCES } from '../schemas/vocabulary.ts';
import { newDomain } from './domain.ts';
import { AnswerError, type Answers, type Question, type Scaffold, slugOf, yamlText } from './question.ts';
import { domain, id, oneOf, owner, service, severity, summary, text, title } from './questions.ts';

/** A value of the answers as YAML. Every question has an answer by then. */
const y = (answers: Answers, name: string) => yamlText(answers[name] ?? '');
/** Path of an entry below `content/`. */
const at = (collection: string, answers: Answers, extension: 'mdx' | 'yaml') =>
  `${collection}/${answers['domain']}/${answers['id']}.${extension}`;
const head = (answers: Answers) =>
  `title: ${y(answers, 'title')}
summary: ${y(answers, 'summary')}
domain: ${answers['domain']}
owner: ${answers['owner']}`;

const team: Scaffold = {
  collection: 'teams',
  kind: 'team',
  questions: [
    title('Name of the team, role or specialist'),
    domain,
    id,
    oneOf('is', 'What it is', ['team', 'role', 'specialist', 'group'], 'team'),
    summary('Answers for its part of the domain.'),
  ],
  write: (answers) => [
    {
      path: at('teams', answers, 'yaml'),
      text: `title: ${y(answers, 'title')}
kind: ${answers['is']}
domain: ${answers['domain']}
summary: ${y(answers, 'summary')}
`,
    },
  ],
};

const newService: Scaffold = {
  collection: 'services',
  kind: 'service',
  questions: [
    title('Name of the service, as readers know it'),
    domain,
    owner,
    id,
    summary('Does its part of the work of the domain.'),
    text('url', 'Address that answers well while the service does', null),
    severity,
  ],
  write: (answers) => [
    {
      path: at('services', answers, 'mdx'),
      text: `---
${head(answers)}
severity: ${y(answers, 'severity')}
probes:
  - id: http
    kind: http
    url: ${y(answers, 'url')}
    conditions:
      - '[STATUS] == 200'
---

What the service does, what it needs, and what to know before touching it.
`,
    },
  ],
};

const alertName: Question = {
  name: 'alert',
  ask: 'Name of the alert, in one word such as PaymentsDown; - for a runbook that answers none',
  fallback: (_, known) => (known['is'] === 'alert' ? pascal(known['title'] ?? '') : '-'),
};

/** Sections of a runbook that are steps to take. */
const STEPPED = ['Diagnosis', 'Mitigation', 'Steps'];

function steps(section: string): string {
  return `
## ${section}

<Steps>
<Step title="First thing to ${section === 'Diagnosis' ? 'look at' : 'do'}">

To be written: what to do, the command for it, and what must be seen before going on.

<Check>To be written.</Check>

</Step>
</Steps>
`;
}

const runbook: Scaffold = {
  collection: 'runbooks',
  kind: 'runbook',
  questions: [
    title('What the runbook is for'),
    domain,
    owner,
    oneOf('is', 'Kind of runbook', RUNBOOK_KINDS, 'procedure'),
    alertName,
    {
      ...id,
      fallback: (_, known) =>
        known['alert'] === '-' ? slugOf(known['title'] ?? '') : (known['alert'] ?? null),
    },
    summary('Use this when the work described below is to be done.'),
  ],
  write: (answers) => {
    const kind = answers['is'] as Runbook['kind'];
    const alerts = answers['alert'] === '-' ? '' : `alerts: [${answers['alert']}]\n`;
    return [
      {
        path: at('runbooks', answers, 'mdx'),
        text: `---
${head(answers)}
kind: ${kind}
${alerts}reviewedOn: null
---
${BODY_ORDER[kind].map((name) => (STEPPED.includes(name) ? steps(name) : sections([name]))).join('')}`,
      },
    ];
  },
};

const slo: Scaffold = {
  collection: 'slos',
  kind: 'slo',
  questions: [
    title('What is promised'),
    domain,
    service,
    owner,
    id,
    summary('The service is there for its users.'),
    text('target', 'Share of the time it is up, as a fraction such as 0.999', '0.999'),
  ],
  write: (answers) => [
    {
      path: at('slos', answers, 'yaml'),
      text: `${head(answers)}
service: ${answers['service']}
sli: { kind: availability, service: ${answers['service']} }
target: '${answers['target']}'
stated: ${yamlText(`${percentOf(answers['target'] ?? '')} of the time`)}
window: 30d
`,
    },
  ],
};

const incident: Scaffold = {
  collection: 'incidents',
  kind: 'incident',
  questions: [
    title('What is wrong, as a customer would say it'),
    domain,
    service,
    severity,
    text('start', 'When the impact began, such as 2026-11-21T03:12:00Z; now for this minute', 'now'),
    text('end', 'When the impact ended; open while it lasts', 'open'),
    {
      ...id,
      fallback: (_, known) => `${dayOf(known['start'])}-${slugOf(known['service']?.split('/').at(-1) ?? '')}`,
    },
    oneOf('audience', 'Who is told', ['internal', 'public'], 'internal'),
  ],
  write: (answers, _book, now) => {
    const instant = (answer: string | undefined) => (answer === 'now' ? isoInstant(now) : (answer ?? ''));
    const [start, end] = [instant(answers['start']), instant(answers['end'])];
    const name = (answers['id'] ?? '').replace('now', utcDay(now));
    const over = end !== 'open';
    return [
      {
        path: at('incidents', { ...answers, id: name }, 'mdx'),
        text: `---
title: ${y(answers, 'title')}
domain: ${answers['domain']}
severity: ${y(answers, 'severity')}
audience: ${answers['audience']}
services: [${answers['service']}]
startedAt: ${start}
${over ? `resolvedAt: ${end}\n` : ''}updates:
  - at: ${start}
    state: investigating
    text: We look into it.
    services: { ${answers['service']}: degraded }
${over ? `  - { at: ${end}, state: resolved, text: It works again. }\n` : ''}---
`,
      },
    ];
  },
};

const maintenance: Scaffold = {
  collection: 'maintenance',
  kind: 'maintenance',
  questions: [
    title('What is done'),
    domain,
    service,
    id,
    summary('The service may be slower than usual.'),
    text('start', 'First start, such as 2026-12-06T02:00:00Z', null),
    text('duration', 'How long it takes, such as 2h', '2h'),
    text('lead', 'How long ahead it is announced, such as 7d', '7d'),
    oneOf('impact', 'What users notice', ['none', 'degraded', 'down'], 'degraded'),
  ],
  write: (answers) => [
    {
      path: at('maintenance', answers, 'yaml'),
      text: `title: ${y(answers, 'title')}
summary: ${y(answers, 'summary')}
domain: ${answers['domain']}
services: [${answers['service']}]
start: ${answers['start']}
duration: ${answers['duration']}
impact: ${answers['impact']}
announceLead: ${answers['lead']}
`,
    },
  ],
};

const rotation: Scaffold = {
  collection: 'rotations',
  kind: 'rotation',
  questions: [
    title('Name of the rotation'),
    domain,
    owner,
    id,
    summary('Who answers when something breaks.'),
    text('zone', 'Time zone of the hand-off, such as Europe/Berlin', 'Etc/UTC'),
  ],
  write: (answers) => [
    {
      path: at('rotations', answers, 'yaml'),
      text: `${head(answers)}
timeZone: ${answers['zone']}
tiers:
  - id: primary
    title: Primary
    role: ${answers['owner']}
    shift: 1 week
    duties: [Answers the page]
`,
    },
  ],
};

const checklist: Scaffold = {
  collection: 'checklists',
  kind: 'checklist',
  questions: [
    title('Name of the checklist'),
    domain,
    owner,
    id,
    summary('What is looked at every time.'),
    oneOf('cadence', 'How often it is done', CADENCES, 'weekly'),
    text('item', 'First thing to do', 'Look at the status page'),
  ],
  write: (answers) => [
    {
      path: at('checklists', answers, 'yaml'),
      text: `${head(answers)}
cadence: ${answers['cadence']}
purpose: operations
items:
  - text: ${y(answers, 'item')}
`,
    },
  ],
};

const guide: Scaffold = {
  collection: 'guides',
  kind: 'guide',
  questions: [title('Title of the guide'), domain, owner, id, summary('What to know before doing the work.')],
  write: (answers) => [
    {
      path: at('guides', answers, 'mdx'),
      text: `---
${head(answers)}
---

What a reader knows afterwards, and the shortest way there.
`,
    },
  ],
};

const policy: Scaffold = {
  collection: 'policies',
  kind: 'policy',
  questions: [
    title('Name of the policy'),
    domain,
    owner,
    id,
    summary('What the domain holds itself to.'),
    oneOf('about', 'What it is about', POLICY_KINDS, 'change'),
    text('rule', 'First rule: what must be so', null),
  ],
  write: (answers) => [
    {
      path: at('policies', answers, 'yaml'),
      text: `${head(answers)}
kind: ${answers['about']}
rules:
  - rule: ${y(answers, 'rule')}
`,
    },
  ],
};

/** Every kind of entry but the postmortem, which begins with an incident. */
export const SCAFFOLDS: readonly Scaffold[] = [
  newDomain,
  team,
  newService,
  runbook,
  slo,
  incident,
  maintenance,
  rotation,
  checklist,
  guide,
  policy,
];

/** Headings with a hint below each. */
export function sections(names: readonly string[]): string {
  return names.map((name) => `\n## ${name}\n\nTo be written.\n`).join('');
}

/** `Payments are down` as `PaymentsAreDown`. */
function pascal(words: string): string {
  return slugOf(words)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^\d+/, '');
}

function dayOf(start: string | undefined): string {
  return start === 'now' ? 'now' : (start ?? '').slice(0, 10);
}

function percentOf(fraction: string): string {
  if (!/^0\.\d+$/.test(fraction))
    throw new AnswerError(`--target is ${fraction}; use a fraction such as 0.999`);
  return `${Number((Number(fraction) * 100).toFixed(6))}%`;
}
