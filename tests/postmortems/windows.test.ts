import { describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/book/book.ts';
import { compareWindows } from '../../src/postmortems/windows.ts';
import { impactWindowSection, longestIntervalMs } from '../../src/views/impact-window.ts';
import { sampleBook } from '../book/sample.ts';
import { tablesOf } from '../views/made.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T10:00:00Z');
const END = Date.parse('2026-03-01T11:00:00Z');
const WRITTEN = { impactStartedAt: '2026-03-01T10:00:00Z', impactEndedAt: '2026-03-01T11:00:00Z' };

describe('the impact of a postmortem beside the outage that probes saw', () => {
  it('[G22] agrees up to two intervals, and differs a second later', () => {
    const verdicts = (from: number, to: number) =>
      compareWindows(WRITTEN, [{ from, to }], 5 * MINUTE)?.map(({ differs }) => differs);
    expect(verdicts(START + 10 * MINUTE, END - 10 * MINUTE)).toEqual([false, false]);
    expect(verdicts(START + 10 * MINUTE + 1000, END)).toEqual([true, false]);
    expect(verdicts(START, END + 10 * MINUTE + 1000)).toEqual([false, true]);
  });

  it('[G22] is compared from the first to the last outage of the incident', () => {
    const outages = [
      { from: START + 30 * MINUTE, to: END },
      { from: START, to: START + 20 * MINUTE },
    ];
    expect(compareWindows(WRITTEN, outages, MINUTE)?.map(({ apartMs }) => apartMs)).toEqual([0, 0]);
  });

  it('[G22] has no end that could agree while it lasts, and is not compared where nothing was seen', () => {
    expect(compareWindows(WRITTEN, [{ from: START, to: null }], MINUTE)?.[1]).toMatchObject({
      observed: null,
      apartMs: null,
      differs: true,
    });
    expect(compareWindows(WRITTEN, [], MINUTE)).toBeNull();
  });

  it('[G22] stands on the page with both times and how far they are apart', async () => {
    const { book } = await sampleBook();
    const entry = entriesOf(book, 'postmortems').find(({ id }) => id.startsWith('thorbis/'));
    if (!entry) return expect.fail('the sample book has no postmortem of thorbis');
    expect(longestIntervalMs(book, entry.data.services)).toBe(30_000);
    const from = Date.parse(entry.data.timestamps.impactStartedAt) + 3 * MINUTE;
    const to = Date.parse(entry.data.timestamps.impactEndedAt);
    const [table] = tablesOf(impactWindowSection(entry, book, [{ from, to }]).blocks);
    expect(table?.rows.map((row) => row.map(({ text }) => text))).toEqual([
      [
        'Impact began',
        'Wed 30 Sep 2026, 23:52 UTC',
        'Wed 30 Sep 2026, 23:55 UTC',
        '3m',
        expect.stringMatching(/^Differs/),
      ],
      ['Impact ended', 'Thu 1 Oct 2026, 00:04 UTC', 'Thu 1 Oct 2026, 00:04 UTC', '0s', 'Agrees'],
    ]);
    expect(JSON.stringify(impactWindowSection(entry, book, []).blocks)).toContain('no confirmed outage');
  });
});
