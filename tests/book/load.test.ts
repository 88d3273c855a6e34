import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { loadBook, readContent } from '../../src/book/load.ts';
import { assembled, edited, places, smallBook } from './made.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'book-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, text] of files) {
    const file = path.join(root, folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

describe('a book on disk', () => {
  it('is the same book as the one in memory', async () => {
    await write('content', smallBook());
    const { book, findings } = await loadBook(root);
    expect(findings).toEqual([]);
    const plain = (found: typeof book) =>
      JSON.stringify([
        found.probes,
        Object.values(found.collections).map((map) => [...map].map(([id, entry]) => [id, entry.data])),
      ]);
    expect(plain(book)).toBe(plain(assembled().book));
  });

  it('names files from the root of the repository, whatever the folder is called and however it is given', async () => {
    await write('docs/book', edited('teams/acme/core.yaml', 'kind: team', 'kind: taem'));
    const expected = ['docs/book/teams/acme/core.yaml:2:7 invalid-value (team)'];
    expect(places((await loadBook(root, 'docs/book')).findings)).toEqual(expected);
    expect(places((await loadBook(root, path.join(root, 'docs/book'))).findings)).toEqual(expected);
  });

  it('may have folders that look like files, hidden files and files without extension', async () => {
    await write(
      'odd',
      smallBook({ 'services/v1.x/.keep': '', 'teams/.hidden.yaml': 'title: [', 'teams/README': 'words' }),
    );
    expect(places((await loadBook(root, 'odd')).findings)).toEqual([]);
  });

  it.each([
    ['missing', 'nowhere'],
    ['a file', 'file.txt'],
    ['empty', 'empty'],
  ])('that is %s is one finding that says what to do, and an empty book', async (_, folder) => {
    await writeFile(path.join(root, 'file.txt'), 'words');
    await mkdir(path.join(root, 'empty'), { recursive: true });
    const { book, findings } = await loadBook(root, folder);
    expect(findings).toMatchObject([
      {
        file: `${folder}/`,
        rule: 'missing-file',
        level: 'error',
        message: expect.stringContaining('run this in the root'),
      },
    ]);
    expect(book.probes).toEqual([]);
  });

  it('with bytes that are no text is read without an exception', async () => {
    await write('bytes', smallBook());
    await writeFile(
      path.join(root, 'bytes/teams/acme/core.yaml'),
      Buffer.from([0xff, 0xfe, 0x00, 0x3a, 0x80]),
    );
    const { findings } = await loadBook(root, 'bytes');
    expect(
      findings.some(({ file, level }) => file === 'bytes/teams/acme/core.yaml' && level === 'error'),
    ).toBe(true);
  });

  it('does not depend on the order in which files are read', async () => {
    const files = await readContent(path.join(root, 'content'));
    const backwards = new Map([...files].reverse());
    expect([...assembleBook(backwards).book.collections.services.keys()]).toEqual([
      ...assembleBook(files).book.collections.services.keys(),
    ]);
    expect(assembleBook(backwards).findings).toEqual(assembleBook(files).findings);
  });
});
