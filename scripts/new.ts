import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { assembleBook } from '../src/book/assemble.ts';
import { type Book, find } from '../src/book/book.ts';
import { readContent } from '../src/book/load.ts';
import { isoInstant } from '../src/calendar/time.ts';
import { formatFinding } from '../src/lint/report.ts';
import { blocksBuild, lintBook } from '../src/lint/run.ts';
import { NO_EVIDENCE } from '../src/postmortems/evidence.ts';
import { SCAFFOLDS } from '../src/scaffold/entries.ts';
import { draftPostmortem, namePostmortem } from '../src/scaffold/postmortem.ts';
import {
  AnswerError,
  type Answers,
  checkAnswer,
  completeAnswers,
  type NewFile,
  type Scaffold,
} from '../src/scaffold/question.ts';
import { evidenceOf } from '../src/views/evidence.ts';
import { computeFacts, type Facts } from '../src/views/facts.ts';
import { EXIT, usage } from './command.ts';

const KINDS = [...SCAFFOLDS.map(({ kind }) => kind), 'postmortem'];
const HELP = `npm run new -- KIND [options]

Writes a new entry into content/. What no flag says is asked at a terminal, and taken as it usually is elsewhere.
Nothing that exists is overwritten, and nothing is written that npm run check would refuse.

Kinds and their flags:
${SCAFFOLDS.map(({ kind, questions }) => `  ${kind.padEnd(12)}${questions.map(({ name }) => `--${name}`).join(' ')}`).join('\n')}
  ${'postmortem'.padEnd(12)}--incident ID   times, probes, updates and costs come from the incident and the record

  --outage ID     for an incident: take its service and times from an outage that probes found, as /incidents/ names it
  --content DIR   folder of the content (default: content)
  --record DIR    work tree of the record (default: .record); without one nothing is known of probes
  --now INSTANT   instant to count from (default: the clock)
  --yes           ask nothing
  --dry-run       print the files and write nothing
  --help          this text

Exit codes: 0 written, 1 what was asked for cannot be written, 2 wrong usage.`;

const names = [...new Set(SCAFFOLDS.flatMap(({ questions }) => questions.map(({ name }) => name)))];
const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      incident: { type: 'string' },
      outage: { type: 'string' },
      content: { type: 'string', default: 'content' },
      record: { type: 'string', default: process.env.WATCHBOOK_RECORD ?? '.record' },
      now: { type: 'string' },
      yes: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  const [kind, ...rest] = parsed.positionals;
  if (kind === undefined || !KINDS.includes(kind))
    throw new Error(
      `${kind === undefined ? 'say what is to be written' : `there is no kind ${kind}`}; it is one of: ${KINDS.join(', ')}`,
    );
  if (rest.length > 0) throw new Error(`${rest.join(' ')} is one word too many; put texts in quotes`);
  if (parsed.values.now !== undefined && Number.isNaN(Date.parse(parsed.values.now)))
    throw new Error(`--now is ${parsed.values.now}; use an instant such as 2026-11-21T00:00:00Z`);
  return parsed;
});

const options = values as Record<string, string | boolean | undefined>;
const content = path.resolve(String(options['content']));
const now = options['now'] === undefined ? Date.now() : Date.parse(String(options['now']));
const files = new Map(await readContent(content));
const { book } = assembleBook(files);

