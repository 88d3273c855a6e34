import { type Book, entriesOf } from '../../src/book/book.ts';
import type { Looks } from '../../src/status/looks.ts';
import { compareSections } from '../../src/views/compare.ts';
import { computedCell } from '../../src/views/computed.ts';
import type { ViewContext } from '../../src/views/context.ts';
import { domainSections } from '../../src/views/domain.ts';
import { domainDocument } from '../../src/views/domain-document.ts';
import { computeFacts, type Facts } from '../../src/views/facts.ts';
import { guideBlocks } from '../../src/views/guide.ts';
import { measureBlocks } from '../../src/views/how-we-measure.ts';
import { incidentBlocks } from '../../src/views/incident.ts';
import { maintenanceBlocks } from '../../src/views/maintenance.ts';
import type { Block, Cell, Section, TableBlock } from '../../src/views/model.ts';
import { policySections } from '../../src/views/policy.ts';
import { postmortemSections } from '../../src/views/postmortem.ts';
import { rotationBlocks } from '../../src/views/rotation.ts';
import { runbookBlocks } from '../../src/views/runbook.ts';
import { probeBlocks, serviceBlocks, signalBlocks } from '../../src/views/service.ts';
import { sloBlocks } from '../../src/views/slo.ts';
import { teamBlocks } from '../../src/views/team.ts';
import { wordsFor } from '../../src/words/words.ts';

const WORDS = wordsFor('en');

/** A Saturday; the clock of all views here. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

export interface View {
  readonly book: Book;
  readonly facts: Facts;
  readonly context: ViewContext;
}

/** What pages are given, over looks made by a test; without any, nobody has ever looked. */
export function viewOf(book: Book, looksOf: (probe: string) => Looks = () => [], now = NOW): View {
  const facts = computeFacts(
    book,
    { looksOf, head: null, newestAt: null, sampleCount: 0, problems: [] },
    now,
  );
  return {
    book,
    facts,
    context: {
      book,
      now,
      computed: (name, domain, services) => computedCell(book, facts, name, domain, services),
    },
  };
}

/** All blocks of all pages of a book, by page. */
export function pagesOf({ book, facts, context }: View): Map<string, Block[]> {
  const pages = new Map<string, Block[]>();
  const blocks = (sections: readonly Section[]) => sections.flatMap((section) => [...section.blocks]);
  for (const domain of entriesOf(book, 'domains')) {
    pages.set(`domains/${domain.id}`, [
      ...domainDocument(domain, context),
      ...blocks(domainSections(domain.id, context)),
    ]);
  }
  for (const service of entriesOf(book, 'services')) {
    const component = facts.components.get(service.id);
    if (!component) throw new Error(`no facts about ${service.id}`);
    pages.set(`services/${service.id}`, [
      ...serviceBlocks(service, context),
      ...signalBlocks(service, context),
      ...probeBlocks(component, context),
    ]);
  }
  for (const slo of entriesOf(book, 'slos')) {
    const now = facts.slos.get(slo.id);
    if (!now) throw new Error(`no facts about ${slo.id}`);
    pages.set(`slos/${slo.id}`, sloBlocks(slo, now, context));
  }
  for (const entry of entriesOf(book, 'runbooks'))
    pages.set(`runbooks/${entry.id}`, runbookBlocks(entry, context));
  for (const entry of entriesOf(book, 'policies'))
    pages.set(`policies/${entry.id}`, blocks(policySections(entry, context)));
  for (const entry of entriesOf(book, 'postmortems'))
    pages.set(`postmortems/${entry.id}`, blocks(postmortemSections(entry, context)));
  for (const entry of entriesOf(book, 'rotations'))
    pages.set(`rotations/${entry.id}`, rotationBlocks(entry, context));
  for (const entry of entriesOf(book, 'guides')) pages.set(`guides/${entry.id}`, guideBlocks(entry, context));
  for (const entry of entriesOf(book, 'teams')) pages.set(`teams/${entry.id}`, teamBlocks(entry, context));
  for (const entry of entriesOf(book, 'incidents'))
    pages.set(`incidents/${entry.id}`, incidentBlocks(entry, context));
  for (const entry of entriesOf(book, 'maintenance'))
    pages.set(`maintenance/${entry.id}`, maintenanceBlocks(entry, context, WORDS, 'internal'));
  pages.set('compare', blocks(compareSections(context)));
  pages.set('how-we-measure', measureBlocks(book, facts, WORDS, { audience: 'internal' }));
  return pages;
}

/** Every cell of some blocks, those inside other cells included. */
export function* cellsOf(blocks: readonly Block[]): Generator<Cell> {
  for (const block of blocks) {
    if (block.kind === 'table') yield* block.rows.flat().flatMap(withItems);
    else if (block.kind === 'list') yield* block.items.flatMap(withItems);
    else if (block.kind === 'pairs') yield* block.pairs.flatMap(({ value }) => withItems(value));
  }
}

function withItems(cell: Cell): Cell[] {
  return [cell, ...(cell.items ?? []).flatMap(withItems)];
}

/** The section with an id. Throws when there is none. */
export function sectionOf(sections: readonly Section[], id: string): Section {
  const found = sections.find((section) => section.id === id);
  if (!found)
    throw new Error(`no section ${id}; there are ${sections.map((section) => section.id).join(', ')}`);
  return found;
}

/** The tables of some blocks. */
export function tablesOf(blocks: readonly Block[]): TableBlock[] {
  return blocks.filter((block) => block.kind === 'table');
}

/** The row of a table whose first cell says so. Throws when there is none. */
export function rowOf(blocks: readonly Block[], first: string): readonly Cell[] {
  const found = tablesOf(blocks)
    .flatMap((table) => [...table.rows])
    .find((row) => row[0]?.text === first);
  if (!found) throw new Error(`no row ${first}`);
  return found;
}

/** The value beside a label. Throws when there is none. */
export function besideOf(blocks: readonly Block[], label: string): Cell {
  const found = blocks
    .flatMap((block) => (block.kind === 'pairs' ? [...block.pairs] : []))
    .find((pair) => pair.label === label);
  if (!found) throw new Error(`no value ${label}`);
  return found.value;
}
