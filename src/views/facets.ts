import { type Entry, find, register } from '../book/book.ts';
import type { CollectionName } from '../schemas/reference.ts';
import type { ViewContext } from './context.ts';
import { serviceName } from './facts.ts';
import { sentenceCase } from './words.ts';

/** A value of a facet: a slug for the address, words for people. */
export interface FacetValue {
  readonly id: string;
  readonly title: string;
  /** Place among the values; by title where absent. */
  readonly rank?: number;
}

/** A way to narrow a list down. Each value has a page of its own, so that it works without a script. */
export interface Facet {
  readonly id: string;
  readonly title: string;
  valuesOf(entry: Entry, context: ViewContext): readonly FacetValue[];
}

const value = (title: string): FacetValue => ({ id: slug(title), title });

function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'other'
  );
}

const domain: Facet = {
  id: 'domain',
  title: 'Domain',
  valuesOf: (entry, { book }) => [
    { id: entry.domain, title: find(book, 'domains', entry.domain)?.data.title ?? entry.domain },
  ],
};

/** A facet over a field that holds one word or several. */
function field(id: string, title: string, key: string = id): Facet {
  return {
    id,
    title,
    valuesOf: (entry) => {
      const found = (entry.data as Record<string, unknown>)[key];
      const words = Array.isArray(found) ? found : found === undefined || found === null ? [] : [found];
      return words.map((word) => value(sentenceCase(String(word))));
    },
  };
}

const service: Facet = {
  id: 'service',
  title: 'Service',
  valuesOf: (entry, { book }) => {
    const data = entry.data as { services?: string[]; service?: string };
    return (data.services ?? (data.service ? [data.service] : [])).map((id) => ({
      id: id.replaceAll('/', '--'),
      title: nameOf(book, id),
    }));
  },
};

function nameOf(book: ViewContext['book'], id: string): string {
  const found = find(book, 'services', id);
  return found ? serviceName(book, found) : id;
}

/** A level belongs to the scale of its domain: P1 here is not P1 there. Most urgent first. */
const severity: Facet = {
  id: 'severity',
  title: 'Severity',
  valuesOf: (entry, { book }) => {
    const level = (entry.data as { severity?: string }).severity;
    if (!level) return [];
    const urgency = register(book, entry.domain, 'severities')?.levels.find(
      ({ id }) => id === level,
    )?.urgency;
    const domain = find(book, 'domains', entry.domain)?.data.title;
    const several = book.collections.domains.size > 1 && domain;
    return [
      {
        id: several ? `${entry.domain}--${slug(level)}` : slug(level),
        title: several ? `${level} (${domain})` : level,
        rank: urgency ?? 9,
      },
    ];
  },
};

const FACETS: Partial<Record<CollectionName, readonly Facet[]>> = {
  services: [domain, field('tier', 'Tier'), field('audience', 'Audience')],
  runbooks: [domain, field('kind', 'Kind'), severity, field('risk', 'Risk'), service],
  slos: [domain, field('state', 'State'), service],
  incidents: [domain, severity, service],
  postmortems: [domain, severity, field('state', 'State'), service],
  maintenance: [domain, service],
  rotations: [domain],
  checklists: [domain, field('cadence', 'How often'), field('purpose', 'Purpose')],
  guides: [domain, field('readers', 'Readers'), field('complexity', 'Complexity'), field('state', 'State')],
  policies: [domain, field('kind', 'Kind')],
  teams: [domain, field('kind', 'Kind')],
};

/** Facets of a collection; none where its list is short by nature. */
export function facetsOf(collection: CollectionName): readonly Facet[] {
  return FACETS[collection] ?? [];
}

/** The values of a facet over entries, with how many entries have each, in alphabetical order. */
export function countValues(
  facet: Facet,
  entries: readonly Entry[],
  context: ViewContext,
): (FacetValue & { count: number })[] {
  const counts = new Map<string, FacetValue & { count: number }>();
  for (const entry of entries) {
    for (const found of facet.valuesOf(entry, context)) {
      const known = counts.get(found.id);
      counts.set(found.id, { ...found, count: (known?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
}
