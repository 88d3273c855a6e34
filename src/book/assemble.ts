import type { z } from 'zod';
import { type EntryData, SCHEMAS } from '../schemas/collections.ts';
import { Config } from '../schemas/config.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import { COLLECTIONS, type CollectionName } from '../schemas/reference.ts';
import { REGISTER_NAMES, REGISTERS, type RegisterName } from '../schemas/registers/index.ts';
import type { Book, Entry, RegisterEntry } from './book.ts';
import { type Finding, nearest } from './finding.ts';
import { collectReferences } from './references.ts';
import { resolveReferences } from './resolve.ts';
import { schemaFindings } from './schema-findings.ts';
import { readSource, type Source } from './source.ts';

/** The files of `content/`: path below it with forward slashes, to text. */
export type ContentFiles = ReadonlyMap<string, string>;

export interface Assembled {
  readonly book: Book;
  readonly findings: readonly Finding[];
  /** The settings as they were written; null where there are none. */
  readonly settings: Source | null;
  /** Path below `content/` of every file, those that are not content included. */
  readonly files: ReadonlySet<string>;
}

const CONFIG_FILE = 'watchbook.yaml';

/**
 * Turns the files of `content/` into a {@link Book} and a list of findings. An entry that does not
 * pass its schema is left out of the book and reported; nothing throws, so that one broken file
 * never hides what is wrong in the others. `root` is the folder name used in findings.
 */
export function assembleBook(files: ContentFiles, root = 'content'): Assembled {
  const findings: Finding[] = [];
  const collections = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map()])) as {
    [C in CollectionName]: Map<string, Entry<C>>;
  };
  const registers = new Map<string, Map<RegisterName, RegisterEntry>>();
  const broken = new Set<string>();
  /** Ids by collection and id in lower case: disks differ in whether they tell them apart. */
  const spelled = new Map<string, string>();
  let config = Config.parse({ name: 'Watchbook' });
  let settings: Source | null = null;

  const paths = [...files.keys()].filter(isContent).sort();
  for (const path of paths) {
    const file = `${root}/${path}`;
    const source = readSource(file, files.get(path) ?? '');
    const place = placeOf(path);
    if (place.kind === 'unknown') {
      findings.push({
        file,
        line: 1,
        column: 1,
        rule: 'unknown-file',
        level: 'error',
        message: place.message,
        suggestion: place.suggestion,
      });
      continue;
    }
    const schema = schemaOf(place);
    const parsed = parse(source, schema, findings);
    if (place.kind === 'config') {
      settings = source;
      if (parsed !== undefined) config = parsed as Config;
      continue;
    }
    if (place.kind === 'register') {
      if (parsed === undefined) continue;
      const perDomain = registers.get(place.domain) ?? new Map<RegisterName, RegisterEntry>();
      registers.set(place.domain, perDomain);
      perDomain.set(place.name, {
        domain: place.domain,
        name: place.name,
        data: parsed,
        source,
      } as RegisterEntry);
      continue;
    }
    const key = `${place.collection}/${place.id}`;
    if (parsed === undefined) {
      broken.add(key);
      continue;
    }
    const map = collections[place.collection] as Map<string, Entry>;
    const twin = spelled.get(key.toLowerCase());
    if (twin !== undefined) {
      findings.push({
        file,
        line: 1,
        column: 1,
        rule: 'duplicate-id',
        level: 'error',
        message: `the id ${place.id} is taken by ${map.get(twin)?.source.file}`,
        suggestion: null,
      });
      continue;
    }
    spelled.set(key.toLowerCase(), place.id);
    map.set(place.id, makeEntry(place.collection, place.id, parsed, source));
  }

  if (!files.has(CONFIG_FILE)) {
    findings.push({
      file: `${root}/${CONFIG_FILE}`,
      line: 1,
      column: 1,
      rule: 'missing-file',
      level: 'error',
      message: 'the settings of the book are missing; a file with one line "name: My team" is enough',
      suggestion: null,
    });
  }
  for (const name of COLLECTIONS) {
    if (collections[name].size === 0 && ![...broken].some((key) => key.startsWith(`${name}/`))) {
      findings.push({
        file: `${root}/${name}/`,
        line: 1,
        column: 1,
        rule: 'empty-collection',
        level: 'note',
        message: `no entry in ${name}; its page shows how to add the first`,
        suggestion: null,
      });
    }
  }

  for (const [domain, perDomain] of registers) {
    if (collections.domains.has(domain) || broken.has(`domains/${domain}`)) continue;
    for (const { source } of perDomain.values()) {
      findings.push({
        file: source.file,
        line: 1,
        column: 1,
        rule: 'missing-file',
        level: 'error',
        message: `there is no domain ${domain}, so nobody would ever see this register; add ${root}/domains/${domain}/index.mdx or move the file`,
        suggestion: nearest(domain, collections.domains.keys()),
      });
    }
  }

  const book: Book = {
    config,
    collections,
    registers,
    probes: bindProbes(collections.services),
    alerts: alertMap(collections.runbooks),
  };
  findings.push(...resolveReferences(book, referencesOf(book), broken));
  findings.push(...formerIdFindings(book));
  return { book, findings, settings, files: new Set(files.keys()) };
}

