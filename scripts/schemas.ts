import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { apiJsonSchemas } from '../src/publish/api/schemas.ts';
import { jsonSchemas } from '../src/schemas/json-schema.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run schemas [-- options]

Writes the JSON Schema of every kind of content file into schemas/, where editors find it, and of every document of
the status interface into schemas/api/.

  --out DIR   folder to write to (default: schemas)
  --check     write nothing; say which files are missing, outdated or left over
  --help      this text

Exit codes: 0 fine, 1 --check found a difference, 2 wrong usage.`;

const SUFFIX = '.schema.json';

const { values } = usage(HELP, () =>
  parseArgs({
    options: {
      out: { type: 'string', default: 'schemas' },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }),
);

const file = (folder: string, [name, schema]: [string, object]) =>
  [path.join(folder, `${name}${SUFFIX}`), `${JSON.stringify(schema, null, 2)}\n`] as const;
const wanted = new Map([
  ...[...jsonSchemas()].map((one) => file('', one)),
  ...[...apiJsonSchemas()].map((one) => file('api', one)),
]);
const present = (await Promise.all(['', 'api'].map(schemasIn))).flat();

/** Schemas that lie in a folder, as paths from the folder of all. */
async function schemasIn(folder: string): Promise<string[]> {
  const names = await readdir(path.join(values.out, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(SUFFIX)).map((name) => path.join(folder, name));
}

if (values.check) {
  const problems: string[] = [];
  for (const [name, text] of wanted) {
    if (!present.includes(name)) problems.push(`${path.join(values.out, name)} is missing`);
    else if ((await readFile(path.join(values.out, name), 'utf8')) !== text)
      problems.push(`${path.join(values.out, name)} is outdated`);
  }
  for (const name of present)
    if (!wanted.has(name)) problems.push(`${path.join(values.out, name)} belongs to nothing any more`);
  for (const problem of problems) console.log(`${problem}; run "npm run schemas"`);
  if (problems.length === 0) console.log(`${wanted.size} schemas are up to date`);
  process.exitCode = problems.length > 0 ? EXIT.findings : EXIT.fine;
} else {
  await mkdir(path.join(values.out, 'api'), { recursive: true });
  for (const name of present) if (!wanted.has(name)) await rm(path.join(values.out, name));
  for (const [name, text] of wanted) await writeFile(path.join(values.out, name), text);
  console.log(`${wanted.size} schemas written to ${values.out}/`);
}
