import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import type { Book } from '../../src/book/book.ts';
import { readRecord } from '../../src/record/read.ts';
import { openRecord, type RecordStore } from '../../src/record/store.ts';
import { durationMs } from '../../src/schemas/duration.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { readRecordFacts } from '../../src/site/record-facts.ts';
import { COUNTS_ERROR } from '../../src/status/latency-counts.ts';
import { type ComponentFacts, computeFacts, type Facts, WINDOWS } from '../../src/views/facts.ts';
import { smallBook } from '../book/made.ts';
import { NOW } from './made.ts';

const HOUR = 3_600_000;
const OLD = 'acme/store/http';

const SHOP = `---
title: Shop
summary: Where people buy things.
domain: acme
owner: Core
severity: SEV1
vendors: [cloud]
formerIds: [acme/store]
probes:
  - { id: http, kind: http, url: 'https://shop.test/health', interval: 1h, conditions: ['[STATUS] == 200'] }
  - { id: tcp, kind: tcp, host: shop.test, port: 443, interval: 1h }
---
`;

/** 380 days of hourly looks from two places, with outages of some hours, single failures, gaps, and a rename. */
function past(): Sample[][] {
  const runs: Sample[][] = [];
  for (let at = NOW - 380 * 24 * HOUR, k = 0; at < NOW; at += HOUR, k += 1) {
    if ((k * 7919) % 41 === 0) continue;
    runs.push(
      ['http', 'tcp'].flatMap((probe, p) =>
        ['local', 'eu-west'].map((location, l): Sample => {
          const n = ((k + p * 31 + l * 3) * 2_654_435_761) % 4_294_967_296;
          const bad =
            (k + p * 50) % 230 < 5 ? 'down' : n % 60 === 0 ? 'down' : n % 60 === 1 ? 'degraded' : 'up';
          const old = at < NOW - 200 * 24 * HOUR;
          const reason = bad === 'up' ? null : `it was ${bad}`;
          const id = `acme/${old ? 'store' : 'shop'}/${probe}`;
          return { probe: id, location, at, outcome: bad, latencyMs: n % 3000, reason };
        }),
      ),
    );
  }
  return runs;
}

describe('figures over a year', () => {
  let book: Book;
  let store: RecordStore;
  let dir: string;
  const facts = (now = NOW): Facts => computeFacts(book, readRecordFacts(dir, book, now), now);
  const shop = (from: Facts) => from.components.get('acme/shop') as ComponentFacts;
  const told = (from: Facts) => {
    const { windows, days, outages, now } = shop(from);
    return { windows, days, outages, now };
  };

  beforeAll(async () => {
    ({ book } = assembleBook(smallBook({ 'services/acme/shop.mdx': SHOP })));
    dir = mkdtempSync(join(tmpdir(), 'watchbook-'));
    store = await openRecord({ dir });
    await store.append(past());
    await store.commit(NOW, 'a past');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }));

  it('[U2] [S16] are those of the looks: times exactly, percentiles within the error of counts, renames included', () => {
    expect(readRecord(dir).probes).toContain(OLD);
    const formerIds = new Map([
      [OLD, 'acme/shop/http'],
      ['acme/store/tcp', 'acme/shop/tcp'],
    ]);
    const all = readRecord(dir, { formerIds });
    const { sampleCount, newestAt } = all;
    const exact = shop(
      computeFacts(book, { looksOf: all.seriesOf, head: null, newestAt, sampleCount, problems: [] }, NOW),
    );
    const rolled = shop(facts());
    expect(rolled.windows.year.rolledUp).toBe(true);
    expect(rolled.windows.quarter.rolledUp).toBe(false);
    for (const { id } of WINDOWS) {
      const [a, b] = [rolled.windows[id], exact.windows[id]];
      expect({ ...a.uptime, sampleCount: 0 }, id).toEqual({ ...b.uptime, sampleCount: 0 });
      if (id !== 'year') expect(a, id).toEqual(b);
    }
    const [a, b] = [rolled.windows.year.latency, exact.windows.year.latency];
    // Half a day at the start of the window has no looks of its own.
    expect(b.count - a.count).toBeLessThan(2 * 13);
    for (const figure of ['p50', 'p95', 'p99', 'max'] as const) {
      expect(Math.abs((a[figure] as number) / (b[figure] as number) - 1), figure).toBeLessThan(
        COUNTS_ERROR + 0.002,
      );
    }
    expect(Math.abs((a.mean as number) / (b.mean as number) - 1)).toBeLessThan(0.005);
    expect(rolled.days).toEqual(exact.days);
    // The exact ones reach as far back as the bars in both.
    expect(rolled.outages).toEqual(exact.outages);
    expect(rolled.outages.length).toBeGreaterThan(10);
  });

  it('[U23] [S38] are the same before and after compaction', async () => {
    const before = told(facts());
    expect(before.windows.year.uptime.badMs).toBeGreaterThan(before.windows.quarter.uptime.badMs * 2);
    const intervals = new Map(book.probes.map((probe) => [probe.fullId, durationMs(probe.interval)]));
    for (const old of [OLD, 'acme/store/tcp']) intervals.set(old, HOUR);
    const { closed } = await store.compact({ now: NOW, intervals, history: 'archive' });
    expect(closed.length).toBeGreaterThan(20);
    expect(told(facts())).toEqual(before);
    const late: Sample = {
      probe: 'acme/shop/http',
      location: 'local',
      at: NOW - 300 * 24 * HOUR + 1000,
      outcome: 'up',
      latencyMs: 5,
      reason: null,
    };
    await store.commitRun([late], NOW);
    await store.compact({ now: NOW, intervals, note: 'a laptop was offline' });
    expect(facts().record.corrections?.map(({ note }) => note)).toContain('a laptop was offline');
  });
});
