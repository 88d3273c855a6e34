/** What a hidden mark can name. */
export type MarkKind = 'incident' | 'fact';

/** A mark that only programs see, by which a text of ours is found again: `<!-- watchbook:incident:ID -->`. */
export function mark(kind: MarkKind, name: string): string {
  return `<!-- watchbook:${kind}:${encodeName(name)} -->`;
}

/**
 * Names of the marks of a kind in a text. Only lines at its very beginning that are nothing but marks count: what stands
 * further down may be somebody else's words that a program has quoted.
 */
export function marksIn(text: string | null | undefined, kind: MarkKind): string[] {
  const found: string[] = [];
  for (const line of (text ?? '').split(/\r?\n/)) {
    const [, of, name] = /^<!-- watchbook:([a-z]+):([^\s]+) -->$/.exec(line) ?? [];
    if (of === undefined || name === undefined) break;
    if (of === kind) found.push(decodeName(name));
  }
  return found;
}

/** A comment of HTML ends at `--`, so that must not stand in one; what is no letter, digit or common mark is encoded. */
function encodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9/_.:@#-]/gu, encodePart).replace(/-(?=-)/g, '%2D');
}

function encodePart(part: string): string {
  const bytes = new TextEncoder().encode(part);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