try {
  const made = positionals[0] === 'postmortem' ? await postmortemFiles() : await entryFiles();
  refuseFaults(made);
  for (const { path: name, text } of made) {
    if (options['dry-run']) {
      console.log(`--- ${name}\n${text}`);
      continue;
    }
    const file = path.join(content, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(path.relative(process.cwd(), file));
  }
} catch (error) {
  if (!(error instanceof AnswerError)) throw error;
  console.error(error.message);
  process.exit(EXIT.findings);
}

/** The files of a new entry of any kind but a postmortem. */
async function entryFiles(): Promise<NewFile[]> {
  const scaffold = SCAFFOLDS.find(({ kind }) => kind === positionals[0]) as Scaffold;
  const given: Record<string, string> = {};
  for (const name of names) if (typeof options[name] === 'string') given[name] = options[name];
  if (typeof options['outage'] === 'string')
    Object.assign(given, await outageAnswers(options['outage'], given));
  const answers = await ask(scaffold, given);
  const made = scaffold.write(completeAnswers(scaffold, answers, book), book, now);
  for (const { path: name } of made) {
    if (existsSync(path.join(content, name)))
      throw new AnswerError(`${name} exists and stays as it is; choose another --id`);
  }
  return made;
}

/** Asks at a terminal what no flag has said; elsewhere, and with --yes, nothing. */
async function ask(scaffold: Scaffold, given: Answers): Promise<Answers> {
  if (!process.stdin.isTTY || options['yes']) return given;
  const answers: Record<string, string> = { ...given };
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const question of scaffold.questions) {
      while (answers[question.name] === undefined) {
        const fallback = question.fallback(book, answers);
        const choices = question.choices?.(book, answers) ?? null;
        const hint = choices === null ? '' : ` (${choices.slice(0, 12).join(', ')})`;
        const said = (
          await lines.question(`${question.ask}${hint}${fallback === null ? '' : ` [${fallback}]`}: `)
        ).trim();
        const answer = said === '' ? fallback : said;
        if (answer === null) continue;
        try {
          answers[question.name] = checkAnswer(question, answer, book, answers);
        } catch (error) {
          if (!(error instanceof AnswerError)) throw error;
          console.error(error.message);
        }
      }
    }
  } finally {
    lines.close();
  }
  return answers;
}

/** The draft of a postmortem, and its incident with the postmortem named. */
async function postmortemFiles(): Promise<NewFile[]> {
  const id = options['incident'];
  if (typeof id !== 'string')
    throw new AnswerError('--incident is missing: the id of the incident it is about');
  if (id.startsWith('automatic/'))
    throw new AnswerError(
      `nobody has written about ${id}; write first: npm run new -- incident --outage ${id}`,
    );
  const facts = await factsOf(book);
  const draft = draftPostmortem(book, id, facts ? evidenceOf(book, facts, id) : NO_EVIDENCE);
  if (existsSync(path.join(content, draft.path)))
    throw new AnswerError(`${draft.path} exists and stays as it is`);
  const name = path.posix.relative('content', find(book, 'incidents', id)?.source.file ?? '');
  const text = await readFile(path.join(content, name), 'utf8');
  return [
    draft,
    { path: name, text: namePostmortem(text, draft.path.replace(/^postmortems\/|\.mdx$/g, '')) },
  ];
}

/** Domain, service and times of an outage that probes found. */
async function outageAnswers(id: string, given: Answers): Promise<Answers> {
  const facts = await factsOf(book);
  if (!facts)
    throw new AnswerError(`there is no record in ${options['record']}, so no outage is known; give --record`);
  const found = facts.incidents.find((incident) => incident.id === id && incident.origin === 'automatic');
  if (!found)
    throw new AnswerError(
      `no outage ${id} is known; the page /incidents/ names those that nobody wrote about`,
    );
  const service = found.services[0] ?? '';
  return {
    title: `${book.collections.services.get(service)?.data.title ?? service} did not answer`,
    domain: found.domain,
    service,
    start: isoInstant(found.startedAt),
    end: found.resolvedAt === null ? 'open' : isoInstant(found.resolvedAt),
    ...given,
  };
}

/** What the record says; null where there is no record. It is loaded only when it is asked for. */
async function factsOf(of: Book): Promise<Facts | null> {
  const record = path.resolve(String(options['record']));
  if (!existsSync(record)) return null;
  const { readRecordFacts } = await import('../src/site/record-facts.ts');
  return computeFacts(of, readRecordFacts(record, of, now), now);
}

/** Throws where the book would have a fault that it has not now. */
function refuseFaults(made: readonly NewFile[]): void {
  const faultsOf = (all: ReadonlyMap<string, string>) =>
    lintBook(assembleBook(all), isoInstant(now)).filter(blocksBuild);
  const before = new Set(faultsOf(files).map(formatFinding));
  const after = faultsOf(new Map([...files, ...made.map(({ path: name, text }) => [name, text] as const)]));
  const faults = after.map(formatFinding).filter((line) => !before.has(line));
  if (faults.length > 0)
    throw new AnswerError(`nothing was written, because check would say:\n${faults.join('\n')}`);
}