type Place =
  | { kind: 'config' }
  | { kind: 'register'; domain: string; name: RegisterName }
  | { kind: 'entry'; collection: CollectionName; id: string }
  | { kind: 'unknown'; message: string; suggestion: string | null };

function isContent(path: string): boolean {
  return (
    !path.split('/').some((part) => part.startsWith('.') || part.startsWith('_')) &&
    !/(?:\.(?:png|jpe?g|svg|webp|gif)|(?:^|\/)README\.md)$/.test(path)
  );
}

/** The name a file with a neighbouring extension should have. */
function renamed(path: string): string | null {
  if (path.endsWith('.yml')) return path.replace(/yml$/, 'yaml');
  return path.endsWith('.md') ? path.replace(/md$/, 'mdx') : null;
}

function placeOf(path: string): Place {
  if (path === CONFIG_FILE) return { kind: 'config' };
  const match = /^([^/]+)\/(.+)\.(mdx|yaml)$/.exec(path);
  if (!match) {
    return {
      kind: 'unknown',
      message: 'content files end in .mdx or .yaml and lie in the folder of a collection',
      suggestion: renamed(path),
    };
  }
  const [, folder, id, extension] = match as unknown as [string, string, string, string];
  if (!(COLLECTIONS as readonly string[]).includes(folder)) {
    return {
      kind: 'unknown',
      message: `there is no collection ${folder}`,
      suggestion: nearest(folder, COLLECTIONS),
    };
  }
  if (folder !== 'domains') return { kind: 'entry', collection: folder as CollectionName, id };
  const parts = id.split('/');
  if (parts.length === 2 && parts[1] === 'index')
    return { kind: 'entry', collection: 'domains', id: parts[0] as string };
  if (parts.length === 2 && extension === 'yaml') {
    const name = parts[1] as string;
    if ((REGISTER_NAMES as string[]).includes(name))
      return { kind: 'register', domain: parts[0] as string, name: name as RegisterName };
    return {
      kind: 'unknown',
      message: `a domain has no register ${name}`,
      suggestion: nearest(name, REGISTER_NAMES),
    };
  }
  return {
    kind: 'unknown',
    message: 'a domain is a folder with index.mdx and its registers',
    suggestion: `domains/${parts[0]}/index.mdx`,
  };
}

function schemaOf(place: Exclude<Place, { kind: 'unknown' }>): z.ZodType {
  switch (place.kind) {
    case 'config':
      return Config;
    case 'register':
      return REGISTERS[place.name];
    case 'entry':
      return SCHEMAS[place.collection];
    default: {
      const never: never = place;
      throw new Error(`unknown place ${String(never)}`);
    }
  }
}

