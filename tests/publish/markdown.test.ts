import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { describe, expect, it } from 'vitest';
import { publishedFiles } from '../../src/publish/files.ts';
import { proseMd } from '../../src/publish/markdown/prose.ts';
import { md, mdLink } from '../../src/publish/markdown/write.ts';
import { WINDOWS } from '../../src/views/facts.ts';
import { ALL_UP, type Asked, fileOf, NOW, published, SITE } from './made.ts';

const HOUR = 3_600_000;
const DOWN = { 'acme/shop': [{ outcome: 'down', from: NOW - HOUR, to: NOW + 1 }], 'acme/mail': [] } as const;
const parser = unified().use(remarkParse).use(remarkGfm);

/** The text that a reader of Markdown sees, and every address it leads to. */
function readMd(markdown: string): { text: string; links: string[]; html: string[] } {
  const tree = parser.parse(markdown);
  const texts: string[] = [];
  const links: string[] = [];
  const html: string[] = [];
  visit(tree, (node) => {
    if (node.type === 'text' || node.type === 'inlineCode' || node.type === 'code') texts.push(node.value);
    if (node.type === 'link' || node.type === 'definition' || node.type === 'image') links.push(node.url);
    if (node.type === 'html') html.push(node.value);
  });
  return { text: texts.join('\n'), links, html };
}

describe('Markdown twins', () => {
  const publication = published({ looked: DOWN });
  const files = publishedFiles(publication);
  const pages = [...files.keys()].filter((path) => path.endsWith('index.md'));

  it('[S31] are there for every public page, and llms.txt leads to them', () => {
    expect(pages.sort()).toEqual(
      [
        'index.md',
        'incidents/index.md',
        'maintenance/index.md',
        'how-we-measure/index.md',
        'subscribe/index.md',
        'components/acme/mail/index.md',
        'components/acme/shop/index.md',
        'incidents/acme/payments/index.md',
        'incidents/automatic/acme/shop/20261121T110000Z/index.md',
        'maintenance/acme/weekly/index.md',
        ...['08', '09', '10', '11'].map((month) => `incidents/month/2026-${month}/index.md`),
      ].sort(),
    );
    const { links } = readMd(files.get('llms.txt')?.() ?? '');
    for (const page of pages) {
      if (!page.includes('/month/') && !page.includes('weekly')) expect(links).toContain(`${SITE}/${page}`);
    }
    expect([...publishedFiles(published({ audience: 'internal' })).keys()]).not.toContain('index.md');
  });

  it('[S31] have no link that leads nowhere', () => {
    const broken: string[] = [];
    let seen = 0;
    for (const path of [...pages, 'llms.txt']) {
      for (const link of readMd(files.get(path)?.() ?? '').links) {
        seen += 1;
        if (!link.startsWith(`${SITE}/`)) broken.push(`${path}: ${link}`);
        else if (!files.has(link.slice(SITE.length + 1))) broken.push(`${path}: ${link}`);
      }
    }
    // The file itself is served beside the others.
    expect(broken.filter((one) => !one.endsWith('/llms.txt'))).toEqual([]);
    expect(seen).toBeGreaterThan(50);
  });

  it('say of a component what its page says', () => {
    const shop = publication.facts.components.get('acme/shop');
    const { words } = publication;
    const { text } = readMd(files.get('components/acme/shop/index.md')?.() ?? '');
    expect(text).toContain('What customers know about it.');
    expect(text).toContain(': Down');
    for (const { id } of WINDOWS) {
      const { uptime, latency } = shop?.windows[id] ?? (expect.fail('no figures') as never);
      expect(text).toContain(words.percent(uptime.ratio, 3));
      expect(text).toContain(words.percent(uptime.coverage, 1));
      expect(text).toContain(words.number(uptime.sampleCount ?? -1));
      expect(text).toContain(words.ms(latency.p95));
    }
    for (const { day } of shop?.days ?? []) expect(text).toContain(words.day(Date.parse(day)));
    expect(text).toContain('Shop availability');
  });

  it('say of an incident what its page says, newest first', () => {
    const { text } = readMd(files.get('incidents/acme/payments/index.md')?.() ?? '');
    const said = [
      'Everything works again.',
      'It has room again.',
      'The database is full.',
      'We are looking into it.',
    ];
    const places = said.map((one) => text.indexOf(one));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toContain('Shop: Degraded → Major outage');
    const { words } = publication;
    expect(text).toContain(
      `${words.instant(Date.parse('2026-11-20T11:30:00Z'))} (lasted ${words.span(1.5 * HOUR)})`,
    );
    const automatic = readMd(
      files.get('incidents/automatic/acme/shop/20261121T110000Z/index.md')?.() ?? '',
    ).text;
    expect(automatic).toContain('Found by probes and not yet described by a person.');
    expect(automatic).toContain('still open');
  });

  it('say on the front page what is affected, since when, and how old that is', () => {
    const { text } = readMd(files.get('index.md')?.() ?? '');
    const { words } = publication;
    expect(text).toContain(`Shop: down since ${words.instant(NOW - HOUR)}`);
    expect(text).toContain(`As of ${words.instant(NOW)}`);
    expect(text).toContain('Shop did not work');
    expect(readMd(fileOf(published(), 'index.md')).text).toContain('Nothing has been measured yet');
  });
});

