import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { assembleBook } from '../src/book/assemble.ts';
import { find, register } from '../src/book/book.ts';
import { readContent } from '../src/book/load.ts';
import { readCstate } from '../src/import/cstate.ts';
import type { Found, TextFile } from '../src/import/found.ts';
import { readGatus } from '../src/import/gatus.ts';
import { type Reconciled, reconcile, reconciliationLines } from '../src/import/reconcile.ts';
import { readStatuspage } from '../src/import/statuspage.ts';
import { readUpptime } from '../src/import/upptime.ts';
import { IMPORTED, sameImport, type Written, writeFound } from '../src/import/write.ts';
import { formatFinding } from '../src/lint/report.ts';
import { lintBook } from '../src/lint/run.ts';
import { readRecord } from '../src/record/read.ts';
import { openRecord } from '../src/record/store.ts';
import type { Sample } from '../src/schemas/sample.ts';
import { EXIT, usage } from './command.ts';
import { fileVersions, lastCommitAt } from './versions.ts';

const HELP = `npm run import -- FORMAT SOURCE --domain ID [options]

Brings services, incidents and history over from another status page:
  upptime DIR       a clone with its whole history; issues from DIR/issues.json (see docs/importing.md)
  gatus FILE        a configuration of Gatus
  cstate DIR        a cState site: its config.yml and content/issues/
  statuspage FILE   a document of Statuspage: incidents.json, summary.json or components.json

  --domain ID          domain that everything goes to; it exists already
  --owner ID           team that answers for the services (default: the owner of the domain)
  --severity FROM=TO   what a word of the source is in the domain; may be repeated
  --waived-by NAME     who lets the duties after incidents pass that were over before this book had its rules
  --public             put services and incidents on the public status page
  --into DIR           content folder to write to (default: content)
  --record DIR         record to put the looks of upptime into; it exists already. Without it looks are only counted
  --dry-run            write nothing
  --json               the outcome as one JSON document
  --help               this text

Nothing that is there already is changed. Exit codes: 0 everything was carried over; 1 something was not, and is listed with its
place and reason, or check would refuse it; 2 wrong usage; 3 a file or git fails.`;

const FORMATS = ['upptime', 'gatus', 'cstate', 'statuspage'] as const;
type Format = (typeof FORMATS)[number];

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      domain: { type: 'string' },
      owner: { type: 'string' },
      severity: { type: 'string', multiple: true, default: [] },
      'waived-by': { type: 'string' },
      public: { type: 'boolean', default: false },
      into: { type: 'string', default: 'content' },
      record: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  const [format, source, ...rest] = parsed.positionals;
  if (!FORMATS.some((each) => each === format)) throw new Error(`name one of ${FORMATS.join(', ')}`);
  if (source === undefined || rest.length > 0) throw new Error(`${format}: name one folder or file`);
  if (parsed.values.domain === undefined) throw new Error('--domain is missing: where everything goes to');
  const bad = parsed.values.severity.find((pair) => !/^.+=.+$/.test(pair));
  if (bad !== undefined) throw new Error(`--severity ${bad}: write it as FROM=TO, such as down=SEV1`);
  return parsed;
});

const format = positionals[0] as Format;
const source = path.resolve(positionals[1] as string);
const content = path.resolve(values.into);

interface Read {
  readonly found: Found;
  readonly figures: readonly Reconciled[];
}

/** A file of the source under the name that findings give it: as it was asked for. */
async function fileAt(...parts: string[]): Promise<TextFile> {
  const file = path.join(positionals[1] as string, ...parts);
  return { file: file.split(path.sep).join('/'), text: await readFile(path.resolve(file), 'utf8') };
}

async function readSource(): Promise<Read> {
  switch (format) {
    case 'gatus':
      return { found: readGatus(await fileAt()), figures: [] };
    case 'statuspage':
      return { found: readStatuspage(await fileAt()), figures: [] };
    case 'cstate': {
      const config = (await readdir(source)).find((name) => /^(?:config|hugo)\.ya?ml$/.test(name));
      if (!config) throw new Error(`${positionals[1]} has no config.yml; is it a cState site?`);
      const folder = path.join('content', 'issues');
      const names = existsSync(path.join(source, folder)) ? await readdir(path.join(source, folder)) : [];
      const issues = names.filter((name) => name.endsWith('.md') && !name.startsWith('_')).sort();
      return {
        found: readCstate(
          await fileAt(config),
          await Promise.all(issues.map((name) => fileAt(folder, name))),
        ),
        figures: [],
      };
    }
    case 'upptime':
      return readUpptimeClone();
    default: {
      const never: never = format;
      throw new RangeError(`unknown format ${String(never)}`);
    }
  }
}

async function readUpptimeClone(): Promise<Read> {
  const versions = await fileVersions(source, 'history', (name) => /^history\/[^/]+\.ya?ml$/.test(name));
  const has = (...parts: string[]) => existsSync(path.join(source, ...parts));
  const found = readUpptime({
    config: await fileAt('.upptimerc.yml'),
    history: versions,
    issues: has('issues.json') ? await fileAt('issues.json') : null,
  });
  if (!has('history', 'summary.json')) return { found, figures: [] };
  const asOf = (await lastCommitAt(source, 'history/summary.json')) ?? found.looks.at(-1)?.at ?? 0;
  return { found, figures: reconcile(found.looks, await fileAt('history', 'summary.json'), asOf) };
}

