import examples from './examples.json' with { type: 'json' };
import { RULES } from './run.ts';

/** A line that a rule complains about, where it stands below `content/`, and what is said of it. */
export interface RuleExample {
  readonly file: string;
  readonly line: string;
  readonly message: string;
}

export interface DocumentedRule {
  readonly id: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly reason: string;
  readonly duty?: true;
  readonly example: RuleExample | null;
}

/**
 * Every rule with an example of what it complains about; null where none was kept yet, because a page without an example
 * is worth more than no page. The test of this file finds the gap; `npx vitest run tests/lint --update=all` fills it.
 */
export function documentedRules(): DocumentedRule[] {
  const known: Readonly<Record<string, RuleExample>> = examples;
  return RULES.map(({ id, level, reason, duty }) => ({
    id,
    level,
    reason,
    ...(duty ? { duty } : {}),
    example: known[id] ?? null,
  }));
}
