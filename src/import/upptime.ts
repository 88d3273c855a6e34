import { type Found, type FoundLook, instantOf, type TextFile } from './found.ts';
import { type Gathering, gathering, headersOf, leaveUnknown, secretsIn } from './gather.ts';
import { readIssues } from './upptime-issues.ts';
import { type Lined, listOf, mapOf, readLined, textOf } from './yaml.ts';

/** What an Upptime repository holds. */
export interface UpptimeSource {
  /** `.upptimerc.yml` */
  readonly config: TextFile;
  /** Every committed version of `history/<slug>.yml`, in any order, with the instant of its commit in milliseconds. */
  readonly history: readonly { readonly file: string; readonly at: number; readonly text: string }[];
  /** Issues as `gh issue list --json` gives them; null where nobody exported them. */
  readonly issues: TextFile | null;
}

const SITE_KEYS = [
  'name',
  'url',
  'slug',
  'method',
  'body',
  'headers',
  'check',
  'port',
  'ipv6',
  'expectedStatusCodes',
  'maxRedirects',
  'maxResponseTime',
  'connectTimeout',
  'requestTimeout',
  'tags',
  'icon',
  '__dangerous__insecure',
  '__dangerous__disable_verify_peer',
  '__dangerous__disable_verify_host',
  '__dangerous__body_down',
  '__dangerous__body_down_if_text_missing',
  '__dangerous__body_degraded',
  '__dangerous__body_degraded_if_text_missing',
] as const;

/** Keys of the configuration that are about the site or the repository, not about what is looked at. */
const OTHER_KEYS = 'it is a setting of Upptime itself; content/watchbook.yaml holds ours';

/** Upptime looks every five minutes unless its workflow says otherwise. */
const INTERVAL = '5m';

/** Services, incidents and looks out of a repository of Upptime. Whatever has no counterpart is listed with its line. */
export function readUpptime(source: UpptimeSource): Found {
  const into = gathering();
  const { file } = source.config;
  const lined = readLined(source.config);
  if (lined.fault) into.notCarried.push(lined.fault);
  const root = mapOf(lined.data);
  leaveUnknown(into, file, lined, [], root, ['sites', 'owner', 'repo'], () => OTHER_KEYS);
  for (const [index, site] of listOf(root['sites']).entries())
    readSite(into, file, lined, index, mapOf(site));
  if (source.issues) readIssues(into, source.issues);
  else
    into.leave(
      file,
      1,
      'issues',
      'they are not in the repository; save them as issues.json: gh issue list --state all --limit 9999 --json number,title,body,labels,createdAt,closedAt,comments',
    );
  for (const version of source.history) readVersion(into, version);
  leaveStrangers(into, source.history);
  into.looks.sort((a, b) => a.at - b.at);
  return into.found();
}

function readSite(
  into: Gathering,
  file: string,
  lined: Lined,
  index: number,
  site: Readonly<Record<string, unknown>>,
) {
  const path = ['sites', index] as const;
  const leave = (key: string, why: string, what = key) =>
    into.leave(file, lined.line(...path, key), what, why);
  const name = textOf(site['name']) ?? '';
  if (name === '') return leave('name', 'a site without a name', 'the site');
  const slug = into.slug(textOf(site['slug']) ?? name);
  into.call(name, slug);
  into.call(slug, slug);
  leaveUnknown(
    into,
    file,
    lined,
    path,
    site,
    SITE_KEYS,
    () => 'Upptime does not know this key either, or has no counterpart here',
  );
  if (site['icon'] !== undefined) leave('icon', 'components have no pictures');
  const probe = probeOf(into, file, lined, path, site);
  if (typeof probe === 'string') leave('url', probe, `the probe of ${name}`);
  into.services.push({
    slug,
    title: name,
    summary: `Imported from Upptime, where it was called ${name}.`,
    group: null,
    probe: typeof probe === 'string' ? null : probe,
    at: { file, line: lined.line(...path) },
  });
}

