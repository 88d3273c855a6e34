import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadBook } from '../src/book/load.ts';
import { serveSite } from '../src/site/serve.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run preview [-- options]

Serves what npm run build made.

  --audience NAME   internal (default) or public
  --out DIR         folder of the build (default: dist)
  --base PATH       path the site was built for (default: basePath in content/watchbook.yaml)
  --host HOST       address to listen on (default: 127.0.0.1)
  --port NUMBER     port to listen on (default: 4321)
  --help            this text

Exit codes: 0 stopped, 2 wrong usage, 3 nothing built yet or port taken.`;

const { values } = usage(HELP, () =>
  parseArgs({
    options: {
      audience: { type: 'string', default: 'internal' },
      out: { type: 'string', default: 'dist' },
      base: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '4321' },
      help: { type: 'boolean', default: false },
    },
  }),
);
const folder = path.resolve(values.out, values.audience);
if (!existsSync(path.join(folder, 'index.html'))) {
  console.error(`there is no site in ${path.relative(process.cwd(), folder)}; run npm run build first`);
  process.exit(EXIT.environment);
}
const base = values.base ?? (await loadBook(process.cwd())).book.config.basePath;
try {
  const served = await serveSite(() => folder, { host: values.host, port: Number(values.port), base });
  console.log(`${values.audience}: ${served.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void served.close().then(() => process.exit(EXIT.fine)));
} catch (error) {
  console.error(
    `cannot listen on port ${values.port}: ${(error as Error).message}; choose another with --port`,
  );
  process.exit(EXIT.environment);
}
