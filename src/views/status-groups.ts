import type { Book } from '../book/book.ts';
import type { Audience } from '../schemas/vocabulary.ts';
import type { ComponentFacts, Facts } from './facts.ts';

export interface StatusGroup {
  readonly id: string;
  readonly title: string;
  readonly components: readonly ComponentFacts[];
}

/** Components that a status page shows: those that a probe looks at and the audience may see. */
export function shownComponents(book: Book, facts: Facts, audience: Audience): ComponentFacts[] {
  return statusGroups(book, facts, audience).flatMap((group) => group.components);
}

/** Watched components by heading, in the order of their domains. */
export function statusGroups(book: Book, facts: Facts, audience: Audience): StatusGroup[] {
  const groups = new Map<string, { title: string; order: number; components: ComponentFacts[] }>();
  for (const component of facts.components.values()) {
    const { data, domain } = component.service;
    if (data.probes.length === 0 || (audience === 'public' && data.audience !== 'public')) continue;
    const home = book.collections.domains.get(domain);
    const title = data.group ?? home?.data.title ?? domain;
    const group = groups.get(title) ?? { title, order: home?.data.order ?? 99, components: [] };
    group.components.push(component);
    groups.set(title, group);
  }
  return [...groups.values()]
    .sort((a, b) => a.order - b.order || a.title.localeCompare(b.title))
    .map((group) => ({
      id: `group-${group.title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')}`,
      title: group.title,
      components: group.components.sort((a, b) => a.service.data.title.localeCompare(b.service.data.title)),
    }));
}
