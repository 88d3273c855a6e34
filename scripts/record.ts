import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../src/book/load.ts';
import { EXPORT_FORMATS, type ExportFormat, exportRecord } from '../src/record/export.ts';
import { readRecord } from '../src/record/read.ts';
import { recordStats } from '../src/record/stats.ts';
import { openRecord } from '../src/record/store.ts';
import { verifyRecord } from '../src/record/verify.ts';
import { durationMs } from '../src/schemas/duration.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run record -- verify|stats|compact|export [options]

  verify    every line readable, closed months as they were closed, rollups that follow from the looks
  stats     looks, commits and bytes
  compact   puts the days of months that are over into one file each, with rollups; no look changes
  export    every look as CSV or Parquet

  --record DIR       work tree of the record (default: .record)
  --json             verify and stats: one JSON document
  --keep-days N      compact: days that day files stay after their month (default: 30)
  --note TEXT        compact: why a closed month changes, when looks came late
  --archive-history  compact: the branch begins anew with one commit; the others stay under refs/archive, which clones
                     do not fetch, so that links to them go on working
  --drop-history     compact: the branch begins anew, and nothing keeps the other commits
  --content DIR      compact: folder of the book, for the intervals of its probes (default: content)
  --format FORMAT    export: csv or parquet (default: csv)
  --out FILE         export: file to write
  --from, --to TIME  export: first instant, and first instant no more, such as 2026-11-01T00:00:00Z
  --help             this text

Exit codes: 0 fine, 1 verify found something, 2 wrong usage, 3 environment (git, disk).`;

const COMMANDS = ['verify', 'stats', 'compact', 'export'] as const;

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: {
      record: { type: 'string', default: '.record' },
      json: { type: 'boolean', default: false },
      'keep-days': { type: 'string', default: '30' },
      note: { type: 'string' },
      'archive-history': { type: 'boolean', default: false },
      'drop-history': { type: 'boolean', default: false },
      content: { type: 'string', default: 'content' },
      format: { type: 'string', default: 'csv' },
      out: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  const [command, ...rest] = parsed.positionals;
  if (rest.length > 0 || !COMMANDS.some((each) => each === command))
    throw new Error(`name one of ${COMMANDS.join(', ')}`);
  if (!/^\d{1,4}$/.test(parsed.values['keep-days']))
    throw new Error('--keep-days: use a whole number from 0 to 9999');
  if (!EXPORT_FORMATS.some((each) => each === parsed.values.format))
    throw new Error(`--format ${parsed.values.format}: use ${EXPORT_FORMATS.join(' or ')}`);
  if (command === 'export' && !parsed.values.out) throw new Error('--out: name the file to write');
  if (parsed.values['archive-history'] && parsed.values['drop-history'])
    throw new Error('--archive-history and --drop-history: choose one');
  for (const name of ['from', 'to'] as const) {
    const time = parsed.values[name];
    if (time !== undefined && Number.isNaN(Date.parse(time)))
      throw new Error(`--${name} ${time}: write it as 2026-11-01T00:00:00Z`);
  }
  return parsed;
});

async function verify(dir: string): Promise<void> {
  const problems = await verifyRecord(dir);
  if (values.json) console.log(JSON.stringify({ problems }));
  else
    for (const { file, line, message } of problems)
      console.log(`${file}${line > 0 ? `:${line}` : ''}: ${message}`);
  if (!values.json && problems.length === 0) console.log('the record is whole');
  process.exitCode = problems.length === 0 ? EXIT.fine : EXIT.findings;
}

async function stats(dir: string): Promise<void> {
  const found = await recordStats(dir);
  if (values.json) return console.log(JSON.stringify(found));
  const time = (at: number | null) => (at === null ? 'none' : new Date(at).toISOString());
  console.log(
    `looks          ${found.looks} of ${found.probes} probes from ${found.locations.join(', ') || 'nowhere'}`,
  );
  console.log(`first, newest  ${time(found.firstAt)}, ${time(found.newestAt)}`);
  console.log(
    `files          ${found.dayFiles} days, ${found.closedMonths} closed months, ${found.workTreeBytes} bytes`,
  );
  console.log(`git            ${found.commits ?? 'no'} commits, ${found.gitBytes ?? 'no'} bytes`);
  console.log(
    `bytes a look   ${found.bytesPerLook?.toFixed(2) ?? 'not known: the repository holds more than the record'}`,
  );
  console.log(`set aside      ${found.problems} lines`);
}

async function compact(dir: string): Promise<void> {
  const store = await openRecord({ dir, repo: process.cwd() });
  const { book } = await loadBook(process.cwd(), values.content);
  const history = values['archive-history'] ? 'archive' : values['drop-history'] ? 'drop' : 'keep';
  const { closed, corrected, left, commit, archive } = await store.compact({
    now: Date.now(),
    keepDays: Number(values['keep-days']),
    intervals: new Map(
      book.probes.flatMap(({ fullId, formerIds, interval }) =>
        [fullId, ...formerIds].map((id) => [id, durationMs(interval)] as const),
      ),
    ),
    history,
    ...(values.note ? { note: values.note } : {}),
  });
  for (const name of closed) console.log(`${name}: closed`);
  for (const name of corrected) console.log(`${name}: corrected`);
  for (const name of left) console.log(`${name}: left as it is, because it is damaged; see record -- verify`);
  console.log(commit === null ? 'nothing to do' : `committed ${commit.slice(0, 12)}`);
  if (archive !== null) console.log(`earlier commits are kept as ${archive}`);
  if (commit !== null && store.remote !== null && history === 'keep') await store.push();
}

function exportLooks(dir: string): void {
  const record = readRecord(dir, {
    ...(values.from ? { from: Date.parse(values.from) } : {}),
    ...(values.to ? { to: Date.parse(values.to) } : {}),
  });
  const file = values.out as string;
  console.log(`${exportRecord(record, values.format as ExportFormat, file)} looks in ${file}`);
}

const dir = resolve(values.record);
const command = positionals[0] as (typeof COMMANDS)[number];
try {
  if (!existsSync(dir))
    throw new Error(`there is no record in ${dir}; make one with npm run probe -- --commit`);
  switch (command) {
    case 'verify':
      await verify(dir);
      break;
    case 'stats':
      await stats(dir);
      break;
    case 'compact':
      await compact(dir);
      break;
    case 'export':
      exportLooks(dir);
      break;
    default: {
      const never: never = command;
      throw new RangeError(`unknown command ${never}`);
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.environment;
}
