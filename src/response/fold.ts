import { detailOf, type EventDetail, type EventKind, isOfKind, type RecordEvent } from '../schemas/event.ts';
import type { AlertState, EndedTrouble, LoggedIncident, Situation, Trouble } from './situation.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface Fold {
  /** By key: of two troubles of one service in one run, the older one is closed after the newer one was opened. */
  readonly open: Map<string, Trouble>;
  readonly troubles: Map<string, Trouble>;
  readonly ended: EndedTrouble[];
  readonly recoveredAt: Map<string, number>;
  readonly incidents: Map<string, Writable<LoggedIncident>>;
  readonly alerts: Map<string, Writable<AlertState>>;
  readonly mirrors: Map<string, { number: number; facts: Set<string>; closed: boolean }>;
  readonly maintenance: Set<string>;
  readonly maintenanceEnded: Set<string>;
  silentSince: number | null;
  readonly burning: Map<string, RecordEvent>;
  readonly said: Set<string>;
  readonly placed: Map<string, string>;
  /** Incidents that two places opened about the same trouble at once: the later one is the earlier one. */
  readonly aliases: Map<string, string>;
  markedAt: number | null;
  beganAt: number | null;
}

/**
 * Folds a log, in order of time, into the situation after its last event. An event that speaks of an incident or trouble
 * which the log does not know is passed over: its opening stands in a file that was lost or is not here yet. Pure.
 */
export function situationOf(events: readonly RecordEvent[]): Situation {
  const fold: Fold = {
    open: new Map(),
    troubles: new Map(),
    ended: [],
    recoveredAt: new Map(),
    incidents: new Map(),
    alerts: new Map(),
    mirrors: new Map(),
    maintenance: new Set(),
    maintenanceEnded: new Set(),
    silentSince: null,
    burning: new Map(),
    said: new Set(),
    placed: new Map(),
    aliases: new Map(),
    markedAt: null,
    beganAt: null,
  };
  for (const event of inOrder(events)) take(fold, event);
  return fold;
}

/** What follows from something of the same second comes after it, whichever file it stands in. */
const WITHIN_A_SECOND: readonly EventKind[] = [
  'log began',
  'outage opened',
  'outage confirmed',
  'outage degraded',
  'outage recovered',
  'incident opened',
  'incident updated',
  'alert due',
  'alert failed',
  'alert sent',
  'alert acknowledged',
  'incident closed',
];

function inOrder(events: readonly RecordEvent[]): RecordEvent[] {
  return [...events].sort(
    (a, b) => a.at - b.at || WITHIN_A_SECOND.indexOf(a.kind) - WITHIN_A_SECOND.indexOf(b.kind),
  );
}

function take(fold: Fold, event: RecordEvent): void {
  const { at, kind, key } = event;
  switch (kind) {
    case 'outage opened':
    case 'outage confirmed':
    case 'outage degraded':
    case 'outage recovered':
      takeOutage(fold, event);
      return;
    case 'incident opened':
    case 'incident updated':
    case 'incident closed':
    case 'alert acknowledged':
      takeIncident(fold, event);
      return;
    case 'alert due':
    case 'alert sent':
    case 'alert failed':
      takeAlert(fold, event);
      return;
    case 'maintenance started':
      fold.maintenance.add(key);
      return;
    case 'maintenance ended':
      fold.maintenance.delete(key);
      fold.maintenanceEnded.add(key);
      return;
    case 'slo burning':
      fold.burning.set(key, event);
      return;
    case 'slo settled':
      fold.burning.delete(key);
      return;
    case 'prober silent':
      fold.silentSince ??= at;
      return;
    case 'prober returned':
      fold.silentSince = null;
      return;
    case 'run invalid':
      return;
    case 'log began':
      fold.beganAt ??= at;
      fold.markedAt = at;
      return;
    case 'mirror opened':
    case 'mirror updated':
    case 'mirror closed':
      takeMirror(fold, event);
      return;
    default:
      throw new RangeError(`unknown kind of event: ${String(kind satisfies never)}`);
  }
}

const PHASES = {
  'outage opened': 'suspected',
  'outage confirmed': 'down',
  'outage degraded': 'degraded',
} as const;

function takeOutage(fold: Fold, event: RecordEvent): void {
  if (isOfKind(event, 'outage recovered')) {
    const { service, to } = detailOf(event);
    const end = to === undefined ? event.at : Date.parse(to);
    const open = fold.open.get(event.key);
    if (open && open.phase !== 'suspected') fold.ended.push({ ...open, to: end });
    fold.open.delete(event.key);
    if (fold.troubles.get(service)?.key === event.key) fold.troubles.delete(service);
    fold.recoveredAt.set(service, Math.max(end, fold.recoveredAt.get(service) ?? 0));
    return;
  }
  if (
    !isOfKind(event, 'outage opened') &&
    !isOfKind(event, 'outage confirmed') &&
    !isOfKind(event, 'outage degraded')
  )
    return;
  const { service, from, reason } = detailOf(event as RecordEvent & { kind: 'outage opened' });
  const before = fold.open.get(event.key);
  const trouble: Trouble = {
    key: event.key,
    service,
    from: Date.parse(from),
    phase: PHASES[event.kind],
    confirmed: event.kind === 'outage confirmed' || (before?.confirmed ?? false),
    knownAt: event.at,
    reason: reason ?? before?.reason ?? null,
  };
  fold.open.set(event.key, trouble);
  fold.troubles.set(service, trouble);
}

