import { z } from 'zod';
import { instantFrom, LONGEST, lineOf, MOST_ALERTS, type OutsideAlert, type ReadAlerts } from './alert.ts';

const Words = z.record(z.string(), z.unknown()).default({});

/** One alert of a group, in the fields that Alertmanager and Grafana have in common. */
const GroupedAlert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: Words,
  annotations: Words,
  startsAt: z.unknown().optional(),
  endsAt: z.unknown().optional(),
  fingerprint: z.unknown().optional(),
});

/**
 * The body of a webhook of Alertmanager, version 4 (prometheus.io/docs/alerting/latest/configuration/#webhook_config), and
 * of a Grafana contact point (grafana.com/docs/grafana/latest/alerting, "Configure the webhook notifier"), which adds
 * `orgId`, `title`, `state` and `message` and says version 1.
 */
const Group = z.looseObject({
  version: z.string().optional(),
  groupKey: z.string().optional(),
  orgId: z.number().optional(),
  truncatedAlerts: z.number().optional(),
  alerts: z.array(z.unknown()),
});

/** Whether a body is meant to be a group of alerts. */
export function looksLikeGroup(body: object): boolean {
  return Object.hasOwn(body, 'alerts');
}

/** Alerts of the body of a webhook of Alertmanager or Grafana. Pure; nothing in a body makes it throw. */
export function readGroup(body: object): ReadAlerts {
  const read = Group.safeParse(body);
  if (!read.success)
    return {
      alerts: [],
      problems: [`a group of alerts with a wrong ${read.error.issues[0]?.path.join('.') || 'shape'}`],
    };
  const { alerts, version, orgId, truncatedAlerts = 0 } = read.data;
  const from = orgId === undefined ? 'Alertmanager' : 'Grafana';
  const problems: string[] = [];
  if (from === 'Alertmanager' && version !== '4')
    problems.push(`a group of version ${lineOf(version, 20) ?? 'none'}; 4 is known, and it was read as that`);
  const missing = Math.max(0, alerts.length - MOST_ALERTS) + Math.max(0, Math.floor(truncatedAlerts));
  if (missing > 0) problems.push(`${missing} alerts of the group were left out: there were too many`);
  const found = alerts.slice(0, MOST_ALERTS).flatMap((one, place) => {
    const alert = readGrouped(one, from);
    if (typeof alert === 'string') problems.push(`alert ${place + 1} of the group has a wrong ${alert}`);
    return typeof alert === 'string' ? [] : [alert];
  });
  return { alerts: found, problems };
}

/** One alert of a group; in a word what is wrong with it. */
function readGrouped(value: unknown, from: OutsideAlert['from']): OutsideAlert | string {
  const read = GroupedAlert.safeParse(value);
  if (!read.success) return read.error.issues[0]?.path.join('.') || 'shape';
  const { status, labels, annotations, startsAt, endsAt, fingerprint } = read.data;
  const alert = lineOf(labels.alertname, LONGEST.name);
  if (alert === null) return 'labels.alertname';
  return {
    from,
    alert,
    status,
    key: lineOf(fingerprint, LONGEST.key) ?? keyOfLabels(labels),
    service: lineOf(labels.service, LONGEST.word),
    severity: lineOf(labels.severity, LONGEST.word),
    domain: lineOf(labels.domain, LONGEST.word),
    summary:
      lineOf(annotations.summary, LONGEST.summary) ??
      lineOf(annotations.description, LONGEST.summary) ??
      lineOf(annotations.message, LONGEST.summary),
    runbook: lineOf(annotations.runbook, LONGEST.address) ?? lineOf(annotations.runbook_url, LONGEST.address),
    startsAt: instantFrom(startsAt),
    endsAt: instantFrom(endsAt),
  };
}

/** What a fingerprint is made of, for senders that give none. */
function keyOfLabels(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels)
    .slice(0, MOST_ALERTS)
    .map(([name, value]) => `${name.slice(0, LONGEST.word)}=${lineOf(value, LONGEST.word) ?? ''}`)
    .sort()
    .join(',');
}
