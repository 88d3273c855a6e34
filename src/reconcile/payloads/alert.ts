/** What an alert of another system says, whatever shape it came in. Everything in it is cut, cleaned and still untrusted. */
export interface OutsideAlert {
  /** System that sent it, for people. */
  readonly from: 'Alertmanager' | 'Grafana' | 'a program';
  /** Name of the alert, as its rules have it: `PaymentsDown`. */
  readonly alert: string;
  readonly status: 'firing' | 'resolved';
  /** What tells this alert from others of its name; null where nothing does. */
  readonly key: string | null;
  readonly service: string | null;
  readonly severity: string | null;
  readonly domain: string | null;
  readonly summary: string | null;
  /** Runbook by id, or by an address that ends in one. */
  readonly runbook: string | null;
  /** Milliseconds; null where it was not said or is no time. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

/** Alerts that were read, and in words what could not be. */
export interface ReadAlerts {
  readonly alerts: readonly OutsideAlert[];
  readonly problems: readonly string[];
}

/** Longest texts that are taken over, in characters. */
export const LONGEST = { name: 120, word: 120, summary: 400, address: 500, key: 1000 } as const;

/** Nobody watches more at once; a sender that says so is broken or hostile. */
export const MOST_ALERTS = 100;

/**
 * One line of text from outside: no control or invisible characters, no halves of characters, and at most that many
 * characters; null for anything that is no text or has nothing left.
 */
export function lineOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  const line = value
    .slice(0, longest * 4)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  const cut = [...line];
  return cut.length === 0 ? null : cut.slice(0, longest).join('').trim();
}

/** An instant in milliseconds; null for what is no time, and for the year 1 with which Go programs say "none". */
export function instantFrom(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 40 || !/^\d{4}-\d\d-\d\dT/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isFinite(at) && at > 0 ? at : null;
}
