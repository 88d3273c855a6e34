import type { lintBook } from '../../src/lint/run.ts';
import { edited, smallBook } from '../book/made.ts';
import { BLAMELESS } from './blameless.ts';
import { BRANDS } from './brands.ts';
import { CIRCLES } from './circles.ts';
import { INCIDENTS } from './incidents.ts';
import { OBJECTIVES } from './objectives.ts';
import { POSTMORTEMS } from './postmortems.ts';
import { ROTATIONS } from './rotations.ts';
import { ROUTES } from './routes.ts';
import { STEP_TEXTS, STEPS } from './steps.ts';

/** A book in which a rule has something to say, with the place and suggestion, or nothing to say. */
export interface Case {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  /** `file:line:column` below content/, then the suggestion in brackets where there is one. */
  readonly expected: readonly string[];
  /** Outages that probes confirmed, by incident. */
  readonly observed?: Parameters<typeof lintBook>[2];
}

const fails = (name: string, files: ReadonlyMap<string, string>, ...expected: string[]): Case => ({
  name,
  files,
  expected,
});
const passes = (name: string, files: ReadonlyMap<string, string>): Case => ({ name, files, expected: [] });

const SEVERITIES = 'domains/acme/severities.yaml';
const CONTACTS = 'domains/acme/contacts.yaml';
const SHOP = 'services/acme/shop.mdx';
const RUNBOOK = 'runbooks/acme/ShopDown.mdx';
const WEEKLY = 'maintenance/acme/weekly.yaml';
const GUIDE = 'guides/acme/basics.mdx';

const guide = (text: string) => edited(GUIDE, /---\n$/, `---\n${text}\n`);
const secondRunbook = (change: (text: string) => string, name = 'Other') =>
  smallBook({ [`runbooks/acme/${name}.mdx`]: change(smallBook().get(RUNBOOK) as string) });
// Put together here, so that no scanner takes this file for a leak.
const key = (...parts: string[]) => parts.join('');

const INCIDENT = 'incidents/2026-01-01-shop.mdx';
const openIncident = (services: string) =>
  edited(
    INCIDENT,
    /resolvedAt[\s\S]*$/,
    `updates:\n  - at: 2026-01-01T00:05:00Z\n    state: investigating\n    text: We look into it.\n    ${services}\npostmortem: 2026-01-01-shop\n---\n`,
  );
const withWindows = (files: ReadonlyMap<string, string>) =>
  new Map([
    ...files,
    [
      'policies/acme/windows.yaml',
      `title: Maintenance windows
summary: How long planned work may last and how far ahead it is announced.
domain: acme
owner: acme/core
kind: maintenance
windows: { notice: 7d, longest: 4h }
`,
    ],
  ]);

