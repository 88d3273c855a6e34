import { assembleBook } from '../../src/book/assemble.ts';
import type { Sample } from '../../src/schemas/sample.ts';
import { looksOf } from '../../src/status/looks.ts';
import { smallBook } from '../book/made.ts';
import { viewOf } from '../views/made.ts';

export const FROM = Date.parse('2026-01-01T00:00:00Z');
export const NOW = Date.parse('2026-01-31T00:00:00Z');
const STEP = 300_000;
const PROBE = 'acme/shop/http';

const POLICY = `title: Error budgets
summary: What is done as the error budget of the shop runs out.
domain: acme
owner: acme/core
kind: error budget
errorBudget:
  slos: [acme/shop]
  thresholds:
    - { left: '0.25', state: at risk, action: Reliability goes first }
    - { left: '0', state: frozen, action: No releases }
`;

/** The small book with an error-budget policy, and a runbook on its objective. */
export function budgetBook(changes: Readonly<Record<string, string>> = {}): Map<string, string> {
  const slo = smallBook().get('slos/acme/shop.yaml') as string;
  return smallBook({
    'policies/acme/error-budgets.yaml': POLICY,
    'slos/acme/shop.yaml': `${slo}runbook: acme/ShopDown\n`,
    ...changes,
  });
}

/** Thirty days of looks every five minutes; the looks of the given numbers failed. */
export function month(failed: readonly number[]): Sample[] {
  const bad = new Set(failed);
  return Array.from({ length: 8640 }, (_, i) => ({
    probe: PROBE,
    location: 'local',
    at: FROM + i * STEP,
    outcome: bad.has(i) ? ('down' as const) : ('up' as const),
    latencyMs: bad.has(i) ? null : 120,
    reason: bad.has(i) ? 'HTTP 503' : null,
  }));
}

/** What pages of that book are given when these looks of the month failed. */
export function budgetView(failed: readonly number[], changes: Readonly<Record<string, string>> = {}) {
  const { book, findings } = assembleBook(budgetBook(changes));
  if (findings.length > 0) throw new Error(findings.map(({ message }) => message).join('; '));
  const looks = looksOf(month(failed));
  return viewOf(book, (probe) => (probe === PROBE ? looks : []), NOW);
}