function probeOf(
  into: Gathering,
  file: string,
  lined: Lined,
  path: readonly (string | number)[],
  site: Readonly<Record<string, unknown>>,
): Record<string, unknown> | string {
  const url = textOf(site['url']) ?? '';
  const check = textOf(site['check']) ?? 'http';
  const common = {
    interval: INTERVAL,
    // Upptime tells of the first failed look.
    confirm: { down: 1, up: 1 },
    ...(listOf(site['tags']).length > 0
      ? { tags: listOf(site['tags']).flatMap((tag) => slugTag(textOf(tag))) }
      : {}),
  };
  switch (check) {
    case 'http':
      break;
    case 'tcp-ping': {
      const host = url.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
      const port = Number(site['port'] ?? 0);
      return host && port
        ? { id: 'tcp', kind: 'tcp', host, port, ...common }
        : 'tcp-ping needs a host and a port';
    }
    case 'ssl': {
      const host = url.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
      return { id: 'tls', kind: 'tls', host, critDays: 7, ...common };
    }
    default:
      return `there is no probe for check: ${check} here`;
  }
  if (/^\$\{?[A-Z_]+\}?$/.test(url))
    return `its address is the secret ${url}; write it down with the part that is no secret`;
  const address = secretsIn(url);
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return `"${url}" is no address of the web`;
  const headers = listOf(site['headers']).flatMap((header) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(textOf(header) ?? '') ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  const kept = headersOf(into, () => ({ file, line: lined.line(...path, 'headers') }), headers);
  const method = textOf(site['method']);
  const body = textOf(site['body']);
  const insecure = Object.keys(site).some(
    (key) => /^__dangerous__(?:insecure|disable_verify)/.test(key) && site[key] === true,
  );
  const timeout = Number(site['requestTimeout']);
  const slow = Number(site['maxResponseTime']);
  return {
    id: 'http',
    kind: 'http',
    url: address,
    ...common,
    ...(method ? { method: method.toUpperCase() } : {}),
    ...(Object.keys(kept).length > 0 ? { headers: kept } : {}),
    ...(body === null ? {} : { body: secretsIn(body) }),
    ...(site['maxRedirects'] === undefined
      ? {}
      : { maxRedirects: Math.min(10, Number(site['maxRedirects'])) }),
    ...(timeout > 0 ? { timeout: `${timeout}s` } : {}),
    ...(slow > 0 ? { degradedAfter: `${slow}ms` } : {}),
    ...(site['ipv6'] === true ? { family: 6 } : {}),
    ...(insecure ? { insecure: true } : {}),
    ...textConditions(site),
  };
}

/** Conditions that say what Upptime checked: its status codes, and texts that must or must not be in the answer. */
function textConditions(site: Readonly<Record<string, unknown>>): Record<string, string[]> {
  const codes = listOf(site['expectedStatusCodes']).flatMap((code) => textOf(code) ?? []);
  // A star or question mark is only itself there, and a pattern here.
  const contains = (text: string) =>
    /[*?]/.test(text)
      ? `regex([BODY], ${JSON.stringify(text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))})`
      : `matches([BODY], ${JSON.stringify(`*${text}*`)})`;
  const of = (key: string, make: (text: string) => string) => {
    const text = textOf(site[`__dangerous__${key}`]);
    return text === null ? [] : [make(text)];
  };
  const status =
    codes.length === 0
      ? ['[STATUS] >= 200', '[STATUS] < 400']
      : [codes.length === 1 ? `[STATUS] == ${codes[0]}` : `[STATUS] == any(${codes.join(', ')})`];
  const degraded = [
    ...of('body_degraded', contains),
    ...of('body_degraded_if_text_missing', (text) => `${contains(text)} == false`),
  ];
  return {
    conditions: [
      ...status,
      ...of('body_down', (text) => `${contains(text)} == false`),
      ...of('body_down_if_text_missing', contains),
    ],
    ...(degraded.length > 0 ? { degradedWhen: degraded } : {}),
  };
}

function slugTag(tag: string | null): string[] {
  const slug = (tag ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? [] : [slug];
}

/** Names the histories of sites that the configuration no longer has, each with its number of looks. */
function leaveStrangers(into: Gathering, history: UpptimeSource['history']): void {
  const strangers = Map.groupBy(history, ({ file }) => file);
  for (const [file, versions] of strangers) {
    const name = siteOf(file);
    if (into.known(name) !== undefined) continue;
    into.leave(file, 1, `${versions.length} looks`, `no site of the configuration is called ${name}`);
  }
}

const siteOf = (file: string) => /([^/]+)\.ya?ml$/.exec(file)?.[1] ?? '';

/** One committed version of the state of a site is one look: its own time and status, or that of the commit. */
function readVersion(into: Gathering, { file, at, text }: UpptimeSource['history'][number]) {
  const name = siteOf(file);
  const slug = into.known(name);
  const leave = (why: string) => into.leave(file, 1, `the look of ${new Date(at).toISOString()}`, why);
  if (slug === undefined) return;
  const lined = readLined({ file, text });
  const data = mapOf(lined.data);
  const outcome = outcomeOf(textOf(data['status']));
  if (outcome === null)
    return leave(`its status is ${JSON.stringify(data['status'] ?? null)}, which says nothing`);
  const own = instantOf(data['lastUpdated']);
  const ms = Number(data['responseTime']);
  const code = textOf(data['code']);
  into.looks.push({
    slug,
    origin: name,
    // Its own time is that of the look; one from after the commit, or a day before it, was copied from elsewhere.
    at: own !== null && own <= at + 60_000 && own > at - 86_400_000 ? own : at,
    outcome,
    latencyMs: outcome !== 'down' && ms > 0 ? Math.round(ms) : null,
    reason:
      outcome === 'up' ? null : `Upptime saw it ${outcome}${code && code !== '0' ? `, status ${code}` : ''}`,
  });
}

function outcomeOf(status: string | null): FoundLook['outcome'] | null {
  switch (status) {
    case 'up':
    case 'down':
    case 'degraded':
      return status;
    default:
      return null;
  }
}
