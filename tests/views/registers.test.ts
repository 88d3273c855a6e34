import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { registerSections } from '../../src/views/domain.ts';
import { dueCell } from '../../src/views/due.ts';
import type { Cell, Section } from '../../src/views/model.ts';
import { edited, placesIn, smallBook } from '../book/made.ts';
import { cellsOf, NOW, rowOf, sectionOf, tablesOf, viewOf } from './made.ts';

/** Sections of a register of the small book with one file added or changed. */
function sections(
  name: Parameters<typeof registerSections>[0],
  files: ReadonlyMap<string, string>,
  domain = 'acme',
): Section[] {
  expect(placesIn(files)).toEqual([]);
  return registerSections(name, domain, viewOf(assembleBook(files).book).context);
}
const withRegister = (name: string, yaml: string) => smallBook({ [`domains/acme/${name}.yaml`]: yaml });
const texts = (row: readonly Cell[]) => row.map(({ text }) => text);

/** A second domain, so that something can cross a border. */
const BETA = {
  'domains/beta/index.mdx':
    '---\ntitle: Beta\nsummary: A warehouse that keeps what the shop sells.\nowner: acme/core\nsource: { title: Made for tests }\n---\n',
};

describe('hand-offs', () => {
  const HANDOFF = (side: string, other: string) =>
    `${side}:\n  - { on: 2026-10-01, domain: ${other}, what: Counting the stock }\n`;

  it.each([
    ['sent', 'domains/beta/handoffs.yaml', HANDOFF('sent', 'acme'), 'handoffs-to', 'handoffs-from'],
    ['received', 'domains/beta/handoffs.yaml', HANDOFF('received', 'acme'), 'handoffs-from', 'handoffs-to'],
  ])('[K66] written down as %s by one domain are seen by both', (_, file, yaml, here, there) => {
    const files = smallBook({ ...BETA, [file]: yaml });
    const own = tablesOf(sectionOf(sections('handoffs', files, 'beta'), here).blocks);
    const other = tablesOf(sectionOf(sections('handoffs', files, 'acme'), there).blocks);
    expect(own.map(({ rows }) => rows.map(texts))).toEqual([[['2026-10-01', 'Acme', 'Counting the stock']]]);
    expect(other.map(({ rows }) => rows.map(texts))).toEqual([
      [['2026-10-01', 'Beta', 'Counting the stock']],
    ]);
    expect(other[0]?.rows[0]?.[1]?.href).toBe('/domains/beta/');
  });

  it('[K66] written down by both domains appear once', () => {
    const files = smallBook({
      ...BETA,
      'domains/beta/handoffs.yaml': HANDOFF('sent', 'acme'),
      'domains/acme/handoffs.yaml': HANDOFF('received', 'beta'),
    });
    expect(tablesOf(sectionOf(sections('handoffs', files), 'handoffs-from').blocks)[0]?.rows).toHaveLength(1);
  });

  it('[K66] show a domain that keeps no register of its own what others handed it', () => {
    const files = smallBook({ ...BETA, 'domains/acme/handoffs.yaml': HANDOFF('sent', 'beta') });
    expect(
      tablesOf(sectionOf(sections('handoffs', files, 'beta'), 'handoffs-from').blocks)[0]?.rows,
    ).toHaveLength(1);
  });

  it('[K66] with a partner outside the book say so and do not link', () => {
    const row = rowOf(sectionOf(sections('handoffs', smallBook()), 'integrations').blocks, 'Stock');
    expect(row[2]).toEqual({ text: 'Warehouse', kind: 'plain', note: 'not in this book' });
  });
});

