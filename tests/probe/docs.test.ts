import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseCondition } from '../../src/probe/conditions/parse.ts';
import { PLACEHOLDER_KINDS, PLACEHOLDERS } from '../../src/probe/conditions/tree.ts';
import { TESTS_PER_HOUR } from '../../src/probe/globalping/budget.ts';
import { parseConditions } from '../../src/probe/outcome.ts';
import { secretNames } from '../../src/probe/secrets.ts';
import { Config } from '../../src/schemas/config.ts';
import { Probe } from '../../src/schemas/probe.ts';

const TEXT = readFileSync(resolve(import.meta.dirname, '../../docs/probes.md'), 'utf8');
const blocksOf = (language: string) =>
  Array.from(
    TEXT.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm')),
    (match) => match[1] as string,
  );
const blocks = blocksOf('yaml').map((text) => ({ text, data: parse(text) as Record<string, unknown> }));
const examples = blocks.filter(({ data }) => 'kind' in data);

describe('docs/probes.md', () => {
  test.each(examples)('has an example that the schema accepts: $text', ({ data }) => {
    const probe = Probe.parse(data);
    expect(() => parseConditions({ ...probe, fullId: 'a/b/c', service: 'a/b' })).not.toThrow();
    expect(secretNames({ ...probe, fullId: 'a/b/c', service: 'a/b' })).toEqual(
      data['id'] === 'sign-in' ? ['PROBE_PASSWORD'] : [],
    );
  });

  test('has settings that the schema of watchbook.yaml accepts', () => {
    const settings = blocks.filter(({ data }) => !('kind' in data));
    expect(settings.map(({ data }) => Object.keys(data))).toEqual([['probing'], ['record']]);
    for (const { data } of settings) expect(() => Config.parse({ name: 'Book', ...data })).not.toThrow();
  });

  test('has conditions that parse', () => {
    const conditions = blocksOf('conditions').flatMap((text) => text.trim().split('\n'));
    expect(conditions.length).toBeGreaterThan(8);
    for (const text of conditions) expect(parseCondition(text), text).toMatchObject({ ok: true });
  });

  test('has a row for every placeholder with the kinds that answer it', () => {
    const rows = Array.from(TEXT.matchAll(/^\| `\[([A-Z_]+)\]` +\|[^|]+\| ([a-z, ]+?) +\|$/gm), (match) => [
      match[1],
      (match[2] as string).split(', ').sort(),
    ]);
    expect(rows.sort()).toEqual(
      PLACEHOLDERS.map((name) => [name, [...PLACEHOLDER_KINDS[name]].sort()]).sort(),
    );
  });

  test('states the limits that are counted with', () => {
    expect(TEXT).toContain(
      `${TESTS_PER_HOUR.anonymous} tests an hour for everybody and ${TESTS_PER_HOUR.token} with a token`,
    );
  });
});
