import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** A path inside parsed data: keys and list positions. */
export type DataPath = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A problem in the text itself, before any schema is asked. */
export interface SourceProblem extends Position {
  readonly rule: 'yaml-syntax' | 'front-matter-missing';
  readonly message: string;
}

/** A content file read into data and text, still knowing where everything stands. */
export interface Source {
  readonly file: string;
  readonly data: unknown;
  /** The text below the front matter; null for a YAML file. */
  readonly body: string | null;
  /** Line of the file on which the body begins. */
  readonly bodyLine: number;
  readonly problems: readonly SourceProblem[];
  /** Where the value at a path stands; the nearest existing parent when the path does not exist. */
  locate(path: DataPath): Position;
  /**
   * Where words stand inside the value at a path, the first occurrence being 0. Line ends inside a folded value count as
   * spaces. Where the value begins, when the words are not written there as they read (escapes).
   */
  locateWords(path: DataPath, words: string, occurrence: number): Position;
  /** Where the key itself stands (for a misspelt key). */
  locateKey(path: DataPath): Position;
}

const FRONT_MATTER = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/;

/** Reads a `.mdx` file (front matter and body) or a `.yaml` file. Never throws: problems are in the result. */
export function readSource(file: string, text: string): Source {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (!file.endsWith('.mdx')) return fromYaml(file, clean, 0, null, 1, []);
  const match = FRONT_MATTER.exec(clean);
  if (!match) {
    const problem: SourceProblem = {
      rule: 'front-matter-missing',
      line: 1,
      column: 1,
      message: 'the file must begin with front matter: a line ---, the fields, and another line ---',
    };
    return fromYaml(file, '', 1, clean, 1, [problem]);
  }
  const bodyLine = match[0].split('\n').length;
  return fromYaml(file, match[1] ?? '', 1, clean.slice(match[0].length), bodyLine, []);
}

function fromYaml(
  file: string,
  yaml: string,
  lineOffset: number,
  body: string | null,
  bodyLine: number,
  problems: SourceProblem[],
): Source {
  const lines = new LineCounter();
  const document = parseDocument(yaml, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'error',
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: line + lineOffset, column: Math.max(1, col) };
  };
  const found: SourceProblem[] = [
    ...problems,
    ...document.errors.map((error) => ({
      rule: 'yaml-syntax' as const,
      ...at(error.pos[0]),
      message: error.message,
    })),
  ];
  let data: unknown;
  try {
    if (document.errors.length === 0) data = document.toJS() ?? {};
  } catch (error) {
    // The parser only notices aliases without an anchor, or too many of them, when values are made.
    found.push({ rule: 'yaml-syntax', ...at(aliasOffset(document)), message: (error as Error).message });
  }
  return {
    file,
    data,
    body,
    bodyLine,
    problems: found,
    locate: (path) => at(offsetOf(document, path)),
    locateWords: (path, words, occurrence) => at(wordsOffset(document, yaml, path, words, occurrence)),
    locateKey: (path) => at(keyOffset(document, path)),
  };
}

/** Where the first alias that names no anchor stands; the beginning when there is none. */
function aliasOffset(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(document: Document.Parsed, path: DataPath): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node)) return (node as Node).range?.[0] ?? 0;
  }
  return 0;
}

function wordsOffset(
  document: Document.Parsed,
  yaml: string,
  path: DataPath,
  words: string,
  occurrence: number,
): number {
  const node = document.getIn(path, true);
  const range = isNode(node) ? (node as Node).range : undefined;
  if (!range) return offsetOf(document, path);
  const written = words.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = [...yaml.slice(range[0], range[1]).matchAll(new RegExp(written.join('\\s+'), 'g'))];
  return range[0] + (found[occurrence]?.index ?? 0);
}

function keyOffset(document: Document.Parsed, path: DataPath): number {
  const parent = document.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (isMap(parent)) {
    for (const pair of parent.items) {
      if (isPair(pair) && isScalar(pair.key) && pair.key.value === key) return pair.key.range?.[0] ?? 0;
    }
  }
  return offsetOf(document, path);
}
