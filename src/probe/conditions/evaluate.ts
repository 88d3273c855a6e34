import type { Facts } from '../look.ts';
import { matchesGlob } from './glob.ts';
import { matchesRegex } from './regex.ts';
import type { Condition, Literal, Operand, Operator, PathStep, Reading } from './tree.ts';

/** Whether a condition held, and the condition with its resolved values: `[STATUS] (404) == 200`. */
export interface Evaluation {
  readonly holds: boolean;
  /** False where an operand could not be resolved or the sides cannot be compared; it does not hold then. */
  readonly decided: boolean;
  readonly text: string;
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

type Resolved =
  | { readonly ok: true; readonly value: Json; readonly isText?: boolean }
  /** `missing` is true where a well-formed answer simply lacks the thing; `has` turns only that into "no". */
  | { readonly ok: false; readonly why: string; readonly missing: boolean };

const LONGEST_SHOWN = 40;

/**
 * Evaluates a parsed condition against what a look learned. An operand that cannot be resolved, or
 * two sides of different types, make the condition fail and the text say why: a missing value is
 * never read as 0 or as "different from".
 * `conceal` is applied to every value before it is shortened and shown, so that no part of a secret
 * that the service echoes can appear.
 */
export function evaluate(
  tree: Condition,
  facts: Facts,
  conceal: (text: string) => string = (text) => text,
): Evaluation {
  const cache: { json?: Resolved } = {};
  const resolveOne = (operand: Operand) => resolve(operand, facts, cache);
  if (tree.kind === 'test') {
    const value = resolveOne(tree.operand);
    return {
      holds: value.ok && value.value === true,
      decided: value.ok,
      text: show(tree.operand, value, conceal),
    };
  }
  const left = resolveOne(tree.left);
  const right = resolveOne(tree.right);
  const verdict = compare(tree.left, left, tree.op, tree.right, right);
  const text = `${show(tree.left, left, conceal)} ${tree.op} ${show(tree.right, right, conceal)}`;
  const decided = left.ok && right.ok && verdict.problem === null;
  return { holds: verdict.holds, decided, text: verdict.problem ? `${text}: ${verdict.problem}` : text };
}

function resolve(operand: Operand, facts: Facts, cache: { json?: Resolved }): Resolved {
  switch (operand.kind) {
    case 'number':
    case 'duration':
    case 'string':
    case 'word':
      return { ok: true, value: operand.value };
    case 'any':
      return { ok: true, value: operand.options.map((each) => each.value) };
    case 'reading':
      return read(operand, facts, cache);
    case 'has': {
      const found = read(operand.of, facts, cache);
      return found.ok || found.missing ? { ok: true, value: found.ok } : found;
    }
    case 'len':
      return lengthOf(read(operand.of, facts, cache));
    case 'matches': {
      const found = read(operand.of, facts, cache);
      if (!found.ok) return found;
      const candidates = Array.isArray(found.value) ? found.value : [found.value];
      if (!candidates.every((each) => typeof each === 'string'))
        return unresolved(`${typeName(found.value)}, not text`);
      return { ok: true, value: candidates.some((each) => matchesGlob(operand.glob, each as string)) };
    }
    case 'regex': {
      const found = read(operand.of, facts, cache);
      if (!found.ok) return found;
      if (typeof found.value !== 'string') return unresolved(`${typeName(found.value)}, not text`);
      const matched = matchesRegex(operand.pattern, found.value);
      return matched === null ? unresolved('the expression took too long') : { ok: true, value: matched };
    }
    default:
      return operand satisfies never;
  }
}

function unresolved(why: string, missing = false): Resolved {
  return { ok: false, why, missing };
}

function fact(value: Json | undefined): Resolved {
  return value === undefined ? unresolved('not observed') : { ok: true, value };
}

function wholeMs(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms);
}

/** The text or number that a placeholder reads from an answer; `null` when it is not there or is neither. */
export function readText(reading: Reading, facts: Facts): string | null {
  const found = read(reading, facts, {});
  if (!found.ok || (typeof found.value !== 'string' && typeof found.value !== 'number')) return null;
  return String(found.value);
}

function read(reading: Reading, facts: Facts, cache: { json?: Resolved }): Resolved {
  switch (reading.placeholder) {
    case 'STATUS':
      return fact(facts.status);
    case 'RESPONSE_TIME':
      return fact(wholeMs(facts.responseTimeMs));
    case 'CERTIFICATE_DAYS':
      return fact(facts.certificateDays);
    case 'IP':
      return fact(facts.ip);
    case 'CONNECTED':
      return fact(facts.connected);
    case 'DNS_TIME':
      return fact(wholeMs(facts.spans?.dns));
    case 'CONNECT_TIME':
      return fact(wholeMs(facts.spans?.connect));
    case 'TLS_TIME':
      return fact(wholeMs(facts.spans?.tls));
    case 'FIRST_BYTE_TIME':
      return fact(wholeMs(facts.spans?.firstByte));
    case 'VALUE':
      return fact(facts.value);
    case 'AGE':
      return fact(wholeMs(facts.ageMs));
    case 'DNS_RCODE':
      return fact(facts.dnsRcode);
    case 'DNS_ANSWERS':
      return facts.dnsAnswers ? walk(facts.dnsAnswers, reading.path) : unresolved('not observed');
    case 'HEADER': {
      if (!facts.headers) return unresolved('not observed');
      const value = facts.headers.get(String(reading.path[0]));
      return value === undefined ? unresolved('no such header', true) : { ok: true, value, isText: true };
    }
    case 'BODY': {
      if (facts.body === undefined) return unresolved(facts.bodyProblem ?? 'not observed');
      if (reading.path.length === 0) return { ok: true, value: facts.body, isText: true };
      cache.json ??= parseJson(facts.body);
      return cache.json.ok ? walk(cache.json.value, reading.path) : cache.json;
    }
    default:
      return reading.placeholder satisfies never;
  }
}

