import type { Probe } from '../../schemas/probe.ts';

/** What a condition can ask about a look, written in square brackets: `[STATUS]`. */
export const PLACEHOLDERS = [
  'STATUS',
  'RESPONSE_TIME',
  'BODY',
  'HEADER',
  'CERTIFICATE_DAYS',
  'DNS_ANSWERS',
  'DNS_RCODE',
  'IP',
  'CONNECTED',
  'DNS_TIME',
  'CONNECT_TIME',
  'TLS_TIME',
  'FIRST_BYTE_TIME',
  'VALUE',
  'AGE',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Which probe kinds can answer a placeholder; on any other kind it can never be resolved. */
export const PLACEHOLDER_KINDS = {
  STATUS: ['http', 'sequence', 'statuspage', 'prometheus'],
  RESPONSE_TIME: ['http', 'sequence', 'tcp', 'tls', 'dns', 'statuspage', 'prometheus'],
  BODY: ['http', 'sequence', 'tcp', 'statuspage', 'prometheus'],
  HEADER: ['http', 'sequence', 'statuspage', 'prometheus'],
  CERTIFICATE_DAYS: ['http', 'sequence', 'tls', 'statuspage', 'prometheus'],
  DNS_ANSWERS: ['dns'],
  DNS_RCODE: ['dns'],
  IP: ['http', 'sequence', 'tcp', 'tls', 'statuspage', 'prometheus'],
  CONNECTED: ['http', 'sequence', 'tcp', 'tls', 'dns', 'statuspage', 'prometheus'],
  DNS_TIME: ['http', 'sequence', 'tls', 'tcp', 'statuspage', 'prometheus'],
  CONNECT_TIME: ['http', 'sequence', 'tls', 'tcp', 'statuspage', 'prometheus'],
  TLS_TIME: ['http', 'sequence', 'tls', 'statuspage', 'prometheus'],
  FIRST_BYTE_TIME: ['http', 'sequence', 'statuspage', 'prometheus'],
  VALUE: ['prometheus'],
  AGE: ['heartbeat'],
} as const satisfies Record<Placeholder, readonly Probe['kind'][]>;

export const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** One step into a JSON value: a field name or an index. */
export type PathStep = string | number;

export type Literal =
  | { readonly kind: 'number'; readonly value: number; readonly text: string }
  /** A length of time; compares as milliseconds. */
  | { readonly kind: 'duration'; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly value: string; readonly text: string }
  | { readonly kind: 'word'; readonly value: boolean | null; readonly text: string };

export interface Reading {
  readonly kind: 'reading';
  readonly placeholder: Placeholder;
  readonly path: readonly PathStep[];
  readonly text: string;
}

export type Call =
  | { readonly kind: 'len'; readonly of: Reading; readonly text: string }
  | { readonly kind: 'has'; readonly of: Reading; readonly text: string }
  | { readonly kind: 'matches'; readonly of: Reading; readonly glob: string; readonly text: string }
  /** A regular expression of JavaScript, with the flag `u`. */
  | { readonly kind: 'regex'; readonly of: Reading; readonly pattern: string; readonly text: string };

/** A set of literals; stands only beside `==` and `!=`. */
export interface AnyOf {
  readonly kind: 'any';
  readonly options: readonly Literal[];
  readonly text: string;
}

export type Operand = Literal | Reading | Call | AnyOf;

/**
 * A parsed condition. `comparison` sets two operands side by side; `test` is a single yes-or-no
 * operand: `has(…)`, `matches(…)`, `regex(…)` or `[CONNECTED]`.
 */
export type Condition =
  | { readonly kind: 'comparison'; readonly left: Operand; readonly op: Operator; readonly right: Operand }
  | { readonly kind: 'test'; readonly operand: Operand };

/** Every placeholder a condition reads, in order of appearance, repeats included. */
export function placeholdersOf(tree: Condition): Placeholder[] {
  const operands = tree.kind === 'test' ? [tree.operand] : [tree.left, tree.right];
  return operands.flatMap((operand) => {
    switch (operand.kind) {
      case 'reading':
        return [operand.placeholder];
      case 'len':
      case 'has':
      case 'matches':
      case 'regex':
        return [operand.of.placeholder];
      case 'number':
      case 'duration':
      case 'string':
      case 'word':
      case 'any':
        return [];
      default:
        return operand satisfies never;
    }
  });
}
