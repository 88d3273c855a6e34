import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openRecord } from '../../src/record/store.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { smallBook } from '../book/made.ts';

/** Stands in every place that no customer may read, in whatever case the place asks for. */
export const CANARY = /c4nary/i;
/** Words that must be found on the site of everybody. */
export const PUBLIC_WORDS = [
  'Web shop',
  'Buy here, all day.',
  'Checkout was slow for everybody',
  'We are on it, dear customers.',
  'Told in full, for customers.',
  'New cables for the shop',
  'The shop is there',
  'For five minutes the shop was away.',
  'A new version did not start, so we took it back.',
  'New versions are tried before they serve anybody.',
] as const;

/** Instant of which the sites speak. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

/**
 * The small book with a public shop and a canary word in everything around it that is not written for customers:
 * texts, front matter of every collection, comments, names of files, addresses, conditions, teams, registers, settings.
 * Two tenants have an instance of the shop each.
 */
export function leakBook(): ReadonlyMap<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>(smallBook());
  const text = (file: string) => files.get(file) as string;
  const change = (file: string, ...at: [from: string | RegExp, to: string][]) => {
    let changed = text(file);
    for (const [from, to] of at) {
      const next = changed.replace(from, to);
      if (next === changed) throw new Error(`${file} has no ${from}`);
      changed = next;
    }
    files.set(file, changed);
  };
  const all = (from: string, to: string) => {
    for (const [file, old] of files) if (typeof old === 'string') files.set(file, old.replaceAll(from, to));
  };

  all('ShopDown', 'ShopC4naryDown');
  files.set('runbooks/acme/ShopC4naryDown.mdx', text('runbooks/acme/ShopDown.mdx'));
  files.delete('runbooks/acme/ShopDown.mdx');
  all('Core team', 'C4nary core team');
  all('[Core]', '[C4nary core]');
  all('owner: Core', 'owner: C4nary core');
  all('team@acme.test', 'c4nary@acme.test');
  all('name: Warehouse', 'name: C4nary');

  files.set(
    'watchbook.yaml',
    `# c4nary in a comment
name: C4nary handbook
tagline: C4nary line
machines: [c4nary-bot]
branch: c4nary
siteUrl: https://status.acme.test
public: { title: Acme status }
probing: { control: ['c4nary.test:443'] }
record:
  locations: [local, { kind: globalping, id: far, places: [C4naryburg], tokenSecret: C4NARY_TOKEN }]
`,
  );
  change(
    'services/acme/shop.mdx',
    ['title: Shop', 'title: Web shop # c4nary\naudience: public\npublicSummary: Buy here, all day.'],
    ['Where people', 'C4nary people'],
    [
      'severity: SEV1',
      `severity: SEV1
aliases: [C4nary alias]
links: [{ label: C4nary board, url: https://c4nary.test/board }]
subFunctions: [{ name: C4nary part }]
signals: [{ name: C4nary signal, threshold: { is: above, value: 5, unit: count }, runbook: acme/ShopC4naryDown }]
dependsOn: [acme/c4nary-vault]
formerIds: [acme/c4nary-old]
doubts: [C4nary doubt]`,
    ],
    ['https://shop.test/health', 'https://c4nary.test/health?c4nary=1'],
    [
      "'[STATUS] == 200'",
      `'[BODY].c4nary == "C4NARY"'
    degradedWhen: ['[BODY].c4nary > 5']
    headers: { authorization: 'Bearer \${secret.C4NARY_KEY}', x-c4nary: C4nary }
    body: '{"c4nary": 1}'
    method: POST
    title: C4nary probe
    tags: [c4nary]`,
    ],
    [/---\n$/, '---\n{/* c4nary in a comment */}\n\nC4nary text.\n'],
  );
  files.set('services/acme/c4nary-service.png', pixel());
  files.set(
    'services/acme/c4nary-vault.mdx',
    `---
title: C4nary vault
summary: Where c4nary things are kept.
domain: acme
owner: C4nary core
severity: SEV1
probes: [{ id: c4nary-tcp, kind: tcp, host: c4nary.internal, port: 1, send: c4nary, expect: c4nary }]
---
`,
  );
  change(
    'incidents/2026-01-01-shop.mdx',
    ['The shop did not answer', 'Checkout was slow for everybody # c4nary'],
    [
      'services: [acme/shop]',
      'services: [acme/shop, acme/c4nary-vault]\naudience: public\nrunbooks: [acme/ShopC4naryDown]\nmitigation: rollback',
    ],
    ['We look into it.', 'We are on it, dear customers.'],
    ['{ acme/shop: major outage }', '{ acme/shop: degraded, acme/c4nary-vault: major outage }'],
    [/---\n$/, '---\n{/* c4nary in a comment */}\n\nTold in full, for customers.\n'],
  );
  files.set(
    'incidents/2026-01-02-c4nary.mdx',
    `---
title: C4nary incident
domain: acme
severity: SEV1
services: [acme/shop]
startedAt: 2026-01-02T00:00:00Z
resolvedAt: 2026-01-02T00:06:00Z
updates:
  - { at: 2026-01-02T00:05:00Z, state: investigating, text: C4nary words., services: { acme/shop: degraded } }
  - { at: 2026-01-02T00:06:00Z, state: resolved, text: C4nary is over now. }
---
C4nary text.
`,
  );
  files.set('incidents/c4nary-incident.png', pixel());
  change(
    'maintenance/acme/weekly.yaml',
    ['Weekly work', 'New cables for the shop # c4nary'],
    [
      'services: [acme/shop]',
      'services: [acme/shop, acme/c4nary-vault]\naudience: public\nactivities: [C4nary activity]\nrunbooks: [acme/ShopC4naryDown]',
    ],
  );
  files.set(
    'maintenance/acme/c4nary.yaml',
    text('maintenance/acme/weekly.yaml')
      .replace('audience: public', '')
      .replace('New cables', 'C4nary cables'),
  );
  change(
    'slos/acme/shop.yaml',
    ['Shop availability', 'The shop is there'],
    [
      'stated: 99.9 %',
      'stated: 99.9 %\naudience: public\nrunbook: acme/ShopC4naryDown\ndoubts: [C4nary doubt]',
    ],
  );
  files.set(
    'slos/acme/unmeasured.yaml',
    text('slos/acme/shop.yaml')
      .replace(/sli:.*\n/, 'sli: { kind: not measured, needs: A c4nary exporter }\n')
      .replace('The shop is there', 'Answers are right'),
  );
  files.set(
    'slos/acme/c4nary.yaml',
    text('slos/acme/shop.yaml').replace('audience: public', '').replace('The shop', 'C4nary shop'),
  );
  change(
    'domains/acme/index.mdx',
    [
      'A shop that sells everything to everybody.',
      'C4nary sells to everybody.\nprinciples: [{ name: C4nary first, statement: C4nary always }]\ndoubts: [C4nary doubt]',
    ],
    ['Acme sells', 'C4nary sells'],
  );
  files.set('domains/acme/c4nary-domain.png', pixel());
  change('domains/acme/severities.yaml', ['Nobody can buy', 'C4nary can buy']);
  change(
    'domains/acme/contacts.yaml',
    ['Wakes people', 'C4nary people'],
    ['name: Cloud', 'name: C4nary cloud'],
  );
  change('domains/acme/handoffs.yaml', ['Counts every night', 'C4nary every night']);
  change('domains/acme/support.yaml', ['Cannot pay', 'C4nary cannot pay']);
  change('teams/acme/core.yaml', ['Does everything', 'C4nary does everything']);
  change('runbooks/acme/ShopC4naryDown.mdx', ['The shop is down', 'C4nary is down'], ['Go to', 'C4nary to']);
  files.set('postmortems/2026-01-01-shop.mdx', leakPostmortem());
  change('rotations/acme/on-call.yaml', ['title: On-call', 'title: C4nary on-call']);
  change('checklists/acme/daily.yaml', ['title: Daily', 'title: C4nary daily']);
  change(
    'guides/acme/basics.mdx',
    ['title: Basics', 'title: C4nary basics'],
    [/---\n$/, '---\nC4nary basics.\n'],
  );
  change('policies/acme/writing.yaml', ['title: Writing', 'title: C4nary writing']);
  addTenants(files);
  return files;
}

