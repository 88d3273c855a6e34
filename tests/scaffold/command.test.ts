import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallBook } from '../book/made.ts';
import { ROOT } from '../book/sample.ts';

let root: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'new-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

/** Runs a command as people do, in a process of its own and without a terminal. */
function run(
  script: string,
  cwd: string,
  args: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts', script), ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/** A folder with the files of a book in `content/`. */
async function folder(files: ReadonlyMap<string, string>): Promise<string> {
  count += 1;
  const dir = path.join(root, String(count));
  for (const [name, text] of files) {
    const file = path.join(dir, 'content', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return dir;
}

describe('npm run new', () => {
  it('writes an entry that check accepts, and leaves one that exists as it is', async () => {
    const dir = await folder(smallBook());
    const args = ['runbook', '--title', 'Orders are lost', '--is', 'alert'];
    const first = await run('new.ts', dir, args);
    expect(first).toEqual({ code: 0, out: 'content/runbooks/acme/OrdersAreLost.mdx\n', err: '' });
    const written = await readFile(path.join(dir, 'content/runbooks/acme/OrdersAreLost.mdx'), 'utf8');
    expect((await run('check.ts', dir, [])).code).toBe(0);
    const again = await run('new.ts', dir, args);
    expect(again.code).toBe(1);
    expect(again.err).toContain('runbooks/acme/OrdersAreLost.mdx exists and stays as it is');
    expect(await readFile(path.join(dir, 'content/runbooks/acme/OrdersAreLost.mdx'), 'utf8')).toBe(written);
  });

  it('[G45] writes the postmortem of an incident and its name into the incident, once', async () => {
    const incident = smallBook().get('incidents/2026-01-01-shop.mdx') as string;
    const dir = await folder(
      smallBook({
        'postmortems/2026-01-01-shop.mdx': null,
        'incidents/2026-01-01-shop.mdx': incident.replace('postmortem: 2026-01-01-shop\n', ''),
      }),
    );
    const args = ['postmortem', '--incident', '2026-01-01-shop'];
    const first = await run('new.ts', dir, args);
    expect(first.code, first.err).toBe(0);
    expect(await readFile(path.join(dir, 'content/incidents/2026-01-01-shop.mdx'), 'utf8')).toContain(
      '\npostmortem: 2026-01-01-shop\n',
    );
    const again = await run('new.ts', dir, args);
    expect(again.code).toBe(1);
    expect(again.err).toContain('has a postmortem');
  });

  it.each([
    ['a kind there is not', ['poem'], 2, 'there is no kind poem; it is one of: domain, team'],
    ['no kind', [], 2, 'say what is to be written'],
    [
      'a flag of another kind',
      ['guide', '--title', 'Basics of it', '--severity', 'SEV1'],
      1,
      'a guide has no --severity',
    ],
    [
      'an answer that is no choice',
      ['incident', '--title', 'It broke down', '--severity', 'P9'],
      1,
      '--severity is P9; it is one of: SEV1, SEV2, SEV3',
    ],
    [
      'an answer that check refuses',
      ['maintenance', '--title', 'New disks', '--start', 'tomorrow'],
      1,
      'nothing was written, because check would say:',
    ],
    [
      'an incident that nobody wrote about',
      ['postmortem', '--incident', 'automatic/acme/shop/20260101T000000Z'],
      1,
      'npm run new -- incident --outage',
    ],
  ])('ends on %s with what to do, and writes nothing', async (_, args, code, words) => {
    const dir = await folder(smallBook());
    const ended = await run('new.ts', dir, args);
    expect(ended.err).toContain(words);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
  });
});
