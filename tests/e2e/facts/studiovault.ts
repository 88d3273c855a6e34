import type { DocumentFacts, FactGroup } from './fact.ts';

const DOMAIN = 'domains/studiovault/';

/** A system whose failure stops revenue: its three functions and its signals without thresholds. */
function criticalSystem(page: string, title: string, functions: string[], signals: string[]): FactGroup {
  return {
    shows: ['K19', 'K20'],
    about: `${title} is critical, opens with SEV1, and has its functions and signals`,
    page: `services/studiovault/${page}/`,
    facts: [
      ['Tier: Critical'],
      ['An outage opens with: SEV1'],
      ['SEV1-critical', 'panic-grade monitoring', 'revenue delivery halts'],
      ...functions.map((name) => ['Sub-functions:', name]),
      ...signals.map((name) => [`Signal: ${name}`, 'Threshold: no threshold set']),
    ],
  };
}

/** What the document of StudioVault says, line by line. */
export const studioVault: DocumentFacts = {
  domain: 'studiovault',
  title: 'StudioVault',
  groups: [
    {
      shows: ['K01'],
      about: 'its title, purpose and doctrine',
      page: DOMAIN,
      facts: [
        ['Document: Observability & Incident Response (The Nervous System)'],
        ['StudioVault is operational infrastructure for studios'],
        ['Downtime is not inconvenience', 'lost bookings, lost trust, lost money'],
        ['Observability ensures we detect problems before customers do'],
        ['Incident response ensures we recover with discipline'],
        ['Studios trust systems that stay alive quietly'],
        ['Observability is humility'],
        ['Incident response is professionalism'],
      ],
    },
    {
      shows: [],
      about: 'its Phase 1 target and what may come later',
      page: DOMAIN,
      facts: [
        [
          'Metric: Availability',
          'Phase 1 reliability goal',
          'Target Availability',
          '99.0% uptime',
          'Target: ≥ 99 %',
        ],
        ['Service: The whole domain', 'Target Availability: 99.0% uptime', '99.9%+', 'planned, Phase 2+'],
      ],
    },
    {
      shows: [],
      about: 'why 99.0% is enough in Phase 1',
      page: 'slos/studiovault/platform-availability/',
      facts: [
        ['Stated as: Target Availability: 99.0% uptime'],
        ['Target: 99.000% good'],
        ['MVP-grade standard', 'balances speed of iteration with basic professional trust'],
      ],
    },
    {
      shows: [],
      about: 'goals by phase',
      page: 'policies/studiovault/phases/',
      facts: [
        ['Phase 1', 'Target Availability: 99.0% uptime', '99.0%', 'MVP-grade standard'],
        ['Phase 2+', 'Enterprise SLA targets may be introduced in later phases'],
      ],
    },
    criticalSystem(
      'payments',
      'Payments',
      ['Booking payment links', 'Payment confirmations', 'Refund initiation flows'],
      ['Payment success/failure rate spikes', 'Gateway callback latency anomalies'],
    ),
    criticalSystem(
      'booking-engine',
      'Booking Engine',
      ['Calendar locking', 'Resource conflict enforcement', 'Project activation rules'],
      ['Conflict rejection anomalies', 'Hard-lock creation failures'],
    ),
    criticalSystem(
      'upload-pipeline',
      'Upload Pipeline',
      ['Pre-signed URL generation', 'R2 object creation success', 'Storage quota enforcement events'],
      ['Signed URL error rate', 'R2 upload failures', 'Quota update desync detection'],
    ),
    {
      shows: ['K20'],
      about: 'signals of System Health',
      page: 'services/studiovault/system-health/',
      facts: [
        ['Signal: Worker error rate', 'no threshold set'],
        ['Signal: Database query latency (p95)', 'no threshold set'],
        ['Signal: Storage event backlog', 'no threshold set'],
      ],
    },
    {
      shows: ['K20', 'K22'],
      about: 'ten required signals in the catalogue of metrics',
      page: DOMAIN,
      facts: [
        [
          'Phase 1 required signals',
          'Ten signals',
          'Payments, Booking Engine, Upload Pipeline and System Health',
        ],
        ['Payments', 'Metric: Payment success/failure rate spikes', 'no threshold set'],
        ['Payments', 'Metric: Gateway callback latency anomalies', 'no threshold set'],
        ['Booking Engine', 'Metric: Conflict rejection anomalies', 'no threshold set'],
        ['Booking Engine', 'Metric: Hard-lock creation failures', 'no threshold set'],
        ['Upload Pipeline', 'Metric: Signed URL error rate', 'no threshold set'],
        ['Upload Pipeline', 'Metric: R2 upload failures', 'no threshold set'],
        ['Upload Pipeline', 'Metric: Quota update desync detection', 'no threshold set'],
        ['System Health', 'Metric: Worker error rate', 'no threshold set'],
        ['System Health', 'Metric: Database query latency', 'no threshold set', 'Statistics: p95'],
        ['System Health', 'Metric: Storage event backlog', 'no threshold set'],
      ],
    },
    {
      shows: ['K19'],
      about: 'three systems are critical and stop revenue when they fail',
      page: DOMAIN,
      facts: [
        [
          'Panic-Grade Monitoring',
          'Payments, Booking Engine and Upload Pipeline',
          'SEV1-critical',
          'revenue delivery halts',
        ],
      ],
    },
    {
      shows: ['K06'],
      about: 'three levels with their examples and no response time',
      page: DOMAIN,
      inOrder: true,
      facts: [
        [
          'Level: SEV1',
          'Total outage or financial-critical failure',
          'Payments down',
          'Booking activation down',
          'Uploads down',
          'Responds within: no figure given',
        ],
        [
          'Level: SEV2',
          'Major feature degraded',
          'Delivery portal slow',
          'Notifications failing',
          'Responds within: no figure given',
        ],
        [
          'Level: SEV3',
          'Minor bug or isolated issue',
          'UI inconsistencies',
          'Non-critical workflows',
          'Responds within: no figure given',
        ],
      ],
    },
    {
      shows: [],
      about: 'what severity is for',
      page: DOMAIN,
      facts: [['simple severity taxonomy', 'Severity defines alert urgency and response expectation']],
    },
    {
      shows: [],
      about: 'which level wakes whom through which channel',
      page: DOMAIN,
      facts: [
        ['Level: SEV1', 'Whatsapp', 'Sms', 'Who: Core team', 'May wake someone: Yes'],
        ['Level: SEV2, SEV3', 'Email', 'Dashboard', 'May wake someone: No'],
        'Humans should only be interrupted for existential failures',
      ],
    },
    {
      shows: [],
      about: 'the alerting policy',
      page: 'policies/studiovault/alerting/',
      facts: [
        'Alert routing is intentionally minimal',
        'SEV1 incidents trigger WhatsApp/SMS alerts to the core team',
        'SEV2 incidents generate email + dashboard alerts only',
        'SEV3 incidents generate email + dashboard alerts only',
        'Humans should only be interrupted for existential failures',
      ],
    },
    {
      shows: ['K12'],
      about: 'channels by purpose, with no number and no address made up',
      page: DOMAIN,
      facts: [
        ['SEV1 alerts to the core team', 'Medium: Whatsapp', 'The document gives no number'],
        ['SEV1 alerts to the core team', 'Medium: Sms', 'The document gives no number'],
        ['SEV2 and SEV3 alerts', 'Medium: Email', 'The document gives no address'],
        ['SEV2 and SEV3 alerts', 'Medium: Dashboard'],
      ],
    },
    {
      shows: [],
      about: 'log retention: 30 days, immutable, scoped, limited to two roles',
      page: 'policies/studiovault/log-retention/',
      facts: [
        ['Operational logs (errors, latency traces, failures)', 'Kept: 30 days', '30 days rolling'],
        [
          'Audit logs',
          'Kept: separate, not specified',
          'Audit logs follow separate compliance retention policies',
        ],
        ['Logs must be', 'immutable'],
        ['Logs must be', 'scoped by branch/org where applicable'],
        ['Logs must be', 'accessible only to HQ/Owner roles'],
      ],
    },
    {
      shows: [],
      about: 'five phases of an incident in order',
      page: 'policies/studiovault/incident-response/',
      inOrder: true,
      facts: [
        ['1. Detect', 'Automated alert triggers'],
        ['2. Stabilize', 'Stop the bleeding', 'disable broken flows', 'enter safe mode'],
        ['3. Communicate', 'Status banner shown if user-facing outage exists'],
        ['4. Resolve', 'Hotfix', 'rollback'],
        ['5. Verify Recovery', 'Metrics return to baseline'],
      ],
    },
    {
      shows: [],
      about: 'mandatory postmortems within 72 hours with five sections',
      page: 'policies/studiovault/postmortems/',
      facts: [
        'All SEV1 incidents require a postmortem',
        ['Postmortem of a SEV1 incident', 'For: SEV1', 'Within: 72 hours'],
        ['Sections it must have', 'Timeline of failure'],
        ['Sections it must have', 'Root cause'],
        ['Sections it must have', 'User impact'],
        ['Sections it must have', 'Corrective actions'],
        ['Sections it must have', 'Preventive safeguards'],
        'Blame is forbidden',
        'Learning is mandatory',
      ],
    },
    {
      shows: ['K68'],
      about: 'five items of Phase 2+, none of which exists',
      page: DOMAIN,
      facts: [
        ['Enterprise SLAs (99.9%+)', 'Phase 2+'],
        ['Multi-region redundancy for storage and metadata', 'planned', 'Phase 2+'],
        ['Automated canary deployments', 'planned', 'Phase 2+'],
        ['PagerDuty-style escalation for large agencies', 'planned', 'Phase 2+'],
        ['Self-serve status page', 'planned', 'Phase 2+'],
      ],
    },
    {
      shows: ['K67'],
      about: 'the two groups of people it names',
      page: DOMAIN,
      facts: [
        ['Core team', 'Receives WhatsApp/SMS alerts for SEV1 incidents'],
        ['HQ/Owner roles', 'only roles with access to operational logs'],
      ],
    },
  ],
};
