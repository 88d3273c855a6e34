/** What the record knows of an incident. All times in milliseconds. */
export interface Evidence {
  /** Outages that probes confirmed within it, oldest first; `to` is null while one lasts. */
  readonly outages: readonly { readonly probe: string; readonly from: number; readonly to: number | null }[];
  /** What it cost of error budgets. */
  readonly spent: readonly { readonly slo: string; readonly words: string }[];
}

export const NO_EVIDENCE: Evidence = { outages: [], spent: [] };
