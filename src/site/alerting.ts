import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Book, type Entry, entriesOf } from '../book/book.ts';
import { DAY_MS, spanExact } from '../calendar/time.ts';
import { appendEvents, burningKeys, EVENTS_FOLDER, readEvents } from '../record/events.ts';
import { readRecord } from '../record/read.ts';
import { durationMs } from '../schemas/duration.ts';
import type { EventKind } from '../schemas/event.ts';
import { alertChanges, type SloAlert, type SloAlertChange, sloAlerts } from '../slo/alerts.ts';
import { burnAlerts } from '../slo/burn.ts';
import { observedBy, probesOf } from '../slo/indicator.ts';
import { isEvaluated } from '../slo/now.ts';
import { computeFacts } from '../views/facts.ts';

/** The kind of event under which each change of an alert is kept. */
const KINDS = {
  'slo alert fired': 'slo burning',
  'slo alert ended': 'slo settled',
} as const satisfies Record<SloAlertChange['kind'], EventKind>;

/** Days of events that are read, so that a run costs no more after years. */
const LOG_DAYS = 200;

/** What an evaluation of alerts found, for people. */
export interface AlertRun {
  /** One for each alert that began or ended. */
  readonly lines: readonly string[];
  /** One for each objective that cannot be evaluated. */
  readonly faults: readonly string[];
}

/**
 * Evaluates the burn-rate alerts of a book against the record in `dir` at `now` (milliseconds) and appends what changed
 * to its events, without a commit; the caller holds the writer's lock. A book without alerts, whose record has no events,
 * costs nothing. An objective that names a probe the book does not have is told as a fault, its alerts stay as they are,
 * and the others are evaluated. Throws what reading the record and the facts throw.
 */
export function recordAlertChanges(dir: string, location: string, book: Book, now: number): AlertRun {
  const { sound, broken } = alertingObjectives(book);
  const faults = broken.map(({ id }) => `${id} names a probe that the book does not have; run npm run check`);
  if (sound.length === 0 && !existsSync(join(dir, EVENTS_FOLDER))) return { lines: [], faults };
  const burning = burningKeys(readEvents(dir, now - LOG_DAYS * DAY_MS).events);
  for (const key of burning) if (broken.some(({ id }) => key.startsWith(`${id} `))) burning.delete(key);
  const alerts = evaluateAlerts(dir, book, sound, now).map((alert) => heldWhileUnseen(alert, burning));
  const changes = alertChanges(burning, alerts, now);
  if (changes.length === 0) return { lines: [], faults };
  const events = changes.map(({ at, kind, key, text }) => ({
    at: Date.parse(at),
    kind: KINDS[kind],
    key,
    detail: text,
  }));
  appendEvents(dir, location, events);
  const byKey = new Map(alerts.map((alert) => [alert.key, alert]));
  return { lines: changes.map((change) => describeChange(change, byKey.get(change.key))), faults };
}

/** The objectives that are in force, measured, and alert; apart from them those whose probes the book does not have. */
export function alertingObjectives(book: Book): { sound: Entry<'slos'>[]; broken: Entry<'slos'>[] } {
  const ids = book.probes.map(({ fullId }) => fullId);
  const isSound = ({ data: { sli } }: Entry<'slos'>) => {
    const named = probesOf(sli, ids);
    return observedBy(sli) === null || (named.length > 0 && named.every((id) => ids.includes(id)));
  };
  const alerting = entriesOf(book, 'slos').filter(
    ({ data }) => isEvaluated(data) && burnAlerts(data).length > 0,
  );
  return { sound: alerting.filter(isSound), broken: alerting.filter((entry) => !isSound(entry)) };
}

/**
 * Every alert of these objectives at `now`, firing or not. Only the days are read that the alerts look back on: no look
 * before them has a part in a burn rate, so the alerts are those of the pages.
 */
export function evaluateAlerts(
  dir: string,
  book: Book,
  objectives: readonly Entry<'slos'>[],
  now: number,
): SloAlert[] {
  if (objectives.length === 0) return [];
  const formerIds = new Map(
    book.probes.flatMap((probe) => probe.formerIds.map((old) => [old, probe.fullId])),
  );
  const data = readRecord(dir, { from: now - reachMs(book, objectives), to: now + 1, formerIds });
  const record = {
    looksOf: (probe: string) => data.seriesOf(probe),
    head: data.head,
    newestAt: data.newestAt,
    sampleCount: data.sampleCount,
    problems: [],
  };
  const slos = new Map(objectives.map((entry) => [entry.id, entry]));
  const { ledgers } = computeFacts({ ...book, collections: { ...book.collections, slos } }, record, now);
  const alerting = objectives.flatMap(({ id, data: slo }) => {
    const ledger = ledgers.get(id);
    return ledger ? [{ id, slo, ledger }] : [];
  });
  return sloAlerts(alerting, now);
}

/** How far back looks are read, in milliseconds: the longest window, and before it what a look there may speak for. */
function reachMs(book: Book, objectives: readonly Entry<'slos'>[]): number {
  const windows = objectives.flatMap(({ data }) => burnAlerts(data).map(({ longMs }) => longMs));
  const ages = objectives.flatMap(({ data: { sli } }) => ('within' in sli ? [durationMs(sli.within)] : []));
  const intervals = book.probes.map(({ interval }) => durationMs(interval));
  return Math.max(...windows) + 2 * Math.max(DAY_MS, ...ages, ...intervals);
}

/**
 * An alert that burns goes on burning while a window that could end it was not observed at all: that nobody looked is no
 * sign that it is over.
 */
function heldWhileUnseen(alert: SloAlert, burning: ReadonlySet<string>): SloAlert {
  if (alert.firing || !burning.has(alert.key)) return alert;
  const { long, short, threshold } = alert;
  const unseen = long === null || short === null;
  const cool = [long, short].some((burn) => burn !== null && burn <= threshold);
  return unseen && !cool ? { ...alert, firing: true } : alert;
}

function describeChange({ kind, slo, severity, text }: SloAlertChange, alert: SloAlert | undefined): string {
  const word = kind === 'slo alert fired' ? 'BURNING' : 'SETTLED';
  if (!alert) return `${word} ${slo}: ${severity}, ${text}`;
  const windows = `over ${spanExact(alert.longMs)} and ${spanExact(alert.shortMs)}`;
  return `${word} ${slo}: ${severity}, ${times(alert.long)} and ${times(alert.short)} ${windows} (limit ${times(alert.threshold)})`;
}

/** A burn rate for people, cut to tenths: `14.4×`. */
function times(burn: number | null): string {
  return burn === null ? 'unknown' : `${Math.floor(burn * 10 + 1e-9) / 10}×`;
}
