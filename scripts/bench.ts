import { parseArgs } from 'node:util';
import { benchBook } from '../bench/book.ts';
import { benchBuild } from '../bench/build.ts';
import { benchProbe } from '../bench/probe.ts';
import { benchFacts } from '../bench/record-facts.ts';
import { benchKill, benchRace } from '../bench/record-hard.ts';
import { benchReroll, benchYear } from '../bench/record-year.ts';
import { benchRefresh } from '../bench/refresh.ts';
import { benchSlos } from '../bench/slo.ts';
import { benchWeight } from '../bench/weight.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm run bench -- NAME [options]

Prints figures and ratios; never fails on a time.

  build      1,000 generated runbooks built by this site and by Starlight (same texts, one sidebar),
             then 200 and 2,000 by this site: time, HTML bytes per page, and how both grow
  probe      1,000 looks over new connections, half TLS, 50 silent: time, memory, accuracy; then 1,000
             plain ones beside prometheus-blackbox-exporter: processor time for each
  record-year    a year of 50 probes at 5 minutes in git: bytes a look before and after compaction, and
             the time of a run against one after a day
  record-roll    10 million looks rolled up from their files: time and memory
  record-facts   a year of 100 components read and computed for the pages, before and after compaction
  record-race    8 writers, 200 runs, one remote: is every look there
  record-kill    200 kills of a writer at random moments: is anything lost
  refresh    the public site of 100 components and 300 incidents built again, beside 20 and 2,000 runbooks
  weight     bytes, compressed and not, and requests of the pages of the public site
  slo            100 objectives over a year of looks, from looks and from rolled-up days
  book       2,000 generated entries: time and memory of a build, growth from 1,000, size of the search
             index, and how soon the palette answers in a browser
  --quick    a fifth of the pages, of the days, of the looks
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
    else if (name === 'book') await benchBook(process.cwd(), { quick: values.quick });
    else if (name === 'probe') await benchProbe({ quick: values.quick });
    else if (name === 'refresh') await benchRefresh(process.cwd(), { quick: values.quick });
    else if (name === 'weight') await benchWeight(process.cwd());
    else if (name === 'slo') benchSlos({ quick: values.quick });
    else if (name === 'record-year') await benchYear({ quick: values.quick });
    else if (name === 'record-race') await benchRace({ quick: values.quick });
    else if (name === 'record-kill') await benchKill({ quick: values.quick });
    else if (name === 'record-facts') await benchFacts({ quick: values.quick });
    else if (name === 'record-roll') await benchReroll({ quick: values.quick });
    else {
      console.error(`there is no benchmark ${name}\n\n${HELP}`);
      process.exit(EXIT.usage);
    }
  }
} catch (error) {
  console.error((error as Error).message);
  process.exit(EXIT.environment);
}
