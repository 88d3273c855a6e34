import { parseArgs } from 'node:util';
import { entriesOf } from '../src/book/book.ts';
import { loadBook } from '../src/book/load.ts';
import { formatAnnotation, formatFinding, formatJson, summarise } from '../src/lint/report.ts';
import { lintBook } from '../src/lint/run.ts';
import { COLLECTIONS } from '../src/schemas/reference.ts';
import { usage } from './command.ts';

const HELP = `npm run check [-- options]

Checks all content: text, schema, references, links, rules. Prints one finding per line:
  file:line:column  rule  message  (did you mean …?)

  --content DIR   folder to check (default: content)
  --json          findings as JSON
  --github        findings as GitHub annotations (default in GitHub Actions)
  --help          this text

Exit codes: 0 nothing wrong (warnings and notes allowed), 1 at least one error, 2 wrong usage.`;

const { values } = usage(HELP, () =>
  parseArgs({
    options: {
      content: { type: 'string', default: 'content' },
      json: { type: 'boolean', default: false },
      github: { type: 'boolean', default: process.env.GITHUB_ACTIONS === 'true' },
      help: { type: 'boolean', default: false },
    },
  }),
);

const assembled = await loadBook(process.cwd(), values.content);
const findings = lintBook(assembled, new Date().toISOString());
if (values.json) {
  console.log(formatJson(findings));
} else {
  const format = values.github ? formatAnnotation : formatFinding;
  for (const finding of findings) console.log(format(finding));
  const entries = COLLECTIONS.reduce((sum, name) => sum + entriesOf(assembled.book, name).length, 0);
  console.log(summarise(findings, entries));
}
process.exitCode = findings.some((finding) => finding.level === 'error') ? 1 : 0;