function takeIncident(fold: Fold, event: RecordEvent): void {
  const { at } = event;
  const key = fold.aliases.get(event.key) ?? event.key;
  if (isOfKind(event, 'incident opened')) {
    const detail = detailOf(event);
    if (fold.incidents.has(key)) return;
    const twin = detail.origin === 'probes' ? twinOf(fold, detail.services) : undefined;
    if (twin) {
      fold.aliases.set(key, twin.id);
      if (detail.trouble) fold.placed.set(detail.trouble, twin.id);
      return;
    }
    if (detail.trouble) fold.placed.set(detail.trouble, key);
    fold.incidents.set(key, {
      id: key,
      origin: detail.origin,
      domain: detail.domain,
      severity: detail.severity,
      severities: [{ at, severity: detail.severity }],
      services: detail.services,
      startedAt: Date.parse(detail.startedAt),
      title: detail.title ?? null,
      reason: detail.reason ?? null,
      runbook: detail.runbook ?? null,
      internal: detail.internal ?? false,
      published: false,
      publishedAt: null,
      postmortemAsked: false,
      judgedAt: null,
      state: 'investigating',
      updates: [],
      openedAt: at,
      closedAt: null,
      endedAt: null,
      acknowledged: null,
    });
    return;
  }
  const incident = fold.incidents.get(key);
  if (!incident) return;
  if (isOfKind(event, 'incident closed')) {
    incident.closedAt = at;
    incident.endedAt = Date.parse(detailOf(event).endedAt);
    incident.state = 'resolved';
  } else if (isOfKind(event, 'alert acknowledged')) {
    incident.acknowledged = { at, by: detailOf(event).by };
  } else if (isOfKind(event, 'incident updated')) {
    update(fold, incident, at, detailOf(event));
  }
}

/** An open incident of the probes about one of these services. One writer never opens a second; two at once may. */
function twinOf(fold: Fold, services: readonly string[]): LoggedIncident | undefined {
  return [...fold.incidents.values()].find(
    (one) =>
      one.origin === 'probes' && one.closedAt === null && one.services.some((id) => services.includes(id)),
  );
}

function update(
  fold: Fold,
  incident: Writable<LoggedIncident>,
  at: number,
  detail: EventDetail<'incident updated'>,
): void {
  fold.said.add(`${incident.id} ${detail.via}`);
  const services = detail.services ?? [];
  if (detail.trouble) fold.placed.set(detail.trouble, incident.id);
  if (detail.startedAt) incident.startedAt = Math.min(incident.startedAt, Date.parse(detail.startedAt));
  incident.updates = [
    ...incident.updates,
    {
      at,
      by: detail.by,
      via: detail.via,
      state: detail.state ?? null,
      text: detail.text ?? null,
      services,
      impact: detail.impact ?? null,
    },
  ];
  incident.services = [...new Set([...incident.services, ...services])];
  if (detail.state) incident.state = detail.state;
  if (detail.publish) {
    incident.published = true;
    incident.publishedAt ??= at;
  }
  if (detail.postmortem) incident.postmortemAsked = true;
  // Probes and other monitoring measure; only people judge.
  if (detail.severity && !/^(?:probes|outside):/.test(detail.via)) incident.judgedAt = at;
  if (detail.severity && detail.severity !== incident.severity) {
    incident.severity = detail.severity;
    incident.severities = [...incident.severities, { at, severity: detail.severity }];
  }
}

function takeAlert(fold: Fold, event: RecordEvent): void {
  const { at, key } = event;
  const before = fold.alerts.get(key);
  if (isOfKind(event, 'alert due')) {
    const detail = detailOf(event);
    if (before) {
      if (before.state !== 'failed' && before.state !== 'claimed') return;
      fold.alerts.set(key, { ...before, claimedAt: at, claimedBy: detail.by, state: 'claimed' });
      return;
    }
    fold.alerts.set(key, {
      key,
      detail,
      claimedAt: at,
      claimedBy: detail.by,
      failures: 0,
      lastFailureAt: null,
      state: 'claimed',
      sentAt: null,
    });
    return;
  }
  if (!before) return;
  if (isOfKind(event, 'alert sent')) fold.alerts.set(key, { ...before, state: 'sent', sentAt: at });
  else if (isOfKind(event, 'alert failed') && before.state !== 'sent') {
    const final = detailOf(event).final ?? false;
    fold.alerts.set(key, {
      ...before,
      failures: before.failures + 1,
      lastFailureAt: at,
      state: final ? 'given up' : 'failed',
    });
  }
}

function takeMirror(fold: Fold, event: RecordEvent): void {
  const { number, fact } = detailOf(event as RecordEvent & { kind: 'mirror opened' });
  const before = fold.mirrors.get(event.key);
  const facts = new Set([...(before?.facts ?? []), ...(fact === undefined ? [] : [fact])]);
  fold.mirrors.set(event.key, {
    number: before?.number ?? number,
    facts,
    closed: event.kind === 'mirror closed',
  });
}
