import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { DAY_MS } from '../../src/record/format.ts';
import { readRecord } from '../../src/record/read.ts';
import { recordStats } from '../../src/record/stats.ts';
import { openRecord, type RecordStore } from '../../src/record/store.ts';
import { verifyRecord } from '../../src/record/verify.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { allSamples, asRecorded, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 60_000 });

const NOW = Date.parse('2026-11-21T12:00:00Z');

function sh(dir: string, ...args: string[]): string {
  return execFileSync('git', ['-C', dir, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function bare(): string {
  const dir = join(scratch(), 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', dir]);
  return dir;
}

function clone(remote: string): string {
  const dir = join(scratch(), 'out');
  execFileSync('git', ['clone', '-q', '-b', 'record', `file://${remote}`, dir], { stdio: 'ignore' });
  return dir;
}

const run = (hour: number, probe = 'a'): Sample[] => [
  sample({ probe, at: NOW - hour * 3_600_000, latencyMs: hour }),
];

/** Sixty days with one run and commit each, pushed. */
async function pushed(remote?: string): Promise<RecordStore> {
  const store = await openRecord({ dir: join(scratch(), 'r'), ...(remote ? { remote } : {}) });
  for (let day = 60; day > 0; day -= 4) await store.commitRun(run(day * 24), NOW - day * DAY_MS);
  if (remote) await store.push();
  return store;
}

describe('beginning the branch anew', () => {
  test('keeps every look on it and every commit under a ref that a clone does not fetch', async () => {
    const remote = bare();
    const store = await pushed(remote);
    const before = allSamples(readRecord(store.dir));
    const old = sh(store.dir, 'rev-list', 'HEAD').split('\n');
    const { archive, commit, previous } = await store.compact({ now: NOW, history: 'archive' });
    expect(archive).toBe(`refs/archive/record/2026-11-21-${previous.slice(0, 12)}`);
    expect(sh(remote, 'rev-parse', archive as string)).toBe(previous);
    expect(sh(remote, 'rev-parse', 'record')).toBe(commit);
    for (const each of old) expect(sh(remote, 'cat-file', '-t', each)).toBe('commit');
    const out = clone(remote);
    expect((await recordStats(out)).commits).toBe(2);
    expect(sh(out, 'rev-list', '--all', '--count')).toBe('2');
    expect(allSamples(readRecord(out))).toEqual(before);
    expect(await verifyRecord(out)).toEqual([]);
    expect((await store.compact({ now: NOW, history: 'archive' })).commit).toBeNull();
    await store.commitRun(run(0), NOW);
    expect((await store.push()).attempts).toBe(1);
    const again = await store.compact({ now: NOW, history: 'archive' });
    expect(sh(remote, 'for-each-ref', '--format=%(refname)', 'refs/archive').split('\n')).toEqual(
      [archive, again.archive].sort(),
    );
    expect((await recordStats(clone(remote))).commits).toBe(2);
  });

  test('without a remote keeps the commits here', async () => {
    const store = await pushed();
    const { archive, previous } = await store.compact({ now: NOW, history: 'archive' });
    expect(sh(store.dir, 'rev-parse', archive as string)).toBe(previous);
    expect(sh(store.dir, 'rev-list', '--count', 'HEAD')).toBe('2');
  });

  test('works from a shallow checkout, as runners make it', async () => {
    const remote = bare();
    const before = allSamples(readRecord((await pushed(remote)).dir));
    const dir = join(scratch(), 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', '-b', 'record', `file://${remote}`, dir], {
      stdio: 'ignore',
    });
    const { archive } = await (await openRecord({ dir })).compact({ now: NOW, history: 'archive' });
    expect(sh(remote, 'rev-list', '--count', archive as string)).toBe('16');
    expect(allSamples(readRecord(clone(remote)))).toEqual(before);
  });

  test('a writer that is quicker, and one that was away, lose no look', async () => {
    const remote = bare();
    const one = await pushed(remote);
    const [two, away] = await Promise.all(
      [0, 1].map(() => openRecord({ dir: join(scratch(), 'r'), remote })) as [
        Promise<RecordStore>,
        Promise<RecordStore>,
      ],
    );
    await two.commitRun(run(1, 'two'), NOW);
    sh(two.dir, 'push', '-q', remote, 'HEAD:refs/heads/quicker');
    await away.commitRun(run(1, 'away'), NOW);
    await away.commitRun(run(26 * 24, 'away'), NOW);
    // Between the archive and the new branch somebody else's push arrives: once.
    writeFileSync(
      join(remote, 'hooks', 'post-receive'),
      '#!/bin/sh\nread old new ref\ncase $ref in refs/archive/*) [ -e raced ] || { touch raced; git update-ref refs/heads/record refs/heads/quicker; };; esac\n',
      { mode: 0o755 },
    );
    const before = allSamples(readRecord(one.dir));
    const { archive } = await one.compact({ now: NOW, history: 'archive' });
    expect(sh(remote, 'for-each-ref', '--format=%(refname)', 'refs/archive')).toBe(archive);
    expect(sh(remote, 'merge-base', archive as string, 'refs/heads/quicker')).toBe(
      sh(remote, 'rev-parse', 'quicker'),
    );
    const both = asRecorded([...before, ...run(1, 'two')]);
    expect(allSamples(readRecord(clone(remote)))).toEqual(both);
    await away.push();
    const all = asRecorded([...both, ...run(1, 'away'), ...run(26 * 24, 'away')]);
    expect(allSamples(readRecord(clone(remote)))).toEqual(all);
    expect(sh(remote, 'rev-list', '--count', 'record')).toBe('3');
  });

  test('a remote that refuses leaves everything as it was', async () => {
    const remote = bare();
    const store = await pushed(remote);
    const head = sh(store.dir, 'rev-parse', 'HEAD');
    sh(remote, 'config', 'receive.denyNonFastForwards', 'true');
    await expect(store.compact({ now: NOW, history: 'archive' })).rejects.toThrow(/git push/);
    expect([sh(store.dir, 'rev-parse', 'HEAD'), sh(remote, 'rev-parse', 'record')]).toEqual([head, head]);
    expect(sh(store.dir, 'status', '--porcelain')).toBe('');
    expect(sh(remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/record');
  });

  test('killed at any moment has lost no look and no commit, here or there, and ends well when run again', async () => {
    for (let kill = 0; kill < 4; kill += 1) {
      const remote = bare();
      const store = await pushed(remote);
      const before = allSamples(readRecord(store.dir));
      const tip = sh(store.dir, 'rev-parse', 'HEAD');
      await new Promise<void>((resolve) => {
        const args = [join(import.meta.dirname, 'folder.ts'), store.dir, remote, String(NOW)];
        const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
        const end = () => {
          try {
            process.kill(-(child.pid as number), 'SIGKILL');
          } catch {
            // It had ended before.
          }
        };
        child.stdout.once('data', () => setTimeout(end, 20 + kill * 110));
        child.on('exit', () => resolve());
      });
      expect(sh(remote, 'cat-file', '-t', tip)).toBe('commit');
      expect(allSamples(readRecord(clone(remote)))).toEqual(before);
      const next = await openRecord({ dir: store.dir, remote });
      await next.commitRun(run(0), NOW);
      await next.push();
      await next.compact({ now: NOW, history: 'archive' });
      const all = asRecorded([...before, ...run(0)]);
      expect(allSamples(readRecord(clone(remote)))).toEqual(all);
      expect(allSamples(readRecord(store.dir))).toEqual(all);
      const kept = sh(remote, 'for-each-ref', '--format=%(refname)', 'refs/archive').split('\n');
      expect(kept.some((ref) => sh(remote, 'rev-list', ref).split('\n').includes(tip))).toBe(true);
    }
  });
});
