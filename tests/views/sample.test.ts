import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entriesIn, entry } from '../../src/book/book.ts';
import { compareSections, openQuestions } from '../../src/views/compare.ts';
import { domainSections, registerSections } from '../../src/views/domain.ts';
import { domainDocument } from '../../src/views/domain-document.ts';
import { sloBlocks } from '../../src/views/slo.ts';
import { sloRows } from '../../src/views/slo-table.ts';
import { sampleBook, sampleFiles } from '../book/sample.ts';
import { one } from '../status/looks.ts';
import { besideOf, cellsOf, NOW, pagesOf, rowOf, sectionOf, tablesOf, viewOf } from './made.ts';

const { book } = await sampleBook();
const view = viewOf(book);
const { context, facts } = view;
const pages = pagesOf(view);
const document = (domain: string) => domainDocument(entry(book, 'domains', domain), context);

describe('every page of the sample book before anyone has looked', () => {
  it('is there, with something on it', () => {
    expect(pages.size).toBeGreaterThan(100);
    for (const [page, blocks] of pages) expect(blocks.length, page).toBeGreaterThan(0);
  });

  it('[K04] shows no hole of the program in place of a value', () => {
    for (const [page, blocks] of pages) {
      expect(JSON.stringify(blocks), page).not.toMatch(/undefined|NaN|\[object|Invalid Date|Infinity|"null"/);
      for (const cell of cellsOf(blocks))
        expect(cell.text.trim(), `${page}: ${JSON.stringify(cell)}`).not.toBe('');
    }
  });

  it('[K04] never prints a figure in a cell that is not known', () => {
    let unknowns = 0;
    for (const [page, blocks] of pages) {
      for (const cell of cellsOf(blocks)) {
        if (cell.kind !== 'unknown') continue;
        unknowns += 1;
        expect(cell.text, page).not.toMatch(
          /^\W*\d+(?:\.\d+)?\s*(?:%|ms|s|h|min)?\W*$|\d\s*%|operational|\bup\b/i,
        );
      }
    }
    expect(unknowns).toBeGreaterThan(100);
  });

  it('[K04] measures nothing but what can be counted without a look', () => {
    for (const [page, blocks] of pages) {
      // The clocks of a written incident and its postmortem come from the times that people wrote down.
      if (/^(?:incidents|postmortems)\//.test(page)) continue;
      for (const cell of cellsOf(blocks)) {
        if (cell.kind === 'measured') expect(cell.text, page).toMatch(/^\d+(?: looks?)?$/);
      }
    }
  });

  it('[K05] has no table and no list without a row, and every empty state says how to fill it', () => {
    let empties = 0;
    for (const [page, blocks] of pages) {
      for (const block of blocks) {
        if (block.kind === 'table') expect(block.rows.length, `${page}: ${block.caption}`).toBeGreaterThan(0);
        if (block.kind === 'table')
          for (const row of block.rows)
            expect(row.length, `${page}: ${block.caption}`).toBe(block.columns.length);
        if (block.kind === 'list') expect(block.items.length, page).toBeGreaterThan(0);
        if (block.kind !== 'empty') continue;
        empties += 1;
        expect(block.text, page).toMatch(/^[A-Z].*\.$/);
        expect(block.how, page).toContain('content/');
      }
    }
    expect(empties).toBeGreaterThan(5);
  });

  it('links to no entry that is not in the book', () => {
    for (const [page, blocks] of pages) {
      const missing = [...cellsOf(blocks)].filter(
        ({ kind, note }) => kind === 'unknown' && note === 'not in this book',
      );
      expect(missing, page).toEqual([]);
    }
  });
});

describe('Studio Operations', () => {
  const metrics = sectionOf(domainSections('studio-operations', context), 'metrics').blocks;

  it.each([
    'Uptime',
    'Response Time',
    'Error Rate',
    'Avg Response Time',
    'Avg Resolution Time',
    'CSAT Score',
    'Uptime %',
    'MTTR',
    'Burn Rate',
    'Runway',
    'MRR',
  ])('[K04] has N/A for %s', (name) => {
    expect(rowOf(metrics, name)[1]).toMatchObject({ text: 'N/A', kind: 'unknown' });
  });

  it('[K04] [K24] has a real zero for its incidents, which looks different', () => {
    expect(rowOf(metrics, 'Incident Count')[1]).toMatchObject({ text: '0', kind: 'measured' });
  });

  it.each([
    ['active-operations', 'No active operations yet.'],
    ['decisions', 'No decisions recorded yet.'],
    ['priorities', 'Not yet set: none of the three priorities has been chosen.'],
    ['upcoming', 'No operations work scheduled.'],
    ['open-tickets', 'No open tickets.'],
    ['resolved-tickets', 'No resolved tickets yet.'],
    ['handoffs-from', 'No handoffs received yet.'],
    ['handoffs-to', 'No handoffs sent yet.'],
    ['compliance-checks', 'No compliance checks performed yet.'],
  ])('[K05] says so in a sentence where %s is empty', (id, text) => {
    const { blocks } = sectionOf(domainSections('studio-operations', context), id);
    expect(blocks[0]).toMatchObject({
      kind: 'empty',
      text,
      how: expect.stringMatching(/^Edit content\/domains\/studio-operations\/\w+\.yaml\.$/),
    });
  });
});

describe('documents of the domains', () => {
  it.each([
    ['ai-film-studio', '1.0', '2025-12-27', 'DevOps Team'],
    ['thorbis', '1.0.0', 'January 2025', 'Thorbis Operations Team'],
    ['studio-operations', 'none given', 'no date given', expect.any(String)],
  ])('[K02] %s shows %s, %s', (domain, version, updated, by) => {
    const blocks = document(domain);
    expect([
      besideOf(blocks, 'Version').text,
      besideOf(blocks, 'Last updated').text,
      besideOf(blocks, 'Updated by').text,
    ]).toEqual([version, updated, by]);
  });

  it('[K02] a month is nowhere turned into a day', () => {
    expect(JSON.stringify(document('thorbis'))).not.toMatch(/2025-01-\d\d/);
  });
});

describe('objectives', () => {
  it('[K14] of AI Film Studio stand as in its table, four services by three kinds', () => {
    const rows = sloRows(entriesIn(book, 'slos', 'ai-film-studio'), facts, context);
    const found = rows.map((row) => [row.service, row.availability.text, row.latency.text, row.errors.text]);
    expect(found).toEqual([
      ['ai-film-studio/api', '99.9%', '< 200ms (p95)', '< 1%'],
      ['ai-film-studio/dashboard', '99.9%', '< 1s (p95)', '< 1%'],
      ['ai-film-studio/film-generation', '99.5%', '< 5 min', '< 5%'],
      ['ai-film-studio/s3-storage', '99.99%', 'N/A', '< 0.1%'],
    ]);
  });

  it('[K14] [K04] S3 has no response time, which is neither met nor missed', () => {
    const row = sloRows(entriesIn(book, 'slos', 'ai-film-studio'), facts, context).find(
      ({ service }) => service === 'ai-film-studio/s3-storage',
    );
    expect(row?.latency).toMatchObject({ kind: 'unknown', text: 'N/A', note: 'no objective set' });
  });

  it('[K18] a planned one is not evaluated on its page, whatever the looks say', () => {
    const bad = viewOf(book, () => one('D'.repeat(600), 60_000, NOW - 600 * 60_000));
    const id = 'studiovault/enterprise-availability';
    const slo = entry(book, 'slos', id);
    const blocks = sloBlocks(slo, bad.facts.slos.get(id) as never, bad.context);
    expect(besideOf(blocks, 'State')).toMatchObject({ text: 'Planned', kind: 'planned' });
    expect(besideOf(blocks, 'Phase')).toMatchObject({ text: 'Phase 2+', kind: 'planned' });
    expect([besideOf(blocks, 'Measured').kind, besideOf(blocks, 'Budget left').kind]).toEqual([
      'unknown',
      'unknown',
    ]);
    expect([...cellsOf(blocks)].filter(({ kind }) => kind === 'measured')).toEqual([]);
    // The same looks do evaluate the objective that is in force.
    expect(bad.facts.slos.get('studiovault/platform-availability')?.state).not.toBe('planned');
  });

  it('[K15] each latency says which statistic its source means', () => {
    const statistic = (id: string) =>
      besideOf(pages.get(`slos/${id}`) ?? [], 'What is good').items?.[0]?.note;
    expect(statistic('ai-film-studio/api-response-time')).toContain('p95');
    expect(statistic('la-factoria/web-application-response-time')).toContain('average');
    expect(statistic('thorbis/platform-response-time')).toBe('the source names no statistic');
  });
});

describe('all domains side by side', () => {
  const sections = compareSections(context);

  it('[K10] puts the most urgent levels together, each under its own name', () => {
    const [table] = tablesOf(sectionOf(sections, 'levels').blocks);
    const rows = (table?.rows ?? []).map((row) => [
      row[0]?.text,
      (row[1]?.items ?? []).map(({ text }) => text).sort(),
    ]);
    expect(rows[0]).toEqual([
      '1',
      [
        'Critical (La Factoria)',
        'P1 (AI Film Studio)',
        'P1 (Thorbis)',
        'SEV1 (StudioVault)',
        'critical (Studio Operations)',
      ],
    ]);
    expect(rows.map(([urgency]) => urgency)).toEqual(['1', '2', '3', '4']);
  });

  it('[K06] keeps the scale of each domain: its labels, and as many as it has', () => {
    const labels = (domain: string) =>
      sectionOf(registerSections('severities', domain, context), 'severities').blocks.flatMap((block) =>
        block.kind === 'table' ? block.rows.map((row) => row[0]?.text.split(' – ')[0]) : [],
      );
    expect(labels('studiovault')).toEqual(['SEV1', 'SEV2', 'SEV3']);
    expect(labels('ai-film-studio')).toEqual(['P1', 'P2', 'P3', 'P4']);
    expect(labels('thorbis')).toEqual(['P1', 'P2', 'P3', 'P4']);
    expect(labels('la-factoria')).toEqual(['Critical', 'Warning', 'Information']);
    expect(labels('studio-operations')).toEqual(['critical', 'normal']);
  });

  it('[K50] gives recovery objectives where they are defined and says so where they are not', () => {
    const { blocks } = sectionOf(sections, 'recovery');
    expect(rowOf(blocks, 'AI Film Studio').slice(1, 3)).toMatchObject([
      { text: '4 hours' },
      { text: '1 hour' },
    ]);
    for (const domain of ['Thorbis', 'La Factoria', 'StudioVault', 'Studio Operations']) {
      expect(rowOf(blocks, domain).slice(1, 3)).toMatchObject([
        { kind: 'unknown', text: 'not defined' },
        { kind: 'unknown' },
      ]);
    }
  });

  it('[K17] changes in the row of one domain when that domain changes, and in no other', async () => {
    const files = new Map(await sampleFiles());
    const file = 'domains/ai-film-studio/recovery.yaml';
    files.set(file, (files.get(file) as string).replace('rto: 4h', 'rto: 8h'));
    const changed = compareSections(viewOf(assembleBook(files).book).context);
    const rows = (all: typeof sections) =>
      all.flatMap((section) =>
        tablesOf(section.blocks).flatMap((table) =>
          table.rows.map((row) => `${section.id}: ${JSON.stringify(row)}`),
        ),
      );
    const before = rows(sections);
    const different = rows(changed).filter((row, index) => row !== before[index]);
    expect(different).toHaveLength(1);
    expect(different[0]).toMatch(/^recovery: .*AI Film Studio.*8 hours/);
  });

  it('shows the doubts of every domain, each once', () => {
    const found = openQuestions(context);
    expect(found.map(({ title }) => title).sort()).toEqual([
      'AI Film Studio',
      'La Factoria',
      'Studio Operations',
      'StudioVault',
      'Thorbis',
    ]);
    for (const { block } of found) expect(new Set(block.items).size).toBe(block.items.length);
  });
});

describe('signals', () => {
  it('[K20] without a threshold say so and have none made up', () => {
    const rows = [...pages]
      .filter(([page]) => page.startsWith('services/studiovault/'))
      .flatMap(([, blocks]) =>
        tablesOf(blocks)
          .filter(({ columns }) => columns[0] === 'Signal')
          .flatMap(({ rows }) => rows),
      );
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row[1]).toMatchObject({ kind: 'unknown', text: 'no threshold set' });
  });
});
