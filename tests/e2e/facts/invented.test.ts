import { describe, expect, inject, it } from 'vitest';
import { entriesOf, register } from '../../../src/book/book.ts';
import { DEMONSTRATION_SEED } from '../../../src/demonstration/past.ts';
import { BLOCK_MS, spellsOf } from '../../../src/fleet/spells.ts';
import { sampleBook, sampleFiles } from '../../book/sample.ts';
import { pagesBelow } from '../files.ts';
import { unitsOf } from './units.ts';

const { book } = await sampleBook();
const files = await sampleFiles();
const DOMAINS = entriesOf(book, 'domains').map(({ id }) => id);
const DURATION = /\b\d+\s?(?:s|sec\w*|min\w*|h|hours?|days?|weeks?)\b/i;
const MONEY = /[$€£¥]\s?\d|\b\d[\d.,]*\s?(?:USD|EUR|GBP|CHF|dollars?|euros?|pounds?)\b/i;

/** Every team, role and group that the five documents name; nobody else may be in the sample book. */
const NAMED = [
  'All Teams',
  'Core team',
  'Database Administrators',
  'DevOps Engineers',
  'DevOps Lead',
  'DevOps Team',
  'Development team',
  'Engineering',
  'Engineering Lead',
  'HQ/Owner roles',
  'Incident response team',
  'L1',
  'L2',
  'Manager on-call',
  'Operations',
  'Operations Lead',
  'Primary On-Call Engineer',
  'Primary on-call',
  'Secondary On-Call Engineer',
  'Secondary on-call',
  'Security Operations',
  'Site Reliability Engineers',
  'Stakeholders',
  'Thorbis Operations Team',
  'analytics-reporter',
  'finance-tracker',
  'infrastructure-maintainer',
  'legal-compliance-checker',
  'studio-operations coordinator',
  'support-responder',
];

function unitsAt(page: string) {
  const found = pagesBelow(inject('internalDir')).find(({ file }) => file === `${page}/index.html`);
  if (!found) throw new Error(`no page ${page}`);
  return unitsOf(found.html);
}

