import type { ErrorBudgetPolicy } from '../schemas/policy.ts';
import type { SloNow } from './now.ts';

/** Where an error-budget policy stands; `unknown` where a budget cannot be judged and nothing worse is known. */
export const POLICY_STATES = ['ok', 'unknown', 'at risk', 'frozen'] as const;
export type PolicyState = (typeof POLICY_STATES)[number];

/** One objective under a policy. */
export interface PolicyRow {
  readonly slo: string;
  /** `not judged` for objectives that are planned or that nothing measures. */
  readonly state: PolicyState | 'not judged';
  readonly leftShare: number | null;
  /** What the step says that was reached; null where none was. */
  readonly action: string | null;
  /** Why a freeze does not hold now; null where it does, or where there is none. */
  readonly exception: string | null;
}

/** Where a policy stands, with what decided it. */
export interface PolicyNow {
  /** The worst of its rows. Rows that are not judged decide nothing; with no other row it is `unknown`. */
  readonly state: PolicyState;
  readonly rows: readonly PolicyRow[];
}

/**
 * State of a policy on a UTC day (`2026-11-21`). A step is reached when no more than its share of a budget is left; of
 * several the one with the smallest share speaks. An exception in force turns a freeze into `at risk`. Throws `RangeError`
 * when the standing of an objective was not passed in.
 */
export function policyNow(
  policy: ErrorBudgetPolicy,
  standings: ReadonlyMap<string, SloNow>,
  today: string,
): PolicyNow {
  const rows = policy.slos.map((slo): PolicyRow => {
    const now = standings.get(slo);
    if (!now)
      throw new RangeError(`the policy names ${slo}, but its standing was not passed in; evaluate it first`);
    return rowOf(policy, slo, now, today);
  });
  const judged = rows.map(({ state }) => state).filter((state) => state !== 'not judged');
  const state = POLICY_STATES[Math.max(...judged.map((one) => POLICY_STATES.indexOf(one)), -1)];
  return { state: judged.length === 0 ? 'unknown' : (state ?? 'unknown'), rows };
}

function rowOf(policy: ErrorBudgetPolicy, slo: string, now: SloNow, today: string): PolicyRow {
  const nothing = { slo, leftShare: null, action: null, exception: null };
  switch (now.state) {
    case 'planned':
    case 'no measurement':
      return { ...nothing, state: 'not judged' };
    case 'insufficient data':
      return { ...nothing, state: 'unknown' };
    case 'ok':
    case 'at risk':
    case 'exhausted': {
      const leftShare = now.budget?.leftShare ?? null;
      if (leftShare === null) return { ...nothing, state: 'unknown' };
      const step = policy.thresholds
        .filter(({ left }) => leftShare <= Number(left))
        .sort((a, b) => Number(a.left) - Number(b.left))[0];
      if (!step) return { ...nothing, state: 'ok', leftShare };
      const lifted =
        step.state === 'frozen'
          ? policy.exceptions.find((one) => one.slo === slo && one.from <= today && today <= one.until)
          : undefined;
      return {
        slo,
        leftShare,
        state: lifted ? 'at risk' : step.state,
        action: step.action,
        exception: lifted
          ? `${lifted.reason} (until ${lifted.until}, allowed by ${lifted.approvedBy})`
          : null,
      };
    }
    default: {
      const never: never = now.state;
      throw new RangeError(`unknown objective state ${String(never)}; refusing to call it ok`);
    }
  }
}

/** Whether a release may go out. */
export interface Gate {
  readonly verdict: 'open' | 'frozen' | 'cannot tell';
  /** One sentence for each thing that decided it. */
  readonly reasons: readonly string[];
}

/**
 * Verdict over some policies: frozen when one is, else that nobody can tell when a budget cannot be judged (unless
 * `unknownIsOpen`), else open. No policy at all is `cannot tell`: a gate that guards nothing is a mistake.
 */
export function gateOf(policies: ReadonlyMap<string, PolicyNow>, unknownIsOpen = false): Gate {
  const rows = [...policies].flatMap(([policy, { rows: own }]) => own.map((row) => ({ policy, ...row })));
  const frozen = rows.filter(({ state }) => state === 'frozen');
  if (frozen.length > 0) {
    return {
      verdict: 'frozen',
      reasons: frozen.map(({ policy, slo, action }) => `${policy}: ${slo} has reached "${action}"`),
    };
  }
  const unknown = rows.filter(({ state }) => state === 'unknown');
  const empty = [...policies].filter(([, { rows: own }]) => own.every(({ state }) => state === 'not judged'));
  const reasons = [
    ...(policies.size === 0 ? ['there is no error-budget policy'] : []),
    ...unknown.map(({ policy, slo }) => `${policy}: too little is known of ${slo}`),
    ...empty.map(([policy]) => `${policy}: none of its objectives can be judged`),
  ];
  if (reasons.length > 0 && !(unknownIsOpen && policies.size > 0)) return { verdict: 'cannot tell', reasons };
  return { verdict: 'open', reasons };
}
