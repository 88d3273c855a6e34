import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { appendBeat, parseBeats, readBeats } from '../../src/probe/beats.ts';
import { parseTarget } from '../../src/probe/control.ts';
import type { LookDetail } from '../../src/probe/engine.ts';
import { runProbes } from '../../src/probe/engine.ts';
import { startLagMeter, sumWithin } from '../../src/probe/lag.ts';
import { watchProbes } from '../../src/probe/watch.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from './bound.ts';
import { closedPort, serveHttp, serveRaw } from './loopback.ts';

const base = { location: 'local', now: Date.now };

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("the check of the prober's own network", () => {
  const port = async () => ({ host: '127.0.0.1', port: await closedPort() });
  const open = async () => ({ host: '127.0.0.1', port: await serveRaw(() => {}) });
  const failing = async () =>
    bound({ kind: 'tcp', id: 'dead', host: '127.0.0.1', port: await closedPort(), timeout: '1s' });

  test('[U19] makes every failed connection unknown while no control target answers', async () => {
    const controls = [await port(), await port()];
    const good = bound({ kind: 'http', id: 'good', url: await serveHttp((_, r) => r.end()) });
    const samples = await runProbes([await failing(), good], { ...base, controls });
    expect(samples).toMatchObject([
      {
        outcome: 'unknown',
        latencyMs: null,
        reason:
          "the prober's own network failed: no control target answered; connection refused (ECONNREFUSED)",
      },
      { outcome: 'up' },
    ]);
  });

  test('lets failures stand when one control target answers, or there is none', async () => {
    const probe = await failing();
    expect(await runProbes([probe], { ...base, controls: [await port(), await open()] })).toMatchObject([
      { outcome: 'down' },
    ]);
    expect(await runProbes([probe], base)).toMatchObject([{ outcome: 'down' }]);
  });

  test('never doubts an answer: a status of 500 came over a network that works', async () => {
    const url = await serveHttp((_, response) => response.writeHead(500).end());
    const samples = await runProbes([bound({ kind: 'http', id: 'e', url })], {
      ...base,
      controls: [await port()],
    });
    expect(samples).toMatchObject([{ outcome: 'down' }]);
  });

  test('is made once for many failures and not at all without one', async () => {
    let asked = 0;
    const control = {
      host: '127.0.0.1',
      port: await serveRaw(() => {
        asked += 1;
      }),
    };
    const dead = await Promise.all(Array.from({ length: 5 }, failing));
    await runProbes(dead, { ...base, controls: [control] });
    expect(asked).toBe(1);
    const good = bound({ kind: 'http', id: 'good', url: await serveHttp((_, r) => r.end()) });
    await runProbes([good], { ...base, controls: [control] });
    expect(asked).toBe(1);
  });

  test('reads its targets from the command line', () => {
    expect(parseTarget('one.one.one.one:443')).toEqual({ host: 'one.one.one.one', port: 443 });
    expect(parseTarget('[::1]:53')).toEqual({ host: '::1', port: 53 });
    expect(parseTarget('https://www.example.org/health')).toEqual({ host: 'www.example.org', port: 443 });
    expect(parseTarget('http://[::1]:8080/')).toEqual({ host: '::1', port: 8080 });
    for (const wrong of ['', 'host', 'host:0', 'host:99999', 'ftp://host:80', '::1:53', 'https://']) {
      expect(() => parseTarget(wrong), wrong).toThrow(RangeError);
    }
  });
});

describe('a prober that is late itself', () => {
  test('knows by how much, within any stretch of time', async () => {
    const meter = startLagMeter();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const before = performance.now();
    block(200);
    const late = meter.between(before, performance.now());
    expect(late).toBeGreaterThan(150);
    expect(late).toBeLessThan(230);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(meter.between(before, performance.now())).toBeGreaterThan(150);
    expect(meter.between(performance.now() - 20, performance.now())).toBeLessThan(60);
    meter.stop();
    const delays = [{ at: 100, ms: 50 }];
    expect([
      sumWithin(delays, 0, 200),
      sumWithin(delays, 60, 80),
      sumWithin(delays, 90, 200),
      sumWithin(delays, 100, 200),
    ]).toEqual([50, 20, 10, 0]);
  });

  test('marks the look and does not call a service slow or silent for it', async () => {
    const url = await serveHttp((_, response) => void setTimeout(() => response.end(), 30));
    const details = new Map<string, LookDetail>();
    const look = async (extra: object) => {
      const probe = bound({ kind: 'http', id: 'late', url, ...extra });
      const running = runProbes([probe], {
        ...base,
        onResult: (sample, detail) => details.set(sample.probe, detail),
      });
      setTimeout(() => block(300), 15);
      return (await running)[0];
    };
    expect(await look({ degradedAfter: '100ms' })).toMatchObject({
      outcome: 'unknown',
      latencyMs: null,
      reason: expect.stringMatching(/^the prober itself was late by \d+ ms; took \d+ ms, more than 100ms$/),
    });
    expect([...details.values()][0]).toMatchObject({ tainted: true });
    // Where time decided nothing the look stands, marked.
    expect(await look({ timeout: '2s' })).toMatchObject({ outcome: 'up' });
  });

  test('looks again before it calls a service down, and believes the second look', async () => {
    let asked = 0;
    let stalls = 0;
    const serve = (status: number) =>
      serveHttp((_, response) => {
        asked += 1;
        // Asked means that the look is under way, so the stall falls into it.
        if (asked <= stalls) setImmediate(() => block(200));
        setTimeout(() => response.writeHead(status).end(), 30);
      });
    const look = async (url: string, extra: object, times: number) => {
      const details: LookDetail[] = [];
      [asked, stalls] = [0, times];
      const [sample] = await runProbes([bound({ kind: 'http', id: 'late', url, ...extra })], {
        ...base,
        onResult: (_, detail) => details.push(detail),
      });
      return { ...sample, asked, tainted: details[0]?.tainted };
    };
    const [answering, broken] = [await serve(200), await serve(500)];
    const timely = { timeout: '150ms' };
    expect(await look(answering, timely, 1)).toMatchObject({ outcome: 'up', asked: 2, tainted: false });
    // Late both times: then nobody knows, and it is marked.
    const late = await look(answering, timely, 2);
    expect(late).toMatchObject({ outcome: 'unknown', latencyMs: null, tainted: true });
    expect(late.reason).toMatch(/^the prober itself was late by \d+ ms; timed out after 150ms/);
    // What is down the second time as well is down; without lateness once is enough.
    expect(await look(broken, {}, 1)).toMatchObject({ outcome: 'down', asked: 2, tainted: false });
    expect(await look(broken, {}, 0)).toMatchObject({ outcome: 'down', asked: 1, tainted: false });
  });

  test('still calls slow what would have been slow anyway', async () => {
    const url = await serveHttp((_, response) => void setTimeout(() => response.end(), 600));
    const probe = bound({ kind: 'http', id: 'slow', url, degradedAfter: '100ms' });
    const running = runProbes([probe], base);
    setTimeout(() => block(100), 15);
    expect((await running)[0]).toMatchObject({ outcome: 'degraded' });
  });
});

