import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Assembled, assembleBook, type ContentFiles } from './assemble.ts';
import type { Finding } from './finding.ts';

/** Reads every file below a folder, or those that are `wanted`. A missing folder, or a file in its place, is an empty map. */
export async function readContent(
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<ContentFiles> {
  let names: string[];
  try {
    names = await readdir(folder, { recursive: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return new Map();
    throw error;
  }
  const files = new Map<string, string>();
  await Promise.all(
    names
      .filter((name) => /\.[A-Za-z]+$/.test(name) && !path.basename(name).startsWith('.'))
      .filter((name) => wanted(name.split(path.sep).join('/')))
      .map(async (name) => {
        const text = await readFile(path.join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'EISDIR') return null;
          throw error;
        });
        if (text !== null) files.set(name.split(path.sep).join('/'), text);
      }),
  );
  return files;
}

/**
 * Loads the book from `<root>/content` (or another folder). This is the only part of the room that
 * touches the disk. Findings are those of text, schema and references; `src/lint/` adds its rules. With `wanted`
 * only those files are read; what they refer to in others is then found missing.
 */
export async function loadBook(
  root: string,
  folder = 'content',
  wanted?: (path: string) => boolean,
): Promise<Assembled> {
  const files = await readContent(path.resolve(root, folder), wanted);
  const label = path.isAbsolute(folder)
    ? path.relative(root, folder).split(path.sep).join('/') || folder
    : folder;
  if (files.size === 0) {
    const finding: Finding = {
      file: `${label}/`,
      line: 1,
      column: 1,
      rule: 'missing-file',
      level: 'error',
      message: 'there is no content here; run this in the root of the repository, or restore the folder',
      suggestion: null,
    };
    return { ...assembleBook(files, label), findings: [finding] };
  }
  return assembleBook(files, label);
}
