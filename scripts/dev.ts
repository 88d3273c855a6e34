import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { usage } from './command.ts';

const HELP = `npm run dev [-- options]

Develops the handbook: pages change while you type, search included.

  --audience NAME   internal (default) or public
  --host HOST       address to listen on
  --port NUMBER     port to listen on (default: 4321)
  --help            this text`;

const { values } = usage(HELP, () =>
  parseArgs({
    options: {
      audience: { type: 'string', default: 'internal' },
      host: { type: 'string' },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  }),
);
const args = [path.resolve('node_modules', 'astro', 'bin', 'astro.mjs'), 'dev'];
if (values.host) args.push('--host', values.host);
if (values.port) args.push('--port', values.port);
const child = spawn(process.execPath, args, {
  stdio: 'inherit',
  env: {
    ...process.env,
    NODE_ENV: 'development',
    ASTRO_TELEMETRY_DISABLED: '1',
    WATCHBOOK_AUDIENCE: values.audience,
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
