import { type Book, entryPath, find, findTeam } from '../book/book.ts';
import type { CollectionName } from '../schemas/reference.ts';
import type { COMPUTED } from '../schemas/registers/metrics.ts';
import { type Cell, link, unknown } from './model.ts';

export type ComputedName = (typeof COMPUTED)[number];

/** What views are given: the book, the clock, and the figures computed from the record. */
export interface ViewContext {
  readonly book: Book;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** A figure over services of a domain, ready to show; unknown where nothing was measured. */
  computed(name: ComputedName, domain: string, services: readonly string[]): Cell;
}

/** A link to an entry under its own title; its bare id, marked unknown, where it does not exist. */
export function entryLink(context: ViewContext, collection: CollectionName, id: string): Cell {
  const found = find(context.book, collection, id);
  return found
    ? link((found.data as { title: string }).title, entryPath(collection, id))
    : unknown(id, 'not in this book');
}

/** A link to a team under the name that the entry uses for it. */
export function teamLink(context: ViewContext, reference: string, domain: string): Cell {
  const team = findTeam(context.book.collections.teams, reference, domain);
  if (!team) return unknown(reference, 'not in this book');
  return link(reference === team.id ? team.data.title : reference, entryPath('teams', team.id));
}

/** A link to a runbook, or nothing. */
export function runbookLink(context: ViewContext, id: string | undefined): Cell {
  return id ? entryLink(context, 'runbooks', id) : unknown('no runbook yet');
}
