import type { Probe } from '../schemas/probe.ts';
import { COLLECTIONS, type CollectionName } from '../schemas/reference.ts';
import type { Book, Entry } from './book.ts';

/**
 * The part of the book that customers may see. Only entries marked public survive, and of these only the
 * fields that were written for customers: whatever a page cannot reach, it cannot leak.
 */
export function publicBook(book: Book): Book {
  const kept = Object.fromEntries(COLLECTIONS.map((name) => [name, new Map<string, Entry>()])) as Record<
    CollectionName,
    Map<string, Entry>
  >;
  for (const service of book.collections.services.values()) {
    if (service.data.audience !== 'public') continue;
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
    const updates = entry.data.updates.map((update) => ({
      ...update,
      services: Object.fromEntries(
        Object.entries(update.services ?? {}).filter(([id]) => kept.services.has(id)),
      ),
    }));
    // The text of a public incident is written for customers; its raw front matter is not.
    const source = { ...entry.source, data: {} };
    kept.incidents.set(entry.id, {
      ...entry,
      source,
      data: { ...entry.data, services, updates, runbooks: [], postmortem: undefined },
    } as Entry<'incidents'>);
  }
  for (const entry of book.collections.slos.values()) {
    if (
      entry.data.audience !== 'public' ||
      (entry.data.service !== undefined && !kept.services.has(entry.data.service))
    )
      continue;
    const watched = entry.data.sli.kind === 'not measured' ? [] : entry.data.sli.probes;
    // Half of its probes would give another figure than the one inside, so it is left out whole.
    if (!watched.every((id) => publicProbes.has(id))) continue;
    kept.slos.set(entry.id, {
      ...entry,
      source: bare(entry),
      data: { ...entry.data, owner: '', runbook: undefined, doubts: [] },
    } as Entry<'slos'>);
  }
  return {
    config: book.config,
    collections: kept as unknown as Book['collections'],
    registers: new Map(),
    probes: book.probes
      .filter((probe) => publicProbes.has(probe.fullId))
      .map((probe) => ({ ...bareProbe(probe), service: probe.service, fullId: probe.fullId })),
    alerts: new Map(),
  };
}

/** The source of an entry without its text: nothing of it is for customers. */
function bare(entry: Entry): Entry['source'] {
  return { ...entry.source, body: null, data: {} };
}

/** What is needed to count the looks of a probe; where it looks, and what for, stays inside. */
function bareProbe({ id, kind, interval, confirm }: Probe): Probe {
  return { id, kind, interval, confirm, conditions: [], tags: [] } as unknown as Probe;
}
