import { durationMs } from '../schemas/duration.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { Outcome } from '../schemas/vocabulary.ts';
import { evaluate } from './conditions/evaluate.ts';
import { parseCondition } from './conditions/parse.ts';
import type { Condition, Placeholder } from './conditions/tree.ts';
import { placeholdersOf } from './conditions/tree.ts';
import type { LookResult } from './look.ts';
import { toReason } from './reason.ts';

export interface Judgement {
  readonly outcome: Outcome;
  readonly reason: string | null;
}

/** A condition of a probe does not parse: a fault of the book, so no look says anything about the service. */
export class BadCondition extends Error {}

/** The conditions of a probe, parsed. */
export interface Conditions {
  /** All must hold. */
  readonly good: readonly Condition[];
  /** None may hold, or the look is degraded. */
  readonly degraded: readonly Condition[];
}

/** Parses all conditions of a probe once. Throws {@link BadCondition} naming the text and the column. */
export function parseConditions(probe: BoundProbe): Conditions {
  return { good: probe.conditions.map(parseOne), degraded: probe.degradedWhen.map(parseOne) };
}

function parseOne(text: string): Condition {
  const parsed = parseCondition(text);
  if (parsed.ok) return parsed.tree;
  throw new BadCondition(`condition ${text} is wrong at column ${parsed.column}: ${parsed.message}`);
}

/**
 * What a look says about the service. The first of these that applies decides:
 * 1. no usable answer came, which for a name includes any code but NOERROR unless a condition asks for
 *    `[DNS_RCODE]`: down;
 * 2. the kind itself found it broken (expired certificate, missing text): down;
 * 3. an http probe without a condition on `[STATUS]` got a status outside 200–299: down;
 * 4. a condition failed: down;
 * 5. the look took longer than `downAfter`: down;
 * 6. the kind found it weak (certificate near its end): degraded;
 * 7. one of `degradedWhen` holds, or cannot be decided: degraded;
 * 8. the look took longer than `degradedAfter`: degraded;
 * 9. up.
 * So a slow failure is down, never degraded.
 */
export function judgeLook(
  probe: BoundProbe,
  conditions: Conditions,
  look: LookResult,
  concealSecrets: (text: string) => string = (text) => text,
): Judgement {
  const conceal = (text: string) => concealSecrets(look.conceal ? look.conceal(text) : text);
  const say = (outcome: Outcome, reason: string): Judgement => ({
    outcome,
    reason: toReason(conceal(reason)),
  });
  const asks = (placeholder: Placeholder) =>
    conditions.good.some((tree) => placeholdersOf(tree).includes(placeholder));
  // A resolver that says "no such name" has answered, and a condition on its code may want just that.
  const wanted = look.facts.dnsRcode !== undefined && asks('DNS_RCODE');
  if (look.transportError !== null && !wanted) return say('down', look.transportError);
  const broken = look.verdicts.find((verdict) => verdict.outcome === 'down');
  if (broken) return say('down', broken.reason);
  const status = look.facts.status;
  if (probe.kind === 'http' && !asks('STATUS')) {
    if (status === undefined) return say('down', 'no status was received');
    if (status < 200 || status > 299) return say('down', `[STATUS] (${status}) is not in 200–299`);
  }
  const failed = conditions.good
    .map((tree) => evaluate(tree, look.facts, conceal))
    .filter((result) => !result.holds);
  if (failed.length > 0) return say('down', failed.map((result) => result.text).join('; '));
  // Rounded as the sample shows it, so that a reader never meets "200 ms is more than 200ms".
  const latencyMs = look.latencyMs === null ? null : Math.round(look.latencyMs);
  const exceeds = (limit: string | undefined) =>
    limit !== undefined && latencyMs !== null && latencyMs > durationMs(limit);
  if (exceeds(probe.downAfter)) return say('down', `took ${latencyMs} ms, more than ${probe.downAfter}`);
  const weak = look.verdicts.find((verdict) => verdict.outcome === 'degraded');
  if (weak) return say('degraded', weak.reason);
  const met = conditions.degraded
    .map((tree) => evaluate(tree, look.facts, conceal))
    .filter(({ holds, decided }) => holds || !decided);
  if (met.length > 0) return say('degraded', met.map(({ text }) => text).join('; '));
  if (exceeds(probe.degradedAfter)) {
    return say('degraded', `took ${latencyMs} ms, more than ${probe.degradedAfter}`);
  }
  return { outcome: 'up', reason: null };
}