describe('nothing is invented', () => {
  it('[K07] StudioVault has no response time in figures, in data and on its page', () => {
    const severities = register(book, 'studiovault', 'severities');
    expect(severities?.levels.map(({ id }) => id)).toEqual(['SEV1', 'SEV2', 'SEV3']);
    for (const level of severities?.levels ?? []) {
      expect([level.responds, level.acknowledges, level.resolves, level.escalatesWithin]).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
      ]);
    }
    expect(severities?.clocks).toEqual([]);
    const rows = unitsAt('domains/studiovault').filter(
      ({ kind, text }) => kind === 'row' && text.startsWith('Level: SEV'),
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.filter(({ text }) => DURATION.test(text))).toEqual([]);
  });

  it('[K04] no metric, figure or budget of any domain has a value typed by hand', () => {
    for (const domain of DOMAINS) {
      const typed =
        register(book, domain, 'metrics')?.groups.flatMap(({ metrics }) =>
          metrics.filter(({ value }) => value !== null).map(({ id }) => id),
        ) ?? [];
      expect(typed, domain).toEqual([]);
      const finance = register(book, domain, 'finance');
      expect(
        finance?.figures.filter(({ amount, currency }) => amount !== null || currency !== null) ?? [],
        domain,
      ).toEqual([]);
      expect(finance?.budget ?? null, domain).toBeNull();
    }
  });

  it('[K04] uptime of Studio Operations is counted from the record and nowhere typed', () => {
    const metrics =
      register(book, 'studio-operations', 'metrics')?.groups.flatMap((group) => group.metrics) ?? [];
    const uptime = metrics.filter(({ name }) => name.startsWith('Uptime'));
    expect(uptime.map(({ computed, value }) => [computed, value])).toEqual([
      ['uptime', null],
      ['uptime', null],
    ]);
    const rows = unitsAt('domains/studio-operations').filter(({ text }) => text.startsWith('Metric: Uptime'));
    expect(rows.length).toBe(2);
    for (const { text } of rows) expect(/Now: ([^;]*);/.exec(text)?.[1]).not.toMatch(/^99\.9 ?%/);
  });

  it('[K52] no recovery test has a date, in data and on every page that lists one', () => {
    let tests = 0;
    for (const domain of DOMAINS) {
      for (const test of register(book, domain, 'recovery')?.tests ?? []) {
        tests += 1;
        expect([test.last, test.next], `${domain}: ${test.what}`).toEqual([null, null]);
      }
      const rows = unitsAt(`domains/${domain}`).filter(
        ({ under, text }) => under === 'Recovery tests' && text.startsWith('Test: '),
      );
      expect(rows.length).toBe(register(book, domain, 'recovery')?.tests.length ?? 0);
      for (const { text } of rows) expect(text).toMatch(/Last: unknown; Next: unknown/);
      for (const { text } of rows) expect(text).not.toMatch(/\b20\d\d\b/);
    }
    expect(tests).toBe(3);
  });

  it('[K65] no amount of money stands in content or on any page', () => {
    const typed = [...files].flatMap(([file, text]) =>
      MONEY.test(text.replace(/^ *(```)[\s\S]*?^ *\1/gm, '')) ? [file] : [],
    );
    expect(typed).toEqual([]);
    const shown = [inject('internalDir'), inject('publicDir')].flatMap((folder) =>
      pagesBelow(folder).flatMap(({ file, html }) =>
        unitsOf(withoutCode(html))
          .filter(({ text }) => MONEY.test(text))
          .map(({ text }) => `${file}: ${text}`),
      ),
    );
    expect(shown).toEqual([]);
    expect(MONEY.test('costs €20') && MONEY.test('20 EUR')).toBe(true);
  });

  it('names no person: only the teams, roles and groups of the documents, and no one on call by name', () => {
    expect(
      entriesOf(book, 'teams')
        .map(({ data }) => data.title)
        .sort(),
    ).toEqual([...NAMED].sort());
    for (const { id, data } of entriesOf(book, 'rotations')) {
      const people = data.tiers.flatMap(({ participants }) => participants);
      expect(
        people.filter((person) => !book.collections.teams.has(person)),
        id,
      ).toEqual([]);
    }
    const rows = unitsAt('on-call').filter(({ kind, text }) => kind === 'row' && text.startsWith('Tier: '));
    expect(rows.length).toBe(
      entriesOf(book, 'rotations').reduce((sum, { data }) => sum + data.tiers.length, 0),
    );
    for (const { text } of rows)
      expect(text).toMatch(
        /On call now: (?:see PagerDuty|Primary on-call|Secondary on-call|Manager on-call)/,
      );
  });

  it('tells only of incidents that the generated past of the demonstration really contains', () => {
    const written = entriesOf(book, 'incidents');
    expect(written.length).toBeGreaterThan(3);
    for (const { id, data, source } of written) {
      const from = Date.parse(data.startedAt);
      const spells = data.services.flatMap((service) =>
        [-1, 0].flatMap((step) => spellsOf(service, Math.floor(from / BLOCK_MS) + step, DEMONSTRATION_SEED)),
      );
      const found = spells.find((spell) => spell.from === from && spell.trouble !== 'slow');
      expect(found?.to, id).toBe(Date.parse(data.resolvedAt ?? ''));
      expect(source.body, id).toContain('belongs to the demonstration');
    }
    const postmortems = entriesOf(book, 'postmortems');
    expect(postmortems.map(({ domain }) => domain).sort()).toEqual([...DOMAINS].sort());
    for (const { id, data, source } of postmortems) {
      const incident = written.find((one) => one.id === data.incident);
      expect([data.timestamps.impactStartedAt, data.timestamps.impactEndedAt], id).toEqual([
        incident?.data.startedAt,
        incident?.data.resolvedAt,
      ]);
      expect(source.body, id).toContain('belongs to the demonstration');
    }
  });
});

/** A page without its code, whose variables start with a sign of money. */
function withoutCode(html: string): string {
  return html.replace(/<(pre|code)\b[\s\S]*?<\/\1>/g, ' ');
}
