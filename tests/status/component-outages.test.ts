import { describe, expect, it } from 'vitest';
import { uniteOutages } from '../../src/status/component-outages.ts';

const outage = (probe: string, from: number, to: number | null, reason: string | null = null) => ({
  probe,
  from,
  to,
  reason,
  confirmedAt: from,
  observedMs: 0,
  failedLooks: 2,
});

describe('uniteOutages', () => {
  it('[S13] counts a host that several probes found down once', () => {
    expect(uniteOutages([outage('a/tls', 12, 20, 'refused'), outage('a/http', 10, 22, 'timeout')])).toEqual([
      { from: 10, to: 22, probes: ['a/http', 'a/tls'], reason: 'timeout' },
    ]);
  });

  it('keeps outages apart that do not touch, and one that lasts open', () => {
    expect(
      uniteOutages([outage('a/http', 30, null), outage('a/http', 10, 20), outage('a/tls', 40, 50)]),
    ).toEqual([
      { from: 10, to: 20, probes: ['a/http'], reason: null },
      { from: 30, to: null, probes: ['a/http', 'a/tls'], reason: null },
    ]);
  });
});
