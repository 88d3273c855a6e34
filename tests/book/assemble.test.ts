import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { COLLECTIONS } from '../../src/schemas/reference.ts';
import { REGISTER_NAMES } from '../../src/schemas/registers/index.ts';
import { assembled, edited, placesIn, smallBook } from './made.ts';

describe('the small book', () => {
  it('has an entry of every collection and not one finding, notes included', () => {
    const { book, findings } = assembled();
    expect(findings).toEqual([]);
    for (const name of COLLECTIONS) expect(book.collections[name].size, name).toBe(1);
    expect(book.probes.map((probe) => probe.fullId)).toEqual(['acme/shop/http']);
    expect([...book.alerts]).toEqual([['ShopDown', 'acme/ShopDown']]);
    expect([...(book.registers.get('acme')?.keys() ?? [])].sort()).toEqual([
      'contacts',
      'handoffs',
      'severities',
      'support',
    ]);
  });
});

describe('a mistake is reported once, at its exact place, with what was meant', () => {
  it.each([
    [
      'malformed YAML',
      edited('teams/acme/core.yaml', 'kind: team', 'kind: [team'),
      ['content/teams/acme/core.yaml:3:1 yaml-syntax'],
    ],
    [
      'a key written twice',
      edited('teams/acme/core.yaml', 'contact: phone', 'title: Again'),
      ['content/teams/acme/core.yaml:6:1 yaml-syntax'],
    ],
    [
      'an alias without anchor',
      edited('teams/acme/core.yaml', 'Core team', '*nobody'),
      ['content/teams/acme/core.yaml:1:8 yaml-syntax'],
    ],
    [
      'no front matter',
      smallBook({ 'guides/acme/basics.mdx': '# Basics\n' }),
      ['content/guides/acme/basics.mdx:1:1 front-matter-missing'],
    ],
    [
      'front matter without end',
      smallBook({ 'guides/acme/basics.mdx': '---\ntitle: Basics\n' }),
      ['content/guides/acme/basics.mdx:1:1 front-matter-missing'],
    ],
    [
      '[U38] a misspelt key',
      edited('services/acme/shop.mdx', 'owner:', 'ownr:'),
      [
        'content/services/acme/shop.mdx:5:1 unknown-key (owner)',
        'content/services/acme/shop.mdx:2:1 missing-field',
      ],
    ],
    [
      '[U38] a misspelt key inside a list',
      edited('services/acme/shop.mdx', '    url:', '    ulr:'),
      [
        'content/services/acme/shop.mdx:11:5 unknown-key (url)',
        'content/services/acme/shop.mdx:9:5 missing-field',
      ],
    ],
    [
      '[U38] a key that belongs elsewhere',
      edited('services/acme/shop.mdx', 'vendors: [cloud]', 'notifications: [mail]'),
      ['content/services/acme/shop.mdx:7:1 unknown-key'],
    ],
    [
      'a word that is not in the vocabulary',
      edited('teams/acme/core.yaml', 'kind: team', 'kind: taem'),
      ['content/teams/acme/core.yaml:2:7 invalid-value (team)'],
    ],
    [
      'a kind of probe that does not exist',
      edited('services/acme/shop.mdx', 'kind: http', 'kind: htpp'),
      ['content/services/acme/shop.mdx:10:11 invalid-value (http)'],
    ],
    [
      'a word in a nested list',
      edited('domains/acme/contacts.yaml', 'kind: email', 'kind: e-mail'),
      ['content/domains/acme/contacts.yaml:3:23 invalid-value (email)'],
    ],
    [
      'a number where text belongs',
      edited('slos/acme/shop.yaml', "'0.999'", '0.999'),
      ['content/slos/acme/shop.yaml:7:9 invalid-value ("0.999")'],
    ],
    [
      'a missing field',
      edited('checklists/acme/daily.yaml', 'cadence: daily\n', ''),
      ['content/checklists/acme/daily.yaml:1:1 missing-field'],
    ],
    [
      'a list where fields belong',
      smallBook({ 'teams/acme/core.yaml': '- a\n' }),
      ['content/teams/acme/core.yaml:1:1 invalid-value'],
    ],
    [
      'a rule that crosses fields',
      edited('runbooks/acme/ShopDown.mdx', 'alerts: [ShopDown]\n', ''),
      ['content/runbooks/acme/ShopDown.mdx:2:1 invalid-value'],
    ],
    [
      'an unknown collection',
      smallBook({ 'runbook/x.mdx': '---\n---\n' }),
      ['content/runbook/x.mdx:1:1 unknown-file (runbooks)'],
    ],
    [
      'an unknown register',
      smallBook({ 'domains/acme/handoff.yaml': '' }),
      ['content/domains/acme/handoff.yaml:1:1 unknown-file (handoffs)'],
    ],
    [
      'an unknown kind of file',
      smallBook({ 'teams/acme/other.yml': '' }),
      ['content/teams/acme/other.yml:1:1 unknown-file (teams/acme/other.yaml)'],
    ],
    [
      'a domain that is no folder',
      smallBook({ 'domains/beta.mdx': '' }),
      ['content/domains/beta.mdx:1:1 unknown-file (domains/beta/index.mdx)'],
    ],
    [
      'a register of a domain that does not exist',
      smallBook({ 'domains/acm/reviews.yaml': 'rows: [{ name: Audit, cadence: yearly }]\n' }),
      ['content/domains/acm/reviews.yaml:1:1 missing-file (acme)'],
    ],
    ['no settings', smallBook({ 'watchbook.yaml': null }), ['content/watchbook.yaml:1:1 missing-file']],
    [
      'an id that differs only in case',
      smallBook({
        'teams/acme/Core.yaml': 'title: Other\nkind: team\ndomain: acme\nsummary: Another team.\n',
      }),
      ['content/teams/acme/core.yaml:1:1 duplicate-id', ...coreIsElsewhere()],
    ],
  ])('%s', (_, files, expected) => {
    expect(placesIn(files).sort()).toEqual([...expected].sort());
  });

  /** The file that comes first keeps the id, so every reference to the other one now differs in case. */
  function coreIsElsewhere(): string[] {
    return [...smallBook()].flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => {
        // `owner: Core` in the service is an alias of the refused file.
        const column = line.search(/(?<!\/)acme\/core(?!\/)|(?<=^owner: )Core$/);
        return column < 0 ? [] : [`content/${path}:${index + 1}:${column + 1} missing-reference (acme/Core)`];
      }),
    );
  }
});