/** Looks that the record does not hold yet. */
function missingLooks(samples: readonly Sample[], dir: string): Sample[] {
  const record = readRecord(dir);
  const known = new Set(
    record.probes.flatMap((probe) =>
      record
        .samplesOf(probe)
        .filter(({ location }) => location === IMPORTED)
        .map(({ at }) => `${probe}@${at}`),
    ),
  );
  return samples.filter(({ probe, at }) => !known.has(`${probe}@${at}`));
}

/** Throws where a folder holds no record. Made here, it would be a branch of whatever repository this runs in. */
function demandRecord(dir: string): void {
  if (existsSync(path.join(dir, '.git'))) return;
  throw new Error(
    `${dir} holds no record, and an import begins none; take a first look (npm run probe -- --commit), then name its folder`,
  );
}

async function recordLooks(samples: readonly Sample[], dir: string): Promise<number> {
  const missing = missingLooks(samples, dir);
  if (missing.length === 0 || values['dry-run']) return missing.length;
  const store = await openRecord({ dir });
  await store.append(missing.map((sample) => [sample]));
  await store.commit(Date.now(), `${missing.length} imported looks`);
  return missing.length;
}

async function main(): Promise<number> {
  const files = await readContent(content);
  const { book } = assembleBook(files);
  const domain = find(book, 'domains', values.domain as string);
  if (!domain) {
    console.error(
      `there is no domain ${values.domain} in ${values.into}; make it first: npm run new -- domain`,
    );
    return EXIT.usage;
  }
  const levels = register(book, domain.id, 'severities')?.levels ?? [];
  const severities = new Map<string, string>(levels.map(({ id }) => [id.toLowerCase(), id]));
  for (const pair of values.severity) {
    const [from = '', to = ''] = pair.split(/=(?=[^=]*$)/);
    const level = levels.find(({ id }) => id === to);
    if (!level) {
      console.error(
        `--severity ${pair}: ${domain.id} has no ${to}; it has ${levels.map(({ id }) => id).join(', ')}`,
      );
      return EXIT.usage;
    }
    severities.set(from.toLowerCase(), level.id);
  }
  if (values.record !== undefined) demandRecord(path.resolve(values.record));
  const { found, figures } = await readSource();
  const written = writeFound(found, {
    domain: domain.id,
    owner: values.owner ?? domain.data.owner,
    audience: values.public ? 'public' : 'internal',
    severities,
    waived:
      values['waived-by'] === undefined
        ? undefined
        : { by: values['waived-by'], on: new Date().toISOString().slice(0, 10) },
  });
  return await report(written, figures, files);
}

async function report(
  written: Written,
  figures: readonly Reconciled[],
  files: ReadonlyMap<string, string>,
): Promise<number> {
  const now = new Date().toISOString();
  const kept = [...written.files].filter(
    ([name, text]) => files.has(name) && !sameImport(files.get(name) ?? '', text),
  );
  const fresh = [...written.files].filter(([name]) => !files.has(name));
  const faultsOf = (all: ReadonlyMap<string, string>) =>
    lintBook(assembleBook(all as Map<string, string>), now)
      .filter(({ level }) => level === 'error')
      .map(formatFinding);
  const before = new Set(faultsOf(files));
  const faults = faultsOf(new Map([...files, ...fresh])).filter((line) => !before.has(line));
  if (faults.length > 0) {
    console.error(`nothing was written, because check would say:\n${faults.join('\n')}`);
    if (faults.some((line) => line.includes('deadline-overdue')))
      console.error(
        'old incidents owe what the policies ask for; --waived-by NAME lets it pass in your name',
      );
    return EXIT.findings;
  }
  if (!values['dry-run'])
    for (const [name, text] of fresh) {
      const file = path.join(content, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  const recorded =
    values.record === undefined ? 0 : await recordLooks(written.samples, path.resolve(values.record));
  if (values.json) {
    const outcome = {
      dryRun: values['dry-run'],
      written: fresh.map(([name]) => name),
      kept: kept.map(([name]) => name),
      looks: { found: written.samples.length, recorded },
      notCarried: written.notCarried,
      reconciliation: figures,
    };
    console.log(JSON.stringify(outcome, null, 2));
  } else {
    for (const [name] of fresh)
      console.log(`${values['dry-run'] ? 'would write' : 'wrote'} ${path.join(values.into, name)}`);
    for (const [name] of kept)
      console.log(`${path.join(values.into, name)}: was changed since, and stays as it is`);
    for (const { file, line, what, why } of written.notCarried)
      console.log(`${file}:${line}  ${what}: ${why}`);
    for (const line of reconciliationLines(figures)) console.log(line);
    console.log(
      `${fresh.length} files ${values['dry-run'] ? 'to write' : 'written'}, ${written.samples.length} looks found, ${recorded} ${values['dry-run'] ? 'to record' : 'recorded'}, ${written.notCarried.length} things not carried over.`,
    );
  }
  return written.notCarried.length > 0 || kept.length > 0 ? EXIT.findings : EXIT.fine;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.environment;
}
