import { describe, expect, it } from 'vitest';
import { assembleBook } from '../../src/book/assemble.ts';
import { documentedRules } from '../../src/lint/documented.ts';
import { lintBook, RULES } from '../../src/lint/run.ts';
import { ruleSections } from '../../src/views/rules.ts';
import { CASES } from './cases.ts';

/** The first failing case of a rule, as the page tells it: the line, where it stands, and the complaint. */
function exampleOf(rule: string) {
  const failing = CASES[rule]?.find(({ expected }) => expected.length > 0);
  if (!failing) throw new Error(`the rule ${rule} has no failing case`);
  const [found] = lintBook(assembleBook(failing.files), '2026-11-21', failing.observed).filter(
    (finding) => finding.rule === rule,
  );
  if (!found) throw new Error(`the failing case of ${rule} does not fail`);
  const file = found.file.replace(/^content\//, '');
  const line = failing.files.get(file)?.split('\n')[found.line - 1] ?? '';
  return { file, line: line.trim(), message: found.message };
}

describe('the page of rules', () => {
  it('[G04] shows for every rule the line of its failing case and what is said of it', async () => {
    const examples = Object.fromEntries(
      RULES.map(({ id }) => [id, exampleOf(id)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    // Kept as a file so that pages need no tests; run with --update=all after a rule was added or reworded.
    await expect(`${JSON.stringify(examples, null, 2)}\n`).toMatchFileSnapshot(
      '../../src/lint/examples.json',
    );
  });

  it('[G04] has a section for each rule with its reason, level and example', () => {
    const sections = ruleSections(documentedRules());
    expect(sections.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id).sort());
    expect(documentedRules().filter(({ example }) => example === null)).toEqual([]);
    const overdue = sections.find(({ id }) => id === 'deadline-overdue');
    expect(JSON.stringify(overdue?.blocks)).toContain('pages are built all the same');
  });
});
