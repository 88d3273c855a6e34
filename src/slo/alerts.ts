import { isoInstant, spanExact } from '../calendar/time.ts';
import type { BurnSeverity } from './burn.ts';
import type { Ledger } from './ledger.ts';
import { type BurnNow, burnOf, type Evaluated } from './now.ts';

/** An objective with the ledger that its alerts are judged by. */
export interface Alerting {
  readonly id: string;
  readonly slo: Evaluated;
  readonly ledger: Ledger;
}

/** A burn-rate alert of an objective, as it stands. */
export interface SloAlert extends BurnNow {
  readonly slo: string;
  /** Names the alert in a log: the objective, the severity and its look-back windows. */
  readonly key: string;
}

/** A burn-rate alert that began or ended. */
export interface SloAlertChange {
  readonly at: string;
  readonly kind: 'slo alert fired' | 'slo alert ended';
  readonly key: string;
  readonly slo: string;
  readonly severity: BurnSeverity;
  readonly text: string;
}

/** Every burn-rate alert of some objectives at an instant, firing or not. */
export function sloAlerts(objectives: readonly Alerting[], now: number): SloAlert[] {
  return objectives.flatMap(({ id, slo, ledger }) =>
    burnOf(slo, ledger, now).map((pair) => ({
      ...pair,
      slo: id,
      key: `${id} ${pair.severity} ${spanExact(pair.longMs)}/${spanExact(pair.shortMs)}`,
    })),
  );
}

/**
 * What changed since the keys in `firing` were firing: the lines an event log would be given. An alert that is no longer
 * evaluated, because its objective is gone, ends.
 */
export function alertChanges(
  firing: ReadonlySet<string>,
  alerts: readonly SloAlert[],
  now: number,
): SloAlertChange[] {
  const at = isoInstant(now);
  const changes = alerts.flatMap((alert): SloAlertChange[] => {
    if (alert.firing === firing.has(alert.key)) return [];
    const { key, slo, severity } = alert;
    const text = alert.firing
      ? `${slo} burns its budget ${rate(alert.long)} times too fast over ${spanExact(alert.longMs)} and ${rate(alert.short)} times over ${spanExact(alert.shortMs)} (limit ${rate(alert.threshold)})`
      : `${slo} no longer burns its budget too fast over ${spanExact(alert.longMs)} and ${spanExact(alert.shortMs)}`;
    return [{ at, kind: alert.firing ? 'slo alert fired' : 'slo alert ended', key, slo, severity, text }];
  });
  const known = new Set(alerts.map(({ key }) => key));
  const gone = [...firing].filter((key) => !known.has(key)).sort();
  return [
    ...changes,
    ...gone.map((key): SloAlertChange => {
      const [slo = '', severity = 'ticket'] = key.split(' ');
      return {
        at,
        kind: 'slo alert ended',
        key,
        slo,
        severity: severity === 'page' ? 'page' : 'ticket',
        text: `${slo} no longer has this alert`,
      };
    }),
  ];
}

function rate(value: number | null): string {
  return value === null ? 'unknown' : String(Math.floor(value * 10) / 10);
}
