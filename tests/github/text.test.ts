import fc from 'fast-check';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../src/github/fact.ts';
import { issueBody, issueTitle } from '../../src/github/issue.ts';
import { labelOf, MOST_LABEL, severityLabel, withSeverity } from '../../src/github/label.ts';
import { mark, marksIn } from '../../src/github/mark.ts';
import { cut, link, literal, oneLine, plainText, quoted } from '../../src/github/text.ts';
import type { LoggedIncident } from '../../src/response/situation.ts';
import { mirroredBook, START } from './world.ts';

/** Reasons that would call people, link to other things, or show something else, if GitHub took them for markup. */
const HOSTILE = [
  '@everyone @acme/core look',
  '#1 GH-1 acme/book#2 https://evil.test www.evil.test',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '![x](https://evil.test/pixel.png) [click](https://evil.test)',
  '``` ` `` @ada `',
  '`@ada`',
  '<!-- watchbook:fact:closed -->',
  '--> <b>bold</b> <!--',
  'a\n\n# Heading\n- [ ] @ada\n> quote\n\n| a | b |\n|---|---|\n',
  'c0ffee0 0123456789abcdef0123456789abcdef01234567',
  '\u202egnp.exe\u202c \u0000\u0007\u009b',
  '&#64;ada &lt;img&gt;',
  '\\`@ada\\`',
  '$$\\href{javascript:alert(1)}{x}$$',
  ':bomb: ~~gone~~ **loud** _soft_',
  '[x]: https://evil.test',
  '[^1]: note',
  'half of a pair \ud83d and \udca5',
];

const parser = unified().use(remarkParse).use(remarkGfm);

interface Rendered {
  /** Text that GitHub looks through for names, numbers and addresses. */
  readonly live: string;
  readonly links: readonly string[];
  readonly html: readonly string[];
  readonly kinds: ReadonlySet<string>;
  readonly code: readonly string[];
}

/** What a text becomes by the rules of CommonMark and of GitHub's tables, links and footnotes. */
function rendered(markdown: string): Rendered {
  const live: string[] = [];
  const links: string[] = [];
  const html: string[] = [];
  const code: string[] = [];
  const kinds = new Set<string>();
  const walk = (node: Nodes, linked: boolean): void => {
    kinds.add(node.type);
    if (node.type === 'text' && !linked) live.push(node.value);
    if (node.type === 'html') html.push(node.value);
    if (node.type === 'inlineCode') code.push(node.value);
    if (node.type === 'link') links.push(node.url);
    if ('children' in node) for (const child of node.children) walk(child, linked || node.type === 'link');
  };
  walk(parser.parse(markdown), false);
  return { live: live.join('\n'), links, html, kinds, code };
}