/** A postmortem whose external part is public, with a canary in every other field that can hold one. */
function leakPostmortem(): string {
  return `---
title: C4nary shop # c4nary in a comment
summary: C4nary for five minutes the shop did not answer any of its customers.
domain: acme
incident: 2026-01-01-shop
state: in-review
severity: SEV1
audience: public
services: [acme/shop, acme/c4nary-vault]
slos: [acme/c4nary]
timestamps:
  impactStartedAt: 2026-01-01T00:00:00Z
  detectedAt: 2026-01-01T00:01:00Z
  acknowledgedAt: 2026-01-01T00:02:00Z
  mitigatedAt: 2026-01-01T00:04:00Z
  impactEndedAt: 2026-01-01T00:05:00Z
detectedBy: vendor
impact: C4nary nobody could buy.
dataLoss: true
trigger: C4nary release
contributingFactors: [{ category: change, text: C4nary was not tried }]
resolution: C4nary rolled back
lessons: { wentWell: [C4nary well], wentPoorly: [C4nary poorly], gotLucky: [C4nary luck] }
timeline:
  - { at: 2026-01-01T00:00:00Z, kind: impact-start, text: C4nary began, role: C4nary role }
  - { at: 2026-01-01T00:01:00Z, kind: detection, text: C4nary failed, evidence: 'https://c4nary.test/' }
  - { at: 2026-01-01T00:05:00Z, kind: impact-end, text: C4nary ended }
runbooksUsed: [{ runbook: acme/ShopC4naryDown, outcome: failed }]
actionItems:
  - { id: AI-1, title: C4nary releases first, kind: prevent, priority: P1, owner: acme/core, tracker: 'https://c4nary.test/1', due: 2026-02-01, state: wont-do, reason: C4nary }
external:
  summary: For five minutes the shop was away.
  whatHappened: A new version did not start, so we took it back.
  actions: [New versions are tried before they serve anybody.]
waivers: [{ of: sections, by: C4nary person, on: 2026-01-02, reason: C4nary has a reason }]
---
{/* c4nary in a comment */}

C4nary text with a [link](/runbooks/acme/ShopC4naryDown/).
`;
}

