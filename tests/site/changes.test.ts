import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readChanges } from '../../src/site/changes.ts';

const work = mkdtempSync(path.join(tmpdir(), 'watchbook-changes-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const root = path.join(work, 'repository');
mkdirSync(path.join(root, 'content'), { recursive: true });
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-C', cwd, ...args], { encoding: 'utf8' });
git(root, 'init', '--quiet', '--initial-branch=main');

function commit(file: string, text: string, author: string, at: string): void {
  writeFileSync(path.join(root, file), text);
  git(root, 'add', '--all');
  const [, name = '', address = ''] = /^(.*) <(.*)>$/.exec(author) ?? [];
  execFileSync('git', ['-C', root, 'commit', '--quiet', '--message', 'Change'], {
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: address,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: address,
      GIT_AUTHOR_DATE: at,
      GIT_COMMITTER_DATE: at,
    },
  });
}

commit('content/café "a".mdx', 'one', 'Ada <ada@acme.test>', '2026-01-01T10:00:00Z');
commit('content/b.mdx', 'one', 'Grace <grace@acme.test>', '2026-02-01T10:00:00Z');
commit('content/café "a".mdx', 'two', 'renovate[bot] <r@acme.test>', '2026-03-01T10:00:00Z');
commit('content/b.mdx', 'two', 'Recorder <machine@acme.test>', '2026-04-01T10:00:00Z');
commit('README.md', 'outside', 'Ada <ada@acme.test>', '2026-05-01T10:00:00Z');
commit('content/only-machines.mdx', 'x', 'renovate[bot] <r@acme.test>', '2026-05-02T10:00:00Z');

describe('when files were last changed', () => {
  it('[G53] is what people did; machines and other files do not count', async () => {
    const changes = await readChanges(root, 'content', ['machine@acme.test']);
    expect(changes.unknown).toBeNull();
    expect(changes.of('content/café "a".mdx')).toMatchObject({
      at: Date.parse('2026-01-01T10:00:00Z'),
      author: 'Ada',
    });
    expect(changes.of('content/b.mdx')).toMatchObject({ at: Date.parse('2026-02-01T10:00:00Z') });
    expect(changes.of('content/only-machines.mdx')).toBeNull();
    expect(changes.of('README.md')).toBeNull();
  });

  it('[G30] covers what is watched outside of the folder, and passes over what is not there', async () => {
    const changes = await readChanges(
      root,
      ['content', 'README.md', 'no/such/folder', '*.md'],
      ['machine@acme.test'],
    );
    expect(changes.unknown).toBeNull();
    expect([...changes.files.keys()].sort()).toEqual(['README.md', 'content/b.mdx', 'content/café "a".mdx']);
    expect((await readChanges(root, ['no/such/folder'])).files.size).toBe(0);
    expect((await readChanges(root, '.')).of('README.md')?.author).toBe('Ada');
  });

  it('[G53] is unknown in a clone without history, and never the same date for every file', async () => {
    const shallow = path.join(work, 'shallow');
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${root}`, shallow]);
    const changes = await readChanges(shallow, 'content');
    expect(changes.of('content/b.mdx')).toBeNull();
    expect(changes.unknown).toContain('fetch-depth: 0');
  });

  it('is unknown outside a repository, with the reason git gives', async () => {
    const changes = await readChanges(work, 'content');
    expect(changes.of('content/b.mdx')).toBeNull();
    expect(changes.unknown).toMatch(/not a git repository/i);
  });
});
