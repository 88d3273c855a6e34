import { type Block, type Cell, code, empty, pairs, plain, type Section } from './model.ts';

/** A rule of `check` as its page tells it. */
export interface RuleDoc {
  readonly id: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly reason: string;
  readonly duty?: true;
  /** A line that the rule complains about, where it stands, and what it says of it. */
  readonly example: { readonly file: string; readonly line: string; readonly message: string } | null;
}

const LEVELS: Record<RuleDoc['level'], string> = {
  error: 'error: check fails and pages are not built',
  warning: 'warning: check passes and says so',
  note: 'note: for your information',
};

/** One section a rule, in alphabetical order. */
export function ruleSections(rules: readonly RuleDoc[]): Section[] {
  return [...rules]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((rule) => ({ id: rule.id, title: rule.id, part: rule.id, blocks: ruleBlocks(rule) }));
}

function ruleBlocks({ level, reason, duty, example }: RuleDoc): Block[] {
  const facts: (readonly [string, Cell])[] = [
    ['Why', plain(reason)],
    ['Level', plain(duty ? 'error: check fails; pages are built all the same' : LEVELS[level])],
  ];
  if (!example)
    return [pairs(facts), empty('No example is kept yet.', 'Run npx vitest run tests/lint --update=all.')];
  return [
    pairs([
      ...facts,
      ['Complains about', code(example.line)],
      ['In', plain(`a file like content/${example.file}`)],
      ['Says', plain(example.message)],
    ]),
  ];
}