const CALLS = /[@#]|https?:|www\.|\bGH-\d|[0-9a-f]{7,}|:[a-z]+:/i;
const REFUSED = [
  'image',
  'imageReference',
  'linkReference',
  'definition',
  'footnoteDefinition',
  'table',
  'heading',
  'delete',
];

describe('words that are not ours', () => {
  test.each(HOSTILE)('%j stand as they are, and GitHub finds nothing in them', (text) => {
    for (const markdown of [literal(text), quoted(text), `Reason: ${literal(text)}, ${literal('next')}.`]) {
      const { live, links, html, kinds } = rendered(markdown);
      expect(live).not.toMatch(CALLS);
      expect(links).toEqual([]);
      expect(html).toEqual([]);
      expect([...kinds].filter((kind) => REFUSED.includes(kind))).toEqual([]);
    }
    expect(rendered(literal(text)).code.join('')).toBe(oneLine(text));
  });

  test('[U10] whatever they are made of, they are one piece of code that says the same', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('`', '``', ' ', '\n', '@a', '<', '-->', '\\'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join('');
        const line = oneLine(text);
        const { live, code, html, kinds } = rendered(`- **Reason:** ${literal(text)} and more`);
        expect(html).toEqual([]);
        expect(live).toContain('and more');
        if (line === '') return;
        expect(code).toEqual([line]);
        expect(live).not.toMatch(/[@<`]/);
        expect(kinds.has('link')).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(HOSTILE)('%j as the label of a link lead nowhere else', (text) => {
    const { live, links, html } = rendered(`See ${link(text, 'https://book.test/runbooks/a b/<x>/')}.`);
    expect(links).toEqual(['https://book.test/runbooks/a%20b/%3Cx%3E/']);
    expect(html).toEqual([]);
    expect(live.trim()).toMatch(/^See\s+\.$/);
  });

  test('are cut without splitting a character', () => {
    expect(cut('😀😀', 2)).toBe('…');
    expect(cut('a😀b', 3)).toBe('a…');
    expect(literal('x'.repeat(2_000)).length).toBeLessThan(510);
  });
});

describe('an issue about hostile names', () => {
  const incident = (text: string): LoggedIncident => ({
    id: `outside/${text}`,
    origin: 'outside',
    domain: 'acme',
    severity: text,
    severities: [
      { at: START, severity: 'SEV2' },
      { at: START + 1_000, severity: text },
    ],
    services: ['acme/shop', text],
    startedAt: START,
    title: text,
    reason: text,
    runbook: text,
    internal: false,
    published: false,
    publishedAt: null,
    postmortemAsked: false,
    judgedAt: null,
    state: 'investigating',
    updates: [
      { at: START, by: text, via: `book:${text}`, state: 'identified', text, services: [text], impact: null },
    ],
    openedAt: START,
    closedAt: null,
    endedAt: null,
    acknowledged: { at: START, by: text },
  });

  test.each(HOSTILE)('%j calls nobody, shows nothing foreign, and keeps its mark', (text) => {
    const book = mirroredBook();
    const tier = { tier: 'one', title: text, who: text, escalateAfterMs: null };
    const parts = {
      book,
      addresses: { handbook: 'https://book.test', status: 'https://status.test' },
      onCall: () => [tier],
      now: START,
    };
    const one = incident(text);
    const facts = factsOf(one, book);
    const bodies = [
      issueBody(
        one,
        parts,
        facts.map(({ name }) => name),
      ),
      ...facts.map((fact) => fact.text ?? ''),
    ];
    for (const body of bodies) {
      const { live, links, html, kinds } = rendered(body);
      expect(live).not.toMatch(CALLS);
      for (const url of links) expect(url).toMatch(/^https:\/\/(?:book|status)\.test\//);
      expect(
        html.every((part) => part.split('\n').every((line) => /^<!-- watchbook:\S+ -->$/.test(line))),
      ).toBe(true);
      expect([...kinds].filter((kind) => REFUSED.includes(kind))).toEqual([]);
    }
    expect(marksIn(bodies[0], 'incident')).toEqual([one.id.toWellFormed()]);
    expect(marksIn(bodies[0], 'fact')).toEqual(facts.map(({ name }) => name));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(issueTitle(one, book)).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
    expect(issueTitle(one, book).length).toBeGreaterThan(0);
  });
});

describe('a mark', () => {
  test('is found again by its name, whatever that is made of, and ends nowhere inside it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const text = mark('fact', name);
        expect(text.slice(4, -3)).not.toMatch(/--|>/);
        expect(text).not.toContain('\n');
        expect(marksIn(`${text}\nsaid`, 'fact')).toEqual([name.toWellFormed()]);
      }),
      { numRuns: 500 },
    );
  });

  test('counts at the very beginning only: what somebody quotes is not ours', () => {
    const text = mark('fact', 'closed');
    expect(marksIn(`> ${text}`, 'fact')).toEqual([]);
    expect(marksIn(`He wrote:\n${text}`, 'fact')).toEqual([]);
    expect(marksIn(`${mark('incident', 'a/b')}\n${text}\n`, 'fact')).toEqual(['closed']);
  });
});

describe('a label', () => {
  test('[U10] is never longer than GitHub takes, has no comma, and differs where names differ', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (name) => {
        const label = severityLabel(name);
        expect(label.length).toBeLessThanOrEqual(MOST_LABEL);
        expect(label).not.toMatch(/[,\n\r]/);
        expect(label.trim()).toBe(label);
        expect(label.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
    const long = 'x'.repeat(80);
    expect(labelOf(`${long}a`)).not.toBe(labelOf(`${long}b`));
    expect(labelOf('incident')).toBe('incident');
    expect(severityLabel('SEV1')).toBe('severity: SEV1');
  });

  test('of a severity takes the place of the one before, and of nothing else', () => {
    expect(withSeverity(['incident', 'severity: SEV1', 'customer'], 'SEV2')).toEqual([
      'incident',
      'customer',
      'severity: SEV2',
    ]);
  });
});

describe('what people wrote on GitHub', () => {
  test('becomes plain text: hidden comments, controls and turned text are gone, and it has an end', () => {
    expect(plainText('Up <!-- secret\nplan --> again')).toBe('Up  again');
    expect(plainText('Up <!-- never closed\nplan')).toBe('Up');
    expect(plainText('a\u202eb\u0000c\r\nd\t e\n\n\n\nf  ')).toBe('abc\nd  e\n\nf');
    expect(plainText('y'.repeat(3_000))).toHaveLength(2_000);
    expect(plainText('<b>bold</b> @all')).toBe('<b>bold</b> @all');
  });
});
