import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createBatch } from '../../src/record/batch.ts';
import { readRecord } from '../../src/record/read.ts';
import { openRecord } from '../../src/record/store.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { allSamples, asRecorded, NOON, sample, scratch } from './made.ts';

// Real git, many processes: slow on a busy machine, but never unbounded.
vi.setConfig({ testTimeout: 40_000 });

/** Git as a person would use it, away from every setting of this machine. */
function sh(dir: string, ...args: string[]): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: dir,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
  };
  return execFileSync('git', ['-C', dir, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

function project(): string {
  const repo = join(scratch(), 'book');
  mkdirSync(repo);
  sh(repo, 'init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'README.md'), 'a book\n');
  writeFileSync(join(repo, '.gitignore'), '.record/\n');
  sh(repo, 'add', '-A');
  sh(repo, 'commit', '-q', '-m', 'start');
  return repo;
}

function bare(): string {
  const dir = join(scratch(), 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', dir]);
  return dir;
}

const run = (minute: number, over: Partial<Sample> = {}): Sample[] =>
  ['a', 'b'].map((probe) => sample({ probe, at: NOON + minute * 60_000, latencyMs: minute, ...over }));

describe('opening', () => {
  test('makes an orphan branch in a work tree of its own and leaves the book alone', async () => {
    const repo = project();
    const before = sh(repo, 'rev-parse', 'main');
    const store = await openRecord({ dir: join(repo, '.record'), repo });
    const commit = await store.commitRun(run(0), NOON);
    expect(sh(repo, 'rev-parse', 'record')).toBe(commit);
    expect(sh(repo, 'rev-parse', 'main')).toBe(before);
    expect(sh(repo, 'status', '--porcelain')).toBe('');
    expect(sh(repo, 'branch', '--show-current')).toBe('main');
    expect(() => sh(repo, 'merge-base', 'main', 'record')).toThrow();
    expect(readRecord(join(repo, '.record')).head).toBe(commit);
  });

  test('works without a repository around it, in an empty directory or a new one', async () => {
    const dir = join(scratch(), 'deep', 'record');
    const store = await openRecord({ dir });
    await store.commitRun(run(0), NOON);
    expect(sh(dir, 'log', '--format=%s')).toBe('2 up\nrecord');
    expect(store.remote).toBeNull();
  });

  test('gives every record the same first commit, so that they can be joined', async () => {
    const roots = await Promise.all(
      [0, 1].map(async () => {
        const dir = join(scratch(), 'r');
        await openRecord({ dir, identity: { name: 'Someone', email: 'else@example.org' } });
        return sh(dir, 'rev-list', '--max-parents=0', 'HEAD');
      }),
    );
    expect(roots[0]).toBe(roots[1]);
  });

  test('goes on with what is there: same directory, deleted directory, clone of a remote', async () => {
    const repo = project();
    const dir = join(repo, '.record');
    await (await openRecord({ dir, repo })).commitRun(run(0), NOON);
    await (await openRecord({ dir, repo })).commitRun(run(1), NOON);
    rmSync(dir, { recursive: true });
    const remote = bare();
    sh(repo, 'remote', 'add', 'origin', remote);
    const third = await openRecord({ dir, repo });
    await third.commitRun(run(2), NOON);
    await third.push();
    const clone = join(scratch(), 'clone');
    execFileSync('git', ['clone', '-q', remote, clone], { stdio: 'ignore' });
    await openRecord({ dir: join(clone, '.record'), repo: clone });
    const expected = asRecorded([...run(0), ...run(1), ...run(2)]);
    expect(allSamples(readRecord(dir))).toEqual(expected);
    expect(allSamples(readRecord(join(clone, '.record')))).toEqual(expected);
  });

  test('by several at once, when nothing is there yet, makes one record', async () => {
    const repo = project();
    const dir = join(repo, '.record');
    const stores = await Promise.all(Array.from({ length: 4 }, () => openRecord({ dir, repo })));
    await Promise.all(stores.map((store, i) => store.commitRun(run(i), NOON)));
    expect(readRecord(dir).sampleCount).toBe(8);
    expect(sh(repo, 'status', '--porcelain')).toBe('');
  });

  test('refuses a directory that holds something else, with what to do', async () => {
    const dir = scratch();
    writeFileSync(join(dir, 'thesis.txt'), 'ten years of work');
    await expect(openRecord({ dir })).rejects.toThrow(/choose another directory/);
    const repo = project();
    await expect(openRecord({ dir: repo, repo })).rejects.toThrow(/stands on branch main, not on record/);
    await expect(openRecord({ dir: join(scratch(), 'x'), repo: scratch() })).rejects.toThrow(
      /not a git repository/,
    );
  });
});

describe('committing', () => {
  test('[U22] is one commit for each run, however many probes, of text and only on the record branch', async () => {
    const repo = project();
    const dir = join(repo, '.record');
    const store = await openRecord({ dir, repo });
    for (let i = 0; i < 3; i += 1) {
      await store.commitRun(
        Array.from({ length: 40 }, (_, k) => sample({ probe: `p${k}`, at: NOON + i * 60_000 })),
        NOON,
      );
    }
    expect(sh(repo, 'rev-list', '--count', 'record')).toBe('4');
    expect(sh(repo, 'rev-list', '--count', 'main')).toBe('1');
    expect(sh(dir, 'ls-files')).toBe('.gitattributes\nlocal.2026-11-21.tsv');
    expect(readFileSync(join(dir, 'local.2026-11-21.tsv')).includes(0)).toBe(false);
  });

  test('needs no git configuration and obeys no hook, signature or clock of the machine', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    sh(dir, 'config', 'commit.gpgSign', 'true');
    sh(dir, 'config', 'gpg.program', 'false');
    sh(dir, 'config', 'user.useConfigOnly', 'true');
    writeFileSync(join(dir, '.git', 'hooks', 'pre-commit'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const before = process.env['GIT_DIR'];
    process.env['GIT_DIR'] = '/nonexistent';
    try {
      await store.commitRun(run(0), NOON);
    } finally {
      if (before === undefined) delete process.env['GIT_DIR'];
      else process.env['GIT_DIR'] = before;
    }
    expect(sh(dir, 'log', '-1', '--format=%an <%ae> %at %ct')).toBe(
      `watchbook <probe@watchbook.invalid> ${NOON / 1000} ${NOON / 1000}`,
    );
  });

  test('of nothing makes no commit', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    expect(await store.commitRun([], NOON)).toBeNull();
    expect(sh(dir, 'rev-list', '--count', 'HEAD')).toBe('1');
  });

  test('takes along what a killed run appended, and never a deletion', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    await store.commitRun(run(0, { at: NOON - 86_400_000 }), NOON);
    await store.append([run(1)]);
    appendFileSync(join(dir, 'local.2026-11-21.tsv'), '43201\t5');
    rmSync(join(dir, 'local.2026-11-20.tsv'));
    const next = await openRecord({ dir });
    await next.commitRun(run(2), NOON);
    const record = readRecord(dir);
    expect(allSamples(record)).toEqual(
      asRecorded([...run(0, { at: NOON - 86_400_000 }), ...run(1), ...run(2)]),
    );
    expect(record.problems).toHaveLength(1);
    expect(sh(dir, 'status', '--porcelain')).toBe('');
  });

  test('gives back lines that a cut-off checkout lost', async () => {
    const dir = join(scratch(), 'r');
    await (await openRecord({ dir })).commitRun(run(0), NOON);
    await (await openRecord({ dir })).commitRun(run(1), NOON);
    truncateSync(join(dir, 'local.2026-11-21.tsv'), 60);
    await (await openRecord({ dir })).commitRun(run(2), NOON);
    expect(allSamples(readRecord(dir))).toEqual(asRecorded([...run(0), ...run(1), ...run(2)]));
    expect(sh(dir, 'show', 'HEAD:local.2026-11-21.tsv')).toBe(
      readFileSync(join(dir, 'local.2026-11-21.tsv'), 'utf8').trim(),
    );
  });

  test('survives the lock files of a killed git and of a killed writer', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    writeFileSync(join(dir, '.git', 'index.lock'), '');
    writeFileSync(join(dir, '.git', 'HEAD.lock'), '');
    writeFileSync(join(dir, '.git', 'refs', 'heads', 'record.lock'), '');
    // No process has this id: it is above the largest that Linux gives out.
    writeFileSync(join(dir, '.git', 'watchbook.lock'), `4194999 ${(await import('node:os')).hostname()}`);
    await store.commitRun(run(0), NOON);
    expect(allSamples(readRecord(dir))).toEqual(asRecorded(run(0)));
  });

  test('waits for another writer and then says who it is', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir, lockWaitMs: 200 });
    writeFileSync(
      join(dir, '.git', 'watchbook.lock'),
      `${process.pid} ${(await import('node:os')).hostname()}`,
    );
    await expect(store.commitRun(run(0), NOON)).rejects.toThrow(`written by another process (${process.pid}`);
  });

  test('by several writers of one directory at once loses nothing', async () => {
    const dir = join(scratch(), 'r');
    await openRecord({ dir });
    const stores = await Promise.all([0, 1, 2].map(() => openRecord({ dir })));
    const runs = Array.from({ length: 12 }, (_, i) => run(i));
    await Promise.all(runs.map((each, i) => stores[i % 3]?.commitRun(each, NOON)));
    expect(allSamples(readRecord(dir))).toEqual(asRecorded(runs.flat()));
    expect(sh(dir, 'rev-list', '--count', 'HEAD')).toBe('13');
  });

  test('housekeeping keeps every look', async () => {
    const dir = join(scratch(), 'r');
    const store = await openRecord({ dir });
    for (let i = 0; i < 5; i += 1) await store.commitRun(run(i), NOON);
    await store.tidy({ now: true });
    await store.tidy();
    expect(readdirSync(join(dir, '.git', 'objects', 'pack')).some((name) => name.endsWith('.pack'))).toBe(
      true,
    );
    await store.commitRun(run(5), NOON);
    expect(readRecord(dir).sampleCount).toBe(12);
    expect(existsSync(join(dir, '.git', 'watchbook.lock'))).toBe(false);
  });
});

