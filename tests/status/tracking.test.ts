import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeNow } from '../../src/status/states.ts';
import { uptime } from '../../src/status/uptime.ts';
import { one, timing } from './looks.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const HOUR = 3_600_000;

describe('the first look', () => {
  it('[U12] sets the start of what is known: the time before it is in no figure', () => {
    const looks = one(`${'.'.repeat(96)}UUDU`, HOUR);
    const window = { from: 0, to: 100 * HOUR };
    expect(uptime(looks, timing(HOUR), window)).toMatchObject({
      unknownMs: 96 * HOUR,
      goodMs: 3 * HOUR,
      badMs: HOUR,
      ratio: 0.75,
      coverage: 0.04,
      sampleCount: 4,
    });
    expect(probeNow(looks, timing(HOUR), 50 * HOUR)).toMatchObject({
      state: 'unknown',
      since: null,
      newestAt: null,
    });
    expect(probeNow(looks, timing(HOUR), 97 * HOUR)).toMatchObject({ state: 'up', since: 96 * HOUR });
  });

  it('[U12] is nobody else’s: the repository that others begin from holds no looks', () => {
    const ignored = readFileSync(resolve(ROOT, '.gitignore'), 'utf8').split('\n');
    expect(ignored).toContain('.record/');
    const looks = ['content', 'docs', 'schemas', 'src', 'scripts'].flatMap((folder) =>
      readdirSync(resolve(ROOT, folder), { recursive: true })
        .map(String)
        .filter((name) => /\.(?:tsv|csv|parquet|jsonl)$/.test(name)),
    );
    expect(looks).toEqual([]);
    for (const folder of ['record', 'history', 'data', 'api'])
      expect(existsSync(resolve(ROOT, folder))).toBe(false);
  });
});
