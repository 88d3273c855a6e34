import { z } from 'zod';
import { instantFrom, LONGEST, lineOf, type ReadAlerts } from './alert.ts';

/** The shape for programs that have none of their own; docs/operating.md tells of it. */
export const Generic = z.looseObject({
  alert: z.string(),
  status: z.enum(['firing', 'resolved']),
  service: z.string().optional(),
  severity: z.string().optional(),
  domain: z.string().optional(),
  summary: z.string().optional(),
  startsAt: z.string().optional(),
  endsAt: z.string().optional(),
  runbook: z.string().optional(),
  key: z.string().optional(),
});

/** Whether a body is meant to be one alert in the shape of our own. */
export function looksGeneric(body: object): boolean {
  return Object.hasOwn(body, 'alert');
}

/** The alert of a body in the shape of our own. Pure; nothing in a body makes it throw. */
export function readGeneric(body: object): ReadAlerts {
  const read = Generic.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { alerts: [], problems: [`an alert with a wrong ${issue?.path.join('.') || 'shape'}`] };
  }
  const { status, startsAt, endsAt, service, severity, domain, summary, runbook, key } = read.data;
  const alert = lineOf(read.data.alert, LONGEST.name);
  if (alert === null) return { alerts: [], problems: ['an alert without a name'] };
  const started = instantFrom(startsAt);
  const problems =
    startsAt !== undefined && started === null ? [`${alert}: startsAt is no instant; now is taken`] : [];
  return {
    alerts: [
      {
        from: 'a program',
        alert,
        status,
        key: lineOf(key, LONGEST.key),
        service: lineOf(service, LONGEST.word),
        severity: lineOf(severity, LONGEST.word),
        domain: lineOf(domain, LONGEST.word),
        summary: lineOf(summary, LONGEST.summary),
        runbook: lineOf(runbook, LONGEST.address),
        startsAt: started,
        endsAt: instantFrom(endsAt),
      },
    ],
    problems,
  };
}
