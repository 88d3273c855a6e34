import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entry } from '../../src/book/book.ts';
import { lintBook } from '../../src/lint/run.ts';
import { formulaOf, RESPONSE_TIME_NAMES, responseTime, spreadOf } from '../../src/postmortems/times.ts';
import { edited, places, placesIn, smallBook } from '../book/made.ts';
import { shakespeareBook } from './shakespeare.ts';

const MINUTE = 60_000;
const FILE = 'postmortems/2026-01-01-shop.mdx';

describe('times of a response', () => {
  it('[G21] TV-32 come out of the timestamps of the example of the SRE book to the minute', () => {
    const { timestamps } = entry(assembleBook(shakespeareBook()).book, 'postmortems', '2026-01-01-shop').data;
    const minutes = Object.fromEntries(
      RESPONSE_TIME_NAMES.map((name) => [name, (responseTime(timestamps, name) ?? Number.NaN) / MINUTE]),
    );
    expect(minutes).toEqual({ ttd: 1, tta: 3, ttDeclare: 7, ttm: 42, ttr: 66, length: 89 });
    expect(formulaOf('ttr')).toBe('impactEndedAt − impactStartedAt');
  });

  it('are null where one of the two timestamps is not recorded', () => {
    const { timestamps } = entry(assembleBook(smallBook()).book, 'postmortems', '2026-01-01-shop').data;
    expect(RESPONSE_TIME_NAMES.map((name) => responseTime(timestamps, name))).toEqual([
      MINUTE,
      null,
      null,
      null,
      5 * MINUTE,
      null,
    ]);
  });

  it.each([
    [[], { n: 0, median: null, p90: null }],
    [[1, 2], { n: 2, median: null, p90: null }],
    [[30, 10, 20], { n: 3, median: 20, p90: 30 }],
    [[4, 1, 3, 2], { n: 4, median: 2.5, p90: 4 }],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 100], { n: 10, median: 5.5, p90: 9 }],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100], { n: 11, median: 6, p90: 10 }],
  ])('[G21] are summed up by median, nearest-rank p90 and their number: %j', (values, expected) => {
    expect(spreadOf(values)).toEqual(expected);
  });
});

describe('timestamps', () => {
  it.each([
    [
      '[G21] a detection before the impact',
      'detectedAt: 2026-01-01T00:01:00Z',
      'detectedAt: 2025-12-31T23:59:00Z',
      `${FILE}:11:15`,
    ],
    [
      '[G21] an end before the mitigation',
      'impactEndedAt: 2026',
      'mitigatedAt: 2026-01-01T00:06:00Z\n  impactEndedAt: 2026',
      `${FILE}:13:18`,
    ],
    [
      '[G21] half a second that sorts wrongly as text',
      'detectedAt: 2026-01-01T00:01:00Z',
      'detectedAt: 2026-01-01T00:01:00Z\n  declaredAt: 2025-12-31T23:59:59.5Z',
      `${FILE}:12:15`,
    ],
    ['[G21] a local time', '00:01:00Z\n  impactEnded', '00:01:00+01:00\n  impactEnded', `${FILE}:11:15`],
    [
      '[G21] a timeline out of order',
      '  - { at: 2026-01-01T00:01:00Z',
      '  - { at: 2025-12-01T00:01:00Z',
      `${FILE}:22:11`,
    ],
  ])('refuse %s, naming the line', (_, from, to, place) => {
    expect(placesIn(edited(FILE, from, to))[0]).toContain(`content/${place} `);
  });

  it('[G21] accept equal instants written with and without a fraction', () => {
    const files = edited(
      FILE,
      'impactStartedAt: 2026-01-01T00:00:00Z',
      'impactStartedAt: 2026-01-01T00:01:00.000Z',
    );
    expect(placesIn(files)).toEqual([]);
  });
});

describe('the example of the SRE book', () => {
  it('[G23] has no error and blames nobody, and its one item without an end is found', () => {
    const found = places(lintBook(assembleBook(shakespeareBook()), '2026-11-21'));
    expect(found).toEqual([`content/${FILE}:54:24 vague-action (decide, by a day, whether to …)`]);
  });
});
