import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { byMonth, gatherIncidents } from '../../src/incidents/gather.ts';
import { isOpen, reportedImpact, worstImpact } from '../../src/incidents/incident.ts';
import { smallBook } from '../book/made.ts';

const at = (text: string) => Date.parse(text);
const NOW = at('2026-11-21T12:00:00Z');
const SHOP = 'acme/shop';

function bookWith(incident: string) {
  const { book, findings } = assembleBook(
    smallBook({
      'incidents/acme/payments.mdx': `---\n${incident}\n---\n`,
      'incidents/2026-01-01-shop.mdx': null,
      'postmortems/2026-01-01-shop.mdx': null,
    }),
  );
  expect(findings.filter(({ level }) => level === 'error')).toEqual([]);
  return book;
}

const WRITTEN = `title: Payments fail for some customers
domain: acme
severity: SEV1
services: [acme/shop]
startedAt: 2026-11-20T10:00:00Z
resolvedAt: 2026-11-20T11:30:00Z
updates:
  - { at: 2026-11-20T10:05:00Z, state: investigating, text: We are looking into it., services: { acme/shop: degraded } }
  - { at: 2026-11-20T10:20:00Z, state: identified, text: The database is full., services: { acme/shop: major outage } }
  - { at: 2026-11-20T11:30:00Z, state: resolved, text: Everything works again. }`;

describe('incidents of a book', () => {
  it('tell each change of impact once, and end every impact when they end', () => {
    const [incident] = gatherIncidents(bookWith(WRITTEN), [], NOW);
    expect(incident?.updates.map(({ changes }) => changes)).toEqual([
      [{ service: SHOP, from: 'none', to: 'degraded' }],
      [{ service: SHOP, from: 'degraded', to: 'major outage' }],
      [{ service: SHOP, from: 'major outage', to: 'none' }],
    ]);
    expect(incident).toMatchObject({ impact: 'major outage', state: 'resolved', origin: 'written' });
    expect(incident?.impacts.get(SHOP)).toBe('none');
  });

  it('know only what had been said by now', () => {
    const book = bookWith(WRITTEN);
    const [early] = gatherIncidents(book, [], at('2026-11-20T10:06:00Z'));
    expect(early).toMatchObject({ state: 'investigating', resolvedAt: null, impact: 'degraded' });
    expect(reportedImpact([early as never], SHOP)).toBe('degraded');
    expect(gatherIncidents(book, [], at('2026-11-20T09:00:00Z'))).toEqual([]);
  });

  it('keep the id of an update when its text is mended and when another follows', () => {
    const ids = (text: string) => gatherIncidents(bookWith(text), [], NOW)[0]?.updates.map(({ id }) => id);
    const more = `${WRITTEN}\n  - { at: 2026-11-20T13:00:00Z, state: postmortem, text: The story is written. }`;
    expect(ids(WRITTEN.replace('database', 'data store'))).toEqual(ids(WRITTEN));
    expect(ids(more)?.slice(0, 3)).toEqual(ids(WRITTEN));
    expect(new Set(ids(more)).size).toBe(4);
  });

  it('give updates of the same instant ids of their own', () => {
    const twice = WRITTEN.replaceAll('10:20:00', '10:05:00');
    const ids = gatherIncidents(bookWith(twice), [], NOW)[0]?.updates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it('are open again when an update after the end says so', () => {
    const open = WRITTEN.replace('resolvedAt: 2026-11-20T11:30:00Z\n', '').concat(
      '\n  - { at: 2026-11-20T12:00:00Z, state: investigating, text: It is back again., services: { acme/shop: partial outage } }',
    );
    const [incident] = gatherIncidents(bookWith(open), [], NOW);
    expect(incident && isOpen(incident)).toBe(true);
    expect(reportedImpact([incident as never], SHOP)).toBe('partial outage');
  });

  it('[U3] take in detected outages that nobody wrote about, however short, as automatic ones', () => {
    const outages = [
      { service: SHOP, from: at('2026-11-20T09:50:00Z'), to: at('2026-11-20T10:40:00Z') },
      { service: SHOP, from: at('2026-11-19T03:00:00Z'), to: at('2026-11-19T03:04:00Z') },
      { service: SHOP, from: at('2026-11-21T11:00:00Z'), to: null },
    ];
    const found = gatherIncidents(bookWith(WRITTEN), outages, NOW);
    expect(found.map(({ origin, resolvedAt }) => [origin, resolvedAt !== null])).toEqual([
      ['automatic', false],
      ['written', true],
      ['automatic', true],
    ]);
    expect(found[1]?.outages).toEqual([outages[0]]);
    expect(found[2]?.updates.map(({ found: what }) => what)).toEqual(['outage', 'recovery']);
  });

  it('lose no outage and tell none twice, whatever overlaps', () => {
    const book = bookWith(WRITTEN);
    const span = fc
      .record({ start: fc.integer({ min: -3000, max: 1600 }), length: fc.integer({ min: 1, max: 900 }) })
      .map(({ start, length }) => ({
        service: SHOP,
        from: at('2026-11-20T10:00:00Z') + start * 60_000,
        to: at('2026-11-20T10:00:00Z') + (start + length) * 60_000,
      }));
    fc.assert(
      fc.property(fc.uniqueArray(span, { selector: ({ from }) => from, maxLength: 12 }), (outages) => {
        const told = gatherIncidents(book, outages, NOW).flatMap((incident) => incident.outages);
        const past = outages.filter(({ from }) => from <= NOW);
        expect(told.length).toBe(past.length);
        expect(new Set(told)).toEqual(new Set(past));
      }),
    );
  });

  it('let a later outage stand for itself where the end is told by an update alone', () => {
    const book = bookWith(WRITTEN.replace('resolvedAt: 2026-11-20T11:30:00Z\n', ''));
    const later = { service: SHOP, from: at('2026-11-20T20:00:00Z'), to: at('2026-11-20T21:00:00Z') };
    expect(gatherIncidents(book, [later], NOW).map(({ origin }) => origin)).toEqual(['automatic', 'written']);
  });

  it('stand in the month in which they began, and an empty month is there too', () => {
    const found = gatherIncidents(bookWith(WRITTEN), [], NOW);
    const months = byMonth(found, at('2026-09-30T00:00:00Z'), NOW);
    expect(months.map(({ month, incidents }) => [month, incidents.length])).toEqual([
      ['2026-11', 1],
      ['2026-10', 0],
      ['2026-09', 0],
    ]);
  });

  it('[S7] refuse an impact that is not in the vocabulary', () => {
    expect(() => worstImpact(['cataclysm' as never])).toThrow(/cataclysm/);
  });
});
