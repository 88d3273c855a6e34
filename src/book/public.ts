import type { Probe } from '../schemas/probe.ts';
import { COLLECTIONS, type CollectionName } from '../schemas/reference.ts';
import type { Book, Entry } from './book.ts';
import { openText } from './open-text.ts';

/**
 * Whether a file below `content/` can have a part in {@link publicBook}: the rest of a book, which is most of it, need not
 * be read for customers, and so nothing of it can reach them.
 */
export function mayBePublic(path: string): boolean {
  return /^(?:watchbook\.yaml|domains\/[^/]+\/index\.mdx|(?:services|slos|incidents|maintenance|postmortems)\/.+)$/.test(
    path,
  );
}

/**
 * The part of the book that customers may see. Only entries marked public survive, and of these only the
 * fields that were written for customers: whatever a page cannot reach, it cannot leak. A service that is the
 * instance of one tenant survives for this `tenant` alone, and takes its probes, objectives, planned work and
 * incidents with it; what names services of several tenants is told to each of them, about its own.
 */
export function publicBook(book: Book, tenant?: string): Book {
  const kept = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map<string, Entry>()])) as Record<
    CollectionName,
    Map<string, Entry>
  >;
  for (const service of book.collections.services.values()) {
    if (service.data.audience !== 'public' || !isFor(service, tenant)) continue;
    kept.services.set(service.id, {
      ...service,
      source: bare(service),
      data: {
        title: service.data.title,
        summary: service.data.publicSummary ?? '',
        publicSummary: service.data.publicSummary,
        domain: service.data.domain,
        group: service.data.group,
        owner: '',
        audience: 'public',
        tier: service.data.tier,
        formerIds: [],
        aliases: [],
        subFunctions: [],
        dependsOn: [],
        vendors: [],
        signals: [],
        links: [],
        doubts: [],
        probes: service.data.probes.map(bareProbe),
      },
    } as Entry<'services'>);
  }
  const publicProbes = new Set(
    book.probes.filter((probe) => kept.services.has(probe.service)).map((probe) => probe.fullId),
  );
  const domains = new Set([...kept.services.values()].map((service) => service.domain));
  for (const domain of book.collections.domains.values()) {
    if (!domains.has(domain.id)) continue;
    kept.domains.set(domain.id, {
      ...domain,
      source: bare(domain),
      data: {
        title: domain.data.title,
        summary: '',
        owner: '',
        members: [],
        principles: [],
        doubts: [],
        order: domain.data.order,
        source: { title: '', updated: null },
      },
    } as Entry<'domains'>);
  }
  for (const entry of book.collections.maintenance.values()) {
    if (entry.data.audience !== 'public') continue;
    const services = entry.data.services.filter((id) => kept.services.has(id));
    if (services.length === 0) continue;
    kept.maintenance.set(entry.id, {
      ...entry,
      source: bare(entry),
      data: { ...entry.data, services, runbooks: [], activities: [] },
    } as Entry<'maintenance'>);
  }
  for (const entry of book.collections.incidents.values()) {
    if (entry.data.audience !== 'public') continue;
    const services = entry.data.services.filter((id) => kept.services.has(id));
    const ofOthers = entry.data.services.some((id) => {
      const service = book.collections.services.get(id);
      return service !== undefined && !isFor(service, tenant);
    });
    if (services.length === 0 && ofOthers) continue;
    const updates = entry.data.updates.map((update) => ({
      ...update,
      services: Object.fromEntries(
        Object.entries(update.services ?? {}).filter(([id]) => kept.services.has(id)),
      ),
    }));
    // The text of a public incident is written for customers; its raw front matter is not.
    const { body } = entry.source;
    const source = { ...bare(entry), body: body === null ? null : openText(body) };
    const { title, domain, audience, userFacing, startedAt, resolvedAt } = entry.data;
    const told = postmortemTold(book, entry);
    if (told) kept.postmortems.set(told.id, externalPart(told, entry, services));
    kept.incidents.set(entry.id, {
      ...entry,
      source,
      data: {
        title,
        domain,
        severity: '',
        audience,
        services,
        userFacing,
        startedAt,
        resolvedAt,
        mitigation: 'none',
        runbooks: [],
        updates,
        ...(told ? { postmortem: told.id } : {}),
      },
    } as Entry<'incidents'>);
  }
  for (const entry of book.collections.slos.values()) {
    if (
      entry.data.audience !== 'public' ||
      (entry.data.service !== undefined && !kept.services.has(entry.data.service))
    )
      continue;
    const { sli } = entry.data;
    const watched = 'probes' in sli ? sli.probes : [];
    // Half of its probes would give another figure than the one inside, so it is left out whole.
    if (!watched.every((id) => publicProbes.has(id))) continue;
    if ('service' in sli && sli.service !== undefined && !kept.services.has(sli.service)) continue;
    kept.slos.set(entry.id, {
      ...entry,
      source: bare(entry),
      data: {
        ...entry.data,
        sli: bareSli(entry.data.sli),
        owner: '',
        runbook: undefined,
        openslo: undefined,
        doubts: [],
      },
    } as Entry<'slos'>);
  }
  return {
    config: publicConfig(book.config),
    collections: kept as unknown as Book['collections'],
    registers: new Map(),
    probes: book.probes
      .filter((probe) => publicProbes.has(probe.fullId))
      .map((probe) => ({
        ...bareProbe(probe),
        service: probe.service,
        fullId: probe.fullId,
        // No page shows them, and without them a renamed component would lose its history in public only.
        formerIds: probe.formerIds,
      })),
    alerts: new Map(),
  };
}

