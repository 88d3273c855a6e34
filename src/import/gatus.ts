import { translateCondition } from './conditions.ts';
import type { Found, TextFile } from './found.ts';
import { type Gathering, gathering, headersOf, leaveUnknown, secretsIn } from './gather.ts';
import { type Lined, listOf, mapOf, readLined, textOf } from './yaml.ts';

const ENDPOINT_KEYS = [
  'name',
  'enabled',
  'group',
  'url',
  'method',
  'conditions',
  'interval',
  'body',
  'headers',
  'dns',
  'client',
  'alerts',
  'extra-labels',
  'ui',
  'graphql',
  'maintenance-windows',
] as const;

/** Why a part of an endpoint is not carried; null where it is, or where it changes nothing that is looked at. */
const ENDPOINT_WHY: Readonly<Record<string, string>> = {
  alerts: 'who is told stands in content/domains/*/severities.yaml and contacts.yaml',
  'extra-labels': 'labels of metrics have no place here',
  ui: 'values of conditions are never shown with secrets, so nothing needs hiding',
  graphql: 'write the query as body with the header content-type: application/json',
  'maintenance-windows': 'plan it in content/maintenance/',
};

/**
 * Services with probes out of a configuration of Gatus (`endpoints`). It holds no incidents and no history. Whatever has no
 * counterpart is listed with its line.
 */
export function readGatus(source: TextFile): Found {
  const into = gathering();
  const lined = readLined(source);
  if (lined.fault) into.notCarried.push(lined.fault);
  const root = mapOf(lined.data);
  leaveUnknown(into, source.file, lined, [], root, ['endpoints'], (key) =>
    key === 'suites' || key === 'external-endpoints'
      ? 'write probes of kind sequence or heartbeat; the two say different things in each'
      : 'settings of the program itself, which this one does not have',
  );
  for (const [index, endpoint] of listOf(root['endpoints']).entries())
    readEndpoint(into, source.file, lined, index, mapOf(endpoint));
  return into.found();
}

function readEndpoint(
  into: Gathering,
  file: string,
  lined: Lined,
  index: number,
  endpoint: Readonly<Record<string, unknown>>,
) {
  const path = ['endpoints', index] as const;
  const leave = (key: string, why: string, what = key) =>
    into.leave(file, lined.line(...path, key), what, why);
  const name = textOf(endpoint['name']) ?? '';
  if (name === '') return leave('name', 'an endpoint without a name', 'the endpoint');
  const url = textOf(endpoint['url']) ?? '';
  const slug = into.slug(name);
  const at = { file, line: lined.line(...path) };
  const base = probeFor(url, endpoint);
  if (typeof base === 'string') leave('url', base, `the probe of ${name}`);
  if (endpoint['enabled'] === false)
    leave('enabled', 'a probe that does not look is left out', `the probe of ${name}`);
  for (const key of Object.keys(endpoint)) {
    const why = ENDPOINT_WHY[key];
    if (why) leave(key, why);
  }
  leaveUnknown(into, file, lined, path, endpoint, ENDPOINT_KEYS, () => 'this key is not known');
  const probe =
    typeof base === 'string' || endpoint['enabled'] === false
      ? null
      : {
          ...base,
          interval: durationOf(endpoint['interval']) ?? '1m',
          ...clientOf(into, file, lined, path, mapOf(endpoint['client']), base['kind'] as string),
          ...httpParts(into, file, lined, path, endpoint, base['kind'] as string),
          conditions: conditionsOf(into, file, lined, path, endpoint, name),
          confirm: { down: 1, up: 1 },
        };
  into.services.push({
    slug,
    title: name,
    summary: `Imported from Gatus${url ? `, which looked at ${url.replace(/\?.*$/, '')}` : ''}.`,
    group: textOf(endpoint['group']),
    probe,
    at,
  });
}

