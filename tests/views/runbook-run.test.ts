import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { readBody } from '../../src/book/body.ts';
import { type Book, entry } from '../../src/book/book.ts';
import { loadBook } from '../../src/book/load.ts';
import { runPlan } from '../../src/views/runbook-run.ts';
import { probeRunbookLink, runbookTarget } from '../../src/views/runbook-target.ts';
import { verifyFacts } from '../../src/views/runbook-verify.ts';
import { smallBook } from '../book/made.ts';
import { ROOT } from '../book/sample.ts';
import { viewOf } from './made.ts';

const { book: sample } = await loadBook(ROOT);
const RUNBOOK = 'runbooks/acme/ShopDown.mdx';
const ROTATION = 'rotations/acme/on-call.yaml';

const planOf = (book: Book, id: string, now?: number) =>
  runPlan(entry(book, 'runbooks', id), viewOf(book, () => [], now).context);
const said = (book: Book, id: string, now?: number) =>
  planOf(book, id, now).levels.map(({ role, when, who }) => `${role.text} ${when}: ${who.text}`);

describe('the escalation of a run', () => {
  it('[K38] takes the times that the runbook writes down, and never makes up a name', () => {
    expect(said(sample, 'thorbis/PlatformDown')).toEqual([
      expect.stringMatching(/^Primary.* at the start: not in this book$/),
      expect.stringMatching(/^Secondary.* after 15 minutes: not in this book$/),
      expect.stringMatching(/^Manager.* after 30 minutes: not in this book$/),
      'Operations Lead after 1 hour: see its page',
    ]);
  });

  const tiers = (first: string) => `title: On-call
summary: Who answers when the shop is down.
domain: acme
owner: acme/core
timeZone: Etc/UTC
start: 2026-11-16
handoff: { weekday: monday, time: "09:00" }
tiers:
  - { id: primary, title: Primary, shift: 1 week, duties: [Answer the page], participants: [acme/core, acme/web]${first} }
  - { id: secondary, title: Secondary, shift: 1 week, duties: [Help the first], escalatesAfter: 30m }
  - { id: manager, title: Manager, shift: 1 month, duties: [Decide on money] }
`;
  const web = {
    'teams/acme/web.yaml': `${smallBook().get('teams/acme/core.yaml')}`
      .replace('Core team', 'Web team')
      .replace('aliases: [Core]\n', ''),
  };
  const bookWith = (rotation: string) => assembleBook(smallBook({ [ROTATION]: rotation, ...web })).book;

  it('[K37] [K38] adds up the times of the tiers where the runbook has none, and says who is on call', () => {
    const book = bookWith(tiers(', escalatesAfter: 15m'));
    const monday = Date.parse('2026-11-23T09:00:00Z');
    expect(said(book, 'acme/ShopDown', monday - 1000)).toEqual([
      'Primary at the start: Core team',
      'Secondary after 15 minutes: not in this book',
      'Manager after 45 minutes: not in this book',
    ]);
    expect(said(book, 'acme/ShopDown', monday)[0]).toBe('Primary at the start: Web team');
    expect(planOf(book, 'acme/ShopDown', monday - 1000).levels[0]?.until).toBe(monday);
  });

  it('leaves out levels whose time nobody wrote down', () => {
    const plan = planOf(bookWith(tiers('')), 'acme/ShopDown');
    expect(plan.levels.map(({ role }) => role.text)).toEqual(['Primary']);
    expect(plan.source).toBe('Nobody wrote down when to go one level up.');
  });

  it('begins with the owner where there is no rotation', () => {
    const book = assembleBook(smallBook({ [ROTATION]: null })).book;
    expect(said(book, 'acme/ShopDown')).toEqual(['Core team at the start: nobody is on call by this book']);
  });
});

describe('where to begin in a runbook', () => {
  const withStarts = (starts: string) =>
    assembleBook(
      smallBook({
        [RUNBOOK]: (smallBook().get(RUNBOOK) as string).replace('owner:', `${starts}owner:`),
      }),
    ).book;
  const targetOf = (book: Book, of: string) => {
    const found = entry(book, 'runbooks', 'acme/ShopDown');
    return runbookTarget(found, of, readBody(found.source));
  };

  it('[S3] is the step that it names for an alert or probe, else its diagnosis', () => {
    const book = withStarts('starts: [{ of: ShopDown, at: impact }, { of: acme/shop/http, at: meaning }]\n');
    expect(targetOf(book, 'ShopDown')).toBe('/runbooks/acme/ShopDown/#impact');
    expect(targetOf(book, 'acme/shop/http')).toBe('/runbooks/acme/ShopDown/#meaning');
    expect(targetOf(withStarts(''), 'ShopDown')).toBe('/runbooks/acme/ShopDown/#diagnosis');
  });

  it('is the top of a text without any of these', () => {
    const bare = (smallBook().get(RUNBOOK) as string).replace(/^## .*$/gm, '');
    const { book } = assembleBook(smallBook({ [RUNBOOK]: bare }));
    expect(targetOf(book, 'ShopDown')).toBe('/runbooks/acme/ShopDown/');
  });

  it('[S3] leads from the probe of a service', () => {
    const book = withStarts('starts: [{ of: acme/shop/http, at: meaning }]\n');
    const { context } = viewOf(book);
    expect(book.probes.map((probe) => probeRunbookLink(context, probe))).toMatchObject([
      { text: 'The shop is down', href: '/runbooks/acme/ShopDown/#meaning' },
    ]);
  });
});

describe('what a step that verifies shows', () => {
  it('claims nothing where nobody has looked', () => {
    const { book } = assembleBook(smallBook());
    const { facts } = viewOf(book);
    const shop = facts.components.get('acme/shop');
    if (!shop) throw new Error('the small book has no shop');
    const shown = verifyFacts(shop, entry(book, 'slos', 'acme/shop'), facts);
    expect(shown).toMatchObject({ state: 'unknown', since: null, newestAt: null });
    expect(shown.budget).toMatchObject({ kind: 'unknown', text: 'too little data to judge' });
    expect(verifyFacts(shop, undefined, facts).budget).toBeNull();
  });
});
