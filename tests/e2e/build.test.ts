import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { filesBelow, pagesBelow } from './files.ts';
import { userEnvironment } from './user.ts';

const made: string[] = [];
afterAll(async () => {
  await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })));
});

function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number; printed: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.resolve('scripts/build.ts'), ...args],
      { env: userEnvironment(env), maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, printed: stdout + stderr });
      },
    );
  });
}

describe('npm run build', () => {
  it('[U34] serves every page and file from a base path', async () => {
    const out = await mkdtemp(path.join(tmpdir(), 'watchbook-base-'));
    made.push(out);
    const { code, printed } = await run([
      '--audience',
      'public',
      '--base',
      '/repository/',
      '--site',
      'https://someone.example',
      '--out',
      out,
    ]);
    expect(code, printed).toBe(0);
    const folder = path.join(out, 'public');
    const broken: string[] = [];
    for (const { file, html } of pagesBelow(folder)) {
      for (const match of html.matchAll(/\s(?:href|src)="?([^"\s>]+)/g)) {
        const target = match[1] as string;
        if (/^(?:https?:|#|data:|mailto:|&quot;)/.test(target)) continue;
        if (!target.startsWith('/repository/')) broken.push(`${file}: ${target}`);
        const rest = target.slice('/repository/'.length).replace(/[?#].*$/, '');
        if (!existsSync(path.join(folder, rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest)))
          broken.push(`${file}: ${target} is missing`);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
    expect(await readFile(path.join(folder, 'sitemap.xml'), 'utf8')).toContain(
      '<loc>https://someone.example/repository/</loc>',
    );
    expect(await readFile(path.join(folder, 'index.html'), 'utf8')).toContain(
      'rel="canonical" href="https://someone.example/repository/"',
    );
  });

  it('[S1] [G01] [S40] refuses broken content with place and suggestion, and leaves the last good site alone', async () => {
    const content = await mkdtemp(path.join(tmpdir(), 'watchbook-content-'));
    const out = await mkdtemp(path.join(tmpdir(), 'watchbook-out-'));
    made.push(content, out);
    await cp('content', content, { recursive: true });
    await writeFile(path.join(out, 'good'), 'the last good site');
    const service = path.join(content, 'services/thorbis/platform.mdx');
    await writeFile(
      service,
      (await readFile(service, 'utf8')).replace(
        'owner: thorbis/site-reliability-engineers',
        'owner: thorbis/site-reliabilty-engineers',
      ),
    );
    const { code, printed } = await run(['--out', out], { WATCHBOOK_CONTENT: content });
    expect(code).toBe(1);
    expect(printed).toMatch(
      /services\/thorbis\/platform\.mdx:\d+:\d+ {2}missing-reference .*did you mean thorbis\/site-reliability-engineers\?/,
    );
    expect(existsSync(path.join(out, 'good'))).toBe(true);
    expect(existsSync(path.join(out, 'internal'))).toBe(false);
  });

  it('[S40] tells of a failed build on the front page of the next good one, for seven days', async () => {
    const content = await mkdtemp(path.join(tmpdir(), 'watchbook-content-'));
    const out = await mkdtemp(path.join(tmpdir(), 'watchbook-out-'));
    made.push(content, out);
    await cp('content', content, { recursive: true });
    const env = { WATCHBOOK_CONTENT: content };
    const at = (now: string) => ['--audience', 'public', '--now', now, '--out', out];
    const front = () => readFile(path.join(out, 'public', 'index.html'), 'utf8');
    const told = /The build of [^<]*21 Nov 2026, 12:05 UTC failed/;

    expect((await run(at('2026-11-21T12:00:00Z'), env)).code).toBe(0);
    const good = await front();
    expect(/The build of [^<]* failed/.test(good)).toBe(false);

    const [incident] = filesBelow(path.join(content, 'incidents')).filter((file) => file.endsWith('.mdx'));
    const file = path.join(content, 'incidents', incident as string);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('updates:', 'update:'));
    expect((await run(at('2026-11-21T12:05:00Z'), env)).code).toBe(1);
    expect((await front()) === good).toBe(true);

    await writeFile(file, text);
    expect((await run(at('2026-11-21T12:10:00Z'), env)).code).toBe(0);
    expect(told.test(await front())).toBe(true);
    expect((await run(at('2026-11-29T12:00:00Z'), env)).code).toBe(0);
    expect(told.test(await front())).toBe(false);
  });

  it('[G10] makes the same bytes from the same input, whether its programs are bundled or kept', async () => {
    const outs = await Promise.all([1, 2, 3].map(() => mkdtemp(path.join(tmpdir(), 'watchbook-same-'))));
    made.push(...outs);
    const fingerprints: Map<string, string>[] = [];
    for (const [turn, out] of outs.entries()) {
      // The first two bundle the programs of the pages anew, the third takes those of the second.
      if (turn < 2) await rm('node_modules/.cache/watchbook/bundles', { recursive: true, force: true });
      const { code, printed } = await run([
        '--audience',
        'public',
        '--site',
        'https://someone.example',
        '--now',
        '2026-11-21T12:00:00Z',
        '--out',
        out,
        '--verbose',
      ]);
      expect(code, printed).toBe(0);
      expect(printed.includes('[build]'), printed).toBe(turn < 2);
      const folder = path.join(out, 'public');
      fingerprints.push(
        new Map(
          filesBelow(folder).map((file) => [
            file,
            createHash('sha256')
              .update(readFileSync(path.join(folder, file)))
              .digest('hex'),
          ]),
        ),
      );
    }
    const [first, second, third] = fingerprints as [
      Map<string, string>,
      Map<string, string>,
      Map<string, string>,
    ];
    expect([...first.keys()].filter((file) => file.endsWith('.png')).length).toBeGreaterThan(5);
    expect([...second].filter(([file, sum]) => first.get(file) !== sum)).toEqual([]);
    expect([...third].filter(([file, sum]) => first.get(file) !== sum)).toEqual([]);
    expect([second.size, third.size]).toEqual([first.size, first.size]);
  });
});