function parse(source: Source, schema: z.ZodType, findings: Finding[]): unknown {
  for (const problem of source.problems) {
    findings.push({
      file: source.file,
      line: problem.line,
      column: problem.column,
      rule: problem.rule,
      level: 'error',
      message: problem.message,
      suggestion: null,
    });
  }
  if (source.problems.length > 0) return undefined;
  const result = schema.safeParse(source.data);
  if (result.success) return result.data;
  findings.push(...schemaFindings(source, schema, result.error));
  return undefined;
}

function makeEntry<C extends CollectionName>(
  collection: C,
  id: string,
  data: unknown,
  source: Source,
): Entry<C> {
  const domain = collection === 'domains' ? id : (data as { domain: string }).domain;
  return { collection, id, domain, data: data as EntryData<C>, source };
}

function bindProbes(services: ReadonlyMap<string, Entry<'services'>>): BoundProbe[] {
  return [...services.values()].flatMap((service) =>
    service.data.probes.map((probe) => ({
      ...probe,
      service: service.id,
      // Failures that come and go are no good sign: without another policy one good look between two bad ones does not
      // wipe them out.
      confirm: { ...probe.confirm, of: probe.confirm.of ?? probe.confirm.down + 1 },
      fullId: `${service.id}/${probe.id}`,
      formerIds: formerFullIds(service, probe),
    })),
  );
}

/** Full ids that a probe ever had: its own former ones, and its present id within each former service. */
function formerFullIds(service: Entry<'services'>, probe: EntryData<'services'>['probes'][number]): string[] {
  return [...new Set([...probe.formerIds, ...service.data.formerIds.map((old) => `${old}/${probe.id}`)])];
}

/** A former id that lives, or that two claim, would mix the histories of two things. */
function formerIdFindings(book: Book): Finding[] {
  const services = book.collections.services;
  const living = new Set([...services.keys(), ...book.probes.map((probe) => probe.fullId)]);
  const claimed = new Map<string, string>();
  const findings: Finding[] = [];
  const claim = (service: Entry<'services'>, id: string, path: readonly (string | number)[], by: string) => {
    const twin = claimed.get(id);
    if (twin === undefined) claimed.set(id, by);
    if (!living.has(id) && (twin === undefined || twin === by)) return;
    findings.push({
      file: service.source.file,
      ...service.source.locate(path),
      rule: 'former-id',
      level: 'error',
      message: living.has(id)
        ? `${id} is in use, so it cannot be a former id of ${by}: the histories of the two would be mixed`
        : `${id} is a former id of ${twin} as well as of ${by}; its history can follow only one`,
      suggestion: null,
    });
  };
  for (const service of services.values()) {
    service.data.formerIds.forEach((id, at) => {
      claim(service, id, ['formerIds', at], service.id);
      for (const probe of service.data.probes) {
        claim(service, `${id}/${probe.id}`, ['formerIds', at], `${service.id}/${probe.id}`);
      }
    });
    service.data.probes.forEach((probe, index) => {
      for (const [at, id] of probe.formerIds.entries())
        claim(service, id, ['probes', index, 'formerIds', at], `${service.id}/${probe.id}`);
    });
  }
  return findings;
}

function alertMap(runbooks: ReadonlyMap<string, Entry<'runbooks'>>): Map<string, string> {
  const alerts = new Map<string, string>();
  for (const runbook of runbooks.values()) {
    for (const alert of runbook.data.alerts) if (!alerts.has(alert)) alerts.set(alert, runbook.id);
  }
  return alerts;
}

function* referencesOf(book: Book) {
  for (const name of COLLECTIONS) {
    for (const entry of book.collections[name].values() as Iterable<Entry>) {
      for (const reference of collectReferences(SCHEMAS[name], entry.data)) {
        yield { ...reference, source: entry.source, domain: entry.domain };
      }
    }
  }
  for (const perDomain of book.registers.values()) {
    for (const entry of perDomain.values()) {
      for (const reference of collectReferences(REGISTERS[entry.name], entry.data)) {
        yield { ...reference, source: entry.source, domain: entry.domain };
      }
    }
  }
}
