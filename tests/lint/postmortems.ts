import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const POSTMORTEM = 'postmortems/2026-01-01-shop.mdx';
const INCIDENT = 'incidents/2026-01-01-shop.mdx';
const WRITING = 'policies/acme/writing.yaml';
const RUNBOOK = 'runbooks/acme/ShopDown.mdx';
const SLO = 'slos/acme/shop.yaml';

/** The small book after several edits, each of one piece of one file. */
function changed(...edits: readonly (readonly [string, string, string])[]): Map<string, string> {
  const files = smallBook();
  for (const [path, from, to] of edits) {
    const text = files.get(path) ?? '';
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    files.set(path, text.replace(from, to));
  }
  return files;
}

const draft = [POSTMORTEM, 'state: in-review', 'state: draft'] as const;
const waived = (rest: string) =>
  [INCIDENT, 'updates:', `waivers: [{ of: postmortem, ${rest} }]\nupdates:`] as const;
const WAIVER = 'by: Head of the shop, on: 2026-02-01, reason: Covered by the yearly report';
const asks = (text: string) => [WRITING, 'kind: postmortem', `kind: postmortem\n${text}`] as const;
const body = (text: string) => [POSTMORTEM, 'open }\n---\n', `open }\n---\n${text}\n`] as const;
const record = [
  WRITING,
  'what: The postmortem, appliesTo: [SEV1], within: 72h, clock: unspecified',
  'what: The record of it, document: incident record, within: 24h, clock: resolution',
] as const;
const review = [
  WRITING,
  'deadlines:',
  'reviews: [{ what: The runbooks, event: major incident, within: 48h }]\ndeadlines:',
] as const;
const opened = [INCIDENT, 'postmortem:', 'runbooks: [acme/ShopDown]\npostmortem:'] as const;
const nextYear = [INCIDENT, 'resolvedAt: 2026-01-01', 'resolvedAt: 2026-11-20'] as const;

const SHOP = '2026-01-01-shop';
/** An outage that probes confirmed on the day of the incident; null where it still lasts. */
const seen = (from: string, to: string | null) => ({
  from: Date.parse(`2026-01-01T${from}Z`),
  to: to === null ? null : Date.parse(`2026-01-01T${to}Z`),
});

/** The incident without its postmortem, perhaps with a waiver. */
function unwritten(waiver?: string): Map<string, string> {
  const files = smallBook({ [POSTMORTEM]: null });
  const text = files.get(INCIDENT) as string;
  const waivers = waiver === undefined ? '' : `waivers: [{ of: postmortem, ${waiver} }]\n`;
  return files.set(INCIDENT, text.replace(/postmortem: .*\n/, waivers));
}

/** The postmortem with an external part whose account is a text. */
const told = (text: string) =>
  changed([
    POSTMORTEM,
    'actionItems:',
    `audience: public\nexternal:\n  summary: For five minutes the shop did not answer.\n  whatHappened: ${text}\n  actions: [We try releases first]\nactionItems:`,
  ]);

