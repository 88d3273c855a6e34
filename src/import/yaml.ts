import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { NotCarried, TextFile } from './found.ts';

/** YAML that knows the line of every value. `data` is undefined where the text is no YAML, and `fault` says why. */
export interface Lined {
  readonly data: unknown;
  readonly fault: NotCarried | null;
  /** Line of the key or list item at a path; that of the nearest parent where there is none. */
  line(...path: (string | number)[]): number;
}

/** Reads YAML (or JSON, which is YAML) that begins `above` lines below the top of its file. Never throws. */
export function readLined({ file, text }: TextFile, above = 0): Lined {
  const counter = new LineCounter();
  let document: Document.Parsed;
  let data: unknown;
  try {
    document = parseDocument(text, { lineCounter: counter, logLevel: 'error', schema: 'core' });
    const [error] = document.errors;
    if (error) throw Object.assign(new Error(error.message.split('\n')[0]), { offset: error.pos[0] });
    data = document.toJS();
  } catch (error) {
    const { message, offset = 0 } = error as Error & { offset?: number };
    const line = counter.linePos(offset).line + above;
    return { data: undefined, fault: { file, line, what: 'the whole file', why: message }, line: () => 1 };
  }
  return {
    data,
    fault: null,
    line(...path) {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return counter.linePos(offset).line + above;
      }
      return 1 + above;
    },
  };
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  const node = document.getIn(path, true);
  if (!isNode(node)) return undefined;
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  return (isScalar(pair?.key) ? pair.key : (node as Node)).range?.[0];
}

/** A mapping, or an empty one. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** A list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text of a scalar, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}
