import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makePast, writePast } from '../../src/fleet/past.ts';
import { gapsOf, plannedWork, spellsOf } from '../../src/fleet/spells.ts';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { bound } from '../probe/bound.ts';

const DAY = 86_400_000;
const TO = Date.parse('2026-11-21T00:00:00Z');
const FROM = TO - 90 * DAY;

const probes = [
  ...['studiovault/payments', 'studiovault/booking-engine', 'ai-film-studio/api', 'thorbis/platform'].map(
    (service) =>
      bound(
        {
          kind: 'http',
          id: 'http',
          url: 'https://x.test/health',
          degradedAfter: '300ms',
          conditions: ['[STATUS] == 200', '[BODY].status == ok'],
        },
        service,
      ),
  ),
  bound({ kind: 'tcp', id: 'tcp', host: 'db.test', port: 5432, interval: '10m' }, 'la-factoria/database'),
  bound({ kind: 'tls', id: 'tls', host: 'dashboard.test' }, 'ai-film-studio/dashboard'),
];

function samplesOf(options: Partial<Parameters<typeof makePast>[0]> = {}): Sample[] {
  return [...makePast({ probes, from: FROM, to: TO, seed: 7, ...options })].flatMap((run) => [
    ...run.samples,
  ]);
}

const digest = (samples: readonly Sample[]) =>
  createHash('sha256').update(JSON.stringify(samples)).digest('hex');

describe('the made-up past', () => {
  const past = samplesOf();

  test('is the same for the same input, and another for another seed', () => {
    expect(digest(samplesOf())).toBe(digest(past));
    expect(digest(samplesOf({ seed: 8 }))).not.toBe(digest(past));
  });

  test('agrees with itself over a part of the span', () => {
    const certificate = (sample: Sample) => !sample.probe.endsWith('/tls');
    const from = TO - 40 * DAY;
    const to = TO - 10 * DAY;
    const part = samplesOf({ from, to }).filter(certificate);
    const same = past.filter((sample) => sample.at >= from && sample.at < to).filter(certificate);
    // At the edges the start of a run and its looks may lie on two sides.
    expect(part.slice(20, -20)).toEqual(same.slice(20, -20));
  });

  test('stays within its span, in order, with all four outcomes and a reason for each that is not up', () => {
    expect(past.every((sample) => sample.at >= FROM && sample.at < TO + 1000)).toBe(true);
    expect(new Set(past.map((sample) => sample.outcome))).toEqual(
      new Set(['up', 'degraded', 'down', 'unknown']),
    );
    for (const sample of past) expect(sample.reason === null).toBe(sample.outcome === 'up');
  });

  test('is mostly good, with an uptime that a reader believes', () => {
    for (const probe of probes) {
      const looks = past.filter((sample) => sample.probe === probe.fullId && sample.outcome !== 'unknown');
      const down = looks.filter((sample) => sample.outcome === 'down').length / looks.length;
      expect(down).toBeLessThan(0.02);
    }
    expect(past.filter((sample) => sample.outcome === 'down').length).toBeGreaterThan(50);
  });

  test('has gaps and missed runs', () => {
    const times = [...makePast({ probes, from: FROM, to: TO, seed: 7 })].map((run) => run.at);
    const gaps = times.slice(1).map((at, i) => at - (times[i] as number));
    expect(gaps.filter((gap) => gap > 450_000).length).toBeGreaterThan(90);
    expect(Math.max(...gaps)).toBeGreaterThan(1_800_000);
    expect(Math.max(...gaps)).toBeLessThan(DAY);
  });

  test('keeps the interval of a slower probe', () => {
    const count = (id: string) => past.filter((sample) => sample.probe === id).length;
    expect(count('la-factoria/database/tcp') / count('thorbis/platform/http')).toBeCloseTo(0.5, 1);
  });

  test('has AI Film Studio down inside its maintenance, second and fourth Sunday, 02:00 to 06:00 UTC', () => {
    const planned = past.filter(
      (sample) => plannedWork(sample.probe.replace(/\/[^/]+$/, ''), sample.at, 7) !== null,
    );
    expect(planned.length).toBeGreaterThan(20);
    for (const sample of planned) {
      const date = new Date(sample.at);
      expect(sample.probe).toMatch(/^ai-film-studio\//);
      expect(date.getUTCDay()).toBe(0);
      expect([2, 4]).toContain(Math.ceil(date.getUTCDate() / 7));
      expect(date.getUTCHours()).toBeGreaterThanOrEqual(2);
      expect(date.getUTCHours()).toBeLessThan(6);
    }
    expect(planned.filter((sample) => sample.outcome === 'down').length).toBeGreaterThan(
      planned.length * 0.9,
    );
  });

  test('ends with a certificate about ten days before its end, warned of for some days', () => {
    const days = past.filter(
      (sample) => sample.probe === 'ai-film-studio/dashboard/tls' && sample.outcome === 'degraded',
    );
    expect(days.at(-1)?.reason).toBe('certificate expires in 10 days, warning below 21');
    expect(days[0]?.at).toBeGreaterThan(TO - 12 * DAY);
  });

  test('draws outages of different length', () => {
    const spells = Array.from({ length: 40 }, (_, block) =>
      spellsOf('studiovault/payments', block, 7),
    ).flat();
    const lengths = new Set(
      spells.filter((spell) => spell.trouble !== 'slow').map((spell) => spell.to - spell.from),
    );
    expect(lengths.size).toBeGreaterThanOrEqual(4);
    for (const gap of gapsOf('local', 3, 7)) expect(gap.to).toBeGreaterThan(gap.from);
  });

  test('is written with one commit for each day and read back whole', async () => {
    const root = mkdtempSync(join(tmpdir(), 'watchbook-'));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const store = await openRecord({ dir: join(root, 'record') });
    const start = performance.now();
    const count = await writePast(store, { probes, from: FROM, to: TO, seed: 7 });
    expect(performance.now() - start).toBeLessThan(20_000);
    const record = readRecord(store.dir);
    expect(record.problems).toEqual([]);
    expect(record.sampleCount).toBe(count);
    expect(count).toBe(past.length);
  }, 30_000);
});