describe('a batch', () => {
  test('commits a change at once and what stays the same every few minutes', async () => {
    let clock = 0;
    const appended: number[] = [];
    const committed: number[] = [];
    const batch = createBatch({
      append: async (samples) => appended.push(samples.length),
      commit: async (samples) => committed.push(samples.length),
      everyMs: 300_000,
      now: () => clock,
      onError: (error) => expect.fail(String(error)),
    });
    const look = async (outcome: Sample['outcome'], at: number) => {
      clock = at;
      await batch.add([sample({ outcome, at })]);
    };
    await look('up', 0);
    expect(committed).toEqual([1]);
    for (let i = 1; i <= 4; i += 1) await look('up', i * 60_000);
    expect(committed).toEqual([1]);
    await look('down', 290_000);
    expect(committed).toEqual([1, 5]);
    for (let i = 0; i <= 5; i += 1) await look('down', 300_000 + i * 60_000);
    expect(committed).toEqual([1, 5, 6]);
    await look('down', 660_000);
    await batch.flush();
    expect(committed).toEqual([1, 5, 6, 1]);
    expect(appended).toHaveLength(13);
  });

  test('tries again what could not be written', async () => {
    let broken = true;
    const errors: unknown[] = [];
    const kept: Sample[] = [];
    let commits = 0;
    const batch = createBatch({
      append: async (samples) => {
        if (broken) throw new Error('disk full');
        kept.push(...samples);
      },
      commit: async () => {
        commits += 1;
      },
      everyMs: 1,
      now: () => 0,
      onError: (error) => errors.push(error),
    });
    await batch.add(run(0));
    broken = false;
    await batch.add(run(1));
    expect(errors).toHaveLength(1);
    expect(kept).toEqual([...run(0), ...run(1)]);
    expect(commits).toBe(1);
  });
});
