import type { Outcome } from '../../src/schemas/vocabulary.ts';
import type { Looks, Series, Timing } from '../../src/status/looks.ts';

/** A look as the tests write it. */
export interface Look {
  readonly at: number;
  readonly outcome: Outcome;
  readonly latency?: number | null;
  readonly reason?: string | null;
}

/** A series over looks in ascending order. */
export function series(looks: readonly Look[]): Series {
  const look = (i: number): Look => looks[i] as Look;
  return {
    length: looks.length,
    at: (i) => look(i).at,
    outcome: (i) => look(i).outcome,
    latency: (i) => look(i).latency ?? null,
    reason: (i) => look(i).reason ?? null,
  };
}

const LETTERS: Record<string, Outcome> = { U: 'up', G: 'degraded', D: 'down', '?': 'unknown' };

/**
 * One look per letter (U up, G degraded, D down, ? unknown, dot no look), one interval apart from `start`.
 */
export function script(text: string, intervalMs: number, start = 0): Look[] {
  return [...text].flatMap((letter, index) => {
    if (letter === '.') return [];
    const outcome = LETTERS[letter];
    if (!outcome) throw new Error(`no such letter: ${letter}`);
    const reason = outcome === 'down' ? `failed look ${index}` : outcome === 'degraded' ? 'slow' : null;
    return [{ at: start + index * intervalMs, outcome, reason }];
  });
}

/** Looks of a single location. */
export function one(text: string, intervalMs: number, start = 0): Looks {
  return [series(script(text, intervalMs, start))];
}

/** Timing with the same number of looks for both confirmations. */
export function timing(intervalMs: number, down = 2, up = 2): Timing {
  return { intervalMs, confirm: { down, up } };
}
