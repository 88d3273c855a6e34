import { describe, expect, test } from 'vitest';
import { dueProbes, shardOf } from '../../src/probe/due.ts';
import { fitLine, formatSample, formatTable, summarise } from '../../src/probe/table.ts';
import { nextBeat, watchProbes } from '../../src/probe/watch.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { OUTCOMES } from '../../src/schemas/vocabulary.ts';
import { bound } from './bound.ts';
import { serveHttp, serveRaw } from './loopback.ts';

const probe = (id: string, interval: string, url = 'http://x.test/') =>
  bound({ kind: 'http', id, url, interval, timeout: '2s' });

describe('what is due', () => {
  test('is what was not looked at for an interval, give or take a tenth', () => {
    const probes = [probe('a', '1m'), probe('b', '5m'), probe('c', '1h')];
    const ids = (lastAt: Record<string, number>, now: number) =>
      dueProbes(
        probes,
        new Map(Object.entries(lastAt).map(([id, at]) => [`shop/checkout/${id}`, at])),
        now,
      ).map((each) => each.id);
    const now = 10_000_000;
    expect(ids({}, now)).toEqual(['a', 'b', 'c']);
    expect(ids({ a: now, b: now, c: now }, now)).toEqual([]);
    expect(ids({ a: now - 54_000, b: now - 269_000, c: now - 3_600_000 }, now)).toEqual(['a', 'c']);
    expect(ids({ a: now - 53_999, b: now - 270_000, c: now - 60_000 }, now)).toEqual(['b']);
  });

  test('is divided so that each probe is in exactly one share', () => {
    const probes = Array.from({ length: 11 }, (_, i) => probe(`p${i}`, '1m'));
    const shares = [1, 2, 3].map((index) => shardOf([...probes].reverse(), index, 3).map((each) => each.id));
    expect(shares.flat().sort()).toEqual(probes.map((each) => each.id).sort());
    expect(shares.map((share) => share.length).sort()).toEqual([3, 4, 4]);
    expect(shares[0]).toEqual(shardOf(probes, 1, 3).map((each) => each.id));
    for (const [index, count] of [
      [0, 3],
      [4, 3],
      [1.5, 3],
      [1, 0],
    ] as const) {
      expect(() => shardOf(probes, index, count)).toThrow(/does not exist/);
    }
  });
});

describe('watching', () => {
  test('keeps the beat by the clock and does not make up for missed ones', () => {
    expect(nextBeat(1000, 100, 1000)).toBe(1100);
    expect(nextBeat(1000, 100, 1099)).toBe(1100);
    expect(nextBeat(1000, 100, 1100)).toBe(1200);
    expect(nextBeat(1000, 100, 9950)).toBe(10_000);
    expect(nextBeat(1000, 100, 500)).toBe(1100);
  });

  test('looks at each probe at its own interval until it is told to stop', async () => {
    const url = await serveHttp((_, response) => response.end());
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = watchProbes([probe('often', '1s', url), probe('rare', '1h', url)], {
      location: 'local',
      now: Date.now,
      signal: stop.signal,
      onRound: (samples) => seen.push(...samples.map((sample) => sample.probe.split('/')[2] as string)),
    });
    await new Promise((resolve) => setTimeout(resolve, 3400));
    stop.abort();
    await watching;
    expect(seen.filter((id) => id === 'rare')).toHaveLength(1);
    expect(seen.filter((id) => id === 'often').length).toBeGreaterThanOrEqual(3);
    expect(seen.filter((id) => id === 'often').length).toBeLessThanOrEqual(4);
  });

  test('never looks at a probe twice at once, and a slow one holds up no other', async () => {
    const hole = await serveRaw((socket) => {
      // Without reading, the end of the other side would go unnoticed.
      socket.resume();
    });
    const url = await serveHttp((_, response) => response.end());
    const stop = new AbortController();
    const seen: (Sample & { readonly ended: number })[] = [];
    const watching = watchProbes(
      [{ ...probe('slow', '1s', `http://127.0.0.1:${hole}/`), timeout: '1500ms' }, probe('quick', '1s', url)],
      {
        location: 'local',
        now: Date.now,
        signal: stop.signal,
        onResult: (sample) => seen.push({ ...sample, ended: Date.now() }),
        onRound: () => {},
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 3800));
    stop.abort();
    await watching;
    const slow = seen.filter((sample) => sample.probe.endsWith('slow'));
    expect(slow.length).toBeGreaterThanOrEqual(2);
    for (const [i, sample] of slow.entries()) {
      if (i > 0) expect(sample.at).toBeGreaterThanOrEqual((slow[i - 1]?.ended ?? Number.NaN) - 1);
    }
    // The slow look takes longer than the time between two quick ones: both of these came before it ended.
    const names = seen.map((sample) => sample.probe.split('/').at(-1));
    expect(names.slice(0, names.indexOf('slow'))).toEqual(['quick', 'quick']);
  });
});

describe('the display', () => {
  const look = (outcome: Sample['outcome'], reason: string | null = null): Sample => ({
    probe: 'shop/checkout/http',
    location: 'local',
    at: 0,
    outcome,
    latencyMs: 41,
    reason,
  });

  test('tells outcomes by word and sign, and by colour only where asked', () => {
    const lines = OUTCOMES.map((outcome) => formatSample(look(outcome, 'why'), 20, false));
    expect(new Set(lines.map((line) => line[0])).size).toBe(OUTCOMES.length);
    for (const [i, line] of lines.entries()) expect(line).toContain(OUTCOMES[i]);
    expect(lines.join('')).not.toContain('\u001b');
    expect(formatSample(look('down'), 20, true)).toContain('\u001b[31m✗ down');
  });

  test('shows a probe without a look as waiting, never as up', () => {
    expect(
      formatTable(
        ['shop/checkout/http', 'shop/api/http'],
        new Map([['shop/checkout/http', look('up')]]),
        false,
      ),
    ).toEqual(['✓ up       shop/checkout/http     41 ms', '· waiting  shop/api/http']);
  });

  test('cuts lines to the terminal without counting colours', () => {
    expect(fitLine('\u001b[31mdown\u001b[0m 👩 shop', 6)).toBe('\u001b[31mdown\u001b[0m 👩');
  });

  test('sums up a run, with what was not looked at', () => {
    expect(summarise([look('up'), look('up'), look('unknown')], 2)).toBe(
      "2 up, 1 unknown, 2 not looked at before the run's deadline",
    );
    expect(summarise([], 0)).toBe('no probe was due');
  });
});
