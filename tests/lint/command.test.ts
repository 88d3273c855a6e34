import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edited, smallBook } from '../book/made.ts';
import { ROOT } from '../book/sample.ts';

let root: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'check-'));
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** Runs the command as people do, in a process of its own. */
function check(cwd: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const started = performance.now();
  const { GITHUB_ACTIONS: _, ...own } = process.env;
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/check.ts'), ...args], {
    cwd,
    env: { ...own, ...env },
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
    child.on('close', (code) => resolve({ code, out, err, ms: performance.now() - started }));
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

describe('npm run check', () => {
  it('says that nothing is wrong and ends with 0', async () => {
    const { code, out, err } = await check(await folder(smallBook()));
    expect({ code, out, err }).toEqual({ code: 0, out: '12 entries checked: nothing to mend\n', err: '' });
  });

  it('ends with 0 on notes', async () => {
    const { code, out } = await check(await folder(smallBook({ 'guides/acme/basics.mdx': null })));
    expect(code).toBe(0);
    expect(out).toContain('content/guides/:1:1  empty-collection  note: ');
  });

  it('[S5] fails for an incident without a postmortem once the time for it is up, and not with a waiver', async () => {
    const owed = smallBook({ 'postmortems/2026-01-01-shop.mdx': null });
    const incident = owed.get('incidents/2026-01-01-shop.mdx') as string;
    owed.set('incidents/2026-01-01-shop.mdx', incident.replace(/postmortem: .*\n/, ''));
    expect(await check(await folder(owed))).toMatchObject({
      code: 1,
      out: expect.stringContaining('deadline-overdue'),
    });
    const by = 'by: Head of the shop, on: 2026-02-01, reason: Covered by the yearly report';
    owed.set(
      'incidents/2026-01-01-shop.mdx',
      incident.replace(/postmortem: .*\n/, `waivers: [{ of: postmortem, ${by} }]\n`),
    );
    expect((await check(await folder(owed))).code).toBe(0);
  });

  it.each([
    [
      '[S1] [G01] a broken reference',
      edited('slos/acme/shop.yaml', 'service: acme/shop', 'service: acme/shpo'),
      [
        'content/slos/acme/shop.yaml:4:10  missing-reference  there is no entry in services with the id acme/shpo  (did you mean acme/shop?)',
      ],
    ],
    [
      '[U38] a misspelt key',
      edited('services/acme/shop.mdx', 'severity:', 'severty:'),
      [
        'content/services/acme/shop.mdx:6:1  unknown-key  there is no field severty  (did you mean severity?)',
      ],
    ],
    [
      '[K06] a severity of no scale',
      edited('services/acme/shop.mdx', 'severity: SEV1', 'severity: SEV9'),
      [
        'content/services/acme/shop.mdx:6:11  unknown-severity  acme has no severity SEV9; it knows SEV1, SEV2, SEV3  (did you mean SEV1?)',
      ],
    ],
    [
      '[S1] [G01] a file that others point at and is gone',
      smallBook({ 'teams/acme/core.yaml': null }),
      [
        'content/services/acme/shop.mdx:5:8  missing-reference  there is no entry in teams with the id Core',
        'content/domains/acme/index.mdx:4:8  missing-reference  there is no entry in teams with the id acme/core',
      ],
    ],
  ])('ends with 1 on %s, naming file, line, column and what was meant', async (_, files, lines) => {
    const { code, out } = await check(await folder(files));
    expect(code).toBe(1);
    for (const line of lines) expect(out.split('\n')).toContain(line);
  });

  it('[G04] writes JSON, the same on every run', async () => {
    const dir = await folder(edited('slos/acme/shop.yaml', 'service: acme/shop', 'service: acme/shpo'));
    const [first, second] = await Promise.all([check(dir, ['--json']), check(dir, ['--json'])]);
    expect(first.out).toBe(second.out);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.out)).toMatchObject({
      version: 1,
      errors: 1,
      warnings: 0,
      notes: 0,
      findings: [{ file: 'content/slos/acme/shop.yaml', line: 4, column: 10, suggestion: 'acme/shop' }],
    });
  });

  it('[G04] annotates lines with --github and in a workflow', async () => {
    const dir = await folder(edited('slos/acme/shop.yaml', 'service: acme/shop', 'service: acme/shpo'));
    const line =
      '::error file=content/slos/acme/shop.yaml,line=4,col=10,title=missing-reference::there is no entry in services with the id acme/shpo Did you mean acme/shop?';
    const [asked, found] = await Promise.all([
      check(dir, ['--github']),
      check(dir, [], { GITHUB_ACTIONS: 'true' }),
    ]);
    expect(asked.out.split('\n')).toContain(line);
    expect(found.out).toBe(asked.out);
  });

  it('ends with 2 and its help on an option it does not have', async () => {
    const { code, out, err } = await check(root, ['--contents', 'x']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/--contents[\s\S]*Exit codes: 0/);
  });

  it('ends with 0 on --help', async () => {
    const { code, out } = await check(root, ['--help']);
    expect(code).toBe(0);
    expect(out).toContain('--content DIR');
  });

  it('ends with 1 where there is no content, and says what to do', async () => {
    const { code, out } = await check(root, ['--content', 'nowhere']);
    expect(code).toBe(1);
    expect(out).toContain(
      'nowhere/:1:1  missing-file  there is no content here; run this in the root of the repository',
    );
  });

  it('is through with the sample book in two seconds, on a busy machine in six', async () => {
    const { ms, out } = await check(ROOT);
    console.log(
      `check of the sample book: ${Math.round(ms)} ms, process included; ${out.trim().split('\n').at(-1)}`,
    );
    expect(out).toMatch(/\d+ entries checked/);
    // Three times the promise, because a shared machine may be busy.
    expect(ms).toBeLessThan(6000);
  });
});
