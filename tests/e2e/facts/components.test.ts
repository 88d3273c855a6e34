import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { entriesIn, entriesOf, findTeam } from '../../../src/book/book.ts';
import { occurrences } from '../../../src/calendar/recurrence.ts';
import { DAY_MS } from '../../../src/calendar/time.ts';
import { sampleBook } from '../../book/sample.ts';
import { NOW } from '../setup.ts';
import { all, type Element, linksOf, mainOf, sectionOf, wordsOf } from './units.ts';

const { book } = await sampleBook();
const services = entriesOf(book, 'services');

function pageOf(id: string): Element {
  return mainOf(readFileSync(path.join(inject('internalDir'), 'services', id, 'index.html'), 'utf8'));
}

/** Addresses of entries of one collection that a part of a page links to, each once. */
function linked(part: Element, collection: string): string[] {
  return [...new Set(linksOf(part).filter((href) => href.startsWith(`/${collection}/`)))].sort();
}

function resolves(href: string): boolean {
  return existsSync(path.join(inject('internalDir'), href, 'index.html'));
}

/** First cells of the rows of the tables in a part of a page. */
function rowHeads(part: Element): string[] {
  return all(part, 'tr').flatMap((row) =>
    all(row, 'th')
      .filter(({ attributes }) => attributes['scope'] === 'row')
      .map(wordsOf),
  );
}

describe.each(services.map(({ id, data, domain }) => ({ id, data, domain })))(
  'service $id',
  ({ id, data, domain }) => {
    it('[S2] [U43] has an owner, a runbook and an objective, and each of their links leads to a page', () => {
      const page = pageOf(id);
      const term = all(page, 'dt').findIndex((dt) => wordsOf(dt) === 'Owner');
      const owner = all(page, 'dd')[term];
      const team = findTeam(book.collections.teams, data.owner, domain);
      expect(owner && linksOf(owner)).toEqual([`/teams/${team?.id}/`]);
      const runbooks = linked(sectionOf(page, 'runbooks'), 'runbooks');
      const objectives = linked(sectionOf(page, 'objectives'), 'slos');
      expect(runbooks.length).toBeGreaterThan(0);
      expect(objectives.length).toBeGreaterThan(0);
      expect([...runbooks, ...objectives, `/teams/${team?.id}/`].filter((href) => !resolves(href))).toEqual(
        [],
      );
    });

    it('[G03] gathers its runbooks, objectives and probes from the entries that name it, and nothing else', () => {
      const page = pageOf(id);
      const runbooks = entriesOf(book, 'runbooks').filter((entry) => entry.data.services.includes(id));
      expect(linked(sectionOf(page, 'runbooks'), 'runbooks')).toEqual(
        runbooks.map((entry) => `/runbooks/${entry.id}/`).sort(),
      );
      const about = entriesIn(book, 'slos', domain).filter(
        ({ data: slo }) =>
          slo.service === id ||
          slo.service === undefined ||
          ('probes' in slo.sli && slo.sli.probes.some((probe) => probe.startsWith(`${id}/`))),
      );
      expect(linked(sectionOf(page, 'objectives'), 'slos')).toEqual(
        about.map((entry) => `/slos/${entry.id}/`).sort(),
      );
      const probes = book.probes.filter((probe) => probe.service === id);
      expect(probes.length).toBeGreaterThan(0);
      expect(rowHeads(sectionOf(page, 'probes'))).toEqual(
        probes.map((probe) => expect.stringContaining(probe.fullId)),
      );
    });

    it('[G03] shows who is on call by the rotation of its domain, or says that there is none', () => {
      const part = sectionOf(pageOf(id), 'on-call');
      const rotations = entriesIn(book, 'rotations', domain);
      if (rotations.length === 0) expect(wordsOf(part)).toContain('describes no on-call rotation');
      expect(linked(part, 'on-call').filter((href) => !href.includes('#'))).toEqual(
        rotations.map((rotation) => `/on-call/${rotation.id}/`),
      );
      expect(rowHeads(part)).toEqual(
        rotations.flatMap((rotation) =>
          rotation.data.tiers.map((tier) => expect.stringContaining(tier.title)),
        ),
      );
    });

    it('[G03] shows the next maintenance that names it, at the minute the rule gives, or says that there is none', () => {
      const part = sectionOf(pageOf(id), 'maintenance');
      const next = entriesOf(book, 'maintenance')
        .filter((entry) => entry.data.services.includes(id))
        .flatMap((entry) => occurrences(entry.data, { from: NOW, to: NOW + 60 * DAY_MS }))
        .sort((a, b) => a.from - b.from)[0];
      const starts = all(part, 'time').map(({ attributes }) => Date.parse(attributes['datetime'] ?? ''));
      expect(starts[0]).toBe(next?.from);
      if (!next) expect(wordsOf(part)).toContain('No maintenance is planned on this service');
    });
  },
);

describe('services of the sample book', () => {
  it('are all here, in all five domains', () => {
    expect(services.length).toBeGreaterThanOrEqual(15);
    expect(new Set(services.map(({ domain }) => domain)).size).toBe(5);
    expect(services.some(({ domain }) => entriesIn(book, 'rotations', domain).length > 0)).toBe(true);
    expect(
      services.some(({ id }) =>
        entriesOf(book, 'maintenance').some(({ data }) => data.services.includes(id)),
      ),
    ).toBe(true);
  });
});
