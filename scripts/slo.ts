import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Book, entriesOf } from '../src/book/book.ts';
import { loadBook } from '../src/book/load.ts';
import { exportOpenSlo } from '../src/openslo/export.ts';
import { importOpenSlo } from '../src/openslo/import.ts';
import { exportSloth } from '../src/openslo/sloth.ts';
import { readRecordFacts } from '../src/site/record-facts.ts';
import { sloAlerts } from '../src/slo/alerts.ts';
import { gateOf } from '../src/slo/policy.ts';
import { formatPercent } from '../src/status/uptime.ts';
import { computeFacts, type Facts } from '../src/views/facts.ts';
import { errorBudgetsDocument, sloDocument } from '../src/views/slo-document.ts';
import { owedPostmortems, policyStandings } from '../src/views/slo-spending.ts';
import { amountWords, shareWords } from '../src/views/slo-words.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run slo -- COMMAND [options]

  status            every objective with its figure, budget and alerts, and the postmortems that are owed
  gate [POLICY …]   whether a release may go out under the error-budget policies named, or all of them
  export            OpenSLO v1 documents of the objectives, to stdout or a folder
  import FILE …     OpenSLO v1 documents as content files, below --out; nothing is written when one is refused

  --content DIR       folder of the book (default: content)
  --record DIR        work tree of the record (default: .record)
  --now INSTANT       judge at this instant, such as 2026-11-21T12:00:00Z (default: the clock)
  --json              status and gate: one JSON document
  --strict            status: exit code 1 while a postmortem is owed
  --override REASON   gate: open it in spite of a freeze; the reason is printed
  --unknown-is-open   gate: open also when too little was observed to tell
  --format FORMAT     export: openslo or sloth (default: openslo)
  --slo ID            export: only this objective; may be repeated
  --out DIR           export: a file for each service; import: the content folder to write to
  --domain ID         import: domain of the objectives
  --owner ID          import: team that answers for them
  --help              this text