/** The postmortem of a public incident that customers may read: marked public, about this incident, and no draft. */
function postmortemTold(book: Book, incident: Entry<'incidents'>): Entry<'postmortems'> | undefined {
  const id = incident.data.postmortem;
  const found = id === undefined ? undefined : book.collections.postmortems.get(id);
  if (found === undefined || found.data.incident !== incident.id) return undefined;
  const { audience, external, state } = found.data;
  return audience === 'public' && external && state !== 'draft' ? found : undefined;
}

/**
 * A postmortem as customers know it: the external part, the title of the public incident unless it has one of its own, the
 * four timestamps that its three times are derived from, and the services that are public. Every other field is emptied.
 */
function externalPart(
  entry: Entry<'postmortems'>,
  incident: Entry<'incidents'>,
  services: readonly string[],
): Entry<'postmortems'> {
  const { external, timestamps } = entry.data;
  if (!external) throw new RangeError(`${entry.id} has no external part; nothing of it may be published`);
  const { impactStartedAt, detectedAt, mitigatedAt, impactEndedAt } = timestamps;
  const { summary, whatHappened, actions, publishedAt } = external;
  return {
    ...entry,
    domain: incident.domain,
    source: bare(entry),
    data: {
      title: external.title ?? incident.data.title,
      summary,
      domain: incident.data.domain,
      incident: incident.id,
      state: 'reviewed',
      severity: '',
      audience: 'public',
      services: [...services],
      slos: [],
      timestamps: {
        impactStartedAt,
        detectedAt,
        impactEndedAt,
        ...(mitigatedAt === undefined ? {} : { mitigatedAt }),
      },
      detectedBy: 'unknown',
      impact: '',
      dataLoss: false,
      trigger: '',
      contributingFactors: [],
      resolution: '',
      lessons: { wentWell: [], wentPoorly: [], gotLucky: [] },
      timeline: [],
      runbooksUsed: [],
      actionItems: [],
      external: { summary, whatHappened, actions, ...(publishedAt === undefined ? {} : { publishedAt }) },
      waivers: [],
    },
  };
}

/** True for a service of everybody, and for the instance of the tenant that is asked for. */
function isFor(service: Entry<'services'>, tenant: string | undefined): boolean {
  return service.data.tenant === undefined || service.data.tenant === tenant;
}

/** The settings that public pages need: not what people inside call the book, who commits to it, or whom probes ask. */
function publicConfig(config: Book['config']): Book['config'] {
  return {
    ...config,
    name: config.public.title ?? config.name,
    tagline: undefined,
    machines: [],
    branch: '',
    probing: { ...config.probing, control: [] },
  };
}

/** The source of an entry without its text and without the name of its file: nothing of it is for customers. */
function bare(entry: Entry): Entry['source'] {
  return { ...entry.source, file: '', body: null, data: {} };
}

type Sli = Entry<'slos'>['data']['sli'];

/** An indicator without what people inside wrote about measuring it: sources, notes, queries, wishes. */
function bareSli(sli: Sli): Sli {
  switch (sli.kind) {
    case 'availability':
    case 'latency':
    case 'error-rate':
    case 'freshness':
      return sli;
    case 'prometheus': {
      const { good: _good, total: _total, ...rest } = sli;
      return rest;
    }
    case 'manual':
      return {
        ...sli,
        source: '',
        periods: sli.periods.map(({ from, to, good, total }) => ({ from, to, good, total })),
      };
    case 'not measured':
      return { ...sli, needs: '' };
    default: {
      const never: never = sli;
      throw new RangeError(
        `unknown kind of indicator ${JSON.stringify(never)}; nothing of it is shown to customers`,
      );
    }
  }
}

/** What is needed to count the looks of a probe; where it looks, and what for, stays inside. */
function bareProbe({ id, kind, interval, confirm }: Probe): Probe {
  return { id, kind, interval, confirm, conditions: [], tags: [] } as unknown as Probe;
}
