import { assembleBook } from '../../src/book/assemble.ts';
import { publicBook } from '../../src/book/public.ts';
import { publishedFiles } from '../../src/publish/files.ts';
import type { Publication } from '../../src/publish/publication.ts';
import type { Outcome } from '../../src/schemas/vocabulary.ts';
import { computeFacts } from '../../src/views/facts.ts';
import { wordsFor } from '../../src/words/words.ts';
import { smallBook } from '../book/made.ts';
import { type Look, series } from '../status/looks.ts';

export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const SITE = 'https://status.example.test';
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A stretch of time in which a probe found something. */
export interface Spell {
  readonly outcome: Outcome;
  readonly from: number;
  readonly to: number;
}

export interface Asked {
  readonly files?: Readonly<Record<string, string | null>>;
  /** Spells that were not up, by component; a component that is not named here was never looked at. */
  readonly looked?: Readonly<Record<string, readonly Spell[]>>;
  readonly now?: number;
  readonly siteUrl?: string | null;
  readonly base?: string;
  readonly audience?: 'public' | 'internal';
  /** Newest look, milliseconds before now. */
  readonly age?: number;
}

const service = (title: string, more = '') => `---
title: ${JSON.stringify(title)}
summary: What colleagues know about this service.
publicSummary: What customers know about it.
domain: acme
owner: Core
audience: public
severity: SEV1
${more}probes:
  - id: http
    kind: http
    url: https://shop.test/health
---
`;

/** The files of a small public site: two components, one incident, weekly planned work, one objective. */
export const PUBLIC_FILES: Readonly<Record<string, string | null>> = {
  'services/acme/shop.mdx': service('Shop'),
  'services/acme/mail.mdx': service('Mail', 'group: Messages\n'),
  'incidents/2026-01-01-shop.mdx': null,
  'postmortems/2026-01-01-shop.mdx': null,
  'incidents/acme/payments.mdx': `---
title: Payments fail for some customers
domain: acme
severity: SEV1
audience: public
services: [acme/shop]
startedAt: 2026-11-20T10:00:00Z
resolvedAt: 2026-11-20T11:30:00Z
updates:
  - { at: 2026-11-20T10:05:00Z, state: investigating, text: We are looking into it., services: { acme/shop: degraded } }
  - { at: 2026-11-20T10:20:00Z, state: identified, text: The database is full., services: { acme/shop: major outage } }
  - { at: 2026-11-20T11:00:00Z, state: monitoring, text: It has room again., services: { acme/shop: degraded } }
  - { at: 2026-11-20T11:30:00Z, state: resolved, text: Everything works again. }
---
`,
  'maintenance/acme/weekly.yaml': `title: Weekly work
summary: The shop may be slower than usual.
domain: acme
audience: public
services: [acme/shop]
start: 2026-01-04T02:00:00Z
duration: 2h
rrule: FREQ=WEEKLY;BYDAY=SU
impact: degraded
announceLead: 7d
`,
  'slos/acme/shop.yaml': `title: Shop availability
summary: The shop is there for its customers.
domain: acme
audience: public
service: acme/shop
owner: acme/core
sli: { kind: availability, probes: [acme/shop/http] }
target: '0.999'
stated: 99.9 %
`,
};

/** Everything up, all of the time. */
export const ALL_UP = { 'acme/shop': [], 'acme/mail': [] } as const;

/** What the files of a made book publish. Throws when the book has errors, so that no test is about a broken one. */
export function published(asked: Asked = {}): Publication {
  const { now = NOW, siteUrl = SITE, base = '/', audience = 'public', looked = {}, age = 0 } = asked;
  const assembled = assembleBook(smallBook({ ...PUBLIC_FILES, ...asked.files }));
  const errors = assembled.findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new Error(errors.map((one) => `${one.file}: ${one.message}`).join('\n'));
  const book = audience === 'public' ? publicBook(assembled.book) : assembled.book;
  const newest = now - age;
  const looksOf = (probe: string) => {
    const spells = looked[probe.replace(/\/http$/, '')];
    return spells ? [series(looksUpTo(newest, spells))] : [];
  };
  const any = Object.keys(looked).length > 0;
  const facts = computeFacts(
    book,
    {
      looksOf,
      head: any ? 'abc123' : null,
      newestAt: any ? newest : null,
      sampleCount: any ? 600 : 0,
      problems: [],
    },
    now,
  );
  return {
    book,
    facts,
    words: wordsFor('en'),
    settings: { audience, siteUrl, base, demonstration: false },
  };
}

function looksUpTo(newest: number, spells: readonly Spell[]): Look[] {
  const looks: Look[] = [];
  for (let at = newest - 2 * DAY; at <= newest; at += 5 * MINUTE) {
    const spell = spells.find(({ from, to }) => from <= at && at < to);
    const outcome = spell?.outcome ?? 'up';
    looks.push({
      at,
      outcome,
      latency: outcome === 'up' ? 120 : null,
      reason: outcome === 'up' ? null : 'refused',
    });
  }
  return looks;
}

/** The text of one published file. Throws when it is not there. */
export function fileOf(publication: Publication, path: string): string {
  const make = publishedFiles(publication).get(path);
  if (!make) throw new Error(`no file ${path}`);
  return make();
}

/** The same, read as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests ask for any field, and a wrong one fails them.
export function jsonOf(publication: Publication, path: string): any {
  return JSON.parse(fileOf(publication, path));
}
