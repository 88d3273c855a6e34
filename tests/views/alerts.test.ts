import { describe, expect, test } from 'vitest';
import { type RecordEvent, typedEvent } from '../../src/schemas/event.ts';
import { alertSections } from '../../src/views/alerts.ts';
import { type Section, unknown } from '../../src/views/model.ts';
import { MINUTE, made, START, World } from '../response/world.ts';

const SHOP = 'acme/shop';
const book = made();

function sectionsAt(log: readonly RecordEvent[], now: number): Section[] {
  return alertSections(log, { book, now, computed: () => unknown() });
}

function rowsOf(sections: readonly Section[], id: string): string[][] {
  const [block] = sections.find((one) => one.id === id)?.blocks.filter(({ kind }) => kind === 'table') ?? [];
  return block?.kind === 'table'
    ? block.rows.map((row) => row.map(({ text, note }) => (note ? `${text} (${note})` : text)))
    : [];
}

describe('the page of alerts', () => {
  test('says what is open, who is told of what, and what became of each message', async () => {
    const world = new World(book);
    world.refuses = ({ stage }) => (stage === 'opened' ? { ok: false, result: '500', final: true } : null);
    for (const [i, outcome] of (['up', 'down', 'down', 'down'] as const).entries()) {
      world.look(SHOP, START + i * MINUTE, outcome);
      await world.run(START + i * MINUTE + 5000);
    }
    const now = START + 5 * MINUTE;
    const sections = sectionsAt(world.log, now);
    expect(rowsOf(sections, 'open')).toEqual([
      ['Shop', 'SEV1', 'Sat 21 Nov 2026, 12:01 UTC (4 minutes ago)', 'nobody yet', 'investigating'],
    ]);
    expect(rowsOf(sections, 'routes')[0]?.slice(1, 5)).toEqual(['SEV1', 'phone', 'Core team', 'yes']);
    expect(rowsOf(sections, 'messages')).toEqual([
      [
        'Sat 21 Nov 2026, 12:02 UTC',
        'acme/phone',
        'opened (for acme/core)',
        expect.stringContaining('automatic/acme/shop/'),
        'failed (after 1 failed try)',
      ],
    ]);
    expect(rowsOf(sections, 'events').map(([, kind]) => kind)).toEqual([
      'incident opened',
      'outage confirmed',
      'outage opened',
    ]);
    const taken = typedEvent(now, 'alert acknowledged', rowsOf(sections, 'messages')[0]?.[3] ?? '', {
      by: 'acme/core',
      via: 'command',
    });
    expect(rowsOf(sectionsAt([...world.log, taken], now), 'open')[0]?.[3]).toMatch(/^acme\/core/);
  });

  test('leads to the page of an outage, and nowhere where there is none', async () => {
    const hrefOf = async (outcome: 'down' | 'degraded') => {
      const world = new World(book);
      for (const [i, each] of (['up', outcome, outcome] as const).entries()) {
        world.look(SHOP, START + i * MINUTE, each);
        await world.run(START + i * MINUTE + 5000);
      }
      const [open] = sectionsAt(world.log, START + 5 * MINUTE);
      const [block] = open?.blocks ?? [];
      return block?.kind === 'table' ? block.rows[0]?.[0]?.href : 'no table';
    };
    expect(await hrefOf('down')).toBe('/incidents/automatic/acme/shop/20261121T120100Z/');
    expect(await hrefOf('degraded')).toBeUndefined();
  });

  test('an empty log says that it is empty, and how it begins', () => {
    const sections = sectionsAt([], START);
    for (const id of ['open', 'messages', 'events'])
      expect(sections.find((one) => one.id === id)?.blocks.at(-1)?.kind).toBe('empty');
  });
});
