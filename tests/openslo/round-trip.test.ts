import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exportOpenSlo, openSloDocuments } from '../../src/openslo/export.ts';
import { importOpenSlo } from '../../src/openslo/import.ts';
import { OpenSloDocument } from '../../src/openslo/schema.ts';
import { Slo } from '../../src/schemas/slo.ts';
import { book, entryOf, objective, slos } from './made.ts';

const INTO = { domain: 'acme', owner: 'core' };
const ABOUT = { title: 'Shop', summary: 'Sells things.' };
const yaml = (documents: readonly unknown[]) =>
  documents.map((one) => `---\n${JSON.stringify(one)}\n`).join('');
const imported = (text: string) => importOpenSlo([{ file: 'x.yaml', text }], INTO);
const only = (entries: ReadonlyMap<string, string>) => Slo.parse(parse([...entries.values()][0] ?? ''));

describe('an objective of the book', () => {
  it('[G16] comes back from OpenSLO as it was, every one of the sample book', () => {
    const { files, left } = exportOpenSlo(book, slos);
    expect(left).toEqual([]);
    expect(files.size).toBe(slos.length);
    for (const slo of slos) {
      const text = files.get(`${slo.id}.yaml`) as string;
      const { entries, refused } = imported(text);
      expect(refused).toEqual([]);
      expect(only(entries)).toEqual(slo.data);
    }
  });

  it.each([
    ['a calendar month', { calendar: { unit: 'month', zone: 'Europe/Berlin' } }],
    ['slices', { method: 'timeslices', slice: { length: '5m', target: '0.95' } }],
    ['mean shares of slices', { method: 'ratio-timeslices', slice: { length: '1h' } }],
    ['alerts of its own', { alerts: [{ severity: 'ticket', long: '1d', short: '1h', budgetPercent: 10 }] }],
    ['no alerts', { alerts: [], window: '60d' }],
    ['a target with a zero at its end', { target: '0.9990' }],
    [
      'queries',
      { sli: { kind: 'prometheus', probes: ['a/b/c'], good: 'g[{{window}}]', total: 't[{{window}}]' } },
    ],
    [
      'figures of people',
      {
        sli: {
          kind: 'manual',
          source: 'Sheet',
          periods: [{ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', good: 9, total: 10 }],
        },
      },
    ],
  ])('[G16] comes back with %s', (_, more) => {
    const data = objective(more);
    expect(only(imported(yaml(openSloDocuments(entryOf(data), ABOUT))).entries)).toEqual(data);
  });

  it('takes what was changed in the document since, and keeps the rest', () => {
    const documents = openSloDocuments(entryOf(objective({ doubts: ['Who knows.'] })), ABOUT).map((one) =>
      one.kind === 'SLO'
        ? {
            ...one,
            metadata: { ...one.metadata, displayName: 'Shop is open' },
            spec: {
              ...one.spec,
              timeWindow: [{ duration: '28d', isRolling: true }],
              objectives: [{ ...one.spec.objectives[0], target: undefined, targetPercent: 99.95 }],
            },
          }
        : one,
    );
    expect(only(imported(yaml(documents)).entries)).toMatchObject({
      title: 'Shop is open',
      target: '0.9995',
      window: '28d',
      doubts: ['Who knows.'],
      sli: { kind: 'availability' },
    });
  });

  it('writes every document as the standard has it', () => {
    const documents = openSloDocuments(entryOf(objective()), ABOUT);
    expect(documents.map(({ kind }) => kind)).toEqual([
      'Service',
      'SLI',
      'SLO',
      ...new Array(4).fill(['AlertPolicy', 'AlertCondition']).flat(),
    ]);
    for (const one of documents) expect(() => OpenSloDocument.parse(one)).not.toThrow();
    expect(documents[2]).toMatchObject({
      metadata: { name: 'acme-shop' },
      spec: { budgetingMethod: 'Timeslices', timeWindow: [{ duration: '30d', isRolling: true }] },
    });
    expect(documents[4]).toMatchObject({
      spec: { severity: 'page', condition: { op: 'gt', threshold: 14.4, lookbackWindow: '1h' } },
    });
  });

  it('is left out with the reason where OpenSLO has no word for it', () => {
    const slo = slos[0];
    if (!slo) throw new Error('no objective');
    const changed = { ...slo, data: { ...slo.data, window: '90s' } };
    expect(exportOpenSlo(book, [changed]).left).toEqual([
      { id: slo.id, why: 'the window of 90s: OpenSLO knows no time below a minute' },
    ]);
  });
});

describe('the examples of the OpenSLO project', () => {
  const folder = join(import.meta.dirname, 'examples');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const result = (name: string) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const { entries, refused } = importOpenSlo([{ file: name, text }], INTO);
    return { text, entries, refused: refused.map(({ line, name: what, why }) => `${line}: ${what}: ${why}`) };
  };
  const EXPECTED: Record<string, string[]> = {
    'budgeting-method--occurences-slo.yaml': [],
    'budgeting-method--ratio-timeslices.yaml': [],
    'budgeting-method--timeslices-slo.yaml': [
      '2: SLO service-availability: spec.objectives: exactly one objective: one of this book has one target; write one SLO for each',
    ],
    'treat-low-traffic-as-equally-important--timeslices-slo.yaml': [
      '1: SLO service-availability: a calendar week that begins at 2022-01-01 12:00:00: windows of this book begin at midnight of the first day of the week',
    ],
  };

  it('are all here', () => {
    expect(names.sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(names)('[G16] %s is imported, and given back as it was, or refused with the reason', (name) => {
    const { text, entries, refused } = result(name);
    expect(refused).toEqual(EXPECTED[name]);
    expect(entries.size).toBe(refused.length === 0 ? 1 : 0);
    for (const entry of entries.values()) {
      const data = Slo.parse(parse(entry));
      expect(data.sli.kind).toBe('not measured');
      const given = openSloDocuments(entryOf(data), ABOUT);
      expect(JSON.parse(JSON.stringify(given))).toEqual(parseAllDocuments(text).map((one) => one.toJS()));
    }
  });

  it('keep what is theirs when a target is changed in the book', () => {
    const { entries } = result('budgeting-method--occurences-slo.yaml');
    const [slo] = openSloDocuments(entryOf({ ...only(entries), target: '0.95' }), ABOUT);
    expect(slo?.kind === 'SLO' && slo.spec.objectives).toEqual([
      { displayName: 'Good experience', op: 'lt', value: 500, target: 0.95 },
    ]);
  });
});
