import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SCAFFOLDS } from '../../src/scaffold/entries.ts';
import { Policy } from '../../src/schemas/policy.ts';
import { POSTMORTEM_STATES } from '../../src/schemas/postmortem.ts';
import { BODY_ORDER } from '../../src/schemas/runbook-body.ts';
import { Waiver } from '../../src/schemas/waiver.ts';
import { ROOT } from '../book/sample.ts';

const text = readFileSync(path.join(ROOT, 'docs/writing.md'), 'utf8');
const fences = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, yaml]) => parse(yaml ?? '') as Record<string, unknown>,
);

describe('docs/writing.md', () => {
  it('names the sections of every kind of runbook and the states of a postmortem', () => {
    for (const [kind, order] of Object.entries(BODY_ORDER))
      if (order.length > 0)
        expect(text.replace(/ +\|/g, ' |')).toMatch(
          new RegExp(`\\| \`${kind}\` +\\| ${order.join(', ')} \\|`),
        );
    for (const state of POSTMORTEM_STATES) expect(text).toContain(`| \`${state}\``);
  });

  it('shows deadlines and waivers that the schemas accept', () => {
    const waivers = fences.flatMap((one) => (one['waivers'] as unknown[] | undefined) ?? []);
    const deadlines = fences.flatMap((one) => (one['deadlines'] as unknown[] | undefined) ?? []);
    expect([waivers.length, deadlines.length]).toEqual([1, 1]);
    for (const waiver of waivers) expect(Waiver.safeParse(waiver).success).toBe(true);
    expect(Policy.shape.deadlines.safeParse(deadlines).success).toBe(true);
  });

  it('uses only kinds and flags that npm run new has', () => {
    const commands = [...text.matchAll(/npm run new -- (?!--)([a-z]+)([^`\n]*)/g)].filter(
      ([, kind]) => kind !== 'postmortem',
    );
    expect(commands.length).toBeGreaterThan(3);
    for (const [, kind, rest] of commands) {
      const scaffold = SCAFFOLDS.find((one) => one.kind === kind);
      expect(scaffold, kind).toBeDefined();
      for (const [, flag] of (rest ?? '').matchAll(/--([a-z]+)/g))
        expect(
          [...(scaffold?.questions.map(({ name }) => name) ?? []), 'outage'],
          `${kind} --${flag}`,
        ).toContain(flag);
    }
  });
});

describe('the forms of GitHub', () => {
  it('have the parts that GitHub asks for, each with an id of its own', () => {
    for (const name of ['incident', 'book']) {
      const form = parse(readFileSync(path.join(ROOT, `.github/ISSUE_TEMPLATE/${name}.yml`), 'utf8'));
      expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
      const ids = form.body.map((part: { id: string }) => part.id);
      expect(new Set(ids).size, name).toBe(form.body.length);
      for (const part of form.body) {
        expect(['input', 'textarea', 'dropdown', 'checkboxes', 'markdown']).toContain(part.type);
        expect(part.attributes.label, name).toEqual(expect.any(String));
      }
    }
  });
});
