import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pagesBelow } from './files.ts';
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
        if (/^(?:https?:|#|data:|mailto:)/.test(target)) continue;
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

  it('[G10] makes the same bytes from the same input', async () => {
    const outs = await Promise.all([1, 2].map(() => mkdtemp(path.join(tmpdir(), 'watchbook-same-'))));
    made.push(...outs);
    for (const out of outs) {
      const { code, printed } = await run([
        '--audience',
        'public',
        '--now',
        '2026-11-21T12:00:00Z',
        '--out',
        out,
      ]);
      expect(code, printed).toBe(0);
    }
    const [first, second] = outs.map((out) => pagesBelow(path.join(out, 'public')));
    expect(second).toEqual(first);
  });
});
