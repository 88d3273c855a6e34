import { z } from 'zod';

/** What the line of a fence says of its code beside the language, in the words of Runme. */
export type FenceAttributes = Readonly<Record<string, string>>;

const Values = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value)),
);

/**
 * Attributes of a fence, in either form that Runme reads: `{"name":"ask","cwd":"/srv"}` or `name=ask cwd=/srv`. Words
 * without a value are passed over. A brace that does not hold an object of plain values is a problem, in words.
 */
export function fenceAttributes(meta: string): FenceAttributes | { readonly problem: string } {
  const text = meta.trim();
  if (text.startsWith('{')) {
    try {
      const result = Values.safeParse(JSON.parse(text));
      return result.success
        ? result.data
        : { problem: 'the attributes of a fence are words, numbers, true or false' };
    } catch {
      return {
        problem: 'the attributes of the fence are no JSON; write {"name":"…"} with double quotes, or name=…',
      };
    }
  }
  return Object.fromEntries(
    [...text.matchAll(/([A-Za-z][\w-]*)=("[^"]*"|'[^']*'|\S+)/g)].map(([, key, value]) => [
      key as string,
      (value as string).replace(/^(["'])(.*)\1$/, '$2'),
    ]),
  );
}

const PLACEHOLDER = /<([A-Z][A-Z0-9_]*)>|\{\{\s*([A-Z][A-Z0-9_]*)\s*\}\}/g;

/** A word in a command that the reader puts in, with its place: line counted from 0, column from 1. */
export interface UsedPlaceholder {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Every `<NAME>` and `{{NAME}}` of a command. */
export function placeholdersIn(command: string): UsedPlaceholder[] {
  return command.split('\n').flatMap((text, line) =>
    [...text.matchAll(PLACEHOLDER)].map((match) => ({
      name: (match[1] ?? match[2]) as string,
      line,
      column: match.index + 1,
    })),
  );
}
