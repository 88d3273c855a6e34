import type { Body, BodyCode } from '../../book/body.ts';
import { type Book, entriesOf } from '../../book/book.ts';
import type { Finding } from '../../book/finding.ts';
import type { Source } from '../../book/source.ts';

/** A fence of shell commands in a runbook, ready for shellcheck. */
export interface Command {
  readonly file: string;
  /** Line of the file on which the fence opens. */
  readonly line: number;
  readonly column: number;
  /** Shell that shellcheck is to assume. */
  readonly shell: 'sh' | 'bash';
  /** What to check; line 1 of it is the line below the fence. */
  readonly script: string;
}

/** What shellcheck says of one place, as its format `json1` has it. */
export interface ShellComment {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly code: number;
  readonly message: string;
}

/** Complaints that a single command cannot heed: variables of the reader's own shell, directories that may not be there. */
export const NOT_ASKED = ['SC2154', 'SC2164', 'SC1090', 'SC1091', 'SC2034'] as const;

const SHELLS: Readonly<Record<string, Command['shell']>> = { sh: 'bash', shell: 'bash', bash: 'bash' };

/** Every fence of shell commands in the runbooks of a book. */
export function shellCommands(book: Book, bodyOf: (source: Source) => Body): Command[] {
  return entriesOf(book, 'runbooks').flatMap(({ source }) =>
    bodyOf(source).code.flatMap((code: BodyCode): Command[] => {
      const shell = SHELLS[code.language ?? ''];
      if (shell === undefined) return [];
      return [
        {
          file: source.file,
          line: code.line,
          column: code.column,
          shell,
          script: withoutPlaceholders(code.value),
        },
      ];
    }),
  );
}

/** `<NAME>` and `{{NAME}}` stand for words that the reader puts in; for the shell they are redirections and braces. */
function withoutPlaceholders(script: string): string {
  return script
    .replace(/<([A-Za-z][\w -]*)>/g, (_, name: string) => `_${name.replace(/\W/g, '_')}_`)
    .replace(/\{\{\s*([A-Za-z][\w-]*)\s*\}\}/g, (whole) => `_${whole.slice(1, -1).replace(/\W/g, '_')}_`);
}

/** The comments of shellcheck as findings at their place in the runbook; `fileOf` names the command of each file. */
export function commandFindings(
  comments: readonly ShellComment[],
  commandOf: (file: string) => Command,
): Finding[] {
  return comments.map((comment) => {
    const command = commandOf(comment.file);
    return {
      file: command.file,
      line: command.line + comment.line,
      column: command.column + comment.column - 1,
      rule: 'shell-command',
      level: comment.level === 'error' || comment.level === 'warning' ? 'warning' : 'note',
      message: `${comment.message} (SC${comment.code}, https://www.shellcheck.net/wiki/SC${comment.code})`,
      suggestion: null,
    };
  });
}
