import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../src/book/load.ts';
import { type Due, dues, owedForBudgets } from '../src/upkeep/dues.ts';
import { dueCalendar, dueJson, dueLines } from '../src/upkeep/print.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run due [-- options]

Prints what is overdue and what comes soon, by team: reviews, postmortems, action items, checklists, recovery tests.
What was never recorded as done has no date, and is counted instead of guessed.

  --team ID       only this team
  --domain ID     only this domain
  --record DIR    work tree of the record: incidents that cost too much of an error budget count as well
  --json          everything as JSON
  --ics FILE      what has a date as a calendar
  --fail          end with 1 when something is overdue
  --content DIR   folder of the content (default: content)
  --now INSTANT   instant to count from (default: the clock)
  --help          this text

Exit codes: 0 printed, 1 something is overdue (with --fail), 2 wrong usage, 3 the calendar could not be written.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      team: { type: 'string' },
      domain: { type: 'string' },
      record: { type: 'string' },
      json: { type: 'boolean', default: false },
      ics: { type: 'string' },
      fail: { type: 'boolean', default: false },
      content: { type: 'string', default: 'content' },
      now: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { now } = parsed.values;
  if (now !== undefined && Number.isNaN(Date.parse(now)))
    throw new Error(`--now is ${now}; use an instant such as 2026-11-21T00:00:00Z`);
  return parsed;
});

const now = values.now === undefined ? Date.now() : Date.parse(values.now);
const { book } = await loadBook(process.cwd(), values.content);
for (const [flag, id, known] of [
  ['team', values.team, book.collections.teams],
  ['domain', values.domain, book.collections.domains],
] as const) {
  if (id !== undefined && !known.has(id)) {
    console.error(`--${flag} is ${id}, which is not in the book; it has: ${[...known.keys()].join(', ')}`);
    process.exit(EXIT.usage);
  }
}
const owed = [...(await budgetDues()), ...dues(book, now)].filter(
  ({ team, domain }) =>
    (values.team === undefined || team === values.team) &&
    (values.domain === undefined || domain === values.domain),
);
if (values.ics !== undefined) {
  try {
    await writeFile(values.ics, dueCalendar(owed, now));
  } catch (error) {
    console.error(`the calendar was not written to ${values.ics}: ${(error as Error).message}`);
    process.exit(EXIT.environment);
  }
}
if (values.json) console.log(dueJson(owed, now));
else {
  for (const line of dueLines(owed)) console.log(line);
  const overdue = owed.filter(({ state }) => state === 'overdue').length;
  console.log(`${overdue} overdue, ${owed.filter(({ state }) => state === 'soon').length} soon`);
}
if (values.fail && owed.some(({ state }) => state === 'overdue')) process.exitCode = EXIT.findings;

/** Postmortems that the cost of incidents asks for; none without a record to know the cost from. */
async function budgetDues(): Promise<Due[]> {
  if (values.record === undefined) return [];
  const record = path.resolve(values.record);
  if (!existsSync(record)) {
    console.error(
      `--record is ${values.record}, where there is no folder; fetch the record first (npm run record)`,
    );
    process.exit(EXIT.environment);
  }
  const { readRecordFacts } = await import('../src/site/record-facts.ts');
  const { computeFacts } = await import('../src/views/facts.ts');
  const { budgetDutiesOf } = await import('../src/views/budget-duties.ts');
  const facts = computeFacts(book, readRecordFacts(record, book, now), now);
  return owedForBudgets(book, budgetDutiesOf(book, facts), now);
}
