import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../src/book/finding.ts';
import { formatFinding } from '../src/lint/report.ts';
import { AUDIENCES, type Audience } from '../src/schemas/vocabulary.ts';
import { BuildError, buildSite } from '../src/site/build.ts';
import { checkedFile, noteChecked, wasChecked } from '../src/site/checked.ts';
import { lastFailure, noteFailure, recentFailure } from '../src/site/last-failure.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run build [-- options]

Checks all content, then builds dist/internal/ (the handbook) and dist/public/ (the status page).
Content with an error is not built; the last good site stays where it is, and the next good one tells for seven days
that a build failed (last-failure.json in the folder of the results; WATCHBOOK_LAST_FAILURE where that folder is not kept).

  --audience NAME   internal or public; both without it
  --tenant ID       build the public site of one tenant: what is there for everybody, and its own instances
  --site URL        address the site will be served at (default: siteUrl in content/watchbook.yaml)
  --base PATH       path under it, such as /repository/ (default: basePath in content/watchbook.yaml)
  --out DIR         folder for the results (default: dist)
  --now INSTANT     instant the pages speak of, for builds that must come out the same byte for byte
  --verbose         everything Astro prints
  --help            this text

Exit codes: 0 built, 1 findings in the content, 2 wrong usage, 3 the build itself failed.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      audience: { type: 'string' },
      tenant: { type: 'string' },
      site: { type: 'string' },
      base: { type: 'string' },
      out: { type: 'string', default: 'dist' },
      now: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { audience, base } = parsed.values;
  if (audience !== undefined && !(AUDIENCES as readonly string[]).includes(audience)) {
    throw new Error(`--audience is ${audience}; it is one of: ${AUDIENCES.join(', ')}`);
  }
  if (parsed.values.tenant !== undefined && audience !== 'public')
    throw new Error('--tenant is for the site that customers see; add --audience public');
  if (parsed.values.now !== undefined && Number.isNaN(Date.parse(parsed.values.now)))
    throw new Error(`--now is ${parsed.values.now}; write it as 2026-11-21T12:00:00Z`);
  if (base !== undefined && !(base.startsWith('/') && base.endsWith('/')))
    throw new Error(`--base is ${base}; begin and end it with a slash`);
  return parsed;
});

const root = process.cwd();
const results = path.resolve(root, values.out);
const now = values.now ? Date.parse(values.now) : Date.now();
const content = path.resolve(root, process.env.WATCHBOOK_CONTENT ?? 'content');
const today = new Date().toISOString().slice(0, 10);
const checked = checkedFile(root, content, today);
if (!wasChecked(checked)) {
  const errors = await errorsIn(today);
  if (errors.length > 0) {
    for (const finding of errors) console.error(formatFinding(finding));
    console.error(`not built: ${errors.length} error${errors.length === 1 ? '' : 's'} in the content`);
    noteFailure(results, now);
    process.exit(EXIT.findings);
  }
  noteChecked(checked);
}

/** What keeps the content from being built. The rules are loaded only when they are needed. */
async function errorsIn(day: string): Promise<Finding[]> {
  const { loadBook } = await import('../src/book/load.ts');
  const { blocksBuild, lintBook } = await import('../src/lint/run.ts');
  const assembled = await loadBook(root, process.env.WATCHBOOK_CONTENT ?? 'content');
  // What people owe by a day is for check to fail on; a page that is late to be written must not keep another from readers.
  return lintBook(assembled, day).filter(blocksBuild);
}

const env: Record<string, string> = {};
if (values.site) env.WATCHBOOK_SITE_URL = values.site;
if (values.tenant) env.WATCHBOOK_TENANT = values.tenant;
if (values.base) env.WATCHBOOK_BASE_PATH = values.base;
if (values.now) env.WATCHBOOK_NOW = values.now;
// A machine without a memory is told by whoever runs it; what this folder remembers counts when it is newer.
const told = Date.parse(process.env.WATCHBOOK_LAST_FAILURE ?? '');
const failures = [lastFailure(results, now), recentFailure(told, now)].filter((at) => at !== null);
const failedAt = failures.length > 0 ? Math.max(...failures) : null;
env.WATCHBOOK_LAST_FAILURE = failedAt === null ? '' : new Date(failedAt).toISOString();
try {
  for (const audience of values.audience ? [values.audience as Audience] : AUDIENCES) {
    const started = performance.now();
    const out = path.join(results, audience);
    await buildSite({
      root,
      audience,
      out,
      env,
      ...(values.verbose ? { log: (line: string) => console.log(line) } : {}),
    });
    console.log(
      `${audience}: ${path.relative(root, out) || out} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
} catch (error) {
  noteFailure(results, now);
  console.error(error instanceof BuildError ? error.message : String(error));
  process.exit(EXIT.environment);
}