describe('watching', () => {
  test('keeps its beat when the wall clock is set back or forward', async () => {
    const url = await serveHttp((_, response) => response.end());
    const stop = new AbortController();
    const began = Date.now();
    const jumps = [0, -3_600_000, 7_200_000];
    let rounds = 0;
    const stamps: number[] = [];
    await watchProbes([bound({ kind: 'http', id: 'a', url, interval: '300ms' })], {
      ...base,
      now: () => Date.now() + (jumps[rounds] ?? 0),
      signal: stop.signal,
      onRound: (samples: readonly Sample[]) => {
        stamps.push(...samples.map(({ at }) => at));
        rounds += 1;
        if (rounds === jumps.length) stop.abort();
      },
    });
    expect(stamps.map((at) => Math.round((at - began) / 3_600_000))).toEqual([0, -1, 2]);
    expect(Date.now() - began).toBeLessThan(2500);
  });

  test('[K26] at every 30 seconds looks ten times in five minutes, and at every second each second', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const stop = new AbortController();
    const probe = (id: string, interval: string) => bound({ kind: 'heartbeat', id, every: '1h', interval });
    const seen: Sample[] = [];
    const begun = Date.now();
    const watching = watchProbes([probe('half-minute', '30s'), probe('second', '1s')], {
      ...base,
      lastBeat: Date.now,
      signal: stop.signal,
      onRound: (samples) => seen.push(...samples),
    });
    await vi.advanceTimersByTimeAsync(299_500);
    stop.abort();
    await vi.advanceTimersByTimeAsync(2000);
    await watching;
    const times = (id: string) =>
      seen.filter(({ probe: full }) => full.endsWith(id)).map(({ at }) => at - begun);
    expect(times('half-minute')).toHaveLength(10);
    expect(times('second')).toHaveLength(300);
    // No look comes late by what the ones before it took.
    for (const [index, at] of times('second').entries()) expect(at - index * 1000).toBeLessThan(250);
    expect(seen.every(({ outcome }) => outcome === 'up')).toBe(true);
  });
});

describe('beats', () => {
  function dir(): string {
    const made = mkdtempSync(join(tmpdir(), 'watchbook-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }
  const AT = Date.parse('2024-02-29T23:59:59Z');

  test('are read back as the newest of each probe, over all locations', () => {
    const record = dir();
    expect(readBeats(record)).toEqual(new Map());
    appendBeat(record, 'shop/backups/nightly', 'local', AT);
    appendBeat(record, 'shop/backups/nightly', 'local', AT + 5000);
    appendBeat(record, 'shop/backups/nightly', 'eu-west', AT + 9999);
    expect(appendBeat(record, 'shop/backups/weekly', 'local', AT)).toBe(
      'beats/shop.backups.weekly.local.tsv',
    );
    expect(readBeats(record)).toEqual(
      new Map([
        ['shop/backups/nightly', AT + 9000],
        ['shop/backups/weekly', AT],
      ]),
    );
  });

  test('survive a sender that was killed in the middle of a line', () => {
    const record = dir();
    const name = appendBeat(record, 'shop/backups/nightly', 'local', AT);
    appendFileSync(join(record, name), '2024-03-01T0');
    expect(readBeats(record).get('shop/backups/nightly')).toBe(AT);
    appendBeat(record, 'shop/backups/nightly', 'local', AT + 60_000);
    expect(readBeats(record).get('shop/backups/nightly')).toBe(AT + 60_000);
    expect(parseBeats(readFileSync(join(record, name), 'utf8'))).toHaveLength(2);
  });

  test('are nothing else: foreign lines and files are no beats', () => {
    const record = dir();
    mkdirSync(join(record, 'beats'));
    writeFileSync(
      join(record, 'beats', 'a.b.c.local.tsv'),
      'soon\n2024-13-45T00:00:00Z\n2024-02-29T23:59:59Z',
    );
    writeFileSync(join(record, 'beats', 'README'), '2024-02-29T23:59:59Z\n');
    expect(readBeats(record)).toEqual(new Map());
  });
});
