import { execFileSync } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { readRecord } from '../../src/record/read.ts';
import { serveHttp } from './loopback.ts';
import { probe, repository } from './repository.ts';

vi.setConfig({ testTimeout: 60_000 });

const git = (dir: string, ...args: string[]) =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();

/** Waits until something holds, and fails the test when it never does. */
async function until(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function watched() {
  const service = { status: 200, asked: 0 };
  const url = await serveHttp((_, response) => {
    service.asked += 1;
    response.writeHead(service.status).end();
  });
  const repo = repository('', `  - { id: web, kind: http, url: '${url}/', interval: 1s, timeout: 900ms }`);
  const remote = join(repo, 'remote.git');
  execFileSync('git', ['init', '-q', '--bare', remote]);
  git(repo, 'remote', 'add', 'origin', remote);
  const record = join(repo, '.record');
  const looks = () => readRecord(record).sampleCount;
  const subjects = (dir: string): string[] => {
    if (!existsSync(dir) || git(dir, 'branch', '--list', 'record') === '') return [];
    return git(dir, 'log', '--format=%s', 'record').split('\n');
  };
  return { service, repo, remote, record, looks, subjects };
}

describe('a watch of one look a second', () => {
  test('[K26] asks the service once a second, commits what changed at once and gathers the rest', async () => {
    const { service, repo, record, looks, subjects } = await watched();
    const begun = { asked: 0, at: 0 };
    const end = await probe(repo, ['--watch', '--commit'], {}, async (child) => {
      await until(() => service.asked > 0, 'the service was asked');
      Object.assign(begun, { asked: service.asked, at: performance.now() });
      await until(
        () => existsSync(record) && subjects(record).includes('1 up'),
        'the first look was committed',
      );
      await until(() => looks() >= 4, 'four looks were on disk');
      // Nothing has changed, so nothing more was committed although every look is on disk.
      expect(subjects(record)).toEqual(['1 up', 'record']);
      service.status = 503;
      await until(() => subjects(record).length === 3, 'the change was committed');
      const seconds = (performance.now() - begun.at) / 1000;
      expect(service.asked - begun.asked).toBeGreaterThanOrEqual(Math.floor(seconds) - 1);
      expect(service.asked - begun.asked).toBeLessThanOrEqual(Math.ceil(seconds));
      child.kill('SIGTERM');
    });
    expect(end).toMatchObject({ code: 0, err: '' });
    const series = readRecord(record).seriesOf('acme/shop/web')[0];
    expect(series?.length).toBe(looks());
    expect(series?.outcome((series?.length ?? 0) - 1)).toBe('down');
    for (let i = 1; i < (series?.length ?? 0); i += 1) {
      const gap = (series?.at(i) ?? 0) - (series?.at(i - 1) ?? 0);
      expect(gap).toBeGreaterThan(700);
      expect(gap).toBeLessThan(1900);
    }
    expect(git(record, 'status', '--porcelain')).toBe('');
  });

  test('[U24] keeps its looks on disk while the remote is gone, and pushes all of them once it is back', async () => {
    const { service, repo, remote, record, looks, subjects } = await watched();
    const away = `${remote}.away`;
    let lookedWhileGone = 0;
    const end = await probe(repo, ['--watch', '--push'], {}, async (child) => {
      await until(() => service.asked > 0 && subjects(remote).includes('1 up'), 'the first look was pushed');
      renameSync(remote, away);
      const before = looks();
      service.status = 503;
      await until(() => looks() >= before + 3, 'looks went on without the remote');
      lookedWhileGone = looks() - before;
      const onRemote = subjects(away).length;
      renameSync(away, remote);
      // No further change of state is needed: what could not be pushed is tried again by itself.
      await until(() => subjects(remote).length > onRemote, 'the looks reached the remote');
      child.kill('SIGTERM');
    });
    expect(end.code).toBe(0);
    expect(end.err).toContain('the record could not be written, trying again');
    expect(lookedWhileGone).toBeGreaterThanOrEqual(3);
    // Whatever lies on disk is committed, and the remote has that very commit.
    expect(git(record, 'status', '--porcelain')).toBe('');
    expect(git(remote, 'rev-parse', 'record')).toBe(git(record, 'rev-parse', 'HEAD'));
    const series = readRecord(record).seriesOf('acme/shop/web')[0];
    for (let i = 1; i < (series?.length ?? 0); i += 1) {
      expect((series?.at(i) ?? 0) - (series?.at(i - 1) ?? 0)).toBeLessThan(2500);
    }
  });
});
