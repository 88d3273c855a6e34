import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Policy } from '../../src/schemas/policy.ts';
import { Slo } from '../../src/schemas/slo.ts';
import { ROOT } from '../book/sample.ts';

const text = readFileSync(join(ROOT, 'docs/slo.md'), 'utf8');
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, yaml]) => parse(yaml as string) as { title: string },
);

describe('docs/slo.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  it.each(examples.map((one) => [one.title, one] as const))('gives "%s" as the schema has it', (_, one) => {
    const schema = 'sli' in one ? Slo : Policy;
    expect(schema.safeParse(one).error?.issues ?? []).toEqual([]);
  });

  it('names every kind of indicator', () => {
    const kinds = [
      'availability',
      'latency',
      'error-rate',
      'freshness',
      'prometheus',
      'manual',
      'not measured',
    ];
    for (const kind of kinds) expect(text).toContain(`| \`${kind}\``);
  });
});
