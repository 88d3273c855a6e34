import type { Finding } from '../book/finding.ts';
import type { Review } from './review.ts';

/** Findings that a change brings, and how many it takes away. */
export type FindingChanges = Pick<Review, 'findings' | 'mended'>;

/**
 * Findings of the head that the base does not have, and how many are the other way round. A finding that only moved to
 * another line is the same; of two that are the same, one more is one new. Pure.
 */
export function compareFindingsOf(base: readonly Finding[], head: readonly Finding[]): FindingChanges {
  const old = new Map<string, number>();
  for (const finding of base) old.set(keyOf(finding), (old.get(keyOf(finding)) ?? 0) + 1);
  const findings: Review['findings'] = [];
  for (const finding of head) {
    const left = old.get(keyOf(finding)) ?? 0;
    if (left > 0) {
      old.set(keyOf(finding), left - 1);
      continue;
    }
    const { level, file, line, rule, message, suggestion } = finding;
    findings.push({ level, file, line, rule, message, suggestion });
  }
  const order = ['error', 'warning', 'note'];
  findings.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  return { findings, mended: [...old.values()].reduce((sum, left) => sum + left, 0) };
}

function keyOf({ level, file, rule, message }: Finding): string {
  return [level, file, rule, message].join('\0');
}
