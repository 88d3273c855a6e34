import { promises as dns } from 'node:dns';
import net from 'node:net';
import type { DnsProbe } from '../../schemas/probe.ts';
import type { Address, Facts, LookContext, LookResult, Verdict } from '../look.ts';
import { elapsedSince, LookStopped } from '../look.ts';
import { describeError, errorCode, isOwnFault } from '../reason.ts';

/**
 * One DNS query. Latency runs to the answer. Rejects only with {@link LookStopped}, with an error of
 * the probing machine itself, or when the resolver of the probe is not an address.
 */
export async function lookAtDns(probe: DnsProbe, context: LookContext): Promise<LookResult> {
  const start = performance.now();
  const resolver = new dns.Resolver({ timeout: Math.max(1, Math.ceil(context.timeoutMs)), tries: 1 });
  const server = serverFor(probe, context.connectTo);
  if (server !== null) resolver.setServers([server]);

  const result = await new Promise<readonly string[] | Refusal>((resolve, reject) => {
    const settle = (action: () => void) => {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      action();
      resolver.cancel();
    };
    const stop = () => settle(() => reject(new LookStopped('the look was stopped')));
    // The resolver library may wait about twice as long as it was told, so the limit is kept here.
    const timer = setTimeout(
      () =>
        settle(() => resolve({ why: `timed out after ${probe.timeout} waiting for an answer`, rcode: null })),
      context.timeoutMs,
    );
    context.signal.addEventListener('abort', stop, { once: true });
    ask(resolver, probe).then(
      (answers) => settle(() => resolve(answers)),
      (error: unknown) =>
        settle(() =>
          isOwnFault(error) ? reject(error) : resolve({ why: describeError(error), rcode: rcodeOf(error) }),
        ),
    );
  });

  const latencyMs = elapsedSince(start);
  if ('why' in result) {
    const { why, rcode } = result;
    const facts: Facts =
      rcode === null
        ? { connected: false }
        : { connected: true, responseTimeMs: latencyMs, dnsRcode: rcode, dnsAnswers: [] };
    return { transportError: why, facts, verdicts: judgeAnswers(probe, []), latencyMs, phases: {} };
  }
  return {
    transportError: null,
    facts: { connected: true, responseTimeMs: latencyMs, dnsRcode: 'NOERROR', dnsAnswers: result },
    verdicts: judgeAnswers(probe, result),
    latencyMs,
    phases: { end: latencyMs },
  };
}

/** The resolver to ask as `address:port`, `null` for the machine's own. */
function serverFor(probe: DnsProbe, connectTo: ReadonlyMap<string, Address>): string | null {
  const override = connectTo.get(probe.resolver ?? `${probe.host.toLowerCase()}:53`);
  if (override)
    return net.isIPv6(override.host)
      ? `[${override.host}]:${override.port}`
      : `${override.host}:${override.port}`;
  return probe.resolver ?? null;
}

async function ask(resolver: dns.Resolver, probe: DnsProbe): Promise<string[]> {
  switch (probe.record) {
    case 'A':
      return await resolver.resolve4(probe.host);
    case 'AAAA':
      return await resolver.resolve6(probe.host);
    case 'CNAME':
      return await resolver.resolveCname(probe.host);
    case 'NS':
      return await resolver.resolveNs(probe.host);
    case 'MX':
      return (await resolver.resolveMx(probe.host)).map(
        ({ priority, exchange }) => `${priority} ${exchange}`,
      );
    case 'TXT':
      return (await resolver.resolveTxt(probe.host)).map((parts) => parts.join(''));
    default:
      return probe.record satisfies never;
  }
}

/** Why there are no answers, and the response code where the resolver gave one. */
interface Refusal {
  readonly why: string;
  readonly rcode: string | null;
}

/** Response codes of RFC 1035 and RFC 2136 by the codes that Node.js gives for them. */
const RCODES: Readonly<Record<string, string>> = {
  ENODATA: 'NOERROR',
  ENOTFOUND: 'NXDOMAIN',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  EFORMERR: 'FORMERR',
  ENOTIMP: 'NOTIMP',
};

function rcodeOf(error: unknown): string | null {
  const code = errorCode(error);
  return code !== null && Object.hasOwn(RCODES, code) ? (RCODES[code] as string) : null;
}

/** Why an answer with this response code and so many records is no use; `null` when it is one. */
export function describeRcode(rcode: string, answers: number): string | null {
  switch (rcode) {
    case 'NOERROR':
      return answers > 0 ? null : 'name has no such record (NOERROR)';
    case 'NXDOMAIN':
      return 'name not found (NXDOMAIN)';
    case 'SERVFAIL':
      return 'name server failed (SERVFAIL)';
    case 'REFUSED':
      return 'name server refused (REFUSED)';
    default:
      return `name server answered ${rcode}`;
  }
}

/** Down where one of the answers that must be there is not. */
export function judgeAnswers(probe: DnsProbe, answers: readonly string[]): Verdict[] {
  const normal = (text: string) => (probe.record === 'TXT' ? text : text.toLowerCase().replace(/\.$/, ''));
  const present = new Set(answers.map(normal));
  const missing = probe.expect.find((each) => !present.has(normal(each)));
  if (missing === undefined) return [];
  return [
    {
      outcome: 'down',
      reason: `${probe.record} of ${probe.host} lacks ${missing}; got ${answers.join(', ') || 'nothing'}`,
    },
  ];
}
