import { type Found, type FoundUpdate, type Impact, instantOf, type State, type TextFile } from './found.ts';
import { type Gathering, gathering, leaveUnknown } from './gather.ts';
import { plainText } from './upptime-issues.ts';
import { type Lined, listOf, mapOf, readLined, textOf } from './yaml.ts';

const ISSUE_KEYS = [
  'title',
  'date',
  'resolved',
  'resolvedWhen',
  'severity',
  'affected',
  'section',
  'informational',
  'pin',
];
const SYSTEM_KEYS = ['name', 'displayName', 'category', 'description', 'link'];

/**
 * Services and incidents out of a cState site: `systems` of its configuration, and its issues. cState looks at nothing, so the
 * services have no probes.
 */
export function readCstate(config: TextFile, issues: readonly TextFile[]): Found {
  const into = gathering();
  const lined = readLined(config);
  if (lined.fault) into.notCarried.push(lined.fault);
  const params = mapOf(mapOf(lined.data)['params']);
  for (const [index, item] of listOf(params['systems']).entries()) {
    const system = mapOf(item);
    const path = ['params', 'systems', index] as const;
    const name = textOf(system['name']) ?? '';
    if (name === '') {
      into.leave(config.file, lined.line(...path), 'a system', 'it has no name');
      continue;
    }
    leaveUnknown(into, config.file, lined, path, system, SYSTEM_KEYS, () => 'it has no counterpart here');
    const slug = into.slug(name);
    into.call(name, slug);
    const description = plainText(textOf(system['description']) ?? '');
    into.services.push({
      slug,
      title: textOf(system['displayName']) ?? name,
      summary: description.length >= 10 ? description.slice(0, 240) : `Imported from cState: ${name}.`,
      group: textOf(system['category']),
      probe: null,
      at: { file: config.file, line: lined.line(...path) },
    });
  }
  for (const issue of issues) readIssue(into, issue);
  return into.found();
}

function readIssue(into: Gathering, { file, text }: TextFile) {
  const match = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/.exec(text);
  if (!match) return into.leave(file, 1, 'the issue', 'it has no front matter in YAML');
  const lined = readLined({ file, text: match[1] as string }, 1);
  if (lined.fault) return into.leave(file, lined.fault.line, lined.fault.what, lined.fault.why);
  const data = mapOf(lined.data);
  const leave = (key: string, why: string, what = key) => into.leave(file, lined.line(key), what, why);
  leaveUnknown(into, file, lined, [], data, ISSUE_KEYS, () => 'it has no counterpart here');
  if (data['informational'] === true)
    return leave('informational', 'an announcement is no incident', 'the issue');
  const word = textOf(data['severity']) ?? '';
  const startedAt = instantOf(data['date']);
  const resolved = data['resolved'] === true;
  const resolvedAt = instantOf(data['resolvedWhen']);
  if (startedAt === null)
    return leave('date', 'it says not when it began in a way that can be read', 'the issue');
  if (resolved && resolvedAt === null)
    return leave(
      'resolved',
      'it is over, but resolvedWhen says not when; write it down and import again',
      'the issue',
    );
  const affected = listOf(data['affected']).flatMap((name) => textOf(name) ?? []);
  const services = affected.flatMap((name) => known(into, file, lined, name));
  if (services.length === 0)
    return leave('affected', 'no system of the configuration is affected', 'the issue');
  const impact = impactOf(word);
  if (impact === null)
    return leave('severity', `"${word}" is no severity of cState (down, disrupted, notice)`, 'the issue');
  const updates = updatesOf(
    into,
    file,
    match[2] as string,
    text.slice(0, text.length - (match[2] as string).length).split('\n').length,
    resolved ? resolvedAt : null,
    startedAt,
  );
  const impacts = Object.fromEntries(services.map((slug) => [slug, impact]));
  into.incidents.push({
    key: (file.split('/').at(-1) ?? file).replace(/\.mdx?$/, ''),
    title: textOf(data['title']) ?? 'Incident',
    word,
    services,
    startedAt,
    resolvedAt: resolved ? resolvedAt : null,
    updates: [{ at: startedAt, state: 'investigating', text: '', impacts }, ...updates],
    at: { file, line: 1 },
  });
}

function known(into: Gathering, file: string, lined: Lined, name: string): string[] {
  const slug = into.known(name);
  if (slug === undefined)
    into.leave(file, lined.line('affected'), `the system ${name}`, 'the configuration has none of this name');
  return slug === undefined ? [] : [slug];
}

function impactOf(severity: string): Impact | null {
  switch (severity) {
    case 'down':
      return 'major outage';
    case 'disrupted':
      return 'degraded';
    case 'notice':
      return 'none';
    default:
      return null;
  }
}

const STATES: readonly (readonly [RegExp, State])[] = [
  [/^resolved|^fixed/i, 'resolved'],
  [/^post-?mortem/i, 'postmortem'],
  [/^monitoring|^watching/i, 'monitoring'],
  [/^identified/i, 'identified'],
  [/^investigating|^update/i, 'investigating'],
];

/** Paragraphs that begin with a state in emphasis are updates; their time stands in a `track` shortcode. */
function updatesOf(
  into: Gathering,
  file: string,
  body: string,
  bodyLine: number,
  resolvedAt: number | null,
  startedAt: number,
): FoundUpdate[] {
  const found: FoundUpdate[] = [];
  const parts = body.split(/^(?=[*_]{1,2}[A-Z][\w-]*[*_]{1,2})/m);
  let line = bodyLine;
  for (const part of parts) {
    const here = line + (/^\s*/.exec(part)?.[0].split('\n').length ?? 1) - 1;
    line += part.split('\n').length - 1;
    const clean = part.replace(/\{\{<\s*track\s*"[^"]*"\s*>\}\}/g, '').replace(/^---\s*$/gm, '');
    const match = /^[*_]{1,2}([A-Z][\w-]*)[*_]{1,2}\s*[-–—:]?\s*([\s\S]*)$/.exec(clean.trim());
    const text = plainText(match ? (match[2] as string) : clean)
      .replace(/\{\{[\s\S]*?\}\}/g, '')
      .trim();
    if (text === '') continue;
    const state = match ? STATES.find(([pattern]) => pattern.test(match[1] as string))?.[1] : undefined;
    if (match && !state)
      into.leave(
        file,
        here,
        `the state "${match[1]}"`,
        'it is no state of an incident; investigating is taken',
      );
    const at = instantOf(/\{\{<\s*track\s*"([^"]*)"\s*>\}\}/.exec(part)?.[1]);
    const over = state === 'resolved' || state === 'postmortem';
    // Without a time of its own an update is as old as the end, or the beginning, that it speaks of.
    const when = at ?? (over && resolvedAt !== null ? resolvedAt : startedAt);
    if (at === null)
      into.leave(
        file,
        here,
        `the time of "${text.slice(0, 30)}"`,
        `it has none; ${new Date(when).toISOString()} is taken from the front matter`,
      );
    found.push({
      at: when,
      state: over && resolvedAt === null ? 'monitoring' : (state ?? 'investigating'),
      text,
      impacts: {},
    });
  }
  return found;
}