describe('text as Markdown', () => {
  it.each([
    '# no heading',
    '- no list',
    '1. no list',
    '+ no list',
    '> no quote',
    '*no* _emphasis_ ~~struck~~ `code`',
    '[no](/link/) ![picture](x)',
    'a | b',
    '<script>alert(1)</script> <b>',
    '&lt;script&gt; &amp;',
    'back\\slash \\< \\*',
    '=== ---',
    '--- x',
    '12) no list',
    '99.95% of 0.0%',
    '[^1] [x]: y',
  ])('says exactly %s', (text) => {
    const tree = parser.parse(md(text));
    expect(tree.children.map(({ type }) => type)).toEqual(['paragraph']);
    const { text: read, links, html } = readMd(md(text));
    expect([read.replaceAll('\n', ''), links, html]).toEqual([text, [], []]);
    const cell = readMd(`| a |\n| --- |\n| ${md(text)} |`);
    expect(cell.text).toBe(`a\n${text}`);
  });

  it('links only to paths and to the web', () => {
    expect(readMd(mdLink('x', 'javascript:alert(1)')).links).toEqual([]);
    expect(readMd(mdLink('x', 'data:text/html,x')).links).toEqual([]);
    expect(readMd(mdLink('](y) <b>', '/a b/(c)/')).links).toEqual(['/a%20b/%28c%29/']);
  });

  it('keeps what readers of the page see, and nothing of what they do not', () => {
    const written = `import Secret from './secret.ts'

## Why

**Bold** and _thin_ words, 1 < 2, [a](javascript:alert(1)), [b](/fine/) and \`<code>\`.{/* hidden */}

{/* hidden */}

<Aside kind="hidden">

- one
- two <Fact of="hidden" />

</Aside>

| a | b |
| --- | --- |
| x | y |

\`\`\`sh
echo "<b>"
\`\`\`
`
      .replaceAll('\\`', '`')
      .replace('1 < 2', '1 \\< 2');
    const made = proseMd(written);
    expect(made).not.toMatch(/hidden|import|Secret|Aside|Fact/);
    const { links, html, text } = readMd(made);
    expect([links, html]).toEqual([['/fine/'], []]);
    for (const word of [
      'Why',
      'Bold',
      'thin',
      ' words, 1 < 2, a, ',
      '<code>',
      'one',
      'two',
      'x',
      'y',
      'echo "<b>"',
    ]) {
      expect(text).toContain(word);
    }
    expect(made).toContain('**Bold** and _thin_ words');
    expect(proseMd('<Unclosed {')).toBe('');
  });
});

describe('security.txt', () => {
  const text = (asked: Asked = {}) => {
    const publication = published({ ...asked, looked: ALL_UP });
    Object.assign(publication.book.config.public, { securityContact: 'mailto:security@acme.test' });
    return fileOf(publication, '.well-known/security.txt');
  };

  it('names the contact, and expires a year after the day of the build', () => {
    expect(text()).toBe(
      `Contact: mailto:security@acme.test
Expires: 2027-11-21T00:00:00.000Z
Preferred-Languages: en
Canonical: ${SITE}/.well-known/security.txt
`,
    );
    expect(text({ siteUrl: null })).not.toContain('Canonical');
    expect([...publishedFiles(published()).keys()]).not.toContain('.well-known/security.txt');
  });
});
