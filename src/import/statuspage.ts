import { type Found, type FoundUpdate, type Impact, instantOf, type State, type TextFile } from './found.ts';
import { type Gathering, gathering } from './gather.ts';
import { type Lined, listOf, mapOf, readLined, textOf } from './yaml.ts';

/**
 * Services and incidents out of documents of the public interface of Statuspage (`incidents.json`, `summary.json`,
 * `components.json`). Components that only an incident names become services as well.
 */
export function readStatuspage(source: TextFile): Found {
  const into = gathering();
  const lined = readLined(source);
  if (lined.fault) into.notCarried.push(lined.fault);
  const root = mapOf(lined.data);
  const components = listOf(root['components']);
  const groups = new Map(
    components
      .map(mapOf)
      .flatMap((one) => (one['group'] === true ? [[one['id'], textOf(one['name'])] as const] : [])),
  );
  for (const [index, one] of components.entries())
    readComponent(into, source.file, lined, ['components', index], mapOf(one), groups);
  const incidents = listOf(root['incidents']);
  for (const [index, incident] of incidents.entries()) {
    for (const [at, one] of listOf(mapOf(incident)['components']).entries())
      readComponent(into, source.file, lined, ['incidents', index, 'components', at], mapOf(one), groups);
    for (const [at, update] of listOf(mapOf(incident)['incident_updates']).entries())
      for (const affected of listOf(mapOf(update)['affected_components']))
        readAffected(into, source.file, lined, ['incidents', index, 'incident_updates', at], mapOf(affected));
  }
  for (const [index, incident] of incidents.entries())
    readIncident(into, source.file, lined, index, mapOf(incident));
  for (const [index, planned] of listOf(root['scheduled_maintenances']).entries())
    into.leave(
      source.file,
      lined.line('scheduled_maintenances', index),
      `planned work ${textOf(mapOf(planned)['name']) ?? ''}`,
      'planned work is written down in content/maintenance/',
    );
  return into.found();
}

type Path = readonly (string | number)[];
type Data = Readonly<Record<string, unknown>>;

function readComponent(
  into: Gathering,
  file: string,
  lined: Lined,
  path: Path,
  component: Data,
  groups: ReadonlyMap<unknown, string | null>,
): void {
  const name = textOf(component['name']);
  const id = textOf(component['id']);
  if (component['group'] === true || name === null || id === null) return;
  addService(
    into,
    file,
    lined.line(...path),
    id,
    name,
    groups.get(component['group_id']) ?? null,
    textOf(component['description']),
  );
}

function readAffected(into: Gathering, file: string, lined: Lined, path: Path, affected: Data): void {
  const [code, name] = [textOf(affected['code']), textOf(affected['name'])];
  // An update names its component as "Group - Component"; the component itself is known by its id.
  if (code !== null && name !== null) addService(into, file, lined.line(...path), code, name, null, null);
}

function addService(
  into: Gathering,
  file: string,
  line: number,
  id: string,
  name: string,
  group: string | null,
  description: string | null,
): void {
  if (into.known(id) !== undefined) return;
  const slug = into.slug(name);
  into.call(id, slug);
  const said = description?.trim() ?? '';
  into.services.push({
    slug,
    title: name,
    summary: said.length >= 10 ? said.slice(0, 240) : `Imported from Statuspage: ${name}.`,
    group,
    probe: null,
    at: { file, line },
  });
}

function readIncident(into: Gathering, file: string, lined: Lined, index: number, incident: Data) {
  const line = lined.line('incidents', index);
  const name = textOf(incident['name']) ?? 'Incident';
  const leave = (why: string, at = line) => into.leave(file, at, `incident ${name}`, why);
  const startedAt = instantOf(incident['started_at'] ?? incident['created_at']);
  if (startedAt === null) return leave('it says not when it began');
  const updates = listOf(incident['incident_updates']).flatMap((one, at) =>
    updateOf(into, file, lined.line('incidents', index, 'incident_updates', at), mapOf(one)),
  );
  const services = new Set([
    ...listOf(incident['components']).flatMap((one) => into.known(textOf(mapOf(one)['id']) ?? '') ?? []),
    ...updates.flatMap(({ impacts }) => Object.keys(impacts)),
  ]);
  if (services.size === 0) return leave('it names no component, and an incident here is about a service');
  const over = ['resolved', 'postmortem'].includes(textOf(incident['status']) ?? '');
  const resolvedAt = instantOf(incident['resolved_at']);
  if (over && resolvedAt === null) return leave('it is over, but resolved_at says not when');
  into.incidents.push({
    key: `statuspage-${textOf(incident['id']) ?? index + 1}`,
    title: name,
    word: textOf(incident['impact']) ?? '',
    services: [...services],
    startedAt,
    resolvedAt: over ? resolvedAt : null,
    updates,
    at: { file, line },
  });
}

function updateOf(into: Gathering, file: string, line: number, update: Data): FoundUpdate[] {
  const at = instantOf(update['display_at'] ?? update['created_at']);
  const state = stateOf(textOf(update['status']) ?? '');
  if (at === null || state === null) {
    into.leave(
      file,
      line,
      'an update',
      at === null ? 'it says not when' : `"${update['status']}" is no state of an incident`,
    );
    return [];
  }
  const impacts: Record<string, Impact> = {};
  for (const one of listOf(update['affected_components']).map(mapOf)) {
    const slug = into.known(textOf(one['code']) ?? '');
    const impact = impactOf(textOf(one['new_status']) ?? '');
    if (slug !== undefined && impact !== null) impacts[slug] = impact;
    else
      into.leave(
        file,
        line,
        `the component ${textOf(one['name']) ?? ''}`,
        `its state "${one['new_status']}" is none that is known`,
      );
  }
  return [{ at, state, text: textOf(update['body']) ?? '', impacts }];
}

function stateOf(status: string): State | null {
  switch (status) {
    case 'investigating':
    case 'identified':
    case 'monitoring':
    case 'resolved':
    case 'postmortem':
      return status;
    default:
      return null;
  }
}

function impactOf(status: string): Impact | null {
  switch (status) {
    case 'operational':
    case 'under_maintenance':
      return 'none';
    case 'degraded_performance':
      return 'degraded';
    case 'partial_outage':
      return 'partial outage';
    case 'major_outage':
      return 'major outage';
    default:
      return null;
  }
}
