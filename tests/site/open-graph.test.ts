import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { publicBook } from '../../src/book/public.ts';
import { openPainter } from '../../src/site/open-graph.ts';
import type { ComponentState } from '../../src/status/component.ts';
import {
  type Card,
  componentCard,
  drawCard,
  foldWords,
  incidentCard,
  PICTURE,
  pictureWords,
  statusCard,
} from '../../src/views/open-graph.ts';
import { assembled, edited } from '../book/made.ts';
import { viewOf } from '../views/made.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'watchbook-og-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const modules = path.resolve('node_modules');

const card = (changes: Partial<Card> = {}): Card => ({
  site: 'Acme status',
  title: 'Web shop',
  state: 'operational',
  stateWords: 'Operational',
  lines: ['Uptime (90 days): 99.98%'],
  age: '21 Nov 2026',
  ...changes,
});

describe('the picture of a page', () => {
  it('says state, name, uptime with its window, and age, all from the facts', () => {
    const open = publicBook(
      assembleBook(edited('services/acme/shop.mdx', 'title: Shop', 'title: Shop\naudience: public')).book,
    );
    const { facts } = viewOf(open);
    const component = facts.components.get('acme/shop');
    if (!component) throw new Error('the small book has a shop');
    const words = pictureWords('en');
    const said = componentCard(open, facts, component, words);
    expect(said).toMatchObject({
      title: 'Shop',
      state: component.standing.state,
      stateWords: words.say(`state.${component.standing.state}`),
      age: words.day(facts.now),
    });
    expect(said.lines.at(-1)).toBe(
      `Uptime (90 days): ${words.percent(component.windows.quarter.uptime.ratio, 2)}`,
    );
    expect(statusCard(open, facts, words).state).toBe(facts.page('public').state);
    const drawn = drawCard(said);
    for (const text of [said.title, said.stateWords, said.age, ...said.lines]) expect(drawn).toContain(text);
  });

  it('tells an incident that is over with how long it lasted, and never changes again', () => {
    const { book, facts } = viewOf(assembled().book);
    const incident = facts.incidents.find(({ origin }) => origin === 'written');
    if (!incident) throw new Error('the small book has an incident');
    const said = incidentCard(book, incident, pictureWords('en'));
    expect(said).toMatchObject({
      title: 'The shop did not answer',
      state: 'operational',
      stateWords: 'Resolved',
    });
    expect(said.lines).toEqual(['Shop', expect.stringMatching(/^Major outage \(lasted 6 min/)]);
    expect(said.age).toContain('1 Jan 2026, 00:06 UTC');
  });

  it('has a shape and a colour of its own for every state', () => {
    const states: ComponentState[] = [
      'operational',
      'degraded',
      'partial outage',
      'down',
      'unknown',
      'maintenance',
    ];
    const shapes = states.map((state) => /<g transform.*<\/g>/.exec(drawCard(card({ state })))?.[0]);
    expect(new Set(shapes).size).toBe(states.length);
  });

  it('speaks English where the typeface lacks the letters of the language', () => {
    expect(pictureWords('ja').say('state.down')).toBe('Down');
    expect(pictureWords('de-AT').say('state.down')).toBe(pictureWords('de').say('state.down'));
    expect(pictureWords('de').language).toBe('de');
  });

  it('cuts long names with an ellipsis between letters, within two lines', () => {
    const long = foldWords('An extraordinarily long name of a component '.repeat(6), 72, 1040, 2);
    expect(long).toHaveLength(2);
    expect(long[1]).toMatch(/[^ ]…$/);
    const family = '👩‍👩‍👧‍👦';
    expect(foldWords(family.repeat(40), 72, 1040, 1)[0]).toMatch(new RegExp(`^(?:${family})+…$`, 'u'));
    expect(foldWords('x'.repeat(300), 72, 1040, 2)).toHaveLength(1);
    expect(foldWords('Short', 72, 1040, 2)).toEqual(['Short']);
    expect(foldWords('', 72, 1040, 2)).toEqual([]);
  });
});

describe('a painter', () => {
  const fresh = () => openPainter(mkdtempSync(path.join(folder, 'cache-')), modules);

  it('paints a PNG of 1200 × 630, the same bytes every time', async () => {
    const png = Buffer.from(await fresh().paint(drawCard(card())));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([PICTURE.width, PICTURE.height]);
    expect(Buffer.from(await fresh().paint(drawCard(card()))).equals(png)).toBe(true);
    expect(Buffer.from(await fresh().paint(drawCard(card({ state: 'down' })))).equals(png)).toBe(false);
  });

  it.each([
    ['emoji', 'Shop 🛒 👩‍👩‍👧‍👦 🎉'],
    ['right to left', 'متجر السبت עברית'],
    ['Chinese, Japanese and Korean', '支付服务 決済 결제'],
    ['markup', '<script>alert("&amp;")</script> ]]> &'],
    ['control characters', 'a\u0000b\u0008c\u001fd\ufffe'],
    ['half an emoji', 'a\ud83d b'],
    ['nothing', ''],
  ])('draws names with %s', async (_, title) => {
    const png = await fresh().paint(drawCard(card({ title, lines: [title, title] })));
    expect(Buffer.from(png).subarray(1, 4).toString()).toBe('PNG');
  });

  it('does not paint what it painted before', async () => {
    const cache = path.join(folder, 'kept');
    const svg = drawCard(card());
    const first = await openPainter(cache, modules).paint(svg);
    expect(readdirSync(cache)).toHaveLength(1);
    // Without a renderer it can only come from the cache.
    const again = await openPainter(cache, path.join(folder, 'no modules')).paint(svg);
    expect(Buffer.from(again).equals(Buffer.from(first))).toBe(true);
    const other = drawCard(card({ title: 'Other' }));
    await expect(openPainter(cache, path.join(folder, 'no modules')).paint(other)).rejects.toThrow('ENOENT');
  });
});