Exit codes: 0 fine, or the gate is open; 1 the gate is frozen, a postmortem is owed, or an import was refused; 2 wrong usage; 3 the gate
cannot tell, or the environment fails.`;

const COMMANDS = ['status', 'gate', 'export', 'import'] as const;
type Command = (typeof COMMANDS)[number];

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      content: { type: 'string', default: 'content' },
      record: { type: 'string', default: '.record' },
      now: { type: 'string' },
      json: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      override: { type: 'string' },
      'unknown-is-open': { type: 'boolean', default: false },
      format: { type: 'string', default: 'openslo' },
      slo: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      domain: { type: 'string' },
      owner: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  const [command, ...rest] = parsed.positionals;
  if (!COMMANDS.some((each) => each === command)) throw new Error(`name one of ${COMMANDS.join(', ')}`);
  const { now, override, format } = parsed.values;
  if (now !== undefined && Number.isNaN(Date.parse(now)))
    throw new Error(`--now ${now}: write it as 2026-11-21T12:00:00Z`);
  if (override !== undefined && override.trim().length < 10)
    throw new Error('--override: say in at least ten letters why, for those who read the log later');
  if (format !== 'openslo' && format !== 'sloth') throw new Error(`--format ${format}: use openslo or sloth`);
  if ((command === 'status' || command === 'export') && rest.length > 0)
    throw new Error(`${command} takes no ${rest[0]}`);
  if (
    command === 'import' &&
    (rest.length === 0 || !parsed.values.out || !parsed.values.domain || !parsed.values.owner)
  )
    throw new Error('import: name the files, --out, --domain and --owner');
  return parsed;
});

async function judge(): Promise<{ book: Book; facts: Facts }> {
  const { book } = await loadBook(process.cwd(), values.content);
  const now = values.now === undefined ? Date.now() : Date.parse(values.now);
  return { book, facts: computeFacts(book, readRecordFacts(path.resolve(values.record), book, now), now) };
}

async function status(): Promise<void> {
  const { book, facts } = await judge();
  const slos = entriesOf(book, 'slos');
  const owed = owedPostmortems(book, facts).filter(({ has }) => has !== 'postmortem with P0');
  if (values.strict && owed.length > 0) process.exitCode = EXIT.findings;
  if (values.json) {
    const document = {
      ...errorBudgetsDocument(book, facts),
      slos: slos.map((slo) => sloDocument(book, slo, facts)),
    };
    console.log(JSON.stringify(document, null, 2));
    return;
  }
  const alerting = slos.flatMap(({ id, data }) => {
    const ledger = facts.ledgers.get(id);
    return ledger ? [{ id, slo: data, ledger }] : [];
  });
  const firing = sloAlerts(alerting, facts.now).filter((alert) => alert.firing);
  for (const { id, data } of slos) {
    const now = facts.slos.get(id);
    if (!now) continue;
    const left = now.budget
      ? `${shareWords(now.budget.leftShare)} left (${amountWords(now.budget.left, now.measurement?.unit ?? 'ms')})`
      : now.why;
    const alerts = firing.filter(({ slo }) => slo === id).map(({ severity }) => severity);
    const fires = alerts.length > 0 ? `  ${[...new Set(alerts)].join(' and ')} firing` : '';
    console.log(
      `${now.state.padEnd(17)} ${id}  ${formatPercent(now.sli, 4)} of ${data.target}  ${left}${fires}`,
    );
  }
  for (const [id, { state }] of policyStandings(book, facts)) console.log(`policy ${id}: ${state}`);
  for (const { slo, incident, share, has } of owed)
    console.log(`owed: ${incident.id} cost ${shareWords(share)} of the budget of ${slo} and has ${has}`);
}

async function gate(names: readonly string[]): Promise<void> {
  const { book, facts } = await judge();
  const all = policyStandings(book, facts);
  const unknown = names.find((name) => !all.has(name));
  if (unknown !== undefined) {
    console.error(
      `there is no error-budget policy ${unknown}; there are: ${[...all.keys()].join(', ') || 'none'}`,
    );
    process.exitCode = EXIT.usage;
    return;
  }
  const chosen = names.length === 0 ? all : new Map([...all].filter(([id]) => names.includes(id)));
  const found = gateOf(chosen, values['unknown-is-open']);
  const overridden = found.verdict !== 'open' && values.override !== undefined;
  if (values.json) {
    console.log(
      JSON.stringify({
        ...found,
        overridden: overridden ? values.override : null,
        policies: Object.fromEntries(chosen),
      }),
    );
  } else {
    for (const [id, { state }] of chosen) console.log(`${id}: ${state}`);
    for (const reason of found.reasons) console.log(`  ${reason}`);
    console.log(
      overridden ? `${found.verdict}, overridden: ${values.override}` : `the gate: ${found.verdict}`,
    );
  }
  process.exitCode = overridden ? EXIT.fine : exitOf(found.verdict);
}

function exitOf(verdict: ReturnType<typeof gateOf>['verdict']): number {
  switch (verdict) {
    case 'open':
      return EXIT.fine;
    case 'frozen':
      return EXIT.findings;
    case 'cannot tell':
      return EXIT.environment;
    default: {
      const never: never = verdict;
      throw new RangeError(`unknown verdict ${String(never)}; refusing to open the gate`);
    }
  }
}

async function exportAll(): Promise<void> {
  const { book } = await loadBook(process.cwd(), values.content);
  const missing = values.slo.find((id) => !book.collections.slos.has(id));
  if (missing !== undefined) {
    console.error(`--slo ${missing}: there is no such objective`);
    process.exitCode = EXIT.usage;
    return;
  }
  const slos = entriesOf(book, 'slos').filter(({ id }) => values.slo.length === 0 || values.slo.includes(id));
  const { files, left } = values.format === 'sloth' ? exportSloth(book, slos) : exportOpenSlo(book, slos);
  for (const { id, why } of left) console.error(`left out: ${id}: ${why}`);
  for (const [name, text] of files) {
    if (!values.out) {
      process.stdout.write(text);
      continue;
    }
    const file = path.join(values.out, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    console.log(file);
  }
}

async function importAll(files: readonly string[]): Promise<void> {
  const texts = await Promise.all(
    (await Promise.all(files.map(filesOf)))
      .flat()
      .map(async (file) => ({ file, text: await readFile(file, 'utf8') })),
  );
  const { entries, refused } = importOpenSlo(texts, {
    domain: values.domain as string,
    owner: values.owner as string,
  });
  for (const { file, line, name, why } of refused) console.error(`${file}:${line}: ${name}: ${why}`);
  if (refused.length > 0) {
    process.exitCode = EXIT.findings;
    return;
  }
  for (const [name, text] of entries) {
    const file = path.join(values.out as string, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
    console.log(file);
  }
}

async function filesOf(name: string): Promise<string[]> {
  if (!(await stat(name)).isDirectory()) return [name];
  const names = await readdir(name, { recursive: true });
  return names
    .filter((one) => /\.ya?ml$/.test(one))
    .sort()
    .map((one) => path.join(name, one));
}

const [command, ...rest] = positionals as [Command, ...string[]];
try {
  switch (command) {
    case 'status':
      await status();
      break;
    case 'gate':
      await gate(rest);
      break;
    case 'export':
      await exportAll();
      break;
    case 'import':
      await importAll(rest);
      break;
    default: {
      const never: never = command;
      throw new RangeError(`unknown command ${String(never)}`);
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.environment;
}
