import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entriesOf, entry } from '../../src/book/book.ts';
import { actionBoard } from '../../src/postmortems/board.ts';
import {
  afterBusinessDays,
  budgetDuties,
  clockWords,
  obligations,
  standingWords,
} from '../../src/postmortems/deadlines.ts';
import { similarIncidents } from '../../src/postmortems/similar.ts';
import { causeCounts, incidentsByMonth, responseSpreads } from '../../src/postmortems/trends.ts';
import { smallBook } from '../book/made.ts';
import { sampleBook } from '../book/sample.ts';

const { book: sample } = await sampleBook();
const NOW = Date.parse('2026-11-21T12:00:00Z');
const SECOND = 1000;

describe('a duty after an incident', () => {
  const files = smallBook();
  const name = 'postmortems/2026-01-01-shop.mdx';
  files.set(name, (files.get(name) as string).replace('state: in-review', 'state: draft'));
  const { book } = assembleBook(files);
  const at = (instant: string) => {
    const now = Date.parse(instant);
    return obligations(book, now).map((duty) => `${standingWords(duty, now)}, ${clockWords(duty)}`);
  };

  it('[K32] is due in, then overdue by, and says that its clock was chosen', () => {
    const chosen = 'counted from the resolution, because the source names no clock';
    expect(at('2026-01-03T00:06:00Z')).toEqual([`due in 1 day, ${chosen}`]);
    expect(at('2026-01-04T00:06:00Z')).toEqual([`overdue by 0 seconds, ${chosen}`]);
    expect(at('2026-01-05T01:06:00Z')).toEqual([`overdue by 1 day, ${chosen}`]);
  });

  it('[K35] has its own deadline in every domain of one book', () => {
    const due = (id: string) =>
      obligations(sample, NOW)
        .filter(({ incident }) => incident === id)
        .map(({ dueAt, from, clockStated, state }) => [(dueAt - from) / 3_600_000, clockStated, state]);
    expect(due('studiovault/2026-10-29-payments')).toEqual([[72, false, 'met']]);
    expect(due('thorbis/2026-09-30-platform')).toEqual([[24, true, 'met']]);
    expect(due('la-factoria/2026-11-13-static-assets')).toEqual([]);
  });
});

describe('an incident that cost too much of a budget', () => {
  const cost = (
    seconds: number,
    has: 'no postmortem' | 'no P0' | 'postmortem with P0' = 'no postmortem',
  ) => ({
    incident: 'acme/one',
    slo: 'acme/shop',
    // TV-29: 99.9 % over 28 days is a budget of 2419.2 s, a fifth of which is 8m3.84s.
    share: seconds / 2419.2,
    resolvedAt: Date.parse('2026-11-12T14:37:00Z'),
    has,
  });

  it('[G20] TV-29 needs a postmortem from 8m05s on and not with 8m03s', () => {
    expect(budgetDuties([cost(8 * 60 + 3)], NOW, 0.2)).toEqual([]);
    expect(budgetDuties([cost(8 * 60 + 5)], NOW, 0.2)).toHaveLength(1);
  });

  it('[G20] is overdue when five business days are over, unless a P0 is in its postmortem', () => {
    const over = Date.parse('2026-11-20T00:00:00Z');
    const state = (now: number, has?: 'no P0' | 'postmortem with P0') =>
      budgetDuties([cost(900, has)], now, 0.2).map((duty) => duty.state);
    expect(state(over - 1)).toEqual(['ahead']);
    expect(state(over)).toEqual(['overdue']);
    expect(state(over, 'no P0')).toEqual(['overdue']);
    expect(state(over, 'postmortem with P0')).toEqual(['met']);
    expect(budgetDuties([{ ...cost(900), resolvedAt: null }], NOW, 0.2)[0]).toMatchObject({
      state: 'ahead',
      dueAt: null,
    });
  });

  it.each([
    ['Thursday', '2026-11-12T14:37:00Z', '2026-11-20T00:00:00Z'],
    ['Friday', '2026-11-13T23:59:59Z', '2026-11-21T00:00:00Z'],
    ['Saturday', '2026-11-14T00:00:00Z', '2026-11-21T00:00:00Z'],
    ['Sunday', '2026-11-15T12:00:00Z', '2026-11-21T00:00:00Z'],
    ['Monday', '2026-11-16T00:00:00Z', '2026-11-24T00:00:00Z'],
  ])('has five business days from a %s', (_, from, to) => {
    expect(new Date(afterBusinessDays(Date.parse(from), 5)).toISOString().replace('.000', '')).toBe(to);
  });
});

