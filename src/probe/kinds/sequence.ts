import type { SequenceProbe, SequenceStep } from '../../schemas/probe.ts';
import { evaluate, readText } from '../conditions/evaluate.ts';
import { parseCondition } from '../conditions/parse.ts';
import type { Condition } from '../conditions/tree.ts';
import { placeholdersOf } from '../conditions/tree.ts';
import type { Facts, LookContext, LookResult, Verdict } from '../look.ts';
import { elapsedSince } from '../look.ts';
import { BadCondition } from '../outcome.ts';
import { fetchOnce } from './http.ts';

const TOKEN = /\$\{step\.([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Makes the requests of a sequence in order, under one time limit, and hands kept values on. The first request
 * without a usable answer, or whose conditions do not hold, ends the look and its step is named in the reason.
 * Facts and spans are those of the last answer; latency is that of all steps. Rejects as `lookAtHttp` does,
 * and with {@link BadCondition}.
 */
export async function lookAtSequence(
  probe: SequenceProbe,
  context: LookContext,
  conceal: (text: string) => string,
): Promise<LookResult> {
  const start = performance.now();
  const kept = new Map<string, string>();
  // What a service hands out may be a key to it, so kept values are hidden like secrets.
  const hide = (text: string) =>
    conceal([...kept].reduce((out, [name, value]) => hideValue(out, name, value), text));
  let last: LookResult | undefined;
  for (const step of probe.steps) {
    const unknown = missingIn(step, kept);
    const url = unknown === null ? URL.parse(fill(step.url, kept, encodeURIComponent)) : null;
    const say = (reason: string): Verdict => ({ outcome: 'down', reason: `step ${step.name}: ${reason}` });
    const end = (look: Partial<LookResult>, verdict: Verdict | null): LookResult => ({
      transportError: look.transportError == null ? null : `step ${step.name}: ${hide(look.transportError)}`,
      facts: { ...look.facts, responseTimeMs: elapsedSince(start) },
      verdicts: verdict ? [verdict] : [],
      latencyMs: elapsedSince(start),
      phases: look.phases ?? {},
      conceal: hide,
    });
    if (unknown !== null) {
      throw new BadCondition(`step ${step.name} uses \${step.${unknown}}, which no earlier step keeps`);
    }
    if (!url || !/^https?:$/.test(url.protocol)) return end({}, say('its address is not a web address'));
    const hop = {
      method: step.method,
      url,
      headers: Object.fromEntries(
        Object.entries(step.headers).map(([name, value]) => [name, fill(value, kept, oneLine)]),
      ),
      body: step.body === undefined ? undefined : fill(step.body, kept, (value) => value),
    };
    const timeoutMs = Math.max(1, context.timeoutMs - elapsedSince(start));
    const look = await fetchOnce(hop, { ...probe, timeout: probe.timeout }, { ...context, timeoutMs });
    if (look.transportError !== null) return end(look, null);
    const failure = judgeStep(step, look.facts, hide) ?? keepValues(step, look.facts, kept);
    if (failure !== null) return end(look, say(hide(failure)));
    last = end(look, null);
  }
  return last as LookResult;
}

function hideValue(text: string, name: string, value: string): string {
  const shapes = new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
  // A value of a few characters hides nothing worth hiding and would tear every text apart.
  if (value.length < 4) return text;
  return [...shapes].reduce((out, shape) => out.replaceAll(shape, () => `\${step.${name}}`), text);
}

function missingIn(step: SequenceStep, kept: ReadonlyMap<string, string>): string | null {
  const texts = [step.url, step.body ?? '', ...Object.values(step.headers)];
  const names = texts.flatMap((text) => Array.from(text.matchAll(TOKEN), (match) => match[1] as string));
  return names.find((name) => !kept.has(name)) ?? null;
}

function fill(text: string, kept: ReadonlyMap<string, string>, shape: (value: string) => string): string {
  return text.replace(TOKEN, (_, name: string) => shape(kept.get(name) as string));
}

/** No header may carry a line break, or one answer could write the headers of the next request. */
function oneLine(value: string): string {
  return value.replace(/[\r\n\0]+/g, ' ');
}

function judgeStep(step: SequenceStep, facts: Facts, hide: (text: string) => string): string | null {
  const trees = step.conditions.map(parse);
  const { status } = facts;
  if (!trees.some((tree) => placeholdersOf(tree).includes('STATUS'))) {
    if (status === undefined || status < 200 || status > 299) return `[STATUS] (${status}) is not in 200–299`;
  }
  const failed = trees.map((tree) => evaluate(tree, facts, hide)).filter(({ holds }) => !holds);
  return failed.length === 0 ? null : failed.map(({ text }) => text).join('; ');
}

function keepValues(step: SequenceStep, facts: Facts, kept: Map<string, string>): string | null {
  for (const [name, source] of Object.entries(step.keep)) {
    const tree = parse(`has(${source})`);
    const operand = tree.kind === 'test' ? tree.operand : null;
    const value = operand?.kind === 'has' ? readText(operand.of, facts) : null;
    if (value === null) return `the answer has no text or number at ${source} to keep as ${name}`;
    kept.set(name, value);
  }
  return null;
}

function parse(text: string): Condition {
  const parsed = parseCondition(text);
  if (parsed.ok) return parsed.tree;
  throw new BadCondition(`${text} is wrong at column ${parsed.column}: ${parsed.message}`);
}
