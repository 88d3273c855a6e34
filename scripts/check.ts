import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBody } from '../src/book/body.ts';
import { entriesOf } from '../src/book/book.ts';
import { compareFindings, type Finding } from '../src/book/finding.ts';
import { loadBook } from '../src/book/load.ts';
import { formatAnnotation, formatFinding, formatJson, summarise } from '../src/lint/report.ts';
import { shellCommands } from '../src/lint/rules/commands.ts';
import { lintBook } from '../src/lint/run.ts';
import { COLLECTIONS } from '../src/schemas/reference.ts';
import { EXIT, usage } from './command.ts';
import { checkCommands } from './shellcheck.ts';

const HELP = `npm run check [-- options]

Checks all content: text, schema, references, links, rules. Prints one finding per line:
  file:line:column  rule  message  (did you mean …?)

  --content DIR   folder to check (default: content)
  --record DIR    record that written times are compared with, where there is one (default: .record)
  --no-commands   leave out the commands of runbooks, which shellcheck looks at where it is installed
  --json          findings as JSON
  --github        findings as GitHub annotations (default in GitHub Actions)
  --help          this text

Exit codes: 0 nothing wrong (warnings and notes allowed), 1 at least one error, 2 wrong usage,
3 shellcheck could not be run.`;

const { values } = usage(HELP, () =>
  parseArgs({
    allowNegative: true,
    options: {
      commands: { type: 'boolean', default: true },
      content: { type: 'string', default: 'content' },
      record: { type: 'string', default: '.record' },
      json: { type: 'boolean', default: false },
      github: { type: 'boolean', default: process.env.GITHUB_ACTIONS === 'true' },
      help: { type: 'boolean', default: false },
    },
  }),
);

const assembled = await loadBook(process.cwd(), values.content);
// shellcheck is another program, so it works while the rules do.
const commands = values.commands ? commandFindings() : Promise.resolve([]);
const ruled = lintBook(assembled, new Date().toISOString(), await observed());
const findings = [...ruled, ...(await commands)].sort(compareFindings);

/** Outages that probes confirmed; empty without a record or postmortems, so that nothing is loaded for nothing. */
async function observed(): Promise<Parameters<typeof lintBook>[2]> {
  const { book } = assembled;
  const record = path.resolve(values.record);
  if (!existsSync(record) || entriesOf(book, 'postmortems').length === 0) return new Map();
  const [{ readRecordFacts }, { computeFacts }, { observedOutages }] = await Promise.all([
    import('../src/site/record-facts.ts'),
    import('../src/views/facts.ts'),
    import('../src/views/impact-window.ts'),
  ]);
  const now = Date.now();
  return observedOutages(book, computeFacts(book, readRecordFacts(record, book, now), now));
}

/** What shellcheck says of the runbooks; a note where it is not installed, because silence would look like praise. */
async function commandFindings(): Promise<Finding[]> {
  const found = shellCommands(assembled.book, readBody);
  const said = await checkCommands(found).catch((error: Error) => {
    console.error(error.message);
    process.exit(EXIT.environment);
  });
  if (said !== null) return said;
  return [
    {
      file: `${values.content}/runbooks/`,
      line: 1,
      column: 1,
      rule: 'shell-command',
      level: 'note',
      message: `${found.length} commands were not checked, because shellcheck is not installed; see https://www.shellcheck.net`,
      suggestion: null,
    },
  ];
}

if (values.json) {
  console.log(formatJson(findings));
} else {
  const format = values.github ? formatAnnotation : formatFinding;
  for (const finding of findings) console.log(format(finding));
  const entries = COLLECTIONS.reduce((sum, name) => sum + entriesOf(assembled.book, name).length, 0);
  console.log(summarise(findings, entries));
}
process.exitCode = findings.some((finding) => finding.level === 'error') ? 1 : 0;
