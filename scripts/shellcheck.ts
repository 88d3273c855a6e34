import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Finding } from '../src/book/finding.ts';
import { type Command, commandFindings, NOT_ASKED, type ShellComment } from '../src/lint/rules/commands.ts';

/**
 * What shellcheck says of commands, all of them in one run of the program; null where it is not installed. It runs beside
 * whatever the caller does meanwhile. Throws where it runs and fails.
 */
export async function checkCommands(
  commands: readonly Command[],
  program = 'shellcheck',
): Promise<Finding[] | null> {
  if (commands.length === 0) return [];
  // Until the program runs nothing waits, so that a caller who computes meanwhile does not hold it up.
  const folder = mkdtempSync(path.join(tmpdir(), 'commands-'));
  try {
    const files = new Map(
      commands.map((command, index) => [path.join(folder, `${index}.${command.shell}`), command] as const),
    );
    for (const [file, { script }] of files) writeFileSync(file, `${script}\n`);
    const { code, stdout, stderr } = await run(program, [...ASKED, ...files.keys()]);
    if (code === 'ENOENT') return null;
    // 0 is nothing to say, 1 is something to say; either way there is JSON.
    if ((code !== 0 && code !== 1) || !stdout.startsWith('{'))
      throw new Error(`shellcheck failed (${code}): ${stderr}`);
    const { comments } = JSON.parse(stdout) as { comments: ShellComment[] };
    return commandFindings(comments, (file) => files.get(file) as Command);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ASKED = [
  '--norc',
  '--format=json1',
  '--shell=bash',
  '--severity=warning',
  `--exclude=${NOT_ASKED.join(',')}`,
];

/** Runs a program to its end; `code` is its exit code, or why it could not be run. */
function run(
  program: string,
  args: readonly string[],
): Promise<{ code: number | string; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.message) : 0, stdout, stderr }),
    );
  });
}
