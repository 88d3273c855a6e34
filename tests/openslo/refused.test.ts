import { describe, expect, it } from 'vitest';
import { openSloDocuments } from '../../src/openslo/export.ts';
import { importOpenSlo } from '../../src/openslo/import.ts';
import type { OpenSlo } from '../../src/openslo/schema.ts';
import { entryOf, objective } from './made.ts';

const family = openSloDocuments(entryOf(objective({ alerts: [] })), { title: 'Shop', summary: '' });
const sloDocument = family.find((one): one is OpenSlo => one.kind === 'SLO') as OpenSlo;
const refusals = (documents: readonly unknown[]) =>
  importOpenSlo(
    [{ file: 'x.yaml', text: documents.map((one) => `---\n${JSON.stringify(one)}\n`).join('') }],
    { domain: 'acme', owner: 'core' },
  ).refused.map(({ name, why }) => `${name}: ${why}`);
/** What is said of a family whose SLO was changed; documents that only it uses are not complained about again. */
const refused = (spec: object) =>
  refusals(family.map((one) => (one.kind === 'SLO' ? { ...one, spec: { ...one.spec, ...spec } } : one)));
const objectiveWith = (more: object) => ({ objectives: [{ ...sloDocument.spec.objectives[0], ...more }] });
const window = (duration: string, calendar?: object) => ({
  timeWindow: [{ duration, isRolling: calendar === undefined, ...(calendar ? { calendar } : {}) }],
});
const START = { startTime: '2024-01-01 00:00:00', timeZone: 'Etc/UTC' };

describe('an SLO that cannot be carried', () => {
  it('is none when nothing is wrong', () => {
    expect(refused({})).toEqual([]);
    expect(refused(window('1M', START))).toEqual([]);
  });

  it.each([
    [
      '[G16] a month written as minutes',
      window('1m', START),
      /a calendar window of 1m: .* m is minutes, and a month is written 1M/,
    ],
    [
      '[G16] a rolling month written as minutes',
      window('1m'),
      /a window of 1m is shorter than a day; m is minutes/,
    ],
    ['a rolling month', window('1M'), /a rolling window of 1M has no fixed length/],
    [
      'a month that begins on the 21st',
      window('1M', { ...START, startTime: '2024-01-21 00:00:00' }),
      /a calendar month that begins at/,
    ],
    [
      'a week that begins on a Tuesday',
      window('1w', { ...START, startTime: '2024-01-02 00:00:00' }),
      /a calendar week that begins at/,
    ],
    [
      'a calendar of two weeks',
      window('2w', START),
      /a calendar window of 2w: this book has 1w, 1M, 1Q and 1Y/,
    ],
    ['TV-36 a target of 1', objectiveWith({ target: 1 }), /a target of 1 leaves no budget/],
    [
      'TV-36 a target of 100 %',
      objectiveWith({ target: undefined, targetPercent: 100 }),
      /a target of 100 leaves no budget/,
    ],
    ['a target of 0', objectiveWith({ target: 0 }), /the target 0 must lie above 0/],
    ['two targets', objectiveWith({ targetPercent: 99 }), /target or targetPercent, one of the two/],
    ['slices without a length', objectiveWith({ timeSliceWindow: undefined }), /needs timeSliceWindow/],
    ['a share of a slice of 0', objectiveWith({ timeSliceTarget: 0 }), /timeSliceTarget/],
    ['a key the standard does not have', { colour: 'red' }, /colour/],
    ['a composite', objectiveWith({ compositeWeight: 2 }), /compositeWeight/],
    [
      'an indicator that is not there',
      { indicatorRef: 'other' },
      /indicatorRef names other, and no SLI of that name/,
    ],
    ['a description of 1,051 letters', { description: 'x'.repeat(1051) }, /description/],
    ['no indicator at all', { indicatorRef: undefined }, /indicator or indicatorRef, one of the two/],
  ])('is refused for %s', (_, spec, why) => {
    const found = refused(spec);
    expect(found[0]).toMatch(why);
  });

  it('is refused when the alerts or the indicator of an export were changed, which only the book can say', () => {
    const own = openSloDocuments(entryOf(objective()), { title: 'Shop', summary: '' });
    const louder = own.map((one) =>
      one.kind === 'AlertCondition' ? { ...one, spec: { ...one.spec, severity: 'wake everybody' } } : one,
    );
    expect(refusals(own)).toEqual([]);
    expect(refusals(louder)[0]).toMatch(/its AlertCondition was changed since it was exported/);
  });

  it('reads a target of 99.95 % as 0.9995', () => {
    const text = (spec: object) =>
      importOpenSlo(
        [
          {
            file: 'x.yaml',
            text: family
              .map((one) => (one.kind === 'SLO' ? { ...one, spec: { ...one.spec, ...spec } } : one))
              .map((one) => `---\n${JSON.stringify(one)}\n`)
              .join(''),
          },
        ],
        { domain: 'acme', owner: 'core' },
      ).entries.get('slos/acme/acme-shop.yaml');
    expect(text(objectiveWith({ target: undefined, targetPercent: 99.95 }))).toContain('target: "0.9995"');
    expect(text(objectiveWith({ target: 0.9995 }))).toContain('target: "0.9995"');
  });
});

describe('a document that cannot be carried', () => {
  it.each([
    [
      { apiVersion: 'openslo/v2alpha', kind: 'SLO', metadata: { name: 'a' } },
      /SLO a: apiVersion openslo\/v2alpha: only openslo\/v1/,
    ],
    [
      { apiVersion: 'openslo/v1', kind: 'DataSource', metadata: { name: 'a' } },
      /DataSource a: .* keep this file where it is/,
    ],
    [
      { apiVersion: 'openslo/v1', kind: 'AlertNotificationTarget', metadata: { name: 'a' } },
      /says who is told/,
    ],
    [
      { apiVersion: 'openslo/v1', kind: 'Service', metadata: { name: 'a' }, spec: {} },
      /Service a: no SLO among the files uses it/,
    ],
    [
      { apiVersion: 'openslo/v1', kind: 'Service', metadata: { name: 'A b' }, spec: {} },
      /metadata.name: lower-case letters/,
    ],
    ['nonsense', /apiVersion undefined/],
  ])('%j is refused with the reason', (one, why) => {
    expect(refusals([one])).toEqual([expect.stringMatching(why)]);
  });

  it('of broken YAML is refused at its line', () => {
    const { refused: found } = importOpenSlo([{ file: 'x.yaml', text: '---\na: [1\nb: 2\n' }], {
      domain: 'acme',
      owner: 'core',
    });
    expect(found).toMatchObject([{ file: 'x.yaml', line: 2, name: 'document' }]);
  });
});
