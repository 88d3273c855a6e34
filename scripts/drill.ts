import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { assembleBook } from '../src/book/assemble.ts';
import { readContent } from '../src/book/load.ts';
import { faultsOf } from '../src/drill/judge.ts';
import { playScenario } from '../src/drill/play.ts';
import { writtenAfterwards } from '../src/drill/postmortem.ts';
import { drillData, drillText } from '../src/drill/report.ts';
import { SCENARIOS } from '../src/drill/scenarios.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run drill -- --scenario ID [options]

Plays a whole incident in seconds: local services that break, real looks, alerts to receivers on this machine, a person
who takes it on, recovery, and the draft of the postmortem. Nobody outside is told anything.

${SCENARIOS.map(({ id, title }) => `  ${id.padEnd(16)}${title}`).join('\n')}

  --scenario ID   what happens
  --content DIR   folder of the book (default: content)
  --keep DIR      keep the record, the incident and the draft of the postmortem there; DIR must not exist
  --json          one JSON document
  --help          this text

Exit codes: 0 everybody was told what they should be; 1 not so; 2 wrong usage; 3 environment.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      scenario: { type: 'string' },
      content: { type: 'string', default: 'content' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (parsed.values.help) return parsed;
  if (!SCENARIOS.some(({ id }) => id === parsed.values.scenario))
    throw new Error(`--scenario: choose one of ${SCENARIOS.map(({ id }) => id).join(', ')}`);
  return parsed;
});

const scenario = SCENARIOS.find(({ id }) => id === values.scenario) as (typeof SCENARIOS)[number];
const scratch = await mkdtemp(path.join(tmpdir(), 'watchbook-drill-'));
try {
  // Made here and not with its parents, so that nothing which is there already is written into.
  if (values.keep !== undefined) await mkdir(values.keep);
  const files = await readContent(path.resolve(values.content));
  const { book } = assembleBook(files);
  const work = path.join(values.keep ?? scratch, 'record');
  const played = await playScenario({ book, scenario, work });
  const written = writtenAfterwards(played, files, work);
  const draft = written.at(-1)?.text ?? null;
  if (values.keep !== undefined)
    for (const file of written) {
      const place = path.join(values.keep, file.path);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, file.text);
    }
  if (values.json) console.log(JSON.stringify(drillData(played, draft), null, 2));
  else {
    console.log(drillText(played));
    if (values.keep !== undefined) console.log(`\nKept in ${values.keep}`);
    else if (draft !== null) console.log(`\nDraft of the postmortem\n\n${draft}`);
  }
  process.exitCode = faultsOf(played).length > 0 ? EXIT.findings : EXIT.fine;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = EXIT.environment;
} finally {
  await rm(scratch, { recursive: true, force: true });
}
