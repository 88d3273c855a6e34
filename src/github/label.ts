import { createHash } from 'node:crypto';
import { cut, oneLine } from './text.ts';

/** GitHub refuses labels that are longer. */
export const MOST_LABEL = 50;
const SEVERITY = 'severity: ';

/** A label that GitHub takes, whatever its name is made of: too long a name is cut, and told apart by its digest. */
export function labelOf(name: string): string {
  // A comma would make two labels of one where issues are asked for by label.
  const line = oneLine(name.replaceAll(',', ' '), 1_000);
  const wished = line === '' ? 'unnamed' : line;
  if ([...wished].length <= MOST_LABEL && wished.length <= MOST_LABEL) return wished;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${cut(wished, MOST_LABEL - digest.length - 1).trimEnd()} ${digest}`;
}

/** The label of a severity: `severity: SEV1`. */
export function severityLabel(severity: string): string {
  return labelOf(`${SEVERITY}${severity}`);
}

/** The labels of an issue with its severity put right; those that people added stay. */
export function withSeverity(labels: readonly string[], severity: string): string[] {
  return [...labels.filter((label) => !label.startsWith(SEVERITY)), severityLabel(severity)];
}
