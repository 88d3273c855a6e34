import type {
  FinishedHttpTestResult,
  FinishedPingTestResult,
  FinishedSimpleDnsTestResult,
  MeasurementResultItem,
} from 'globalping';
import { durationMs } from '../../schemas/duration.ts';
import type { DnsProbe, HttpProbe, TcpProbe } from '../../schemas/probe.ts';
import { placeholdersOf } from '../conditions/tree.ts';
import { describeRcode, judgeAnswers } from '../kinds/dns.ts';
import type { Facts, LookResult, Verdict } from '../look.ts';
import { daysToExpiry } from '../look.ts';
import type { Conditions } from '../outcome.ts';
import { describeCode } from '../reason.ts';
import type { RemoteProbe } from './request.ts';

/** What one vantage point found, in the same form as a look of our own; or why it found nothing. */
export type Reading = { readonly look: LookResult } | { readonly unobserved: string };

/**
 * Reads one result of a measurement. Only a finished test is an observation. A failed one may have failed on either
 * side, and the text that says which is not meant to be read by programs, so it is no observation of the service.
 * Anything that is not of the documented shape is no observation either. Pure; `now` in milliseconds.
 */
export function readResult(
  probe: RemoteProbe,
  conditions: Conditions,
  item: MeasurementResultItem,
  now: number,
): Reading {
  const { result } = item;
  switch (result.status) {
    case 'finished':
      break;
    case 'failed':
      return { unobserved: 'the test failed there, which does not tell on which side' };
    case 'offline':
      return { unobserved: 'the vantage point went offline' };
    case 'in-progress':
      return { unobserved: 'the test had not ended' };
    default:
      return {
        unobserved: `the test has a state that is not known, ${String((result as { status: unknown }).status)}`,
      };
  }
  switch (probe.kind) {
    case 'http':
      return readHttp(probe, conditions, result as FinishedHttpTestResult, now);
    case 'tcp':
      return readTcp(probe, result as FinishedPingTestResult);
    case 'dns':
      return readDns(probe, result as FinishedSimpleDnsTestResult);
    default:
      return probe satisfies never;
  }
}

const STRANGE: Reading = { unobserved: 'the result does not have the documented form' };

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function readHttp(
  probe: HttpProbe,
  conditions: Conditions,
  result: FinishedHttpTestResult,
  now: number,
): Reading {
  const { statusCode: status, timings, headers } = result;
  if (!isNumber(status) || typeof timings !== 'object' || timings === null) return STRANGE;
  if (typeof headers !== 'object' || headers === null || !isNumber(timings.total)) return STRANGE;
  if (probe.maxRedirects > 0 && [301, 302, 303, 307, 308].includes(status)) {
    return { unobserved: `it answered ${status}, and Globalping follows no redirects` };
  }
  const asksBody = [...conditions.good, ...conditions.degraded].some((tree) =>
    placeholdersOf(tree).includes('BODY'),
  );
  if (asksBody && result.truncated) {
    return { unobserved: 'the body was cut off at 10 kB, so its conditions cannot be decided' };
  }
  const days = result.tls ? daysToExpiry(result.tls.expiresAt, now) : null;
  const span = (name: string, ms: unknown) => (isNumber(ms) ? { [name]: ms } : {});
  const facts: Facts = {
    connected: true,
    status,
    responseTimeMs: timings.total,
    headers: new Map(
      Object.entries(headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(', ') : String(value),
      ]),
    ),
    spans: {
      ...span('dns', timings.dns),
      ...span('connect', timings.tcp),
      ...span('tls', timings.tls),
      ...span('firstByte', timings.firstByte),
      ...span('download', timings.download),
    },
    ...(result.truncated ? { bodyProblem: 'cut off at 10 kB' } : { body: result.rawBody ?? '' }),
    ...(result.resolvedAddress ? { ip: result.resolvedAddress } : {}),
    ...(days === null ? {} : { certificateDays: days }),
  };
  return observed(probe, facts, judgeTls(probe, result), timings.total);
}

function judgeTls(probe: HttpProbe, { tls }: FinishedHttpTestResult): Verdict[] {
  if (!tls) return [];
  const verdicts: Verdict[] = [];
  const down = (reason: string) => verdicts.push({ outcome: 'down', reason });
  if (!tls.authorized && !probe.insecure) {
    const why = tls.error === undefined ? null : (describeCode(tls.error) ?? tls.error);
    down(why === null ? 'certificate is not trusted' : `certificate is not trusted: ${why}`);
  }
  if (probe.minTls !== undefined && typeof tls.protocol === 'string' && tls.protocol < probe.minTls) {
    down(`${tls.protocol} was spoken, older than ${probe.minTls}`);
  }
  return verdicts;
}

function readTcp(probe: TcpProbe, { stats, resolvedAddress }: FinishedPingTestResult): Reading {
  if (!stats || !isNumber(stats.rcv) || !isNumber(stats.total) || stats.total < 1) return STRANGE;
  if (stats.rcv === 0) {
    return { look: broken(`port ${probe.port} answered none of ${stats.total} connections`) };
  }
  if (!isNumber(stats.avg)) return STRANGE;
  const facts: Facts = {
    connected: true,
    responseTimeMs: stats.avg,
    spans: { connect: stats.avg },
    ...(resolvedAddress ? { ip: resolvedAddress } : {}),
  };
  return observed(probe, facts, [], stats.avg);
}

function readDns(probe: DnsProbe, result: FinishedSimpleDnsTestResult): Reading {
  const { statusCodeName: rcode, answers, timings } = result;
  if (typeof rcode !== 'string' || rcode === '' || !Array.isArray(answers) || !isNumber(timings?.total)) {
    return STRANGE;
  }
  const found = answers
    .filter((answer) => answer.type === probe.record)
    .map((answer) => plainAnswer(probe.record, String(answer.value)));
  const facts: Facts = {
    connected: true,
    responseTimeMs: timings.total,
    dnsRcode: rcode,
    dnsAnswers: found,
  };
  const reading = observed(probe, facts, judgeAnswers(probe, found), timings.total);
  const problem = describeRcode(rcode, found.length);
  if (problem === null || !('look' in reading) || reading.look.transportError !== null) return reading;
  return { look: { ...reading.look, transportError: problem } };
}

/** An answer as our own looks give it: names without the dot of the root, texts without their quotes. */
function plainAnswer(record: DnsProbe['record'], value: string): string {
  switch (record) {
    case 'TXT': {
      const parts = Array.from(value.matchAll(/"((?:[^"\\]|\\.)*)"/g), (match) => match[1] as string);
      return parts.length === 0 ? value : parts.join('').replace(/\\(.)/g, '$1');
    }
    case 'CNAME':
    case 'MX':
    case 'NS':
      return value.replace(/\.$/, '');
    case 'A':
    case 'AAAA':
      return value;
    default:
      return record satisfies never;
  }
}

/** A finished test, held to the time limit of the probe as a look of our own would be. */
function observed(
  probe: { readonly timeout: string },
  facts: Facts,
  verdicts: readonly Verdict[],
  latencyMs: number,
): Reading {
  if (latencyMs <= durationMs(probe.timeout)) {
    return { look: { transportError: null, facts, verdicts, latencyMs, phases: {} } };
  }
  // A look of our own would have hung up by then and learned nothing more.
  const late = `timed out after ${probe.timeout}; it took ${Math.round(latencyMs)} ms`;
  return { look: { ...broken(late), facts: { connected: true }, latencyMs } };
}

function broken(transportError: string): LookResult {
  return { transportError, facts: { connected: false }, verdicts: [], latencyMs: null, phases: {} };
}
