import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { truthy } from '@actions/expressions/result';

/** What expressions may read, by name of the context: `steps`, `env`, `matrix`. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How the job went so far, for `success()` and its kin. */
export interface Course {
  readonly failed: boolean;
}

const STATUS = ['success', 'failure', 'always', 'cancelled'] as const;

function statusFunctions({ failed }: Course) {
  const answers = { success: !failed, failure: failed, always: true, cancelled: false };
  return new Map(
    STATUS.map((name) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answers[name]) },
    ]),
  );
}

/** Value of one expression, by the evaluator of GitHub itself. Throws on a mistake in the expression. */
function evaluate(expression: string, contexts: Contexts, course: Course): data.ExpressionData {
  const functions = statusFunctions(course);
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), [...functions.values()]).parse();
  const values = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(tree, values, functions).evaluate();
}

/** A text with each `${{ … }}` replaced by its value. */
export function fill(text: string, contexts: Contexts, course: Course = { failed: false }): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluate(expression.trim(), contexts, course).coerceString(),
  );
}

/** Whether a step or job with this `if` runs; without a status function of its own, only while nothing failed. */
export function holds(
  condition: string | boolean | undefined,
  contexts: Contexts,
  course: Course = { failed: false },
): boolean {
  if (condition === undefined) return !course.failed;
  const text = String(condition)
    .trim()
    .replace(/^\$\{\{(.*)\}\}$/s, '$1');
  const own = STATUS.some((name) => text.includes(`${name}(`));
  return (own || !course.failed) && truthy(evaluate(text, contexts, course));
}
