import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { importYear } from '../../bench/record-year.ts';
import { fileName } from '../../src/record/format.ts';
import { openRecord } from '../../src/record/store.ts';
import { NOON, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 60_000 });

function sh(dir: string, args: readonly string[], input = ''): string {
  return execFileSync('git', ['-C', dir, ...args], {
    encoding: 'utf8',
    input,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Objects of the packs of a repository: kind, bytes in the pack, and whether it is kept as a difference. */
function packed(dir: string): { kind: string; bytes: number; delta: boolean }[] {
  const packs = sh(dir, ['count-objects', '-v']).includes('packs: 1');
  expect(packs).toBe(true);
  const [pack = ''] = execFileSync('sh', ['-c', 'ls .git/objects/pack/*.idx'], {
    cwd: dir,
    encoding: 'utf8',
  }).split('\n');
  return sh(dir, ['verify-pack', '-v', join(dir, pack)])
    .split('\n')
    .map((line) => line.split(/\s+/))
    .filter(([id = '']) => /^[0-9a-f]{40}$/.test(id))
    .map((cells) => ({ kind: cells[1] as string, bytes: Number(cells[3]), delta: cells.length > 5 }));
}

describe('what git makes of a record', () => {
  test('keeps nearly every commit of the writer as a difference, in fewer than 125 bytes', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    for (let i = 0; i < 40; i += 1)
      await store.commitRun([sample({ at: NOON + i * 300_000 })], NOON + i * 300_000);
    await store.tidy({ now: true });
    const commits = packed(dir).filter(({ kind, delta }) => kind === 'commit' && delta);
    expect(commits.length).toBeGreaterThan(37);
    expect(commits.reduce((sum, { bytes }) => sum + bytes, 0) / commits.length).toBeLessThan(125);
  });

  test('finds the versions of a day among those of other months, also from nothing', () => {
    const dir = scratch();
    sh(dir, ['init', '-q', '-b', 'record']);
    const stream: string[] = [];
    const days = [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026].flatMap((year) =>
      ['01', '02', '03'].map((month) => `${year}-${month}-01`),
    );
    for (const [d, day] of days.entries()) {
      let text = '';
      for (let run = 0; run < 12; run += 1) {
        // Numbers without a pattern that versions of other days would share.
        text += `${Array.from({ length: 60 }, (_, i) => ((d * 12 + run) * 7919 + i * 104_729) ** 2 % 9973).join('\t')}\n`;
        const name = fileName({ day, location: 'local' });
        stream.push(
          `commit refs/heads/record\ncommitter a <a> ${run} +0000\ndata 0\nM 100644 inline ${name}\ndata ${text.length}\n${text}\n`,
        );
      }
    }
    sh(dir, ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet'], stream.join(''));
    sh(dir, ['-c', 'pack.threads=1', 'repack', '-q', '-a', '-d', '-f', '-F']);
    const whole = packed(dir).filter(({ kind, delta }) => kind === 'blob' && !delta);
    expect(whole.length).toBeLessThanOrEqual(days.length);
  });

  test('takes at most 8 bytes a look after a plain git gc, and at most 3 on a branch begun anew', async () => {
    const bytes = (where: string) => {
      sh(where, ['gc', '-q']);
      const objects = join(where, '.git', 'objects');
      return Number(execFileSync('du', ['-sb', objects], { encoding: 'utf8' }).split('\t')[0]);
    };
    const [young, dir] = [join(scratch(), 'r'), join(scratch(), 'r')];
    const [few, many] = [await importYear(young, 50, 2), await importYear(dir, 50, 6)].map(
      (runs) => runs * 50,
    );
    // What every repository has, however small, is in both.
    expect((bytes(dir) - bytes(young)) / ((many as number) - (few as number))).toBeLessThan(8);
    const store = await openRecord({ dir });
    await store.compact({ now: Date.parse('2025-06-01T00:00:00Z'), history: 'archive' });
    const out = join(scratch(), 'clone');
    sh(dir, ['clone', '-q', '-b', 'record', '--no-local', dir, out]);
    expect(bytes(out) / (many as number)).toBeLessThan(3);
  });
});
