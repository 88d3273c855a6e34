import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, test, vi } from 'vitest';
import { exportRecord } from '../../src/record/export.ts';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import { allSamples, NOON, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 40_000 });

const ROOT = resolve(import.meta.dirname, '../..');

function record(...args: string[]) {
  return spawnSync(process.execPath, [join(ROOT, 'scripts/record.ts'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

async function made() {
  const store = await openRecord({ dir: join(scratch(), 'r') });
  const odd = { outcome: 'down', latencyMs: null, reason: 'said "no", then\nnothing' } as const;
  await store.commitRun([sample(), sample({ probe: 'a,"b"', at: NOON + 1000, ...odd })], NOON);
  return store.dir;
}

describe('npm run record', () => {
  test('verify ends with 0 on a whole record and with 1, naming file and line, on a damaged one', async () => {
    const dir = await made();
    expect(record('verify', '--record', dir)).toMatchObject({ status: 0, stdout: 'the record is whole\n' });
    appendFileSync(join(dir, 'local.2026-11-21.tsv'), 'nonsense\n');
    const found = record('verify', '--record', dir);
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/^local\.2026-11-21\.tsv:\d+: .*neither samples nor columns/);
    expect(JSON.parse(record('verify', '--json', '--record', dir).stdout).problems).toHaveLength(1);
  });

  test('stats counts looks, commits and bytes', async () => {
    const found = JSON.parse(record('stats', '--json', '--record', await made()).stdout);
    expect(found).toMatchObject({
      looks: 2,
      probes: 2,
      commits: 2,
      dayFiles: 1,
      closedMonths: 0,
      problems: 0,
    });
    expect(found.bytesPerLook).toBeCloseTo(found.gitBytes / 2);
    expect(found.firstAt).toBe(NOON);
  });

  test('wrong words end with 2, a record that is not there with 3', () => {
    expect(record().status).toBe(2);
    expect(record('export').status).toBe(2);
    expect(record('compact', '--archive-history', '--drop-history').status).toBe(2);
    expect(record('stats', '--record', join(scratch(), 'none')).status).toBe(3);
    expect(record('--help').status).toBe(0);
  });

  test('exports every look as CSV by RFC 4180 and as Parquet that says the same', async () => {
    const dir = await made();
    const [csv, parquet] = [join(scratch(), 'x.csv'), join(scratch(), 'x.parquet')];
    expect(record('export', '--record', dir, '--out', csv).stdout).toMatch(/^2 looks in /);
    expect(readFileSync(csv, 'utf8')).toBe(
      'at,probe,location,outcome,latency_ms,reason\r\n' +
        '2026-11-21T12:00:01.000Z,"a,""b""",local,down,,"said ""no"", then\nnothing"\r\n' +
        '2026-11-21T12:00:00.000Z,shop/checkout/http,local,up,50,\r\n',
    );
    const data = readRecord(dir);
    expect(exportRecord(data, 'parquet', parquet)).toBe(2);
    const bytes = readFileSync(parquet);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const rows = await parquetReadObjects({ file });
    expect(
      rows.map((row) => ({
        probe: row['probe'],
        location: row['location'],
        at: Number(row['at']),
        outcome: row['outcome'],
        latencyMs: row['latency_ms'] ?? null,
        reason: row['reason'] ?? null,
      })),
    ).toEqual(allSamples(data));
  });
});
