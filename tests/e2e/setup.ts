import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { loadBook } from '../../src/book/load.ts';
import { writeDemonstrationPast } from '../../src/demonstration/past.ts';
import { openRecord } from '../../src/record/store.ts';
import { buildSite } from '../../src/site/build.ts';
import { type Served, serveSite } from '../../src/site/serve.ts';

declare module 'vitest' {
  interface ProvidedContext {
    internal: string;
    public: string;
    internalDir: string;
    publicDir: string;
    browser: string;
  }
}

/** Instant the built sites speak of. */
export const NOW = Date.parse('2026-11-21T12:00:00Z');

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Builds both sites once from the sample book and a generated record, and serves them to every test of this folder. */
export default async function setup(project: TestProject) {
  const root = process.cwd();
  const work = path.join(root, '.watchbook', 'e2e');
  await rm(work, { recursive: true, force: true });
  await mkdir(path.join(work, 'repository'), { recursive: true });
  await promisify(execFile)('git', ['init', '--quiet', path.join(work, 'repository')]);
  const store = await openRecord({ dir: path.join(work, 'record'), repo: path.join(work, 'repository') });
  const { book } = await loadBook(root);
  await writeDemonstrationPast(store, book.probes, 4 * 86_400_000, NOW);
  const env = {
    WATCHBOOK_RECORD: store.dir,
    WATCHBOOK_DEMONSTRATION: '1',
    WATCHBOOK_GENERATED_UNTIL: new Date(NOW).toISOString(),
    WATCHBOOK_NOW: new Date(NOW).toISOString(),
    WATCHBOOK_BASE_PATH: '/',
  };
  const folders = { internal: path.join(work, 'internal'), public: path.join(work, 'public') };
  for (const audience of ['internal', 'public'] as const)
    await buildSite({ root, audience, out: folders[audience], env });
  const served: Served[] = [];
  for (const audience of ['internal', 'public'] as const) {
    served.push(await serveSite(() => folders[audience], { host: '127.0.0.1', port: 0, base: '/' }));
  }
  project.provide('internal', (served[0] as Served).url);
  project.provide('public', (served[1] as Served).url);
  project.provide('internalDir', folders.internal);
  project.provide('publicDir', folders.public);
  project.provide('browser', findBrowser());
  return async () => {
    await Promise.all(served.map((one) => one.close()));
  };
}

/** The browser to test in; an empty text where there is none and none is demanded. */
function findBrowser(): string {
  const found = process.env['WATCHBOOK_BROWSER'] || BROWSERS.find((candidate) => existsSync(candidate)) || '';
  if (found === '' && process.env['WATCHBOOK_REQUIRE_BROWSER'] === '1') {
    throw new Error('no browser was found; install Chromium or set WATCHBOOK_BROWSER to its path');
  }
  if (found === '')
    console.warn('\nBrowser tests are skipped: no Chromium found. Install it or set WATCHBOOK_BROWSER.\n');
  return found;
}
