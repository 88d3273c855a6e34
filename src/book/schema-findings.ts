import type { z } from 'zod';
import { type Finding, nearest } from './finding.ts';
import { keysAt } from './references.ts';
import type { DataPath, Source } from './source.ts';

/** Turns what a schema found into findings with line, column and the nearest valid word. */
export function schemaFindings(source: Source, schema: z.ZodType, error: z.ZodError): Finding[] {
  return error.issues.flatMap((issue) => fromIssue(source, schema, issue, []));
}

function fromIssue(source: Source, schema: z.ZodType, issue: z.core.$ZodIssue, prefix: DataPath): Finding[] {
  const path = [...prefix, ...issue.path] as DataPath;
  const name = path.length > 0 ? path.join('.') : 'the entry';
  const at = (place: DataPath) => ({ file: source.file, ...source.locate(place), level: 'error' as const });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        file: source.file,
        ...source.locateKey([...path, key]),
        level: 'error' as const,
        rule: 'unknown-key',
        message: path.length > 0 ? `${name} has no field ${key}` : `there is no field ${key}`,
        suggestion: nearest(key, keysAt(schema, path, source.data)),
      }));
    case 'invalid_value': {
      const written = valueAt(source.data, path);
      const values = issue.values.map(String);
      if (written === undefined) return [missingField(source, path)];
      return [
        {
          ...at(path),
          rule: 'invalid-value',
          message: `${name} is ${show(written)}; it is one of: ${values.join(', ')}`,
          suggestion: nearest(String(written), values),
        },
      ];
    }
    case 'invalid_type': {
      const written = valueAt(source.data, path);
      if (written === undefined) return [missingField(source, path)];
      return [
        {
          ...at(path),
          rule: 'invalid-value',
          message: `${name} is ${show(written)}, but ${article(issue.expected)} is expected`,
          suggestion: issue.expected === 'string' && typeof written === 'number' ? `"${written}"` : null,
        },
      ];
    }
    case 'invalid_union': {
      if (issue.discriminator !== undefined) {
        const kind = valueAt(source.data, [...path]);
        const written =
          path.at(-1) === issue.discriminator
            ? kind
            : (kind as Record<string, unknown> | undefined)?.[issue.discriminator];
        const place = path.at(-1) === issue.discriminator ? path : [...path, issue.discriminator];
        const options = unionKinds(issue);
        return [
          {
            ...at(place),
            rule: 'invalid-value',
            message: `${place.join('.')} is ${show(written)}${options.length > 0 ? `; it is one of: ${options.join(', ')}` : ', which is not one of its kinds'}`,
            suggestion: typeof written === 'string' ? nearest(written, options) : null,
          },
        ];
      }
      const first = issue.errors[0]?.[0];
      return first
        ? fromIssue(source, schema, first, path)
        : [{ ...at(path), rule: 'invalid-value', message: `${name}: ${issue.message}`, suggestion: null }];
    }
    default:
      return [{ ...at(path), rule: 'invalid-value', message: `${name}: ${issue.message}`, suggestion: null }];
  }
}

function missingField(source: Source, path: DataPath): Finding {
  return {
    file: source.file,
    ...source.locate(path.slice(0, -1)),
    rule: 'missing-field',
    level: 'error',
    message: `the field ${path.join('.')} is missing`,
    suggestion: null,
  };
}

function unionKinds(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const options = (issue as { options?: unknown }).options;
  return Array.isArray(options) ? options.map(String) : [];
}

function valueAt(data: unknown, path: DataPath): unknown {
  let value = data;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  const text =
    typeof value === 'string'
      ? `"${value}"`
      : Array.isArray(value)
        ? 'a list'
        : typeof value === 'object'
          ? 'a group of fields'
          : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function article(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of fields',
    int: 'a whole number',
    record: 'a group of fields',
  };
  return words[expected] ?? expected;
}