function parseJson(body: string): Resolved {
  try {
    return { ok: true, value: JSON.parse(body) as Json };
  } catch {
    return unresolved('the body is not JSON');
  }
}

function walk(root: Json, path: readonly PathStep[]): Resolved {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number' && step < value.length) {
      value = value[step] as Json;
    } else if (isRecord(value) && Object.hasOwn(value, String(step))) {
      value = value[String(step)] as Json;
    } else {
      return unresolved('no such field', true);
    }
  }
  return { ok: true, value };
}

function isRecord(value: Json): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lengthOf(found: Resolved): Resolved {
  if (!found.ok) return found;
  const { value } = found;
  if (typeof value === 'string' || Array.isArray(value)) return { ok: true, value: value.length };
  if (isRecord(value)) return { ok: true, value: Object.keys(value).length };
  return unresolved(`${typeName(value)}, which has no length`);
}

interface Comparison {
  readonly holds: boolean;
  readonly problem: string | null;
}

function compare(
  leftOperand: Operand,
  left: Resolved,
  op: Operator,
  rightOperand: Operand,
  right: Resolved,
): Comparison {
  // The text already shows which side could not be resolved.
  if (!left.ok || !right.ok) return { holds: false, problem: null };
  if (leftOperand.kind === 'any') return compareWithAny(right, op, leftOperand.options);
  if (rightOperand.kind === 'any') return compareWithAny(left, op, rightOperand.options);
  // A DNS answer is a set: == means "is one of the answers", != "is none of them".
  if (isAnswerSet(leftOperand)) return compareWithSet(left.value as readonly Json[], op, right.value);
  if (isAnswerSet(rightOperand)) return compareWithSet(right.value as readonly Json[], op, left.value);
  const [a, b] = alignTypes(left, right);
  if (op === '==' || op === '!=') {
    if (a === null || b === null) return { holds: (a === b) === (op === '=='), problem: null };
    if (typeof a === 'object' || typeof b === 'object') return mismatch(a, b);
    if (typeof a !== typeof b) return mismatch(a, b);
    return { holds: (a === b) === (op === '=='), problem: null };
  }
  if (typeof a !== 'number' || typeof b !== 'number') return mismatch(a, b);
  return { holds: ordered(a, op, b), problem: null };
}

function ordered(a: number, op: Exclude<Operator, '==' | '!='>, b: number): boolean {
  switch (op) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return op satisfies never;
  }
}

/** Headers and whole bodies are always text, so beside a number they are read as one when they are one. */
function alignTypes(left: Resolved & { ok: true }, right: Resolved & { ok: true }): [Json, Json] {
  return [
    left.isText && typeof right.value === 'number' ? asNumber(left.value) : left.value,
    right.isText && typeof left.value === 'number' ? asNumber(right.value) : right.value,
  ];
}

function asNumber(value: Json): Json {
  return typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value;
}

function compareWithAny(
  value: Resolved & { ok: true },
  op: Operator,
  options: readonly Literal[],
): Comparison {
  const pairs = options.map((option) => alignTypes(value, { ok: true, value: option.value }));
  const comparable = pairs.filter(([a, b]) => a === null || b === null || typeof a === typeof b);
  if (comparable.length === 0 || (typeof value.value === 'object' && value.value !== null)) {
    return { holds: false, problem: `${typeName(value.value)} fits none of the choices` };
  }
  return { holds: comparable.some(([a, b]) => a === b) === (op === '=='), problem: null };
}

function isAnswerSet(operand: Operand): boolean {
  return operand.kind === 'reading' && operand.placeholder === 'DNS_ANSWERS' && operand.path.length === 0;
}

function compareWithSet(answers: readonly Json[], op: Operator, value: Json): Comparison {
  if (op !== '==' && op !== '!=')
    return { holds: false, problem: 'answers have no order; use len, == or !=' };
  if (typeof value !== 'string') return { holds: false, problem: `answers are text, not ${typeName(value)}` };
  return { holds: answers.includes(value) === (op === '=='), problem: null };
}

function mismatch(a: Json, b: Json): Comparison {
  return { holds: false, problem: `${typeName(a)} beside ${typeName(b)}` };
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'a yes or no';
    default:
      return 'an object';
  }
}

function show(operand: Operand, resolved: Resolved, conceal: (text: string) => string): string {
  switch (operand.kind) {
    case 'number':
    case 'duration':
    case 'string':
    case 'word':
    case 'any':
      return operand.text;
    case 'reading':
    case 'len':
    case 'has':
    case 'matches':
    case 'regex':
      return `${operand.text} (${resolved.ok ? shorten(conceal(showValue(resolved.value))) : resolved.why})`;
    default:
      return operand satisfies never;
  }
}

function showValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  const characters = Array.from(text.slice(0, LONGEST_SHOWN * 4));
  return characters.length <= LONGEST_SHOWN
    ? characters.join('')
    : `${characters.slice(0, LONGEST_SHOWN - 1).join('')}…`;
}
