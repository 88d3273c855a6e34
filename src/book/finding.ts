import { distance } from 'fastest-levenshtein';

/** How bad a finding is: an error refuses the build, a warning does not, a note only informs. */
export type FindingLevel = 'error' | 'warning' | 'note';

/** Something to mend, with the exact place and, where one is near enough, what was probably meant. */
export interface Finding {
  /** Path from the root of the repository, with forward slashes. */
  readonly file: string;
  /** First line is 1. */
  readonly line: number;
  /** First column is 1. */
  readonly column: number;
  readonly rule: string;
  readonly level: FindingLevel;
  readonly message: string;
  /** The nearest valid value, or null where none is near. */
  readonly suggestion: string | null;
}

/**
 * The candidate nearest to what was written, or null when none is near enough to be what was meant
 * (more than two edits, or more than a quarter of the longer word). Ties go to the first in
 * alphabetical order, so that the answer does not depend on file order.
 */
export function nearest(written: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  const lower = written.toLowerCase();
  for (const candidate of [...candidates].sort()) {
    if (candidate.toLowerCase() === lower) return candidate;
    const edits = distance(lower, candidate.toLowerCase());
    const allowed = Math.max(2, Math.floor(Math.max(lower.length, candidate.length) * 0.25));
    if (edits <= allowed && edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best ?? nearestInside(lower, candidates);
}

/** People often write the last part of an id only: `payments` for `studiovault/payments`. */
function nearestInside(lower: string, candidates: Iterable<string>): string | null {
  const matches = [...candidates].filter((candidate) => candidate.toLowerCase().split('/').at(-1) === lower);
  return matches.length === 1 ? (matches[0] as string) : null;
}

/** Orders findings by file, line and column. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.rule.localeCompare(b.rule)
  );
}
