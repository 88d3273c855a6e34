import { edited, smallBook } from '../book/made.ts';
import type { Case } from './cases.ts';

const INCIDENT = 'incidents/2026-01-01-shop.mdx';
const fails = (name: string, files: ReadonlyMap<string, string>, ...expected: string[]): Case => ({
  name,
  files,
  expected,
});
const passes = (name: string, files: ReadonlyMap<string, string>): Case => ({ name, files, expected: [] });

const RESOLVED = 'resolvedAt: 2026-01-01T00:06:00Z\n';
const VERIFIED = 'verifiedAt: 2026-01-01T00:10:00Z\n';

/** Cases of the rules about the course of an incident. */
export const INCIDENTS: Readonly<Record<string, readonly Case[]>> = {
  'incident-phases': [
    fails(
      '[K28] one that was stabilised after it was resolved',
      edited(INCIDENT, RESOLVED, `${RESOLVED}mitigatedAt: 2026-01-01T00:07:00Z\n`),
      `${INCIDENT}:7:13`,
    ),
    fails(
      '[K28] one whose recovery was verified before it was detected',
      edited(INCIDENT, VERIFIED, 'verifiedAt: 2026-01-01T00:01:00Z\ndetectedAt: 2026-01-01T00:02:00Z\n'),
      `${INCIDENT}:15:13`,
    ),
    passes(
      'one that went through all phases in order',
      edited(
        INCIDENT,
        RESOLVED,
        `detectedAt: 2026-01-01T00:01:00Z\nacknowledgedAt: 2026-01-01T00:02:00Z\nmitigatedAt: 2026-01-01T00:04:00Z\n${RESOLVED}`,
      ),
    ),
  ],
  'incident-unverified': [
    fails(
      '[K30] one of the highest level that is resolved, and nobody looked whether it is',
      edited(INCIDENT, VERIFIED, ''),
      `${INCIDENT}:7:13`,
    ),
    passes(
      'one of a lower level',
      edited(INCIDENT, /severity: SEV1([\s\S]*)verifiedAt: .*\n/, 'severity: SEV3$1'),
    ),
    passes('one that was verified', smallBook()),
  ],
};