describe('the board of action items', () => {
  const board = actionBoard(sample, '2026-11-21');

  it('[G24] lists what is open over all postmortems, overdue first, with its age', () => {
    expect(
      board.open
        .slice(0, 5)
        .map(({ postmortem, item, overdueDays, ageDays }) => [
          postmortem.split('/')[0],
          item.id,
          overdueDays,
          ageDays,
        ]),
    ).toEqual([
      ['studiovault', 'AI-3', 8, 22],
      ['studio-operations', 'AI-3', 8, 39],
      ['thorbis', 'AI-3', 8, 51],
      ['ai-film-studio', 'AI-1', 1, 9],
      ['ai-film-studio', 'AI-2', 0, 9],
    ]);
  });

  it('[G24] counts by team, and what was done within the agreed days', () => {
    const all = entriesOf(sample, 'postmortems').flatMap(({ data }) => data.actionItems);
    expect(board.open.length + board.closed.length).toBe(all.length);
    expect(board.teams.reduce((sum, { open }) => sum + open, 0)).toBe(board.open.length);
    expect(board.teams.reduce((sum, { overdue }) => sum + overdue, 0)).toBe(4);
    expect(board.teams.find(({ team }) => team === 'studiovault/core-team')).toEqual({
      team: 'studiovault/core-team',
      open: 2,
      overdue: 1,
    });
    // Done within 15 days: seven of seven; what is open for longer than that counts against it, what is younger not yet.
    expect(board.completion).toEqual([
      { days: 15, done: 7, of: 11 },
      { days: 30, done: 7, of: 9 },
    ]);
  });
});

describe('what incidents have in common', () => {
  it('is scored and explained, and looks only back', () => {
    const text = smallBook().get('incidents/2026-01-01-shop.mdx') as string;
    const later = (day: string, change: (text: string) => string) =>
      change(text.replaceAll('2026-01-01T', `${day}T`).replace(/postmortem: .*\n/, ''));
    const { book } = assembleBook(
      smallBook({
        'incidents/second.mdx': later('2026-02-01', (one) =>
          one.replace('services: [acme/shop]\n', 'services: [acme/shop]\nmitigation: rollback\n'),
        ),
        'incidents/third.mdx': later('2026-03-01', (one) =>
          one.replace('services: [acme/shop]\n', 'services: [acme/shop]\nmitigation: rollback\n'),
        ),
        'incidents/other.mdx': later('2026-01-15', (one) => one.replaceAll('acme/shop', 'acme/store')),
        'services/acme/store.mdx': smallBook().get('services/acme/shop.mdx') as string,
      }),
    );
    const of = (id: string) =>
      similarIncidents(book, entry(book, 'incidents', id)).map(({ incident, score, reasons }) => [
        incident.id,
        score,
        reasons,
      ]);
    expect(of('third')).toEqual([
      ['second', 6, ['same service: acme/shop (4)', 'same mitigation: rollback (1)', 'same domain (1)']],
      ['2026-01-01-shop', 5, ['same service: acme/shop (4)', 'same domain (1)']],
    ]);
    expect(of('2026-01-01-shop')).toEqual([]);
  });

  it('[G21] is summed up over all postmortems with its number', () => {
    const spreads = responseSpreads(entriesOf(sample, 'postmortems'));
    const ttr = spreads.find(({ name }) => name === 'ttr')?.spread;
    expect(ttr).toEqual({ n: 5, median: 95 * 60 * SECOND, p90: 190 * 60 * SECOND });
  });

  it('counts incidents by month, empty months too, and families of causes', () => {
    expect(incidentsByMonth(sample, NOW, 4)).toEqual([
      { month: '2026-08', incidents: 0, withPostmortem: 0 },
      { month: '2026-09', incidents: 1, withPostmortem: 1 },
      { month: '2026-10', incidents: 2, withPostmortem: 2 },
      { month: '2026-11', incidents: 2, withPostmortem: 2 },
    ]);
    expect(causeCounts(sample)[0]).toMatchObject({ cause: 'process', repeated: false });
  });
});