/** An instance of the shop for each of two tenants, whose names are canaries to everybody else. */
function addTenants(files: Map<string, string | Uint8Array>): void {
  for (const tenant of TENANTS) {
    files.set(
      `services/acme/${tenant}.mdx`,
      `---
title: Shop of ${tenant}
summary: The instance of ${tenant}.
domain: acme
owner: C4nary core
audience: public
tenant: ${tenant}
severity: SEV1
probes: [{ id: http, kind: http, url: 'https://${tenant}.test/', runbook: acme/ShopC4naryDown }]
---
`,
    );
    files.set(
      `incidents/2026-02-01-${tenant}.mdx`,
      `---
title: The shop of ${tenant} was slow
domain: acme
severity: SEV2
audience: public
services: [acme/${tenant}]
startedAt: 2026-02-01T00:00:00Z
resolvedAt: 2026-02-01T00:06:00Z
updates:
  - { at: 2026-02-01T00:05:00Z, state: investigating, text: We help ${tenant}., services: { acme/${tenant}: degraded } }
  - { at: 2026-02-01T00:06:00Z, state: resolved, text: Over for ${tenant}. }
---
Long text about ${tenant}.
`,
    );
    files.set(
      `slos/acme/${tenant}.yaml`,
      (files.get('slos/acme/shop.yaml') as string)
        .replaceAll('acme/shop', `acme/${tenant}`)
        .replace('The shop is there', `The shop of ${tenant} is there`),
    );
  }
}

export const TENANTS = ['northwind', 'contoso'] as const;

export async function writeFiles(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

/** A record in which the newest looks failed, for reasons that hold names from inside. */
export async function writeLeakRecord(dir: string): Promise<void> {
  const store = await openRecord({ dir });
  const probes = [
    'acme/shop/http',
    'acme/c4nary-vault/c4nary-tcp',
    ...TENANTS.map((id) => `acme/${id}/http`),
  ];
  const run = (at: number, outcome: Outcome, reason: string | null) =>
    probes.map((probe, index) => ({
      probe,
      location: 'local',
      at: at + index * 1000,
      outcome,
      latencyMs: 42,
      reason,
    }));
  const runs = [];
  for (let at = NOW - 3 * 3_600_000; at < NOW; at += 300_000) {
    const bad = at >= NOW - 1_800_000;
    runs.push(run(at, bad ? 'down' : 'up', bad ? 'connect ECONNREFUSED c4nary.internal:443' : null));
  }
  await store.append(runs, { probes });
  await store.commit(NOW, 'looks');
}

/** A picture of one pixel. */
function pixel(): Uint8Array {
  return Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
}
