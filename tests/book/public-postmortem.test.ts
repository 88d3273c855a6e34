import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { type Book, entriesOf } from '../../src/book/book.ts';
import { publicBook } from '../../src/book/public.ts';
import { publicPostmortemSections } from '../../src/views/postmortem-public.ts';
import { wordsFor } from '../../src/words/words.ts';
import { smallBook } from './made.ts';
import { sampleBook } from './sample.ts';

const POSTMORTEM = 'postmortems/2026-01-01-shop.mdx';
const INCIDENT = 'incidents/2026-01-01-shop.mdx';

const EXTERNAL = `external:
  summary: For five minutes the shop was away.
  whatHappened: A new version did not start, so we took it back.
  actions: [New versions are tried first]
  publishedAt: 2026-01-09T09:00:00Z
`;

/** Every field of a postmortem but the external part and the timestamps carries a word that nobody outside may read. */
const PLANTED = `---
title: CANARY title of the postmortem
summary: CANARY for five minutes the shop did not answer any of its customers.
domain: acme
incident: 2026-01-01-shop
state: in-review
severity: SEV1
audience: public
services: [acme/shop, acme/canary]
slos: [acme/shop]
timestamps:
  impactStartedAt: 2026-01-01T00:00:00Z
  detectedAt: 2026-01-01T00:01:00Z
  acknowledgedAt: 2026-01-01T00:02:22Z
  declaredAt: 2026-01-01T00:02:33Z
  publicPostedAt: 2026-01-01T00:02:44Z
  mitigatedAt: 2026-01-01T00:04:00Z
  impactEndedAt: 2026-01-01T00:05:00Z
  closedAt: 2026-01-01T00:07:55Z
detectedBy: vendor
impact: CANARY nobody could buy.
dataLoss: true
trigger: CANARY release
contributingFactors: [{ category: change, text: CANARY was not tried }]
resolution: CANARY rolled back
lessons: { wentWell: [CANARY well], wentPoorly: [CANARY poorly], gotLucky: [CANARY luck] }
timeline:
  - { at: 2026-01-01T00:00:00Z, kind: impact-start, text: CANARY began, role: CANARY role }
  - { at: 2026-01-01T00:01:00Z, kind: detection, text: CANARY failed, evidence: 'https://canary.test/' }
  - { at: 2026-01-01T00:05:00Z, kind: impact-end, text: CANARY ended }
runbooksUsed: [{ runbook: acme/ShopDown, outcome: failed }]
actionItems:
  - { id: AI-1, title: CANARY releases first, kind: prevent, priority: P1, owner: acme/core, due: 2026-02-01, state: wont-do, reason: CANARY, tracker: 'https://canary.test/1' }
${EXTERNAL}waivers: [{ of: sections, by: CANARY person, on: 2026-01-02, reason: CANARY reason here }]
---
CANARY text.
`;

function bookWith(postmortem: string, incident = 'audience: public\n'): Book {
  const files = smallBook({
    'services/acme/canary.mdx':
      '---\ntitle: CANARY\nsummary: Where canary things are kept.\ndomain: acme\nowner: Core\n---\n',
    [POSTMORTEM]: postmortem,
  });
  const change = (path: string, from: string, to: string) =>
    files.set(path, (files.get(path) as string).replace(from, to));
  change('services/acme/shop.mdx', 'title: Shop', 'title: Shop\naudience: public');
  change(INCIDENT, 'startedAt', `${incident}startedAt`);
  const { book, findings } = assembleBook(files);
  expect(findings).toEqual([]);
  return book;
}

const told = (book: Book) => publicBook(book).collections.postmortems.get('2026-01-01-shop');

describe('a public postmortem', () => {
  const open = publicBook(bookWith(PLANTED));
  const entry = open.collections.postmortems.get('2026-01-01-shop') ?? (expect.fail('not kept') as never);
  const text = JSON.stringify([entry.data, entry.source, entry.domain]);

  it('[G25] holds its external part, the title of the incident, its times and its public services, and not one word more', () => {
    expect(entry.data).toMatchObject({
      title: 'The shop did not answer',
      summary: 'For five minutes the shop was away.',
      services: ['acme/shop'],
      external: { actions: ['New versions are tried first'] },
    });
    expect(Object.keys(entry.data.timestamps).sort()).toEqual([
      'detectedAt',
      'impactEndedAt',
      'impactStartedAt',
      'mitigatedAt',
    ]);
    expect(text).not.toMatch(/canary/i);
    for (const word of [
      'ShopDown',
      'acme/core',
      'AI-1',
      'vendor',
      'SEV1',
      '02:22',
      '02:33',
      '07:55',
      'content/',
    ])
      expect(text, word).not.toContain(word);
    expect(open.collections.incidents.get('2026-01-01-shop')?.data.postmortem).toBe('2026-01-01-shop');
  });

  it('[G25] says what happened, how long it took by its own timestamps, and what will be different', () => {
    const sections = publicPostmortemSections(entry, open, wordsFor('en'));
    expect(sections.map(({ title }) => title)).toEqual([
      'What happened',
      'How long it took',
      'What will be different',
    ]);
    const [, times] = sections;
    const block = times?.blocks[0];
    expect(block?.kind === 'pairs' ? block.pairs.map(({ label, value }) => [label, value.text]) : []).toEqual(
      [
        ['Until it was noticed', '1 minute'],
        ['Until the worst was over', '4 minutes'],
        ['Until it was over', '5 minutes'],
      ],
    );
    expect(JSON.stringify(sections)).not.toMatch(/canary/i);
  });

  it('[G25] leaves a time out that nobody recorded', () => {
    const found = told(bookWith(PLANTED.replace(/ {2}mitigatedAt.*\n/, '')));
    const sections = publicPostmortemSections(found ?? (expect.fail() as never), open, wordsFor('en'));
    expect(JSON.stringify(sections[1])).not.toContain('worst');
  });

  it.each<[string, Book]>([
    ['is internal', bookWith(PLANTED.replace('audience: public\n', ''))],
    ['is a draft', bookWith(PLANTED.replace('in-review', 'draft'))],
    ['is about an incident that is internal', bookWith(PLANTED, '')],
  ])('[G25] is not there at all while it %s', (_, book) => {
    const found = publicBook(book);
    expect([...found.collections.postmortems.keys()]).toEqual([]);
    expect([...found.collections.incidents.values()].map(({ data }) => data.postmortem)).not.toContain(
      '2026-01-01-shop',
    );
  });

  it('[G25] must say in external what customers may read', () => {
    const files = smallBook({ [POSTMORTEM]: PLANTED.replace(EXTERNAL, '') });
    const { findings } = assembleBook(files);
    expect(findings.map(({ message }) => message).join()).toContain(
      'says in external what customers may read',
    );
  });
});

describe('the postmortems of the sample book', async () => {
  const { book } = await sampleBook();

  it('[G25] are public for four incidents that are public themselves', () => {
    const open = publicBook(book);
    expect(entriesOf(open, 'postmortems').map(({ id }) => id.split('/')[0])).toEqual([
      'ai-film-studio',
      'la-factoria',
      'studiovault',
      'thorbis',
    ]);
    for (const { data, id } of entriesOf(open, 'postmortems')) {
      expect(data.external?.actions.length, id).toBeGreaterThan(0);
      expect(data.title).toBe(open.collections.incidents.get(data.incident)?.data.title);
    }
  });
});