describe('the operations board', () => {
  const board = (yaml: string) => sections('operations', withRegister('operations', yaml));

  it('[K62] marks what is overdue and leaves alone what is not', () => {
    const active = (id: string, status: string, target: string) =>
      `  - { id: ${id}, type: Migration, status: ${status}, specialist: acme/core, started: null, target: ${target} }\n`;
    const { blocks } = sectionOf(
      board(
        `active:\n${active('A1', 'active', '2026-11-20')}${active('A2', 'active', '2026-11-21')}${active('A3', 'done', '2026-11-20')}${active('A4', 'planned', 'null')}`,
      ),
      'active-operations',
    );
    expect(tablesOf(blocks)[0]?.columns).toEqual([
      'Operation ID',
      'Type',
      'Status',
      'Specialist',
      'Started',
      'Target completion',
    ]);
    expect(['A1', 'A2', 'A3', 'A4'].map((id) => rowOf(blocks, id)[5]?.note)).toEqual([
      'overdue',
      undefined,
      undefined,
      undefined,
    ]);
    expect(rowOf(blocks, 'A4')[5]).toMatchObject({ kind: 'unknown', text: 'none set' });
  });

  it('[K62] shows decisions of its window, to the day, newest first', () => {
    const decision = (on: string) => `  - { on: ${on}, decision: Decided on ${on}, by: acme/core }\n`;
    const { blocks, title } = sectionOf(
      board(`decisions:\n${['2026-10-21', '2026-10-22', '2026-11-21', '2026-11-22'].map(decision).join('')}`),
      'decisions',
    );
    expect(title).toBe('Recent decisions (last 30 days)');
    expect(tablesOf(blocks)[0]?.rows.map((row) => row[0]?.text)).toEqual(['2026-11-21', '2026-10-22']);
  });

  it('[K62] says that older decisions exist when none is inside the window', () => {
    const { blocks } = sectionOf(
      board('decisions: [{ on: 2026-01-01, decision: Long ago, by: acme/core }]\n'),
      'decisions',
    );
    expect(blocks[0]).toMatchObject({
      kind: 'empty',
      text: expect.stringContaining('older ones are in the file'),
    });
  });

  it('[K62] has no room for a fourth priority', () => {
    const files = withRegister(
      'operations',
      'priorities: [One thing, Two things, Three things, Four things]\n',
    );
    expect(placesIn(files)).toEqual(['content/domains/acme/operations.yaml:1:13 invalid-value']);
  });
});

describe('the support desk', () => {
  const ticket = (rest: string) =>
    edited('domains/acme/support.yaml', /openedAt: .*\}/, `openedAt: 2026-01-01T00:00:00Z, ${rest} }`);

  it('[K64] lists tickets solved inside its window and leaves older ones out', () => {
    const solved = (at: string) =>
      sectionOf(sections('support', ticket(`resolvedAt: ${at}, resolution: Mended`)), 'resolved-tickets')
        .blocks[0]?.kind;
    expect(solved('2026-10-22T12:00:00Z')).toBe('table');
    expect(solved('2026-10-22T11:59:59Z')).toBe('empty');
  });

  it('[K64] says whether answer and solution came within what is promised for the class, to the second', () => {
    const ticket = (id: string, opened: string, more: string) =>
      `  - { id: ${id}, class: critical, subject: Cannot pay, openedAt: ${opened}${more} }\n`;
    const found = sections(
      'support',
      withRegister(
        'support',
        `classes:\n  - { name: critical, responds: < 1h, resolves: <= 4h }\ntickets:\n${ticket('T-1', '2026-11-21T11:00:01Z', '')}${ticket('T-2', '2026-11-21T11:00:00Z', '')}${ticket('T-3', '2026-11-20T10:00:00Z', ', respondedAt: 2026-11-20T10:30:00Z, resolvedAt: 2026-11-20T14:00:00Z, resolution: Mended')}${ticket('T-4', '2026-11-20T10:00:00Z', ', resolvedAt: 2026-11-20T14:00:01Z, resolution: Mended')}`,
      ),
    );
    const words = (section: string, id: string) =>
      texts(rowOf(sectionOf(found, section).blocks, id)).filter((text) =>
        /^(?:open|overdue|kept|too late)/.test(text),
      );
    expect(words('open-tickets', 'T-1')).toEqual(['open for 59m59s', 'open for 59m59s']);
    expect(words('open-tickets', 'T-2')).toEqual(['overdue, open for 1h', 'open for 1h']);
    expect(words('resolved-tickets', 'T-3')).toEqual(['kept, after 4h']);
    expect(words('resolved-tickets', 'T-4')).toEqual(['too late, after 4h1s']);
  });

  it('[K64] refuses a solved ticket without a note', () => {
    expect(placesIn(ticket('resolvedAt: 2026-02-01T00:00:00Z'))).toEqual([
      expect.stringMatching(/support\.yaml:4:\d+ invalid-value$/),
    ]);
  });
});

