import { parseArgs } from 'node:util';
import { ContentError, runDemonstration } from '../src/demonstration/run.ts';
import { Duration, durationMs } from '../src/schemas/duration.ts';
import { EXIT, usage } from './command.ts';

const HELP = `npm start [-- options]

Shows the whole book with real measurements: starts a fleet of small local services with scripted
faults, looks at them with the real engine, commits every look to a record branch in a scratch
repository (.watchbook/demonstration), builds handbook and status page, serves both, and goes on.

  --past LENGTH   give the fleet a generated past, such as 90d; the pages say so
  --every LENGTH  time between two rounds of looks (default: 10s)
  --host HOST     address to listen on (default: 127.0.0.1)
  --port NUMBER   port of the handbook (default: the first free one from 4321)
  --help          this text

Exit codes: 0 stopped, 1 findings in the content, 2 wrong usage, 3 something could not be started.`;

const { values } = usage(HELP, () => {
  const parsed = parseArgs({
    options: {
      past: { type: 'string' },
      every: { type: 'string', default: '10s' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  for (const key of ['past', 'every'] as const) {
    const value = parsed.values[key];
    if (value !== undefined && !Duration.safeParse(value).success)
      throw new Error(`--${key} is ${value}; use a length such as ${key === 'past' ? '90d' : '10s'}`);
  }
  const { port } = parsed.values;
  if (port !== undefined && !/^\d{1,5}$/.test(port)) throw new Error(`--port is ${port}; use a number`);
  return parsed;
});

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!stop.signal.aborted) console.log('\nstopping');
    stop.abort();
  });
}

try {
  await runDemonstration({
    root: process.cwd(),
    host: values.host,
    port: Number(values.port ?? 4321),
    portFixed: values.port !== undefined,
    past: values.past ?? null,
    everyMs: durationMs(values.every),
    say: (line) => console.log(line),
    signal: stop.signal,
  });
} catch (error) {
  console.error((error as Error).message);
  process.exit(error instanceof ContentError ? EXIT.findings : EXIT.environment);
}
process.exit(EXIT.fine);