/** What is said of postmortems, of the duties after an incident, and of runbooks. */
export const POSTMORTEMS: Readonly<Record<string, readonly Case[]>> = {
  'deadline-overdue': [
    {
      name: '[K32] an incident whose postmortem is only a draft when its time is up',
      files: changed(draft),
      expected: [`${INCIDENT}:4:11`],
    },
    {
      name: '[S5] [K32] an incident of which nobody wrote a postmortem',
      files: unwritten(),
      expected: [`${INCIDENT}:4:11`],
    },
    {
      name: '[S5] [K32] an incident of which nobody wrote a postmortem, let pass by name and on a day',
      files: unwritten(WAIVER),
      expected: [],
    },
    {
      name: '[K32] a waiver that has ended',
      files: changed(draft, waived(`${WAIVER}, until: 2026-11-20`)),
      expected: [`${INCIDENT}:4:11`],
    },
    {
      name: '[K35] a resolved incident without a word of what happened a day later',
      files: changed(draft, record),
      expected: [`${INCIDENT}:7:13`],
    },
    {
      name: '[K36] a runbook that nobody has read since a major incident that used it',
      files: changed(review, opened, [RUNBOOK, 'reviewedOn: 2026-09-01', 'reviewedOn: 2025-12-31']),
      expected: [`${INCIDENT}:7:13`],
    },
    {
      name: '[K36] a runbook that was reviewed after the incident',
      files: changed(review, opened),
      expected: [],
    },
    {
      name: '[K32] a waiver with a name and a day, of a postmortem',
      files: changed(draft, waived(WAIVER)),
      expected: [],
    },
    {
      name: '[K32] a level that the policy does not name',
      files: changed(draft, [INCIDENT, 'severity: SEV1', 'severity: SEV2']),
      expected: [],
    },
    {
      name: '[K35] an incident whose own text says what happened',
      files: changed(draft, record, [
        INCIDENT,
        'again. }\nverifiedAt: 2026-01-01T00:10:00Z\n---\n',
        'again. }\nverifiedAt: 2026-01-01T00:10:00Z\n---\nA release was taken back.\n',
      ]),
      expected: [],
    },
    { name: 'a postmortem in review', files: smallBook(), expected: [] },
  ],
  'deadline-ahead': [
    {
      name: '[K32] a postmortem that still has time',
      files: changed(draft, nextYear, [INCIDENT, 'at: 2026-01-01T00:06', 'at: 2026-11-20T00:06']),
      expected: [`${INCIDENT}:4:11`],
    },
    { name: 'a duty that is met', files: smallBook(), expected: [] },
  ],
  'waiver-syntax': [
    {
      name: 'a waiver by nobody',
      files: changed(waived('by: someone, on: 2026-02-01, reason: Covered elsewhere')),
      expected: [`${INCIDENT}:9:33`],
    },
    {
      name: 'a waiver of tomorrow',
      files: changed(waived('by: Head of the shop, on: 2026-11-22, reason: Covered elsewhere')),
      expected: [`${INCIDENT}:9:55`],
    },
    {
      name: 'a waiver that ends before it begins',
      files: changed(waived(`${WAIVER}, until: 2026-01-31`)),
      expected: [`${INCIDENT}:9:112`],
    },
    {
      name: 'a waiver that gives no reason',
      files: changed(waived('by: Head of the shop, on: 2026-02-01, reason: "...not needed..."')),
      expected: [`${INCIDENT}:9:75`],
    },
    {
      name: 'a waiver of something else than the file owes',
      files: changed([INCIDENT, 'updates:', `waivers: [{ of: sections, ${WAIVER} }]\nupdates:`]),
      expected: [`${INCIDENT}:9:17`],
    },
    { name: 'a whole waiver', files: changed(waived(WAIVER)), expected: [] },
  ],
  'postmortem-sections': [
    {
      name: '[K33] a postmortem that lacks a section of its domain',
      files: changed(asks('sections: [Timeline, User impact]'), body('## Timeline\n\nAll of it.')),
      expected: [`${POSTMORTEM}:27:1`],
    },
    {
      name: '[K33] a section with nothing in it',
      files: changed(
        asks('sections: [User impact]'),
        body('## User impact\n\n### For whom\n\n## Next\n\nMore.'),
      ),
      expected: [`${POSTMORTEM}:27:1`],
    },
    {
      name: '[K33] a postmortem with every section, in other letters',
      files: changed(asks('sections: [User impact]'), body('## User Impact\n\nNobody could buy.')),
      expected: [],
    },
    { name: '[K33] a domain that lists no sections', files: smallBook(), expected: [] },
    {
      name: 'a waiver of sections',
      files: changed(asks('sections: [User impact]'), [
        POSTMORTEM,
        'actionItems:',
        `waivers: [{ of: sections, ${WAIVER} }]\nactionItems:`,
      ]),
      expected: [],
    },
  ],
  'postmortem-link': [
    {
      name: 'an incident that does not name its postmortem',
      files: changed([INCIDENT, 'postmortem: 2026-01-01-shop\n', '']),
      expected: [`${POSTMORTEM}:5:11`],
    },
    {
      name: 'two postmortems of one incident',
      files: smallBook({
        'postmortems/second.mdx': smallBook().get(POSTMORTEM) as string,
      }),
      expected: ['postmortems/second.mdx:5:11'],
    },
    { name: 'two that name each other', files: smallBook(), expected: [] },
  ],
  'closed-with-open-actions': [
    {
      name: '[G24] a postmortem that is closed with a P1 open',
      files: changed([POSTMORTEM, 'state: in-review', 'state: closed']),
      expected: [`${POSTMORTEM}:25:115`],
    },
    {
      name: '[G24] a postmortem that is closed with a P2 open',
      files: changed([POSTMORTEM, 'state: in-review', 'state: closed'], [POSTMORTEM, 'P1', 'P2']),
      expected: [],
    },
    {
      name: '[G24] a postmortem that is closed with its P1 done',
      files: changed(
        [POSTMORTEM, 'state: in-review', 'state: closed'],
        [POSTMORTEM, 'state: open', 'state: done, closedOn: 2026-01-20'],
      ),
      expected: [],
    },
  ],
  'vague-action': [
    {
      name: 'an action item that no day can end',
      files: changed([POSTMORTEM, 'Try releases first', 'Investigate the releases']),
      expected: [`${POSTMORTEM}:25:24 (decide, by a day, whether to …)`],
    },
    { name: 'an action item that says what will be different', files: smallBook(), expected: [] },
  ],
  'runbook-body': [
    {
      name: 'a runbook for an alert without a section',
      files: edited(RUNBOOK, '## Diagnosis', '## Finding out'),
      expected: [`${RUNBOOK}:12:1`],
    },
    {
      name: 'a runbook whose sections stand in another order',
      files: changed([RUNBOOK, '## Meaning', '## Impact '], [RUNBOOK, '## Impact\n', '## Meaning\n']),
      expected: [`${RUNBOOK}:16:1`],
    },
    {
      name: 'a draft',
      files: changed(
        [RUNBOOK, '## Meaning', '## Sense'],
        [RUNBOOK, 'kind: alert', 'kind: alert\nstate: draft'],
      ),
      expected: [],
    },
    { name: 'a runbook with a section of its own between', files: smallBook(), expected: [] },
  ],
  'impact-window': [
    {
      name: '[G22] an impact that ended more than two looks before the probes saw its end',
      files: smallBook(),
      observed: new Map([[SHOP, [seen('00:00:00', '00:15:01')]]]),
      expected: [`${POSTMORTEM}:12:18`],
    },
    {
      name: '[G22] an impact that began long before and is not over for the probes',
      files: smallBook(),
      observed: new Map([[SHOP, [seen('00:10:01', null)]]]),
      expected: [`${POSTMORTEM}:10:20`, `${POSTMORTEM}:12:18`],
    },
    {
      name: '[G22] an impact two looks from what probes saw',
      files: smallBook(),
      observed: new Map([[SHOP, [seen('00:10:00', '00:12:00'), seen('00:13:00', '00:15:00')]]]),
      expected: [],
    },
    { name: '[G22] an incident of which no probe confirmed anything', files: smallBook(), expected: [] },
  ],
  'external-names': [
    {
      name: 'a host that only colleagues can reach',
      files: told('Our db-1.shop.internal was full all day.'),
      expected: [`${POSTMORTEM}:27:21`],
    },
    {
      name: 'a page of the handbook',
      files: told('We worked through /runbooks/acme/ShopDown/ and were done.'),
      expected: [`${POSTMORTEM}:27:35`],
    },
    {
      name: 'the host that a probe asks',
      files: told('The machine shop.test did not answer anybody.'),
      expected: [`${POSTMORTEM}:27:29`],
    },
    {
      name: 'an alert by its name',
      files: told('We were told by ShopDown, as one should be.'),
      expected: [`${POSTMORTEM}:27:33`],
    },
    {
      name: 'words for customers',
      files: told('A machine was full, and shop.testing is fine.'),
      expected: [],
    },
  ],
  'alert-without-runbook': [
    {
      name: '[G02] a probe and an objective that no runbook helps with',
      files: changed(
        ['services/acme/shop.mdx', '    runbook: acme/ShopDown\n', ''],
        [RUNBOOK, 'services: [acme/shop]\n', ''],
      ),
      expected: ['services/acme/shop.mdx:9:9', `${SLO}:1:8`],
    },
    {
      name: '[G02] a probe whose runbook is a draft',
      files: changed([RUNBOOK, 'kind: alert', 'kind: alert\nstate: draft']),
      expected: ['services/acme/shop.mdx:14:14', `${SLO}:1:8`],
    },
    { name: '[G02] a probe and an objective with a runbook', files: smallBook(), expected: [] },
  ],
  'probe-without-owner': [
    {
      name: 'an owner who cannot be reached',
      files: changed(
        ['teams/acme/core.yaml', 'contact: phone\n', ''],
        ['domains/acme/severities.yaml', 'to: acme/core, ', ''],
      ),
      expected: ['services/acme/shop.mdx:5:8'],
    },
    {
      name: 'an owner who is on call',
      files: changed(
        ['teams/acme/core.yaml', 'contact: phone\n', ''],
        ['domains/acme/severities.yaml', 'to: acme/core, ', ''],
        ['rotations/acme/on-call.yaml', 'title: Primary,', 'title: Primary, role: acme/core,'],
      ),
      expected: [],
    },
    { name: 'an owner with a channel', files: smallBook(), expected: [] },
  ],
};
