import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { aiFilmStudio } from './ai-film-studio.ts';
import { aiFilmStudioWork } from './ai-film-studio-work.ts';
import { type DocumentFacts, type FactGroup, placesOf } from './fact.ts';
import { laFactoria } from './la-factoria.ts';
import { laFactoriaWork } from './la-factoria-work.ts';
import { studioOperations } from './studio-operations.ts';
import { studioVault } from './studiovault.ts';
import { thorbis } from './thorbis.ts';
import { thorbisWork } from './thorbis-work.ts';
import { type Unit, unitsOf } from './units.ts';

const DOCUMENTS: readonly DocumentFacts[] = [
  studioOperations,
  studioVault,
  aiFilmStudio,
  aiFilmStudioWork,
  laFactoria,
  laFactoriaWork,
  thorbis,
  thorbisWork,
];

const read = new Map<string, { units: Unit[]; html: string }>();

/** A page of the internal site, read once. */
function pageAt(page: string) {
  const known = read.get(page);
  if (known) return known;
  const html = readFileSync(path.join(inject('internalDir'), page, 'index.html'), 'utf8');
  const found = { units: unitsOf(html), html };
  read.set(page, found);
  return found;
}

/** Statements, subject and page of a group. */
function nameOf({ shows, about, page }: FactGroup): string {
  return `${shows.map((id) => `[${id}] `).join('')}${about} (/${page})`;
}

describe.each(DOCUMENTS)('every fact of the document of $title', ({ groups, title }) => {
  it.each(groups.map((group) => ({ ...group, name: nameOf(group) })))('$name', ({ page, facts, inOrder }) => {
    const { units, html } = pageAt(page);
    expect(html, `/${page} names its domain`).toContain(title);
    const places = facts.map((fact) => placesOf(fact, units));
    const missing = facts
      .filter((_, index) => places[index]?.length === 0)
      .map((fact) => (typeof fact === 'string' ? fact : fact.join(' + ')));
    expect(missing, `facts that no single row, item, pair or paragraph of /${page} holds`).toEqual([]);
    if (!inOrder) return;
    const first = places.map((found) => found[0] as number);
    expect(first, `order of the facts on /${page}`).toEqual([...first].sort((a, b) => a - b));
  });
});

describe('the reader of facts', () => {
  const units = unitsOf(
    '<main><h1>A house</h1><p>It has <b>two</b> doors.</p><table><caption>Rooms</caption><thead><tr><th scope="col">Room</th>' +
      '<th scope="col">Size</th></tr></thead><tbody><tr><th scope="row">Hall</th><td>&lt; 20 m</td></tr>' +
      '<tr><th scope="row">Attic</th><td>9 m</td></tr></tbody></table><dl><dt>Built</dt><dd>1900</dd></dl></main>',
  );

  it('takes a page apart into rows with their columns, pairs and paragraphs', () => {
    expect(units).toEqual([
      { kind: 'paragraph', under: 'A house', text: 'It has two doors.' },
      { kind: 'row', under: 'Rooms', text: 'Room: Hall; Size: < 20 m' },
      { kind: 'row', under: 'Rooms', text: 'Room: Attic; Size: 9 m' },
      { kind: 'pair', under: 'A house', text: 'Built: 1900' },
    ]);
  });

  it('finds no fact whose words stand in two rows, in another column or only in a heading', () => {
    expect(placesOf(['Hall', 'Size: < 20 m'], units)).toEqual([1]);
    expect(placesOf(['Hall', '9 m'], units)).toEqual([]);
    expect(placesOf(['Room: 9 m'], units)).toEqual([]);
    expect(placesOf('A house', units)).toEqual([]);
  });
});
