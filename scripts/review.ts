import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Assembled, assembleBook } from '../src/book/assemble.ts';
import { publicBook } from '../src/book/public.ts';
import { isoInstant } from '../src/calendar/time.ts';
import { lintBook } from '../src/lint/run.ts';
import { compareFindingsOf } from '../src/review/findings.ts';
import { type PublicSide, pageChanges } from '../src/review/page.ts';
import type { Review } from '../src/review/review.ts';
import { reviewText } from '../src/review/text.ts';
import { affectedRunbooks } from '../src/runbooks/affected.ts';
import { readRecordFacts } from '../src/site/record-facts.ts';
import { computeFacts } from '../src/views/facts.ts';
import { wordsFor } from '../src/words/words.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run review -- --base REF [options]

Says what a change does: findings that it brings, what customers will read, runbooks that it makes doubtful. Both trees
are read from git as data; nothing in them is run and nothing is written to disk from them.

  --base REF      commit that the change is made to
  --head REF      commit with the change (default: HEAD)
  --record DIR    record that the states come from (default: .record)
  --pull-request N  its number, for whoever writes the comment
  --out FILE      write there instead of to standard output
  --json          as data, from which scripts/comment.ts makes the comment
  --help          this text

Exit codes: 0 it was said, findings or not; 2 wrong usage; 3 environment.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      base: { type: 'string' },
      head: { type: 'string', default: 'HEAD' },
      record: { type: 'string', default: '.record' },
      'pull-request': { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  if (parsed.values.base === undefined)
    throw new Error('--base is missing: the commit that the change is made to');
  if (!/^[1-9]\d*$/.test(parsed.values['pull-request'] ?? '1'))
    throw new Error(`--pull-request ${parsed.values['pull-request']}: give its number`);
  return parsed;
});

const MOST_FILES = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;
const now = Date.now();

try {
  const [base, head] = [await commitOf(values.base as string), await commitOf(values.head)];
  const [before, after] = [await readTree(base), await readTree(head)];
  const review = reviewOf(before, after, await changedPaths(base, head));
  const text = values.json ? `${JSON.stringify(review, null, 2)}\n` : reviewText(review);
  if (values.out === undefined) process.stdout.write(text);
  else {
    await mkdir(path.dirname(path.resolve(values.out)), { recursive: true });
    await writeFile(values.out, text);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.environment;
}

function reviewOf(before: Assembled, after: Assembled, changed: readonly string[]): Review {
  const at = isoInstant(now);
  const formerIds = new Map(
    [...after.book.collections.services.values()].flatMap(({ id, data }) =>
      data.formerIds.map((old) => [old, id] as const),
    ),
  );
  return {
    version: 1,
    pullRequest: values['pull-request'] === undefined ? null : Number(values['pull-request']),
    ...compareFindingsOf(lintBook(before, at), lintBook(after, at)),
    page: pageChanges(sideOf(before), sideOf(after), formerIds, wordsFor('en')),
    runbooks: affectedRunbooks(after.book, changed).map(({ runbook, paths }) => ({
      id: runbook.id,
      title: runbook.data.title,
      paths: [...paths],
    })),
  };
}

/** The public book and its facts; the ids that probes had before are known to the whole book alone. */
function sideOf({ book }: Assembled): PublicSide {
  const shown = publicBook(book);
  return {
    book: shown,
    facts: computeFacts(shown, readRecordFacts(values.record, book, now, 'public'), now),
  };
}

async function git(...args: string[]): Promise<Buffer> {
  try {
    const { stdout } = await promisify(execFile)('git', args, {
      maxBuffer: MOST_BYTES * 2,
      encoding: 'buffer',
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    });
    return stdout;
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? '').trim();
    throw new Error(`git ${args[0]} failed: ${said.split('\n').at(-1) || (error as Error).message}`);
  }
}

async function commitOf(name: string): Promise<string> {
  return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`))
    .toString()
    .trim();
}

async function changedPaths(base: string, head: string): Promise<string[]> {
  const names = await git('diff', '--no-ext-diff', '--no-renames', '--name-only', '-z', base, head);
  return names
    .toString()
    .split('\0')
    .filter((name) => name !== '');
}

/** The book of a commit. Only plain files count: a link could lead out of the tree, to what nobody should read. */
async function readTree(commit: string): Promise<Assembled> {
  const listing = (await git('ls-tree', '-r', '-z', '--long', commit, '--', 'content/')).toString();
  const files = listing.split('\0').flatMap((line) => {
    const [, mode, hash, size, name] = /^(\d+) blob ([0-9a-f]+) +(\d+)\tcontent\/(.+)$/s.exec(line) ?? [];
    return mode?.startsWith('100') && hash && name && /\.[A-Za-z]+$/.test(name)
      ? [{ hash, name, size: Number(size) }]
      : [];
  });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (files.length > MOST_FILES || bytes > MOST_BYTES)
    throw new Error(
      `content/ of ${commit} has ${files.length} files and ${bytes} bytes; that is more than is read`,
    );
  const texts = await readBlobs(files.map(({ hash }) => hash));
  return assembleBook(new Map(files.map(({ name }, place) => [name, texts[place] ?? ''])));
}

/** Blobs by their hashes, in order, from one process. */
async function readBlobs(hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const running = promisify(execFile)('git', ['cat-file', '--batch'], {
    maxBuffer: MOST_BYTES * 2,
    encoding: 'buffer',
  });
  running.child.stdin?.end(`${hashes.join('\n')}\n`);
  const { stdout } = await running;
  const texts: string[] = [];
  for (let at = 0; texts.length < hashes.length; ) {
    const end = stdout.indexOf(10, at);
    const size = Number(stdout.subarray(at, end).toString().split(' ')[2]);
    if (end < 0 || !Number.isInteger(size)) throw new Error('git cat-file gave less than it was asked for');
    texts.push(stdout.subarray(end + 1, end + 1 + size).toString('utf8'));
    at = end + 1 + size + 1;
  }
  return texts;
}