describe('severities', () => {
  it('[K08] show the clocks of a level apart, and a missing one as not known', () => {
    const files = edited(
      'domains/acme/severities.yaml',
      'responds: 15m }',
      'responds: 15m, acknowledges: < 5m }',
    );
    const { blocks } = sectionOf(sections('severities', files), 'severities');
    expect(texts(rowOf(blocks, 'SEV1').slice(2, 4))).toEqual(['15 minutes', 'Under 5 minutes']);
    expect(rowOf(blocks, 'SEV2').slice(2, 4)).toMatchObject([
      { kind: 'unknown', text: 'no figure given' },
      { kind: 'unknown', text: 'not stated' },
    ]);
  });

  it('[K09] show the chain in order, each step with its condition', () => {
    const files = edited(
      'domains/acme/severities.yaml',
      'routes:',
      'chain:\n  - { step: L1 }\n  - { step: L2, to: Core }\n  - { step: Engineering, to: acme/core, condition: if bug }\nroutes:',
    );
    const { blocks } = sectionOf(sections('severities', files), 'escalation');
    expect(blocks).toMatchObject([{ kind: 'list', ordered: true }]);
    expect([...cellsOf(blocks)].map(({ text, note, href }) => [text, note, href])).toEqual([
      ['L1', undefined, undefined],
      ['L2', undefined, '/teams/acme/core/'],
      ['Engineering', 'if bug', '/teams/acme/core/'],
    ]);
  });

  it('[K09] with a chain to a team nobody knows are refused', () => {
    expect(
      placesIn(
        edited('domains/acme/severities.yaml', 'routes:', 'chain:\n  - { step: L2, to: acme/coer }\nroutes:'),
      ),
    ).toEqual(['content/domains/acme/severities.yaml:6:21 missing-reference (acme/core)']);
  });
});

describe('figures that nobody has set', () => {
  it('[K65] are N/A with their currency asked for as soon as there is an amount', () => {
    const figure = (rest: string) =>
      withRegister('finance', `figures: [{ name: MRR, group: Revenue${rest} }]\n`);
    const { blocks } = sectionOf(sections('finance', figure('')), 'finance');
    expect(rowOf(blocks, 'MRR')[2]).toMatchObject({ kind: 'unknown', text: 'N/A' });
    expect(
      texts(
        rowOf(sectionOf(sections('finance', figure(', amount: 0, currency: EUR')), 'finance').blocks, 'MRR'),
      ),
    ).toEqual(['MRR', 'Revenue', '0 EUR']);
    expect(placesIn(figure(', amount: 12'))).toHaveLength(1);
  });

  it('[K22] are refused in another unit than their own', () => {
    const metric = (unit: string) =>
      withRegister(
        'metrics',
        `groups: [{ title: Load, metrics: [{ id: cpu, name: CPU, unit: percent, target: { is: below, value: 70, unit: ${unit} } }] }]\n`,
      );
    expect(placesIn(metric('ms'))).toHaveLength(1);
    const row = rowOf(sectionOf(sections('metrics', metric('percent')), 'metrics').blocks, 'CPU');
    expect([row[1], row[2], row[3]]).toMatchObject([
      { kind: 'unknown', text: 'N/A' },
      { text: '< 70 %' },
      { kind: 'unknown', text: 'no threshold set' },
    ]);
  });

  it('[K63] are zero where zero was written, and refused beyond what can be', () => {
    const specialist = (load: number, word = 'Available') =>
      withRegister(
        'specialists',
        `rows: [{ specialist: acme/core, completed: 0, load: ${load}, availability: ${word} }]\n`,
      );
    expect(
      texts(
        tablesOf(sections('specialists', specialist(0)).flatMap(({ blocks }) => [...blocks]))[0]?.rows[0] ??
          [],
      ).slice(1),
    ).toEqual(['0', '0%', 'Available']);
    expect(placesIn(specialist(101))).toHaveLength(1);
    expect(placesIn(specialist(0, 'Free'))).toHaveLength(1);
  });
});

describe('when something is due', () => {
  it.each([
    ['quarterly', '2026-10-01', '2027-01-01', undefined],
    ['monthly', '2026-10-20', '2026-11-20', 'overdue'],
    ['monthly', '2026-10-21', '2026-11-21', 'today'],
  ] as const)('[K46] %s after %s is %s', (cadence, last, text, note) => {
    expect(dueCell(cadence, last, NOW)).toMatchObject({ kind: 'plain', text, ...(note ? { note } : {}) });
    expect(dueCell(cadence, last, NOW).note).toBe(note);
  });

  it('[K52] and it was never done, no day is made up', () => {
    expect(dueCell('quarterly', null, NOW)).toMatchObject({ kind: 'unknown', text: 'unknown' });
  });
});
