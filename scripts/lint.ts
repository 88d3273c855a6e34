import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, usage } from './command.ts';

const HELP = `npm run lint [-- --write]

Checks style and lint of all code (Biome), the style of .astro files (Prettier) and the types.

  --write   mends what can be mended; npm run format is the same
  --help    this text

Exit codes: 0 nothing to mend, 1 findings, 2 wrong usage.`;

const { values } = usage(HELP, () =>
  parseArgs({
    options: { write: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  }),
);

function run(name: string, ...args: string[]): boolean {
  const { status, error } = spawnSync(path.resolve('node_modules', '.bin', name), args, { stdio: 'inherit' });
  if (error) {
    console.error(`${name} could not be started: ${error.message}; run npm ci`);
    process.exit(EXIT.environment);
  }
  return status === 0;
}

const results = values.write
  ? [
      run('biome', 'check', '--write', '.'),
      run('prettier', '--write', '--log-level', 'warn', 'src/**/*.astro'),
    ]
  : [
      run('biome', 'check', '.'),
      run('prettier', '--check', '--log-level', 'warn', 'src/**/*.astro'),
      run('astro', 'check', '--minimumFailingSeverity', 'warning'),
    ];
process.exitCode = results.every(Boolean) ? EXIT.fine : EXIT.findings;
