/** What an event of the record can be; a word that is not here is an error, never passed over in silence. */
export const EVENT_KINDS = ['slo burning', 'slo settled'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened once, as the record keeps it. The same instant, kind and key is the same event. */
export interface RecordEvent {
  /** Whole seconds, as milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly kind: EventKind;
  /** What it happened to; of an alert, objective, severity and look-back windows: `shop/up page 1h/5m`. */
  readonly key: string;
  /** What people read, in one line; empty where the kind says it all. */
  readonly detail: string;
}
