import type { Runbook } from './runbook.ts';

/** Headings that each kind of runbook has, in this order; others may stand between them. A manual is free. */
export const BODY_ORDER: Readonly<Record<Runbook['kind'], readonly string[]>> = {
  alert: ['Meaning', 'Impact', 'Diagnosis', 'Mitigation', 'Escalation'],
  procedure: ['When to use it', 'Before you start', 'Steps', 'Verification', 'Escalation'],
  drill: ['Purpose', 'Before you start', 'Steps', 'Debrief'],
  'service-manual': [],
};
