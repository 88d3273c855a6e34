import { parseCondition } from '../probe/conditions/parse.ts';
import type { Condition, Literal, Operand, PathStep, Reading } from '../probe/conditions/tree.ts';
import type { BoundProbe, SequenceStep } from '../schemas/probe.ts';

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
  /** Number that a query gives. */
  value: number;
}

/** Something with conditions that an answer can meet. */
export interface Asked {
  readonly conditions: readonly string[];
}

/**
 * The answer with which a healthy service meets the conditions of its probe: `status: ok`, and beside
 * it every field, number, length and header that a condition asks for. Conditions nobody can meet by
 * an answer, such as those on the response time, are left alone.
 */
export function goodAnswer(asked: Asked): Answer {
  return answerFor(asked, true);
}

/** The answer of a service that is up but says that it is not well: each condition on the body is missed. */
export function wrongAnswer(asked: Asked): Answer {
  const { status } = goodAnswer(asked);
  return { ...answerFor(asked, false), status };
}

/** What a healthy or unwell service says to a probe over HTTP; `step` is the request of a sequence. */
export function answerTo(probe: BoundProbe, step: SequenceStep | undefined, good: boolean): Answer {
  switch (probe.kind) {
    case 'statuspage':
      return json(vendorSummary(probe.component ?? 'api', good));
    case 'prometheus': {
      const value = draftFor(probe, good).value;
      return json({
        status: 'success',
        data: { resultType: 'vector', result: [{ metric: {}, value: [0, String(value)] }] },
      });
    }
    case 'sequence': {
      const kept = Object.values(step?.keep ?? {}).map((source) => `has(${source})`);
      const asked = { conditions: [...(step?.conditions ?? []), ...kept, ...probe.conditions] };
      return good ? goodAnswer(asked) : wrongAnswer(asked);
    }
    case 'http':
    case 'tcp':
    case 'tls':
    case 'dns':
    case 'heartbeat':
      return good ? goodAnswer(probe) : wrongAnswer(probe);
    default:
      return probe satisfies never;
  }
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

function json(body: Json): Answer {
  return { status: 200, headers: JSON_TYPE, body: JSON.stringify(body) };
}

function vendorSummary(component: string, good: boolean): Json {
  return {
    status: good
      ? { indicator: 'none', description: 'All systems operational' }
      : { indicator: 'major', description: 'Partial outage' },
    components: [{ id: component, name: component, status: good ? 'operational' : 'major_outage' }],
  };
}

function draftFor({ conditions }: Asked, good: boolean): Draft {
  const draft: Draft = {
    status: 200,
    headers: { ...JSON_TYPE },
    body: { status: good ? 'ok' : 'degraded' },
    value: 1,
  };
  for (const text of conditions) {
    const parsed = parseCondition(text);
    if (parsed.ok) meet(draft, parsed.tree, good);
  }
  return draft;
}

function answerFor(asked: Asked, good: boolean): Answer {
  const draft = draftFor(asked, good);
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
    case 'DNS_RCODE':
    case 'IP':
    case 'CONNECTED':
    case 'DNS_TIME':
    case 'CONNECT_TIME':
    case 'TLS_TIME':
    case 'FIRST_BYTE_TIME':
    case 'AGE':
      return;
    case 'VALUE':
      if (typeof value === 'number') draft.value = value;
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
