import type { StatuspageProbe } from '../../schemas/probe.ts';
import type { LookContext, LookResult, Verdict } from '../look.ts';
import { NothingObserved } from '../look.ts';
import { fetchOnce } from './http.ts';
import { apiUrl, PLAIN, readJson } from './service-api.ts';

type Said = 'up' | Verdict['outcome'];

/** Words of the whole page: `status.indicator` of the Statuspage API, version 2. */
const INDICATORS: ReadonlyMap<string, Said> = new Map([
  ['none', 'up'],
  ['maintenance', 'degraded'],
  ['minor', 'degraded'],
  ['major', 'down'],
  ['critical', 'down'],
]);

/** Words of one component: `components[].status` of the same. */
const COMPONENT_WORDS: ReadonlyMap<string, Said> = new Map([
  ['operational', 'up'],
  ['under_maintenance', 'degraded'],
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'degraded'],
  ['major_outage', 'down'],
]);

/**
 * Reads what a vendor says about itself. Throws {@link NothingObserved} when the page cannot be read or says a
 * word that is not known: then the vendor said nothing, which is neither good nor bad.
 */
export async function lookAtStatuspage(probe: StatuspageProbe, context: LookContext): Promise<LookResult> {
  const hop = {
    method: 'GET',
    url: apiUrl(probe.url, 'api/v2/summary.json'),
    headers: { accept: 'application/json' },
    body: undefined,
  };
  const look = await fetchOnce(hop, { ...PLAIN, timeout: probe.timeout }, context);
  const summary = readJson(look, 'the status page');
  const verdict = probe.component === undefined ? ofPage(summary) : ofComponent(summary, probe.component);
  return { ...look, verdicts: verdict ? [verdict] : [] };
}

function ofPage(summary: unknown): Verdict | null {
  const status = fieldOf(summary, 'status');
  const description = fieldOf(status, 'description');
  const text = typeof description === 'string' ? `: ${description}` : '';
  return judge(INDICATORS, fieldOf(status, 'indicator'), 'the vendor says', text);
}

function ofComponent(summary: unknown, wanted: string): Verdict | null {
  const components = fieldOf(summary, 'components');
  const found = (Array.isArray(components) ? components : []).filter(
    (one: unknown) => fieldOf(one, 'id') === wanted || fieldOf(one, 'name') === wanted,
  );
  if (found.length !== 1) {
    throw new NothingObserved(
      `the status page has ${found.length} components called ${wanted}; name one by its id`,
    );
  }
  return judge(COMPONENT_WORDS, fieldOf(found[0], 'status'), `the vendor says of ${wanted}`, '');
}

function judge(words: ReadonlyMap<string, Said>, word: unknown, who: string, more: string): Verdict | null {
  const said = typeof word === 'string' ? words.get(word) : undefined;
  if (said === undefined) {
    throw new NothingObserved(
      `the status page says ${JSON.stringify(word) ?? 'nothing'}, which is no known state`,
    );
  }
  return said === 'up' ? null : { outcome: said, reason: `${who} ${String(word)}${more}` };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
