import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { entry } from '../../src/book/book.ts';
import { readRevisions } from '../../src/site/revisions.ts';
import { revisionBlocks } from '../../src/views/revision.ts';
import { smallBook } from '../book/made.ts';
import { tablesOf, viewOf } from '../views/made.ts';

const FILE = 'content/runbooks/acme/ShopDown.mdx';
let root: string;
const commits: string[] = [];

function commit(text: string | null, at: string): void {
  const file = path.join(root, FILE);
  if (text === null) rmSync(file);
  else writeFileSync(file, text);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=x', '-c', 'user.email=x@x.test', ...args], {
      env: { ...process.env, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
      encoding: 'utf8',
    });
  git('add', '-A');
  git('commit', '-qm', 'x');
  commits.push(git('rev-parse', 'HEAD').trim());
}

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'watchbook-revisions-'));
  execFileSync('git', ['init', '-q', root]);
  mkdirSync(path.join(root, path.dirname(FILE)), { recursive: true });
  commit('one', '2025-12-01T00:00:00Z');
  commit('two', '2025-12-31T00:00:00Z');
  commit('three', '2026-01-02T00:00:00Z');
  commit(null, '2026-02-01T00:00:00Z');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the revision of a runbook', () => {
  it('[S45] is that of the newest commit by the time the incident began, linked as a file of that commit', async () => {
    const files = smallBook();
    const text = files.get('incidents/2026-01-01-shop.mdx') as string;
    files.set(
      'incidents/2026-01-01-shop.mdx',
      text.replace('updates:', 'runbooks: [acme/ShopDown]\nupdates:'),
    );
    files.set('watchbook.yaml', 'name: Test book\nrepository: https://git.test/acme/book\n');
    const { book } = assembleBook(files);
    const incident = entry(book, 'incidents', '2026-01-01-shop');
    const [table] = tablesOf(
      revisionBlocks(
        incident,
        ['acme/ShopDown'],
        viewOf(book).context,
        await readRevisions(root, 'content/runbooks'),
      ),
    );
    expect(table?.rows.map(([runbook, revision, at]) => [runbook?.text, revision?.href, at?.text])).toEqual([
      [
        'The shop is down',
        `https://git.test/acme/book/blob/${commits[1]}/${FILE}`,
        'Wed 31 Dec 2025, 00:00 UTC',
      ],
    ]);
  });

  it('[S45] is unknown before it was written and after it was taken away', async () => {
    const log = await readRevisions(root, 'content/runbooks');
    const at = (instant: string) => log.at(FILE, Date.parse(instant))?.commit ?? null;
    expect(at('2025-11-30T00:00:00Z')).toBeNull();
    expect(at('2025-12-01T00:00:00Z')).toBe(commits[0]);
    expect(at('2026-01-15T00:00:00Z')).toBe(commits[2]);
    expect(at('2026-02-02T00:00:00Z')).toBeNull();
  });

  it('says why where git cannot tell', async () => {
    const log = await readRevisions(path.join(root, 'nowhere'), 'content');
    expect(log.unknown).toContain('git cannot tell');
  });
});
