import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { checkCommands } from '../../scripts/shellcheck.ts';
import { assembleBook } from '../../src/book/assemble.ts';
import { readBody } from '../../src/book/body.ts';
import { formatFinding } from '../../src/lint/report.ts';
import { shellCommands } from '../../src/lint/rules/commands.ts';
import { edited } from '../book/made.ts';

const FILE = 'runbooks/acme/ShopDown.mdx';
const installed = spawnSync('shellcheck', ['--version']).status === 0;

function commandsOf(text: string) {
  return shellCommands(assembleBook(edited(FILE, 'Look at the log.', text)).book, readBody);
}

describe('commands of runbooks', () => {
  it('[G32] are the fences of a shell, with placeholders put in, and no others', () => {
    const found = commandsOf(
      '```sh name=look\nkubectl logs <POD NAME> --since={{SINCE}}\n```\n\n```text\nrm $x\n```\n\n- In a list:\n\n  ```bash\n  ls\n  ```',
    );
    expect(found.map(({ line, column, script }) => [line, column, script])).toEqual([
      [26, 1, 'kubectl logs _POD_NAME_ --since=__SINCE__'],
      [36, 3, 'ls'],
    ]);
  });

  it.skipIf(!installed)(
    '[G32] are shown to shellcheck, whose words stand at their line and column',
    async () => {
      const found = await checkCommands(
        commandsOf('- In a list:\n\n  ```sh\n  ls\n  echo $(ls) | [ $x = 1\n  ```'),
      );
      expect(found?.map(({ file, line, level }) => [file, line, level])[0]).toEqual([
        `content/${FILE}`,
        30,
        'warning',
      ]);
      expect(found?.map(formatFinding).join('\n')).toMatch(
        /:30:\d+ {2}shell-command {2}warning: .*\(SC\d+, https:/,
      );
      expect(await checkCommands(commandsOf('```sh\nls "$HOME/<NAME>"\n```'))).toEqual([]);
    },
  );

  it('[G32] are told apart from commands that nobody checked, because the program is not there', async () => {
    expect(await checkCommands(commandsOf('```sh\nls\n```'), 'no-such-shellcheck')).toBeNull();
    // A program that ends with 1 and says nothing is not shellcheck with something to say.
    await expect(checkCommands(commandsOf('```sh\nls\n```'), 'false')).rejects.toThrow('shellcheck failed');
  });
});
