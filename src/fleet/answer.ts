import { parseCondition } from '../probe/conditions/parse.ts';
import type { Condition, Literal, Operand, PathStep, Reading } from '../probe/conditions/tree.ts';
import type { HttpProbe } from '../schemas/probe.ts';

/** What an endpoint of the fleet sends. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Json = string | number | boolean | null | Json[] | { [field: string]: Json };

interface Draft {
  status: number;
  readonly headers: Record<string, string>;
  body: Json;
}

/**
 * The answer with which a healthy service meets the conditions of its probe: `status: ok`, and beside
 * it every field, number, length and header that a condition asks for. Conditions nobody can meet by
 * an answer, such as those on the response time, are left alone.
 */
export function goodAnswer(probe: HttpProbe): Answer {
  return answerFor(probe, true);
}

/** The answer of a service that is up but says that it is not well: each condition on the body is missed. */
export function wrongAnswer(probe: HttpProbe): Answer {
  const { status } = goodAnswer(probe);
  return { ...answerFor(probe, false), status };
}

/** The answer of a service that fails. */
export function failedAnswer(): Answer {
  return {
    status: 503,
    headers: JSON_TYPE,
    body: JSON.stringify({ status: 'error', error: 'dependency unavailable' }),
  };
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function answerFor(probe: HttpProbe, good: boolean): Answer {
  const draft: Draft = { status: 200, headers: { ...JSON_TYPE }, body: { status: good ? 'ok' : 'degraded' } };
  for (const text of probe.conditions) {
    const parsed = parseCondition(text);
    if (parsed.ok) meet(draft, parsed.tree, good);
  }
  return {
    status: draft.status,
    headers: draft.headers,
    body: typeof draft.body === 'string' ? draft.body : JSON.stringify(draft.body),
  };
}

function meet(draft: Draft, tree: Condition, good: boolean): void {
  if (tree.kind === 'test') {
    if (tree.operand.kind === 'has') place(draft, tree.operand.of, good ? 'present' : undefined);
    if (tree.operand.kind === 'matches')
      place(draft, tree.operand.of, good ? tree.operand.glob.replaceAll('*', '') : 'unexpected');
    return;
  }
  const flipped = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
  const [subject, op, other] = isLiteral(tree.left)
    ? [tree.right, flipped[tree.op], tree.left]
    : [tree.left, tree.op, tree.right];
  const literal = other.kind === 'any' ? other.options[0] : isLiteral(other) ? other : undefined;
  if (!literal) return;
  const value = valueFor(op, literal, good);
  if (subject.kind === 'reading') place(draft, subject, value);
  if (subject.kind === 'len' && typeof value === 'number') {
    place(
      draft,
      subject.of,
      Array.from({ length: Math.max(0, value) }, (_, i) => i + 1),
    );
  }
}

function isLiteral(operand: Operand): operand is Literal {
  return (
    operand.kind === 'number' ||
    operand.kind === 'duration' ||
    operand.kind === 'string' ||
    operand.kind === 'word'
  );
}

/** A value on the right (or, for a wrong answer, the other) side of a limit, at some distance from it. */
function valueFor(op: string, literal: Literal, good: boolean): Json {
  const { value } = literal;
  if (typeof value !== 'number') {
    const equal = (op === '==') === good;
    return equal ? value : typeof value === 'boolean' ? !value : 'degraded';
  }
  const step = Math.max(1, Math.ceil(Math.abs(value) * 0.4));
  const below = Number.isInteger(value) ? value - step : value * 0.6;
  const above = Number.isInteger(value) ? value + step : value * 1.4;
  switch (op) {
    case '==':
      return good ? value : above;
    case '!=':
      return good ? above : value;
    case '<':
    case '<=':
      return good ? below : above;
    default:
      return good ? above : below;
  }
}

function place(draft: Draft, reading: Reading, value: Json | undefined): void {
  switch (reading.placeholder) {
    case 'STATUS':
      if (typeof value === 'number') draft.status = value;
      return;
    case 'HEADER':
      if (value !== undefined) draft.headers[String(reading.path[0])] = String(value);
      return;
    case 'BODY':
      if (reading.path.length === 0) draft.body = value === undefined ? '' : String(value);
      else if (typeof draft.body === 'object') draft.body = setIn(draft.body, reading.path, value);
      return;
    case 'RESPONSE_TIME':
    case 'CERTIFICATE_DAYS':
    case 'DNS_ANSWERS':
    case 'IP':
    case 'CONNECTED':
      return;
    default:
      reading.placeholder satisfies never;
  }
}

function setIn(root: Json, path: readonly PathStep[], value: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (typeof step === 'number') {
    const list = Array.isArray(root) ? [...root] : [];
    while (list.length <= step) list.push(null);
    list[step] = setIn(list[step] ?? null, rest, value);
    return list;
  }
  const record = typeof root === 'object' && root !== null && !Array.isArray(root) ? { ...root } : {};
  if (rest.length === 0 && value === undefined) delete record[step];
  else record[step] = setIn(Object.hasOwn(record, step) ? (record[step] as Json) : null, rest, value);
  return record;
}