describe('a reference that leads nowhere', () => {
  it.each([
    ['to a service', 'slos/acme/shop.yaml', 'service: ', 'acme/shop', 'acme/shpo'],
    ['by the last part of an id', 'slos/acme/shop.yaml', 'service: ', 'acme/shop', 'shop'],
    ['to a probe', 'slos/acme/shop.yaml', 'probes: [', 'acme/shop/http', 'acme/shop/htp'],
    ['to a team, by name', 'services/acme/shop.mdx', 'owner: ', 'Core', 'Coer'],
    [
      'to a runbook inside a list of probes',
      'services/acme/shop.mdx',
      'runbook: ',
      'acme/ShopDown',
      'acme/ShopDwon',
    ],
    ['to a domain', 'guides/acme/basics.mdx', 'domain: ', 'acme', 'acmee'],
    [
      'to a postmortem',
      'incidents/2026-01-01-shop.mdx',
      'postmortem: ',
      '2026-01-01-shop',
      '2026-01-01-shap',
    ],
    ['to an incident', 'postmortems/2026-01-01-shop.mdx', 'incident: ', '2026-01-01-shop', '2025-01-01-shop'],
    [
      'to a team inside an action item',
      'postmortems/2026-01-01-shop.mdx',
      'priority: P1, owner: ',
      'acme/core',
      'acme/cor',
    ],
    ['in the name of a field', 'incidents/2026-01-01-shop.mdx', 'services: { ', 'acme/shop', 'acme/shops'],
    ['in a register', 'domains/acme/severities.yaml', 'to: ', 'acme/core', 'acme/coer'],
  ])('[G01] [S1] %s names file, line, column and the nearest id', (_, file, before, right, wrong) => {
    const files = edited(file, before + right, before + wrong);
    const text = files.get(file) as string;
    const lines = text.slice(0, text.indexOf(before + wrong) + before.length).split('\n');
    const place = `content/${file}:${lines.length}:${(lines.at(-1) as string).length + 1}`;
    const found = placesIn(files).filter((line) => line.includes('missing-reference'));
    expect(found).toEqual([`${place} missing-reference (${right})`]);
  });

  it('[G01] says that an id differs only in case', () => {
    const { findings } = assembleBook(
      edited('runbooks/acme/ShopDown.mdx', 'services: [acme/shop]', 'services: [acme/Shop]'),
    );
    expect(findings).toMatchObject([
      {
        file: 'content/runbooks/acme/ShopDown.mdx',
        line: 6,
        column: 12,
        message: expect.stringContaining('case-sensitive'),
        suggestion: 'acme/shop',
      },
    ]);
  });

  it('to an entry that is there but broken is not a second mistake', () => {
    expect(placesIn(edited('services/acme/shop.mdx', 'title: Shop', 'title: 7'))).toEqual([
      'content/services/acme/shop.mdx:2:8 invalid-value ("7")',
    ]);
  });

  it('[S1] is found for every reference of the book when the file it leads to is deleted', () => {
    expect(placesIn(smallBook({ 'runbooks/acme/ShopDown.mdx': null }))).toEqual([
      'content/services/acme/shop.mdx:14:14 missing-reference',
    ]);
  });
});

