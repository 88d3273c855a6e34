import type { PrometheusProbe } from '../../schemas/probe.ts';
import type { LookContext, LookResult } from '../look.ts';
import { NothingObserved } from '../look.ts';
import { fetchOnce } from './http.ts';
import { apiUrl, PLAIN } from './service-api.ts';

/**
 * Asks a Prometheus server for one number by an instant query (HTTP API, GET /api/v1/query). Throws
 * {@link NothingObserved} when the server cannot be asked, refuses the query, or gives no or several numbers:
 * a metric that is not there is not zero.
 */
export async function lookAtPrometheus(probe: PrometheusProbe, context: LookContext): Promise<LookResult> {
  const url = apiUrl(probe.url, 'api/v1/query');
  url.searchParams.set('query', probe.query);
  const hop = {
    method: 'GET',
    url,
    headers: { accept: 'application/json', ...probe.headers },
    body: undefined,
  };
  const look = await fetchOnce(hop, { ...PLAIN, timeout: probe.timeout }, context);
  if (look.transportError !== null) {
    throw new NothingObserved(`Prometheus cannot be asked: ${look.transportError}`);
  }
  const value = readNumber(look.facts.body ?? '', look.facts.status);
  return { ...look, facts: { ...look.facts, value } };
}

interface Reply {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/** The one number in the answer to an instant query. Throws {@link NothingObserved}. */
export function readNumber(body: string, status: number | undefined): number {
  let reply: Reply | null;
  try {
    reply = JSON.parse(body) as Reply | null;
  } catch {
    throw new NothingObserved(`Prometheus answered with status ${status} and no JSON`);
  }
  if (reply?.status !== 'success') {
    const why = typeof reply?.error === 'string' ? reply.error : `status ${status}`;
    throw new NothingObserved(`Prometheus refused the query: ${why}`);
  }
  const text = numberText(reply.data);
  const value = text.trim() === '' ? Number.NaN : Number(text);
  // +Inf and NaN are words of PromQL that no limit can be compared with.
  if (!Number.isFinite(value)) throw new NothingObserved(`the query gave ${text}, which is no number`);
  return value;
}

function numberText(data: Reply['data']): string {
  const { resultType, result } = data ?? {};
  if (resultType === 'scalar' && Array.isArray(result)) return String(result[1]);
  if (resultType !== 'vector' || !Array.isArray(result)) {
    throw new NothingObserved(`the query gave a ${String(resultType)}; ask for one number`);
  }
  if (result.length !== 1) {
    throw new NothingObserved(
      result.length === 0
        ? 'the query gave no series'
        : `the query gave ${result.length} series; join them with sum() or max()`,
    );
  }
  const [, text] = (result[0] as { value?: readonly unknown[] }).value ?? [];
  return String(text);
}
