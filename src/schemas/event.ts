import { z } from 'zod';
import { IMPACTS, INCIDENT_STATES } from './incident.ts';
import { Instant } from './vocabulary.ts';

/** What an event of the record can be; a word that is not here is an error, never passed over in silence. */
export const EVENT_KINDS = [
  'log began',
  'outage opened',
  'outage confirmed',
  'outage degraded',
  'outage recovered',
  'incident opened',
  'incident updated',
  'incident closed',
  'alert due',
  'alert sent',
  'alert failed',
  'alert acknowledged',
  'maintenance started',
  'maintenance ended',
  'slo burning',
  'slo settled',
  'run invalid',
  'prober silent',
  'prober returned',
  'mirror opened',
  'mirror updated',
  'mirror closed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened once, as the record keeps it. The same instant, kind and key is the same event. */
export interface RecordEvent {
  /** Whole seconds, as milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly kind: EventKind;
  /** What it happened to; of an alert, objective, severity and look-back windows: `shop/up page 1h/5m`. */
  readonly key: string;
  /** What people read, in one line, or JSON of the shape in {@link EVENT_DETAILS}; empty where the kind says it all. */
  readonly detail: string;
}

/** Where an incident of the log came from. */
export const INCIDENT_ORIGINS = ['probes', 'written', 'outside', 'objective', 'prober'] as const;

const OutageDetail = z.strictObject({
  service: z.string().min(1).describe('Service that is not up.'),
  from: Instant.describe('First failed look.'),
  to: Instant.optional().describe('First good look, of an outage that is over.'),
  confirmed: z.boolean().optional().describe('False when it was over before enough looks had confirmed it.'),
  reason: z.string().optional().describe('What the look said that failed first.'),
  probes: z.array(z.string()).optional().describe('Probes that saw it.'),
});

const IncidentOpened = z.strictObject({
  origin: z.enum(INCIDENT_ORIGINS).describe('Who noticed.'),
  domain: z.string().min(1).describe('Domain whose severities apply.'),
  severity: z.string().min(1).describe('Severity in the words of the domain.'),
  services: z.array(z.string()).describe('Services affected.'),
  startedAt: Instant.describe('When the trouble began.'),
  title: z.string().optional().describe('What is wrong, where somebody said so.'),
  reason: z.string().optional().describe('What was observed.'),
  runbook: z.string().optional().describe('Runbook to open.'),
  trouble: z.string().optional().describe('Key of the outage that it began with.'),
  internal: z.boolean().optional().describe('True when it must not reach customers.'),
});

const IncidentUpdated = z.strictObject({
  by: z.string().min(1).describe('Who said it: a login, a team, or the machine.'),
  via: z.string().min(1).describe('Where it was said, such as github:comment:123.'),
  state: z.enum(INCIDENT_STATES).optional().describe('State from now on.'),
  text: z.string().optional().describe('What was said, as Markdown.'),
  severity: z.string().optional().describe('Severity from now on.'),
  services: z.array(z.string()).optional().describe('Services that are affected as well.'),
  impact: z.enum(IMPACTS).optional().describe('Impact on these services from now on.'),
  trouble: z.string().optional().describe('Key of an outage that belongs to it as well.'),
  startedAt: Instant.optional().describe('When that outage began.'),
  publish: z.boolean().optional().describe('True puts it on the public page.'),
  postmortem: z.boolean().optional().describe('True asks for the draft of a postmortem.'),
});

const IncidentClosed = z.strictObject({
  endedAt: Instant.describe('When the trouble was over.'),
  by: z.string().optional().describe('Who closed it; the machine when absent.'),
});

const Alert = z.strictObject({
  incident: z.string().min(1).describe('Incident that it tells of.'),
  stage: z.string().min(1).describe('opened, worse, reminder 1, escalation secondary, closed.'),
  channel: z.string().min(1).describe('Channel, as domain/id.'),
  to: z.string().optional().describe('Who is meant.'),
  by: z.string().min(1).describe('Location whose run sends it.'),
  result: z.string().optional().describe('What the other side answered.'),
  final: z.boolean().optional().describe('True when it is not tried again.'),
});

const Acknowledged = z.strictObject({
  by: z.string().min(1).describe('Who took it on.'),
  via: z.string().min(1).describe('Where it was said.'),
});

const Maintenance = z.strictObject({
  title: z.string().min(1).describe('What is done.'),
  from: Instant,
  to: Instant,
});

const Prober = z.strictObject({
  newestAt: Instant.optional().describe('Newest look in the record.'),
  limit: z.string().optional().describe('How long may pass without one.'),
});

const Mirror = z.strictObject({
  number: z.int().min(1).describe('Number of the issue.'),
  fact: z.string().optional().describe('What of the incident it tells.'),
  url: z.string().optional().describe('Address of the issue.'),
});

/** Shape of the detail of each kind, as JSON; null where it is words for people. */
export const EVENT_DETAILS = {
  'log began': null,
  'outage opened': OutageDetail,
  'outage confirmed': OutageDetail,
  'outage degraded': OutageDetail,
  'outage recovered': OutageDetail,
  'incident opened': IncidentOpened,
  'incident updated': IncidentUpdated,
  'incident closed': IncidentClosed,
  'alert due': Alert,
  'alert sent': Alert,
  'alert failed': Alert,
  'alert acknowledged': Acknowledged,
  'maintenance started': Maintenance,
  'maintenance ended': Maintenance,
  'slo burning': null,
  'slo settled': null,
  'run invalid': null,
  'prober silent': Prober,
  'prober returned': Prober,
  'mirror opened': Mirror,
  'mirror updated': Mirror,
  'mirror closed': Mirror,
} as const satisfies Record<EventKind, z.ZodType | null>;

type Details = typeof EVENT_DETAILS;
/** Kinds whose detail is JSON. */
export type TypedEventKind = { [K in EventKind]: Details[K] extends null ? never : K }[EventKind];
/** The detail of an event of that kind. */
export type EventDetail<K extends TypedEventKind> = z.infer<NonNullable<Details[K]>>;

/**
 * An event with a detail of the shape of its kind; the instant is cut to whole seconds. Throws a `ZodError` on a detail
 * of another shape.
 */
export function typedEvent<K extends TypedEventKind>(
  at: number,
  kind: K,
  key: string,
  detail: EventDetail<K>,
): RecordEvent {
  const checked = EVENT_DETAILS[kind].parse(detail);
  return { at: Math.floor(at / 1000) * 1000, kind, key, detail: JSON.stringify(checked) };
}

/** The detail of an event of that kind. Throws on one that {@link detailProblem} would have refused. */
export function detailOf<K extends TypedEventKind>(
  event: RecordEvent & { readonly kind: K },
): EventDetail<K> {
  const known = read.get(event);
  if (known !== undefined) return known as EventDetail<K>;
  const detail = EVENT_DETAILS[event.kind].parse(JSON.parse(event.detail)) as EventDetail<K>;
  read.set(event, detail);
  return detail;
}

/** A log is folded several times in a run, and events never change. */
const read = new WeakMap<RecordEvent, object>();

/** In words what is wrong with the detail of an event; null when nothing is. */
export function detailProblem({ kind, detail }: RecordEvent): string | null {
  const schema = EVENT_DETAILS[kind];
  if (schema === null) return null;
  try {
    const found = schema.safeParse(JSON.parse(detail));
    if (found.success) return null;
    const [first] = found.error.issues;
    return `a detail of "${kind}" that is wrong at ${first?.path.join('.') || 'its top'}: ${first?.message ?? ''}`;
  } catch {
    return `a detail of "${kind}" that is no JSON`;
  }
}

/** True for an event of that kind, for the compiler as well. */
export function isOfKind<K extends EventKind>(
  event: RecordEvent,
  kind: K,
): event is RecordEvent & { readonly kind: K } {
  return event.kind === kind;
}
