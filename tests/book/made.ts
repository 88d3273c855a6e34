import { type Assembled, assembleBook } from '../../src/book/assemble.ts';
import type { Finding } from '../../src/book/finding.ts';

/** A whole book in few words: one domain with its registers and one entry of every collection. */
const FILES: Readonly<Record<string, string>> = {
  'watchbook.yaml': 'name: Test book\n',
  'domains/acme/index.mdx': `---
title: Acme
summary: A shop that sells everything to everybody.
owner: acme/core
source: { title: Made for tests }
---
Acme sells, and promises an answer <Fact of="domains/acme/severities#levels[SEV1].responds" />.
`,
  'domains/acme/severities.yaml': `levels:
  - { id: SEV1, urgency: 1, description: Nobody can buy, responds: 15m }
  - { id: SEV2, urgency: 2, description: Some cannot buy }
  - { id: SEV3, urgency: 3, description: A typing mistake }
routes:
  - { levels: [SEV1], channels: [phone], to: acme/core, wakes: true }
  - { levels: [SEV2, SEV3], channels: [mail], wakes: false }
`,
  'domains/acme/contacts.yaml': `channels:
  - { id: phone, kind: sms, purpose: Wakes people, address: null }
  - { id: mail, kind: email, purpose: Waits for the morning, address: team@acme.test }
vendors:
  - { id: cloud, name: Cloud }
`,
  'domains/acme/handoffs.yaml': `integrations:
  - partner: Warehouse
    external: true
    topics: [{ name: Stock, detail: Counts every night }]
`,
  'domains/acme/support.yaml': `classes:
  - { name: critical, responds: < 1h, resolves: < 4h }
tickets:
  - { id: T-1, class: critical, subject: Cannot pay, openedAt: 2026-01-01T00:00:00Z }
`,
  'teams/acme/core.yaml': `title: Core team
kind: team
domain: acme
summary: Does everything.
aliases: [Core]
contact: phone
`,
  'services/acme/shop.mdx': `---
title: Shop
summary: Where people buy things.
domain: acme
owner: Core
severity: SEV1
vendors: [cloud]
probes:
  - id: http
    kind: http
    url: https://shop.test/health
    conditions:
      - '[STATUS] == 200'
    runbook: acme/ShopDown
---
`,
  'runbooks/acme/ShopDown.mdx': `---
title: The shop is down
summary: Use this when the shop does not answer its health check.
kind: alert
domain: acme
services: [acme/shop]
alerts: [ShopDown]
severity: SEV1
owner: acme/core
reviewedOn: 2026-09-01
---
## Mitigate

Go to [mitigate](#mitigate), then to the [team](/teams/acme/core/). <Live service="acme/shop" />

## Meaning

The check fails.

## Impact

Nobody buys.

## Diagnosis

Look at the log.

## Mitigation

See above.

## Escalation

Call the team.
`,
  'slos/acme/shop.yaml': `title: Shop availability
summary: The shop is there for its customers.
domain: acme
service: acme/shop
owner: acme/core
sli: { kind: availability, probes: [acme/shop/http] }
target: '0.999'
stated: 99.9 %
`,
  'incidents/2026-01-01-shop.mdx': `---
title: The shop did not answer
domain: acme
severity: SEV1
services: [acme/shop]
startedAt: 2026-01-01T00:00:00Z
resolvedAt: 2026-01-01T00:06:00Z
postmortem: 2026-01-01-shop
updates:
  - at: 2026-01-01T00:05:00Z
    state: investigating
    text: We look into it.
    services: { acme/shop: major outage }
  - { at: 2026-01-01T00:06:00Z, state: resolved, text: The shop answers again. }
verifiedAt: 2026-01-01T00:10:00Z
---
`,
  'postmortems/2026-01-01-shop.mdx': `---
title: The shop did not answer
summary: For five minutes the shop did not answer any of its customers.
domain: acme
incident: 2026-01-01-shop
state: in-review
severity: SEV1
services: [acme/shop]
timestamps:
  impactStartedAt: 2026-01-01T00:00:00Z
  detectedAt: 2026-01-01T00:01:00Z
  impactEndedAt: 2026-01-01T00:05:00Z
detectedBy: probe
impact: Nobody could buy.
dataLoss: false
trigger: A release
contributingFactors: [{ category: change, text: The release was not tried }]
resolution: Rolled back
lessons: {}
timeline:
  - { at: 2026-01-01T00:00:00Z, kind: impact-start, text: Errors began }
  - { at: 2026-01-01T00:01:00Z, kind: detection, text: A probe failed }
  - { at: 2026-01-01T00:05:00Z, kind: impact-end, text: Errors ended }
actionItems:
  - { id: AI-1, title: Try releases first, kind: prevent, priority: P1, owner: acme/core, due: 2026-02-01, state: open }
---
`,
  'maintenance/acme/weekly.yaml': `title: Weekly work
summary: The shop may be slower than usual.
domain: acme
services: [acme/shop]
start: 2026-01-04T02:00:00Z
duration: 2h
rrule: FREQ=WEEKLY;BYDAY=SU
impact: degraded
announceLead: 7d
`,
  'rotations/acme/on-call.yaml': `title: On-call
summary: Who answers when the shop is down.
domain: acme
owner: acme/core
timeZone: Etc/UTC
tiers: [{ id: primary, title: Primary, shift: 1 week, duties: [Answer the page] }]
`,
  'checklists/acme/daily.yaml': `title: Daily checks
summary: What is looked at every morning.
domain: acme
owner: acme/core
cadence: daily
purpose: operations
items: [{ text: Look at the shop }]
`,
  'guides/acme/basics.mdx': `---
title: Basics
summary: How the shop is built.
domain: acme
owner: acme/core
---
`,
  'policies/acme/writing.yaml': `title: Writing
summary: What is written after an incident.
domain: acme
owner: acme/core
kind: postmortem
deadlines: [{ what: The postmortem, appliesTo: [SEV1], within: 72h, clock: unspecified }]
`,
};

/** The files of the small book. `null` takes a file away. */
export function smallBook(changes: Readonly<Record<string, string | null>> = {}): Map<string, string> {
  const files = new Map(Object.entries(FILES));
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

/** The small book with one piece of one file replaced. Throws when the piece is not there, so no case tests nothing. */
export function edited(path: string, from: string | RegExp, to: string): Map<string, string> {
  const text = FILES[path];
  if (text === undefined) throw new Error(`the small book has no file ${path}`);
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} has no ${from}`);
  return smallBook({ [path]: changed });
}

/** Findings in the form `file:line:column rule (suggestion)`, notes left out. */
export function places(findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => finding.level !== 'note')
    .map(
      ({ file, line, column, rule, suggestion }) =>
        `${file}:${line}:${column} ${rule}${suggestion === null ? '' : ` (${suggestion})`}`,
    );
}

/** Findings of a set of files, as {@link places} writes them. */
export function placesIn(files: ReadonlyMap<string, string>): string[] {
  return places(assembleBook(files).findings);
}

/** The small book with findings, for tests that only need a book. */
export function assembled(): Assembled {
  return assembleBook(smallBook());
}
