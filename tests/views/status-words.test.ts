import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import { type ComponentNow, type ComponentState, pageNow } from '../../src/status/component.ts';
import { STATUSPAGE_PARTIAL_WEIGHT } from '../../src/status/uptime.ts';
import { headline } from '../../src/views/headline.ts';
import { measureBlocks } from '../../src/views/how-we-measure.ts';
import { plannedWindows } from '../../src/views/maintenance.ts';
import { monthGrids } from '../../src/views/month-grid.ts';
import { noticed } from '../../src/views/noticed.ts';
import { standing } from '../../src/views/standing.ts';
import { wordsFor } from '../../src/words/words.ts';
import { assembled, smallBook } from '../book/made.ts';
import { NOW, viewOf } from './made.ts';

const words = wordsFor('en');
const SINCE = Date.parse('2026-11-21T00:07:00Z');
const component = (id: string, state: ComponentState, since: number | null = SINCE) => ({
  id,
  title: id.toUpperCase(),
  state,
  since,
});
const seen = (state: ComponentState): ComponentNow =>
  ({
    state,
    since: SINCE,
    observed: 'up',
    reason: null,
    newestAt: NOW,
    stale: false,
    probes: [],
  }) as ComponentNow;
const incident = (
  to: 'none' | 'degraded' | 'partial outage' | 'major outage',
  open = true,
  userFacing = true,
) =>
  ({
    id: 'acme/x',
    origin: 'written',
    services: ['acme/shop'],
    impacts: new Map([['acme/shop', to]]),
    startedAt: SINCE - 60_000,
    resolvedAt: open ? null : SINCE,
    entry: { data: { userFacing } },
  }) as unknown as Incident;

describe('the headline of a status page', () => {
  it('names what is affected and since when', () => {
    expect(headline(pageNow([component('a', 'operational'), component('c', 'down')]), words)).toBe(
      'C: down since Sat, 21 Nov 2026, 00:07 UTC',
    );
  });

  it('names up to three components, counts the rest, and says when their times differ', () => {
    const many = Array.from({ length: 5 }, (_, i) => component(`c${i}`, 'down', SINCE + i * 60_000));
    expect(headline(pageNow(many), words)).toBe(
      'C0, C1, C2 and 2 more: down, the first since Sat, 21 Nov 2026, 00:07 UTC',
    );
  });

  it('keeps the capital of a noun in the language that has them', () => {
    const page = pageNow([component('a', 'partial outage'), component('b', 'operational')]);
    expect(headline(page, wordsFor('de'))).toBe('A: Teilausfall seit Sa., 21. Nov. 2026, 00:07 UTC');
    expect(headline(page, wordsFor('fr'))).toContain('panne partielle depuis');
  });

  it('claims neither a time nor a state that it does not know', () => {
    expect(headline(pageNow([component('a', 'unknown', null)]), words)).toBe('A: unknown');
    expect(headline(pageNow([]), words)).toBe('No component is watched, so nothing is known');
    expect(headline(pageNow([component('a', 'operational')]), words)).toBe('All components are operational');
  });
});

describe('the standing of a component', () => {
  it('is the worse of what probes see and people report', () => {
    expect(standing(seen('operational'), 'acme/shop', [incident('partial outage')])).toEqual({
      state: 'partial outage',
      since: SINCE - 60_000,
      reported: true,
    });
    expect(standing(seen('down'), 'acme/shop', [incident('degraded')])).toMatchObject({
      state: 'down',
      reported: false,
    });
    expect(standing(seen('maintenance'), 'acme/shop', [incident('major outage')]).state).toBe('down');
    expect(standing(seen('unknown'), 'acme/shop', [incident('none')]).state).toBe('unknown');
  });

  it('is what probes see once the incident is over, and for other components all along', () => {
    expect(standing(seen('operational'), 'acme/shop', [incident('major outage', false)]).state).toBe(
      'operational',
    );
    expect(standing(seen('operational'), 'acme/till', [incident('major outage')]).state).toBe('operational');
  });
});

describe('the line on every public page', () => {
  const facts = (state: ComponentState, incidents: Incident[] = []) =>
    ({ page: () => pageNow([component('acme/shop', state)]), incidents }) as never;

  it('[K29] is there while customers notice an outage, with its beginning, and goes when it is over', () => {
    expect(noticed(facts('down'))).toMatchObject({ state: 'down', since: SINCE });
    expect(noticed(facts('partial outage', [incident('partial outage')]))).toMatchObject({ since: SINCE });
    for (const quiet of ['operational', 'degraded', 'maintenance', 'unknown'] as const) {
      expect(noticed(facts(quiet)), quiet).toBeNull();
    }
  });

  it('[K29] is not there for an incident of which it says itself that no customer notices', () => {
    expect(noticed(facts('partial outage', [incident('partial outage', true, false)]))).toBeNull();
  });
});

describe('planned work', () => {
  const book = assembled().book;

  it('[K41] counts as announced from exactly its notice before the start', () => {
    const [first] = plannedWindows(book, { from: NOW, to: NOW + 30 * 86_400_000 });
    expect(first?.announcedFrom).toBe((first?.from ?? 0) - 7 * 86_400_000);
  });

  it('keeps a window that was called off, as cancelled', () => {
    const files = new Map(smallBook());
    const path = 'maintenance/acme/weekly.yaml';
    files.set(path, `${files.get(path)}exdates: [2026-11-29T02:00:00Z]\n`);
    const windows = plannedWindows(assembleBook(files).book, { from: NOW, to: NOW + 16 * 86_400_000 });
    expect(windows.map(({ id, cancelled }) => [id.slice(0, 10), cancelled])).toEqual([
      ['2026-11-22', false],
      ['2026-11-29', true],
      ['2026-12-06', false],
    ]);
  });

  it('stands on its days in a calendar of whole weeks', () => {
    const [november, december] = monthGrids(book, NOW, 2);
    expect(november?.weeks.every((week) => week.length === 7)).toBe(true);
    const days = (grid: typeof november) => (grid?.weeks ?? []).flat().flatMap((day) => day ?? []);
    expect(days(november).map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(
      days(november)
        .filter(({ titles }) => titles.length > 0)
        .map(({ number }) => number),
    ).toEqual([1, 8, 15, 22, 29]);
    expect(days(november).find(({ today }) => today)?.number).toBe(21);
    expect(december?.weeks[0]?.findIndex((day) => day !== null)).toBe(1);
  });
});

describe('how we measure', () => {
  it('[S10] follows the settings: formula, weight, rounding, window and number of samples', () => {
    const textOf = (accounting: 'observed' | 'statuspage' | 'incident-io') => {
      const { book } = assembleBook(
        smallBook({ 'watchbook.yaml': `name: Test book\nrecord: { accounting: ${accounting} }\n` }),
      );
      const { facts } = viewOf(book);
      return JSON.stringify(measureBlocks(book, facts, words, { audience: 'public' }));
    };
    expect(textOf('observed')).toContain('(up + degraded) ÷ (up + degraded + down)');
    expect(textOf('statuspage')).toContain(`down + ${STATUSPAGE_PARTIAL_WEIGHT} × partial outage`);
    expect(textOf('incident-io')).toContain('1 − (down + partial outage)');
    for (const accounting of ['observed', 'statuspage', 'incident-io'] as const) {
      expect(textOf(accounting)).toContain(`accounting: ${accounting}`);
      expect(textOf(accounting)).toContain('never rounded up');
      expect(textOf(accounting)).toContain('0 looks');
    }
  });
});
