import { describe, expect, it } from 'vitest';
import { cadenceOf } from '../../src/status/cadence.ts';
import { seriesOf } from '../../src/status/looks.ts';

const MINUTE = 60_000;
const looksAt = (...minutes: number[]) =>
  seriesOf(
    minutes.map((minute) => ({
      probe: 'acme/shop/http',
      location: 'local',
      at: minute * MINUTE,
      outcome: 'up',
      latencyMs: 10,
      reason: null,
    })),
  );

describe('the cadence of a probe', () => {
  it('[U16] [K26] is what was kept, not what was promised', () => {
    // Every 5 minutes for 100 looks, and then one run in six was skipped or late.
    const kept = Array.from({ length: 100 }, (_, i) => i * 5);
    const late = [...kept, 495 + 30, 525 + 45, 570 + 60, 630 + 90, 720 + 120, 840 + 40];
    const found = cadenceOf([looksAt(...late)], { from: 0, to: 10_000 * MINUTE });
    expect(found).toEqual({ gaps: 105, medianMs: 5 * MINUTE, p95Ms: 30 * MINUTE });
  });

  it('never takes the time between two locations for a gap', () => {
    const found = cadenceOf([looksAt(0, 10, 20), looksAt(1, 11, 21)], { from: 0, to: 100 * MINUTE });
    expect(found).toEqual({ gaps: 4, medianMs: 10 * MINUTE, p95Ms: 10 * MINUTE });
  });

  it('[K04] is not known where nobody looked twice', () => {
    expect(cadenceOf([], { from: 0, to: 1 })).toEqual({ gaps: 0, medianMs: null, p95Ms: null });
    expect(cadenceOf([looksAt(3)], { from: 0, to: 100 * MINUTE }).medianMs).toBeNull();
  });
});
