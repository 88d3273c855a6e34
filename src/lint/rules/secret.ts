import { entriesOf } from '../../book/book.ts';
import type { Source } from '../../book/source.ts';
import { COLLECTIONS } from '../../schemas/reference.ts';
import type { Complaint, LintContext, Rule } from '../rule.ts';

/** Shapes of secrets that are certain enough to refuse. */
const SHAPES: readonly { name: string; pattern: RegExp }[] = [
  { name: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/ },
  { name: 'an API key', pattern: /\bsk-[A-Za-z0-9_-]{20,}/ },
  { name: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/ },
  { name: 'a password inside an address', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$<{[]+:[^\s/:@$<{[]+@/ },
];

function* sources({ book }: LintContext): Generator<Source> {
  for (const collection of COLLECTIONS) for (const entry of entriesOf(book, collection)) yield entry.source;
  for (const registers of book.registers.values()) for (const entry of registers.values()) yield entry.source;
}

export const secretValue: Rule = {
  id: 'secret-value',
  level: 'error',
  reason: 'A secret in git is a secret no more; content names secrets, it never holds them.',
  *check(context): Generator<Complaint> {
    for (const source of sources(context)) {
      for (const place of secretsIn(source.data, [])) {
        yield {
          file: source.file,
          at: source.locate(place.path),
          message: `this looks like ${place.name}; take it out of git, replace it at its source, and write \${secret.NAME} here`,
        };
      }
      const lines = (source.body ?? '').split('\n');
      for (const [index, line] of lines.entries()) {
        const shape = SHAPES.find(({ pattern }) => pattern.test(line));
        if (shape) {
          yield {
            file: source.file,
            at: { line: source.bodyLine + index, column: line.search(shape.pattern) + 1 },
            message: `this looks like ${shape.name}; take it out of git and replace it at its source`,
          };
        }
      }
    }
  },
};

function* secretsIn(
  value: unknown,
  path: (string | number)[],
): Generator<{ path: (string | number)[]; name: string }> {
  if (typeof value === 'string') {
    const shape = SHAPES.find(({ pattern }) => pattern.test(value));
    if (shape) yield { path, name: shape.name };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* secretsIn(item, [...path, index]);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) yield* secretsIn(item, [...path, key]);
  }
}
