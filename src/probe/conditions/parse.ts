import { durationMs } from '../../schemas/duration.ts';
import type {
  AnyOf,
  Call,
  Condition,
  Literal,
  Operand,
  Operator,
  PathStep,
  Placeholder,
  Reading,
} from './tree.ts';
import { OPERATORS, PLACEHOLDERS } from './tree.ts';

export type Parsed =
  | { readonly ok: true; readonly tree: Condition }
  /** `column` counts characters from 1. */
  | { readonly ok: false; readonly message: string; readonly column: number };

/** Characters that end a bare word; anything else, such as `10.0.0.1` or `text/html`, stays in it. */
const ENDS_WORD = /[\s=!<>(),"[\]]/;
const FUNCTIONS = ['len', 'has', 'matches', 'regex', 'any'] as const;
type FunctionName = (typeof FUNCTIONS)[number];

class SyntaxProblem extends Error {
  readonly column: number;
  constructor(message: string, index: number) {
    super(message);
    this.column = index + 1;
  }
}

/**
 * Reads one condition into a tree, or says what is wrong and at which column (from 1).
 * Grammar: `operand op operand` with one of `== != < <= > >=`, or a single yes-or-no operand.
 * Operands: placeholders (`[STATUS]`, `[BODY].path.a[0]["odd key"]`, `[HEADER].name`), numbers,
 * durations (`500ms`), `true`, `false`, `null`, quoted or bare text, `len(x)`, `has(x)`,
 * `matches(x, "glob*")`, `regex(x, "^a+$")`, `any(a, b)`. Never throws.
 */
export function parseCondition(text: string): Parsed {
  try {
    return { ok: true, tree: new Reader(text).condition() };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, message: error.message, column: error.column };
    throw error;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  condition(): Condition {
    this.skipSpace();
    const start = this.at;
    const left = this.operand();
    this.skipSpace();
    if (this.at === this.text.length) return testOf(left, start, this.at);
    const opAt = this.at;
    const op = this.operator();
    this.skipSpace();
    const rightAt = this.at;
    const right = this.operand();
    this.skipSpace();
    if (this.at < this.text.length) {
      const second = OPERATORS.some((each) => this.text.startsWith(each, this.at));
      throw new SyntaxProblem(
        second
          ? 'a condition compares exactly two operands; write a second condition for a second comparison'
          : `"${this.text.slice(this.at)}" is left over; put text with spaces in quotes`,
        this.at,
      );
    }
    checkComparison(left, op, right, { left: start, op: opAt, right: rightAt });
    return { kind: 'comparison', left, op, right };
  }

  private operator(): Operator {
    const found = OPERATORS.find((each) => this.text.startsWith(each, this.at));
    if (!found) {
      throw new SyntaxProblem(
        `expected one of ${OPERATORS.join(' ')}; put text with spaces in quotes`,
        this.at,
      );
    }
    this.at += found.length;
    return found;
  }

  private operand(): Operand {
    const start = this.at;
    const char = this.text[start];
    if (char === undefined)
      throw new SyntaxProblem('expected an operand, but the condition ends here', start);
    if (char === '[') return this.reading();
    if (char === '"') {
      const value = this.quoted();
      return { kind: 'string', value, text: this.text.slice(start, this.at) };
    }
    const word = this.word();
    if (this.text[this.at] === '(') return this.call(word, start);
    return bareLiteral(word, start);
  }

  private word(): string {
    const start = this.at;
    while (this.at < this.text.length && !ENDS_WORD.test(this.text[this.at] as string)) this.at += 1;
    if (this.at === start) {
      throw new SyntaxProblem(`expected an operand, not "${this.text[start]}"`, start);
    }
    return this.text.slice(start, this.at);
  }

  private quoted(): string {
    const start = this.at;
    let value = '';
    for (let i = start + 1; i < this.text.length; i += 1) {
      const char = this.text[i] as string;
      if (char === '"') {
        this.at = i + 1;
        return value;
      }
      if (char === '\\') {
        i += 1;
        const escaped = this.text[i];
        if (escaped !== '"' && escaped !== '\\')
          throw new SyntaxProblem('only \\" and \\\\ are escapes', i - 1);
        value += escaped;
      } else {
        value += char;
      }
    }
    throw new SyntaxProblem('this quote is never closed', start);
  }

  private reading(): Reading {
    const start = this.at;
    const close = this.text.indexOf(']', start);
    const name = close < 0 ? this.text.slice(start + 1) : this.text.slice(start + 1, close);
    if (close < 0 || !(PLACEHOLDERS as readonly string[]).includes(name)) {
      const known = PLACEHOLDERS.map((each) => `[${each}]`).join(' ');
      throw new SyntaxProblem(`"[${name}${close < 0 ? '' : ']'}" is not one of ${known}`, start);
    }
    this.at = close + 1;
    const placeholder = name as Placeholder;
    const path = placeholder === 'HEADER' ? [this.headerName()] : this.path(placeholder);
    return { kind: 'reading', placeholder, path, text: this.text.slice(start, this.at) };
  }

  private headerName(): string {
    const match = /^\.([A-Za-z0-9!#$%&'*+.^_`|~-]+)/.exec(this.text.slice(this.at));
    if (!match) throw new SyntaxProblem('[HEADER] needs a name, such as [HEADER].content-type', this.at);
    this.at += match[0].length;
    return (match[1] as string).toLowerCase();
  }

  private path(placeholder: Placeholder): PathStep[] {
    const steps: PathStep[] = [];
    const first = this.at;
    for (;;) {
      const rest = this.text.slice(this.at);
      const field = /^\.([\p{L}\p{N}_$-]+)/u.exec(rest);
      const index = /^\[(\d{1,6})\]/.exec(rest);
      if (field) {
        steps.push(field[1] as string);
        this.at += field[0].length;
      } else if (index) {
        steps.push(Number(index[1]));
        this.at += index[0].length;
      } else if (rest.startsWith('["')) {
        this.at += 1;
        steps.push(this.quoted());
        if (this.text[this.at] !== ']') throw new SyntaxProblem('expected ] after the field name', this.at);
        this.at += 1;
      } else if (rest.startsWith('.') || rest.startsWith('[')) {
        throw new SyntaxProblem('expected a field such as .name, ["odd name"] or [0]', this.at);
      } else {
        break;
      }
    }
    const takesPath = placeholder === 'BODY' || placeholder === 'DNS_ANSWERS';
    if (steps.length > 0 && !takesPath) throw new SyntaxProblem(`[${placeholder}] has no fields`, first);
    return steps;
  }

  private call(name: string, start: number): Call | AnyOf {
    if (!(FUNCTIONS as readonly string[]).includes(name)) {
      throw new SyntaxProblem(`"${name}" is not one of the functions ${FUNCTIONS.join(', ')}`, start);
    }
    this.at += 1;
    const args: { operand: Operand; index: number }[] = [];
    for (;;) {
      this.skipSpace();
      const index = this.at;
      args.push({ operand: this.operand(), index });
      this.skipSpace();
      const next = this.text[this.at];
      if (next === ')') break;
      if (next !== ',') throw new SyntaxProblem('expected , or )', this.at);
      this.at += 1;
    }
    this.at += 1;
    return buildCall(name as FunctionName, args, this.text.slice(start, this.at), start);
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}

function bareLiteral(word: string, index: number): Literal {
  if (word === 'true' || word === 'false') return { kind: 'word', value: word === 'true', text: word };
  if (word === 'null') return { kind: 'word', value: null, text: word };
  if (/^-?\d+(?:\.\d+)?$/.test(word)) {
    const value = Number(word);
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      throw new SyntaxProblem(`${word} is too large to compare exactly; compare it as quoted text`, index);
    }
    return { kind: 'number', value, text: word };
  }
  if (/^[1-9]\d*(?:ms|s|m|h|d|w)$/.test(word))
    return { kind: 'duration', value: durationMs(word), text: word };
  return { kind: 'string', value: word, text: word };
}

type Argument = { readonly operand: Operand; readonly index: number };

function buildCall(name: FunctionName, args: readonly Argument[], text: string, start: number): Call | AnyOf {
  switch (name) {
    case 'len':
      return { kind: 'len', of: onlyReading(name, args, start), text };
    case 'has':
      return { kind: 'has', of: onlyReading(name, args, start), text };
    case 'matches': {
      const pattern = args[1];
      if (args.length !== 2 || pattern?.operand.kind !== 'string') {
        throw new SyntaxProblem(
          'matches takes a placeholder and a pattern: matches([BODY].name, "a*")',
          start,
        );
      }
      return {
        kind: 'matches',
        of: onlyReading(name, args.slice(0, 1), start),
        glob: pattern.operand.value,
        text,
      };
    }
    case 'regex': {
      const pattern = args[1];
      if (args.length !== 2 || pattern?.operand.kind !== 'string') {
        throw new SyntaxProblem(
          'regex takes a placeholder and a quoted expression: regex([BODY], "^ok")',
          start,
        );
      }
      return {
        kind: 'regex',
        of: onlyReading(name, args.slice(0, 1), start),
        pattern: compilable(pattern.operand.value, pattern.index),
        text,
      };
    }
    case 'any':
      return { kind: 'any', options: args.map(literalOnly), text };
    default:
      return name satisfies never;
  }
}

function compilable(pattern: string, index: number): string {
  try {
    new RegExp(pattern, 'u');
    return pattern;
  } catch (error) {
    throw new SyntaxProblem((error as Error).message, index);
  }
}

function onlyReading(name: FunctionName, args: readonly Argument[], start: number): Reading {
  const first = args[0];
  if (args.length !== 1 || first?.operand.kind !== 'reading') {
    throw new SyntaxProblem(
      `${name} takes one placeholder, such as ${name}([BODY].name)`,
      first?.index ?? start,
    );
  }
  return first.operand;
}

function literalOnly({ operand, index }: Argument): Literal {
  switch (operand.kind) {
    case 'number':
    case 'duration':
    case 'string':
    case 'word':
      return operand;
    case 'reading':
    case 'len':
    case 'has':
    case 'matches':
    case 'regex':
    case 'any':
      throw new SyntaxProblem('any takes plain values, such as any(200, 204)', index);
    default:
      return operand satisfies never;
  }
}

function isYesNo(operand: Operand): boolean {
  if (operand.kind === 'has' || operand.kind === 'matches' || operand.kind === 'regex') return true;
  return operand.kind === 'reading' && operand.placeholder === 'CONNECTED';
}

function testOf(operand: Operand, start: number, end: number): Condition {
  if (isYesNo(operand)) return { kind: 'test', operand };
  const what = 'text' in operand ? operand.text : '';
  throw new SyntaxProblem(
    `${what} is not a yes or no; compare it with something, such as ${what} == 200`,
    end || start,
  );
}

interface Columns {
  readonly left: number;
  readonly op: number;
  readonly right: number;
}

/** Refuses, when it is written, a comparison that could only ever fail or only ever hold. */
function checkComparison(left: Operand, op: Operator, right: Operand, columns: Columns): void {
  if (isConstant(left) && isConstant(right)) {
    throw new SyntaxProblem('both sides are fixed, so this says nothing about the service', columns.left);
  }
  if (left.kind === 'any' && right.kind === 'any')
    throw new SyntaxProblem('any may stand on one side only', columns.right);
  if (op === '==' || op === '!=') return;
  for (const [operand, index] of [
    [left, columns.left],
    [right, columns.right],
  ] as const) {
    if (operand.kind === 'any')
      throw new SyntaxProblem(`any works with == and != only, not ${op}`, columns.op);
    if (operand.kind === 'string' || operand.kind === 'word' || isYesNo(operand)) {
      throw new SyntaxProblem(`${op} compares numbers and durations; ${operand.text} is neither`, index);
    }
  }
}

function isConstant(operand: Operand): boolean {
  switch (operand.kind) {
    case 'number':
    case 'duration':
    case 'string':
    case 'word':
    case 'any':
      return true;
    case 'reading':
    case 'len':
    case 'has':
    case 'matches':
    case 'regex':
      return false;
    default:
      return operand satisfies never;
  }
}
