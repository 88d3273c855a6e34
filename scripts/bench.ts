import { parseArgs } from 'node:util';
import { benchBuild } from '../bench/build.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run bench -- NAME [options]

Prints figures and ratios; never fails on a time.

  build      1,000 generated runbooks built by this site and by Starlight (same texts, one sidebar),
             then 200 and 2,000 by this site: time, HTML bytes per page, and how both grow
  --quick    a fifth of the pages
  --help     this text

Exit codes: 0 measured, 2 wrong usage, 3 something could not be built.`;

const { values, positionals } = usage(HELP, () => {
  const parsed = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (parsed.positionals.length === 0 && !parsed.values.help) throw new Error('name a benchmark');
  return parsed;
});
try {
  for (const name of positionals) {
    if (name === 'build') await benchBuild(process.cwd(), { quick: values.quick });
    else {
      console.error(`there is no benchmark ${name}\n\n${HELP}`);
      process.exit(EXIT.usage);
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(EXIT.environment);
}
