import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { assembleBook } from '../../../src/book/assemble.ts';
import { type Book, entriesOf, entry } from '../../../src/book/book.ts';
import { lookUpFact } from '../../../src/book/fact.ts';
import { domainSections } from '../../../src/views/domain.ts';
import { factWords } from '../../../src/views/fact-words.ts';
import { sloBlocks } from '../../../src/views/slo.ts';
import { sloRows } from '../../../src/views/slo-table.ts';
import { sampleFiles } from '../../book/sample.ts';
import { besideOf, pagesOf, rowOf, sectionOf, viewOf } from '../../views/made.ts';
import { all, mainOf, wordsOf } from './units.ts';

const files = await sampleFiles();
const { book } = assembleBook(files);
const bodies = [...files]
  // What happened when is told by incidents and postmortems; nothing in them is a figure that holds elsewhere.
  .filter(([file]) => file.endsWith('.mdx') && !/^(?:postmortems|incidents)\//.test(file))
  .map(([file, text]) => ({ file, body: text.replace(/^---\n[\s\S]*?\n---\n/, '') }));
const uses = bodies.flatMap(({ file, body }) =>
  [...body.matchAll(/<Fact\s+of="([^"]+)"/g)].map((found) => ({ file, address: found[1] as string })),
);

/** A copy of the sample book in which one file says something else. */
function bookWith(file: string, before: string, after: string): Book {
  const text = files.get(file);
  if (!text?.includes(before)) throw new Error(`${file} does not say ${before}`);
  const changed = assembleBook(new Map([...files, [file, text.replace(before, after)]]));
  expect(changed.findings.filter(({ level }) => level === 'error')).toEqual([]);
  return changed.book;
}

/** Pages whose typed parts differ between the sample book and another. */
function changedPages(other: Book): string[] {
  const old = pagesOf(viewOf(book));
  return [...pagesOf(viewOf(other))]
    .filter(([page, blocks]) => JSON.stringify(blocks) !== JSON.stringify(old.get(page)))
    .map(([page]) => page);
}

/** A typed value as prose shows it. */
function said(from: Book, address: string): string {
  const fact = lookUpFact(from, address);
  if (!fact.ok) throw new Error(`${address}: ${fact.message}`);
  return factWords(fact.value).text;
}

describe('a figure is written once', () => {
  it('recovery time of AI Film Studio: register, comparison and prose follow it', () => {
    const other = bookWith('domains/ai-film-studio/recovery.yaml', 'rto: 4h', 'rto: 6h');
    expect(changedPages(other)).toEqual(['domains/ai-film-studio', 'compare']);
    const { context } = viewOf(other);
    const { blocks } = sectionOf(domainSections('ai-film-studio', context), 'recovery');
    expect(besideOf(blocks, 'RTO – Recovery Time Objective').text).toBe('6 hours');
    const inProse = uses.filter(({ address }) => address === 'domains/ai-film-studio/recovery#rto');
    expect(inProse.map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        'domains/ai-film-studio/index.mdx',
        'runbooks/ai-film-studio/backup-and-recovery.mdx',
        'runbooks/ai-film-studio/disaster-recovery-test.mdx',
      ]),
    );
    for (const { address } of inProse)
      expect([said(book, address), said(other, address)]).toEqual(['4 hours', '6 hours']);
  });

  it('response time of a severity: register, comparison and prose follow it', () => {
    const other = bookWith('domains/thorbis/severities.yaml', 'responds: <= 15m', 'responds: <= 25m');
    expect(changedPages(other)).toEqual(['domains/thorbis', 'compare']);
    const { blocks } = sectionOf(domainSections('thorbis', viewOf(other).context), 'severities');
    expect(rowOf(blocks, 'P1 – Critical').map(({ text }) => text)).toContain('At most 25 minutes');
    const address = 'domains/thorbis/severities#levels[P1].responds';
    expect(uses.filter((use) => use.address === address).length).toBeGreaterThan(1);
    expect([said(book, address), said(other, address)]).toEqual(['at most 15 minutes', 'at most 25 minutes']);
  });

  it('words of a target: its page, the tables of objectives, comparison and prose follow them', () => {
    const other = bookWith('slos/ai-film-studio/api-response-time.yaml', '< 200ms (p95)', '< 250ms (p95)');
    expect(changedPages(other)).toEqual(['slos/ai-film-studio/api-response-time', 'compare']);
    const { facts, context } = viewOf(other);
    const slo = entry(other, 'slos', 'ai-film-studio/api-response-time');
    expect(besideOf(sloBlocks(slo, facts.slos.get(slo.id) as never, context), 'Stated as').text).toBe(
      '< 250ms (p95)',
    );
    const row = sloRows(entriesOf(other, 'slos'), facts, context).find(
      ({ service }) => service === 'ai-film-studio/api',
    );
    expect(row?.latency.text).toBe('< 250ms (p95)');
    const address = 'slos/ai-film-studio/api-response-time#stated';
    expect(uses.filter((use) => use.address === address).length).toBeGreaterThan(1);
    expect(said(other, address)).toBe('< 250ms (p95)');
  });

  it('every figure that prose takes from the data stands on the built page as the data says it', () => {
    expect(uses.length).toBeGreaterThan(60);
    const pages = new Map<string, string[]>();
    for (const { file, address } of uses) pages.set(file, [...(pages.get(file) ?? []), address]);
    for (const [file, addresses] of pages) {
      const page = file.replace(/\/index\.mdx$/, '').replace(/\.mdx$/, '');
      const main = mainOf(readFileSync(path.join(inject('internalDir'), page, 'index.html'), 'utf8'));
      const shown = all(main, 'span')
        .filter(({ attributes }) => (attributes['class'] ?? '').split(' ').includes('fact'))
        .map(wordsOf);
      expect(shown, file).toEqual(addresses.map((address) => said(book, address)));
    }
  });

  it('targets of availability in a catalogue of metrics agree with the objective over the same service', () => {
    const pairs = [...book.registers].flatMap(([domain, registers]) => {
      const metrics =
        (
          registers.get('metrics')?.data as
            | { groups: { metrics: { computed?: string; target?: { value: number }; id: string }[] }[] }
            | undefined
        )?.groups.flatMap((group) => group.metrics) ?? [];
      const slos = entriesOf(book, 'slos').filter(
        (slo) => slo.domain === domain && slo.data.state === 'active' && slo.data.sli.kind === 'availability',
      );
      const found = metrics.filter(({ computed, target }) => computed === 'uptime' && target);
      return found.map(({ id, target }) => ({
        metric: `${domain} ${id}`,
        value: target?.value,
        targets: slos.map(({ data }) => Number((Number(data.target) * 100).toFixed(4))),
      }));
    });
    expect(pairs.length).toBeGreaterThanOrEqual(4);
    for (const { metric, value, targets } of pairs) expect(targets, metric).toContain(value);
  });
});