/** For every rule: what it must say, and what it must leave alone. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  ...BRANDS,
  ...POSTMORTEMS,
  ...BLAMELESS,
  ...STEPS,
  'unknown-severity': [
    fails(
      'a level of another scale on a service',
      edited(SHOP, 'severity: SEV1', 'severity: P1'),
      `${SHOP}:6:11 (SEV1)`,
    ),
    fails(
      'a level nobody has',
      edited(RUNBOOK, 'severity: SEV1', 'severity: SEV9'),
      `${RUNBOOK}:8:11 (SEV1)`,
    ),
    fails(
      '[K06] a level of another scale on an incident',
      edited('incidents/2026-01-01-shop.mdx', 'severity: SEV1', 'severity: P2'),
      'incidents/2026-01-01-shop.mdx:4:11 (SEV2)',
    ),
    fails(
      'a level in a deadline',
      edited('policies/acme/writing.yaml', '[SEV1]', '[SEV1, critical]'),
      'policies/acme/writing.yaml:6:55 (SEV3)',
    ),
    fails(
      'a level in a route',
      edited(SEVERITIES, '[SEV2, SEV3]', '[SEV2, SEV4]'),
      `${SEVERITIES}:7:22 (SEV1)`,
    ),
    passes('every level of the scale', edited(SHOP, 'severity: SEV1', 'severity: SEV3')),
  ],
  'low-severity-wakes': [
    fails(
      '[K11] the lowest level on a channel that interrupts',
      edited(SEVERITIES, 'channels: [mail]', 'channels: [mail, phone]'),
      `${SEVERITIES}:7:5`,
    ),
    fails(
      '[K11] the lowest level allowed to wake someone',
      edited(SEVERITIES, 'wakes: false', 'wakes: true'),
      `${SEVERITIES}:7:5`,
    ),
    passes(
      'the most urgent level on a channel that interrupts',
      edited(SEVERITIES, 'channels: [phone]', 'channels: [phone, mail]'),
    ),
  ],
  'duplicate-alert': [
    fails(
      'two runbooks for one alert',
      secondRunbook((text) => text.replace('kind: alert', 'kind: procedure')),
      `${RUNBOOK}:7:10`,
    ),
    passes(
      'two runbooks with an alert each',
      secondRunbook((text) => text.replace('alerts: [ShopDown]', 'alerts: [Other]')),
    ),
  ],
  'alert-file-name': [
    fails(
      'a file with another name than its alert',
      edited(RUNBOOK, 'alerts: [ShopDown]', 'alerts: [ShopGone, ShopDown]'),
      `${RUNBOOK}:7:10 (content/runbooks/acme/ShopGone.mdx)`,
    ),
    passes(
      'a procedure with a name of its own',
      secondRunbook((text) =>
        text.replace('kind: alert', 'kind: procedure').replace('alerts: [ShopDown]', 'alerts: [Another]'),
      ),
    ),
    passes(
      'an alert that is second in its file',
      edited(RUNBOOK, 'alerts: [ShopDown]', 'alerts: [ShopDown, ShopGone]'),
    ),
  ],
  'duplicate-probe': [
    fails(
      'two probes of a service with one id',
      edited(SHOP, 'probes:', 'probes:\n  - { id: http, kind: tcp, host: shop.test, port: 80 }'),
      `${SHOP}:10:9`,
    ),
    passes(
      'two probes with an id each',
      edited(SHOP, 'probes:', 'probes:\n  - { id: tcp, kind: tcp, host: shop.test, port: 80 }'),
    ),
  ],
  'circular-dependence': CIRCLES,
  'unknown-contact': [
    fails(
      'a route to a channel nobody has',
      edited(SEVERITIES, 'channels: [mail]', 'channels: [mial]'),
      `${SEVERITIES}:7:40 (mail)`,
    ),
    fails(
      'a team with a channel nobody has',
      edited('teams/acme/core.yaml', 'contact: phone', 'contact: fone'),
      'teams/acme/core.yaml:6:10 (phone)',
    ),
    fails(
      'a channel whose register is gone',
      smallBook({ [CONTACTS]: null }),
      `${SEVERITIES}:6:34`,
      `${SEVERITIES}:7:40`,
      'teams/acme/core.yaml:6:10',
    ),
    passes(
      'another channel of the contacts',
      edited('teams/acme/core.yaml', 'contact: phone', 'contact: mail'),
    ),
  ],
  'unknown-vendor': [
    fails('a vendor that is not in the contacts', edited(SHOP, '[cloud]', '[clowd]'), `${SHOP}:7:11 (cloud)`),
    passes('no vendor at all', edited(SHOP, 'vendors: [cloud]\n', '')),
  ],
  'undeclared-partner': [
    fails(
      'a partner that is neither here nor outside',
      edited('domains/acme/handoffs.yaml', '    external: true\n', ''),
      'domains/acme/handoffs.yaml:2:5',
    ),
    fails(
      '[K66] a partner that means a domain of this book',
      edited('domains/acme/handoffs.yaml', 'Warehouse\n    external: true', 'Acmee'),
      'domains/acme/handoffs.yaml:2:5 (acme)',
    ),
    passes('a partner in this book', edited('domains/acme/handoffs.yaml', 'external: true', 'domain: acme')),
  ],
  'unknown-ticket-class': [
    fails(
      'a class nobody promised anything for',
      edited('domains/acme/support.yaml', 'class: critical', 'class: critcal'),
      'domains/acme/support.yaml:4:23 (critical)',
    ),
    passes('a class of the desk', smallBook()),
  ],
  'bad-condition': [
    fails(
      '[S19] a sign that does not exist',
      edited(SHOP, '[STATUS] == 200', '[STATUS] = 200'),
      `${SHOP}:13:9`,
    ),
    fails(
      'a sign that does not exist among those that make it degraded',
      edited(
        SHOP,
        "    conditions:\n      - '[STATUS] == 200'",
        "    degradedWhen:\n      - '[STATUS] = 200'",
      ),
      `${SHOP}:13:9`,
    ),
    fails(
      'a sign that does not exist in a step of a sequence',
      edited(
        SHOP,
        "    kind: http\n    url: https://shop.test/health\n    conditions:\n      - '[STATUS] == 200'",
        "    kind: sequence\n    steps:\n      - { name: first, url: 'https://shop.test/', conditions: ['[STATUS] = 200'] }",
      ),
      `${SHOP}:12:64`,
    ),
    passes('a condition with text', edited(SHOP, '[STATUS] == 200', '[BODY].state == "a == b"')),
  ],
  'bad-recurrence': [
    fails('a rule that is none', edited(WEEKLY, 'FREQ=WEEKLY', 'FREQ=WEEKLIES'), `${WEEKLY}:7:8`),
    passes(
      'the second and fourth Sunday',
      edited(
        WEEKLY,
        /2026-01-04(.|\n)*BYDAY=SU/,
        '2026-01-11T02:00:00Z\nduration: 2h\nrrule: FREQ=MONTHLY;BYDAY=2SU,4SU',
      ),
    ),
  ],
  'future-review': [
    fails(
      '[G31] a review tomorrow',
      edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: 2026-11-22'),
      `${RUNBOOK}:10:13`,
    ),
    fails(
      'an exercise next year',
      edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'exercisedOn: 2027-01-01'),
      `${RUNBOOK}:10:14`,
    ),
    passes('a review today', edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: 2026-11-21')),
    passes('no review yet', edited(RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: null')),
  ],
  'secret-value': [
    fails(
      'a private key in the text',
      guide(key('Use ', '-----BEGIN RSA PRI', 'VATE KEY-----')),
      `${GUIDE}:7:5`,
    ),
    fails(
      'an access key in a field',
      edited(GUIDE, 'How the shop', `With ${key('AKIA', 'ABCDEFGHIJKLMNOP')} the shop`),
      `${GUIDE}:3:10`,
    ),
    fails(
      '[K61] a password in an address inside a list',
      edited(
        SHOP,
        "'[STATUS] == 200'",
        `'[STATUS] == 200'\n    headers: { x-db: '${key('postgres://app:', 'hunter2@db.test')}' }`,
      ),
      `${SHOP}:14:22`,
    ),
    fails(
      'a token in a register',
      edited(CONTACTS, 'name: Cloud', `name: ${key('gh', 'p_', 'a'.repeat(36))}`),
      `${CONTACTS}:5:24`,
    ),
    passes(
      'the name of a secret',
      edited(
        SHOP,
        "'[STATUS] == 200'",
        `'[STATUS] == 200'\n    headers: { authorization: 'Bearer \${secret.SHOP}' }`,
      ),
    ),
    passes('an address whose password is only named', guide('Use `postgres://app:$PASSWORD@db.test`.')),
  ],
  'text-syntax': [
    fails('a brace that is never closed', guide('Then {open'), `${GUIDE}:7:11`),
    fails('an element that is never closed', guide('Then <Aside>'), `${GUIDE}:7:1`),
    passes('a brace in code', guide('Then `{open`')),
  ],
  'unknown-component': [
    ...STEP_TEXTS['unknown-component'],
    fails('a misspelt component', guide('<Asid>Careful</Asid>'), `${GUIDE}:7:1 (Aside)`),
    fails('a misspelt attribute', guide('<Aside kid="warning">Careful</Aside>'), `${GUIDE}:7:1 (kind)`),
    passes(
      'every component with its attributes',
      guide(
        '<Aside kind="caution" title="Careful">\nHot <Fact of="slos/acme/shop#stated" />\n</Aside>\n\n<Part of="domains/acme/severities#levels" />\n\n<Live service="acme/shop" />',
      ),
    ),
    passes('a plain element', guide('Press <kbd>Enter</kbd>')),
  ],
  'broken-link': [
    ...STEP_TEXTS['broken-link'],
    fails(
      'a page that does not exist',
      guide('See [it](/guides/acme/basic/)'),
      `${GUIDE}:7:5 (/guides/acme/basics/)`,
    ),
    fails(
      'a path without its last slash',
      guide('See [it](/guides/acme/basics)'),
      `${GUIDE}:7:5 (/guides/acme/basics/)`,
    ),
    fails('a heading that does not exist', guide('## Why\n\nSee [it](#wyh)'), `${GUIDE}:9:5 (why)`),
    fails('a relative path', guide('See [it](basics/)'), `${GUIDE}:7:5`),
    fails('a picture that does not exist', guide('![plan](/plan.png)'), `${GUIDE}:7:1`),
    fails(
      'the public page of a service that has none',
      guide('See [it](/components/acme/shop/)'),
      `${GUIDE}:7:5`,
    ),
    passes(
      'every sort of page',
      guide(
        '[a](/) [b](/runbooks/) [c](/r/ShopDown/) [d](/on-call/acme/on-call/#primary) [e](https://acme.test) [f](mailto:a@acme.test) [g](/domains/acme/?x=1)',
      ),
    ),
    passes(
      'the public page of a public service',
      edited(SHOP, /severity: SEV1((.|\n)*)$/, 'audience: public$1See [it](/components/acme/shop/)\n'),
    ),
  ],
  'incident-end': [
    fails(
      'an end without an update that says so',
      edited(INCIDENT, 'state: resolved', 'state: monitoring'),
      `${INCIDENT}:14:40 (resolved)`,
    ),
    fails(
      'an update that says so without an end',
      edited(INCIDENT, 'resolvedAt: 2026-01-01T00:06:00Z\n', ''),
      `${INCIDENT}:13:40`,
    ),
    passes('both', smallBook()),
  ],
  'incident-without-impact': [
    fails('[S6] an open one that leaves everything operational', openIncident(''), `${INCIDENT}:8:5`),
    passes('an open one that says what it means', openIncident('services: { acme/shop: degraded }')),
  ],
  'silent-incident': [
    fails(
      '[S6] an open one of which nothing was said for months',
      openIncident('services: { acme/shop: degraded }'),
      `${INCIDENT}:8:9`,
    ),
    passes('one that is over', smallBook()),
  ],
  'maintenance-rules': [
    fails(
      '[K41] a window one minute too long',
      withWindows(edited(WEEKLY, 'duration: 2h', 'duration: 241m')),
      `${WEEKLY}:6:11 (4h)`,
    ),
    fails(
      '[K41] a window announced six days ahead',
      withWindows(edited(WEEKLY, 'announceLead: 7d', 'announceLead: 6d')),
      `${WEEKLY}:9:15 (7d)`,
    ),
    fails(
      '[K41] a window that was really announced six days ahead',
      withWindows(edited(WEEKLY, 'announceLead: 7d', 'announceLead: 7d\nannouncedOn: 2025-12-29')),
      `${WEEKLY}:10:14`,
    ),
    passes(
      'four hours with seven days of notice',
      withWindows(edited(WEEKLY, 'duration: 2h', 'duration: 4h')),
    ),
    passes(
      'an emergency that says so',
      withWindows(edited(WEEKLY, 'duration: 2h', 'duration: 5h\nemergency: true')),
    ),
  ],
  ...INCIDENTS,
  ...OBJECTIVES,
  ...ROTATIONS,
  ...ROUTES,
};
