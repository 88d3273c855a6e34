import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../src/book/load.ts';
import { formatFinding } from '../src/lint/report.ts';
import { lintBook } from '../src/lint/run.ts';
import { AUDIENCES, type Audience } from '../src/schemas/vocabulary.ts';
import { BuildError, buildSite } from '../src/site/build.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run build [-- options]

Checks all content, then builds dist/internal/ (the handbook) and dist/public/ (the status page).
Content with an error is not built; the last good site stays where it is.

  --audience NAME   internal or public; both without it
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
  if (base !== undefined && !(base.startsWith('/') && base.endsWith('/')))
    throw new Error(`--base is ${base}; begin and end it with a slash`);
  return parsed;
});

const root = process.cwd();
const findings = lintBook(
  await loadBook(root, process.env.WATCHBOOK_CONTENT ?? 'content'),
  new Date().toISOString().slice(0, 10),
);
const errors = findings.filter((finding) => finding.level === 'error');
if (errors.length > 0) {
  for (const finding of errors) console.error(formatFinding(finding));
  console.error(`not built: ${errors.length} error${errors.length === 1 ? '' : 's'} in the content`);
  process.exit(EXIT.findings);
}

const env: Record<string, string> = {};
if (values.site) env.WATCHBOOK_SITE_URL = values.site;
if (values.base) env.WATCHBOOK_BASE_PATH = values.base;
if (values.now) env.WATCHBOOK_NOW = values.now;
try {
  for (const audience of values.audience ? [values.audience as Audience] : AUDIENCES) {
    const started = performance.now();
    const out = path.resolve(root, values.out, audience);
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
  console.error(error instanceof BuildError ? error.message : String(error));
  process.exit(EXIT.environment);
}