/** Amounts with units, clock times and dates, as the five documents write them. */
const FIGURE =
  /\b\d+(?:\.\d+)?\s?(?:%|percent\b|ms\b|s\b|sec\w*|min(?:utes?)?\b|h\b|hours?\b|days?\b|weeks?\b|months?\b|jobs\b)|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[AP]M\b|\b24\/7\b|\bNet-\d+|\b20\d\d-\d\d-\d\d\b|\b(?:one|two|four|five|fifteen|thirty|seven) (?:minutes?|hours?|days?|weeks?|months?)\b|\bnext business day\b/i;

/** Prose of a body by sentence: no code, no addresses, no typed facts. */
function sentencesOf(body: string): string[] {
  return body
    .replace(/^ *(```|~~~)[\s\S]*?^ *\1/gm, '')
    .replace(/<[A-Z]\w*\b[^>]*>/g, 'FACT')
    .replace(/`[^`]*`/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/\s+/g, ' ')
    .split(/(?<=[.;]) /);
}

describe('prose', () => {
  // What a law sets is no figure of a domain, and no register holds it.
  const LAW = /GDPR|CCPA|Article/;
  // What a tool prints when it is full, and what a word of the trade means, are no promises.
  const NO_PROMISE = /at 100 percent|recurring revenue of one month/;

  it('types no figure of the documents by hand', () => {
    const found = bodies.flatMap(({ file, body }) =>
      sentencesOf(body)
        .filter((sentence) => FIGURE.test(sentence) && !LAW.test(sentence) && !NO_PROMISE.test(sentence))
        .map((sentence) => `${file}: ${sentence.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it('would be caught if it did', () => {
    const planted = [
      'Answer in 15 minutes.',
      'Up 99.99% of the time.',
      'At 02:00 UTC.',
      'Watched 24/7.',
      'Within four hours.',
      'On the next business day.',
    ];
    expect(planted.filter((sentence) => FIGURE.test(sentencesOf(sentence).join(' ')))).toEqual(planted);
    expect(
      sentencesOf('Answer in <Fact of="x" />, see `sleep 15 min`.').filter((sentence) =>
        FIGURE.test(sentence),
      ),
    ).toEqual([]);
  });

  it('leaves summaries of objectives without the figure that stands in their data', () => {
    const found = entriesOf(book, 'slos').filter(({ data }) => /\d\s?(?:%|ms|min|s\b)/.test(data.summary));
    expect(found.map(({ id }) => id)).toEqual([]);
  });
});