/** Kind and address of a probe, or why there is none. */
function probeFor(
  url: string,
  endpoint: Readonly<Record<string, unknown>>,
): Record<string, unknown> | string {
  const dns = mapOf(endpoint['dns']);
  if (textOf(dns['query-name'])) {
    const record = textOf(dns['query-type']) ?? 'A';
    if (!['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT'].includes(record))
      return `records of type ${record} are not asked for`;
    const name = (textOf(dns['query-name']) as string).replace(/\.$/, '');
    return { id: 'dns', kind: 'dns', host: name, record, resolver: url.includes(':') ? url : `${url}:53` };
  }
  if (/^https?:\/\//.test(url))
    return URL.canParse(url) ? { id: 'http', kind: 'http', url } : 'its address is none';
  const match = /^(tcp|tls|starttls):\/\/([^/:]+):(\d+)$/.exec(url);
  if (match?.[1] === 'tcp') return { id: 'tcp', kind: 'tcp', host: match[2], port: Number(match[3]) };
  if (match?.[1] === 'tls') return { id: 'tls', kind: 'tls', host: match[2], port: Number(match[3]) };
  if (match?.[1] === 'starttls' && ['25', '587'].includes(match[3] as string))
    return { id: 'tls', kind: 'tls', host: match[2], port: Number(match[3]), startTls: 'smtp' };
  const scheme = /^([a-z]+):\/\//.exec(url)?.[1];
  return scheme ? `there is no probe for ${scheme}:// here` : 'an address without a scheme';
}

function httpParts(
  into: Gathering,
  file: string,
  lined: Lined,
  path: readonly (string | number)[],
  endpoint: Readonly<Record<string, unknown>>,
  kind: string,
): Record<string, unknown> {
  if (kind !== 'http') return {};
  const headers = Object.entries(mapOf(endpoint['headers'])).map(
    ([name, value]) => [name, String(value)] as const,
  );
  const kept = headersOf(into, (name) => ({ file, line: lined.line(...path, 'headers', name) }), headers);
  const body = textOf(endpoint['body']);
  const method = textOf(endpoint['method']);
  return {
    ...(method ? { method } : {}),
    ...(Object.keys(kept).length > 0 ? { headers: kept } : {}),
    ...(body === null || endpoint['graphql'] === true ? {} : { body: secretsIn(body) }),
  };
}

function conditionsOf(
  into: Gathering,
  file: string,
  lined: Lined,
  path: readonly (string | number)[],
  endpoint: Readonly<Record<string, unknown>>,
  name: string,
): string[] {
  return listOf(endpoint['conditions']).flatMap((condition, at) => {
    const said = textOf(condition) ?? '';
    const ours = translateCondition(said);
    if (ours.ok) return [ours.text];
    into.leave(file, lined.line(...path, 'conditions', at), `a condition of ${name}: ${said}`, ours.why);
    return [];
  });
}

/** How connections are made, as far as it can be said here. */
function clientOf(
  into: Gathering,
  file: string,
  lined: Lined,
  path: readonly (string | number)[],
  client: Readonly<Record<string, unknown>>,
  kind: string,
): Record<string, unknown> {
  const timeout = durationOf(client['timeout']);
  const http = kind === 'http';
  const known = http ? ['timeout', 'insecure', 'ignore-redirect'] : ['timeout'];
  leaveUnknown(
    into,
    file,
    lined,
    [...path, 'client'],
    client,
    known,
    () => 'a setting of connections that has no counterpart',
  );
  return {
    ...(timeout ? { timeout } : {}),
    ...(http && client['insecure'] === true ? { insecure: true } : {}),
    ...(http && client['ignore-redirect'] === true ? { maxRedirects: 0 } : {}),
  };
}

/** A length of time as Go writes it (`30s`, `1m30s`, `1h`) in one unit of ours, or null. */
export function durationOf(value: unknown): string | null {
  const text = textOf(value) ?? '';
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return null;
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const ms = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * factor[unit as keyof typeof factor],
    0,
  );
  if (ms < 1 || !Number.isInteger(ms)) return null;
  const unit = (['h', 'm', 's', 'ms'] as const).find((one) => ms % factor[one] === 0) ?? 'ms';
  return `${ms / factor[unit]}${unit}`;
}
