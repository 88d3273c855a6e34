import type { Evaluated } from '../../src/slo/now.ts';
import type { ProbeLooks } from '../../src/status/component.ts';
import { one, timing } from '../status/looks.ts';

export const M = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;
export const START = Date.parse('2026-10-01T00:00:00Z');

/** A probe whose looks are letters, one interval apart. */
export const probe = (id: string, text: string, minutes = 5, start = START): ProbeLooks => ({
  id,
  timing: timing(minutes * M),
  looks: one(text, minutes * M, start),
});

/** An availability objective of 99.9 % over thirty days on probe a. */
export const slo = (more: Partial<Evaluated> = {}): Evaluated => ({
  state: 'active',
  target: '0.999',
  window: '30d',
  maintenance: 'exclude',
  minCoverage: 0.9,
  sli: { kind: 'availability', probes: ['a'], quorum: 'all' },
  ...more,
});

/** Looks of so many days, with some letters put at given looks. */
export const days = (count: number, put: Record<number, string> = {}, minutes = 5) => {
  const letters = [...'U'.repeat((count * 1440) / minutes)];
  for (const [at, what] of Object.entries(put)) letters.splice(Number(at), what.length, ...what);
  return letters.join('');
};