describe('what is not there', () => {
  it('is a note for an empty collection, never an error', () => {
    const { findings } = assembleBook(smallBook({ 'guides/acme/basics.mdx': null }));
    expect(findings).toMatchObject([{ level: 'note', rule: 'empty-collection', file: 'content/guides/' }]);
  });

  it('is not said of a collection whose only entry is broken', () => {
    const { findings } = assembleBook(smallBook({ 'guides/acme/basics.mdx': '---\n---\n' }));
    expect(findings.map((finding) => finding.rule)).not.toContain('empty-collection');
    expect(findings.map((finding) => finding.rule)).toContain('missing-field');
  });

  it('is passed over when its name begins with a dot or an underscore, and when it is a picture', () => {
    const extra = {
      'incidents/.gitkeep': '',
      '_drafts/x.mdx': '',
      'guides/acme/_part.mdx': '',
      'guides/acme/plan.svg': '',
    };
    expect(assembleBook(smallBook(extra)).findings).toEqual([]);
  });
});

describe('text from other systems', () => {
  const broken = edited('services/acme/shop.mdx', 'owner:', 'ownr:').get('services/acme/shop.mdx') as string;

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['both', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ])('with %s is read alike, line and column included', (_, change) => {
    const files = new Map([...smallBook()].map(([path, text]) => [path, change(text)]));
    expect(placesIn(files)).toEqual([]);
    expect(assembleBook(files).book.collections.guides.get('acme/basics')?.data).toEqual(
      assembled().book.collections.guides.get('acme/basics')?.data,
    );
    files.set('services/acme/shop.mdx', change(broken));
    expect(placesIn(files)).toContain('content/services/acme/shop.mdx:5:1 unknown-key (owner)');
  });

  it('may have three hyphens at the end of a line of its front matter', () => {
    const { book, findings } = assembleBook(
      edited('guides/acme/basics.mdx', 'title: Basics', 'title: Basics ---'),
    );
    expect(findings).toEqual([]);
    expect(book.collections.guides.get('acme/basics')?.data.title).toBe('Basics ---');
  });
});

describe('any text at all', () => {
  const folder = fc.constantFrom(...COLLECTIONS, 'domains/acme', 'domains/beta', 'elsewhere');
  const name = fc.oneof(
    fc.constantFrom('index', 'acme/core', 'acme/shop', ...REGISTER_NAMES),
    fc.string({ maxLength: 8 }),
  );
  const path = fc
    .tuple(folder, name, fc.constantFrom('.mdx', '.yaml', '.yml', ''))
    .map((parts) => `${parts[0]}/${parts[1]}${parts[2]}`);
  const yaml = fc
    .array(
      fc.tuple(
        fc.constantFrom(
          'title',
          'kind',
          'domain',
          'owner',
          'probes',
          'levels',
          '__proto__',
          'constructor',
          '? [a]',
          '<<',
          '- x',
          '&a b',
        ),
        fc.constantFrom(
          '[]',
          '{}',
          '*a',
          '[{}]',
          '- 1',
          '|',
          '~',
          '!!set {a}',
          '0x1f',
          '"',
          '{ kind: http }',
          '[{ id: a, kind: tcp }]',
          '2026-01-01',
        ),
      ),
      { maxLength: 6 },
    )
    .map((pairs) => pairs.map(([key, value]) => `${key}: ${value}`).join('\n'));
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    yaml,
    yaml.map((front) => `---\n${front}\n---\n<A {`),
  );
  const pieceOut = fc.tuple(
    fc.constantFrom(...smallBook().keys()),
    fc.nat(400),
    fc.nat(60),
    fc.string({ maxLength: 6 }),
  );

  it('becomes findings with a place, never an exception', () => {
    fc.assert(
      fc.property(fc.dictionary(path, text, { maxKeys: 5 }), (made) => {
        for (const finding of assembleBook(smallBook(made)).findings) {
          expect(finding.line).toBeGreaterThan(0);
          expect(finding.column).toBeGreaterThan(0);
          expect(finding.file).toMatch(/^content\//);
          expect(finding.message.length).toBeGreaterThan(3);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('put into a good file in place of a piece of it does no more', () => {
    fc.assert(
      fc.property(pieceOut, ([file, from, length, put]) => {
        const good = smallBook().get(file) as string;
        const lines = good.split('\n').length;
        const changed = good.slice(0, from) + put + good.slice(from + length);
        for (const finding of assembleBook(smallBook({ [file]: changed })).findings) {
          expect(finding.line).toBeLessThanOrEqual(lines + put.split('\n').length);
        }
      }),
      { numRuns: 150 },
    );
  });
});
