import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { EXIT } from './command.ts';

const HELP = `npm test [-- options] [files]

Runs the tests once: all of them, or those whose path contains one of the words given.
Everything is passed on to Vitest, so its own options work as well:

  npm test -- tests/book              only the tests of one room
  npm test -- -t U14                  only tests whose name contains U14
  npm test -- --project rooms         without the browser (the other project is e2e)
  --help                              this text

Exit codes: 0 all passed, 1 at least one failed, 3 environment (Vitest is not installed).`;

const given = process.argv.slice(2);
if (given.includes('--help')) {
  console.log(HELP);
  process.exit(EXIT.fine);
}

const vitest = path.join('node_modules', '.bin', 'vitest');
if (!existsSync(vitest)) {
  console.error(`${vitest} is not there; run "npm ci" in the root of the repository first`);
  process.exit(EXIT.environment);
}

const child = spawn(vitest, ['run', ...given], { stdio: 'inherit' });
child.on('error', (error) => {
  console.error(`Vitest could not be started: ${error.message}`);
  process.exitCode = EXIT.environment;
});
child.on('exit', (code) => {
  process.exitCode = code ?? EXIT.findings;
});
