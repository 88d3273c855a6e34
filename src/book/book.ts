import type { EntryData } from '../schemas/collections.ts';
import type { Config } from '../schemas/config.ts';
import type { BoundProbe } from '../schemas/probe.ts';
import type { CollectionName } from '../schemas/reference.ts';
import type { RegisterData, RegisterName } from '../schemas/registers/index.ts';
import type { Source } from './source.ts';

/** One entry of a collection: typed data, unrendered text, and where it came from. */
export interface Entry<C extends CollectionName = CollectionName> {
  readonly collection: C;
  /** Path below the collection without extension: `thorbis/platform`. */
  readonly id: string;
  /** Domain it belongs to. */
  readonly domain: string;
  readonly data: EntryData<C>;
  readonly source: Source;
}

/** One register of a domain. */
export interface RegisterEntry<N extends RegisterName = RegisterName> {
  readonly domain: string;
  readonly name: N;
  readonly data: RegisterData<N>;
  readonly source: Source;
}

/** The whole of `content/`, typed, with every reference resolvable. */
export interface Book {
  readonly config: Config;
  readonly collections: { readonly [C in CollectionName]: ReadonlyMap<string, Entry<C>> };
  /** By domain, then by register name. */
  readonly registers: ReadonlyMap<string, ReadonlyMap<RegisterName, RegisterEntry>>;
  /** Every probe of every service, in order of full id. */
  readonly probes: readonly BoundProbe[];
  /** Alert name to runbook id. */
  readonly alerts: ReadonlyMap<string, string>;
}

/** All entries of a collection, ordered by domain and id. */
export function entriesOf<C extends CollectionName>(book: Book, collection: C): Entry<C>[] {
  return [...(book.collections[collection] as ReadonlyMap<string, Entry<C>>).values()];
}

/** Entries of a collection that belong to a domain. */
export function entriesIn<C extends CollectionName>(book: Book, collection: C, domain: string): Entry<C>[] {
  return entriesOf(book, collection).filter((entry) => entry.domain === domain);
}

/** The entry a reference points at. Throws `RangeError` for an id that `check` would have refused. */
export function entry<C extends CollectionName>(book: Book, collection: C, id: string): Entry<C> {
  const found = find(book, collection, id);
  if (!found) throw new RangeError(`no ${collection} entry with id ${id}`);
  return found;
}

/** The entry with that id, or undefined. */
export function find<C extends CollectionName>(book: Book, collection: C, id: string): Entry<C> | undefined {
  return (book.collections[collection] as ReadonlyMap<string, Entry<C>>).get(id);
}

/** A register of a domain, or undefined where the domain has none. */
export function register<N extends RegisterName>(
  book: Book,
  domain: string,
  name: N,
): RegisterData<N> | undefined {
  return book.registers.get(domain)?.get(name)?.data as RegisterData<N> | undefined;
}

/** The team a reference names: by id, or by a title or alias used inside the same domain. */
export function findTeam(
  teams: ReadonlyMap<string, Entry<'teams'>>,
  reference: string,
  domain: string,
): Entry<'teams'> | undefined {
  const byId = teams.get(reference);
  if (byId) return byId;
  for (const team of teams.values()) {
    if (team.domain !== domain) continue;
    if (team.data.title === reference || team.data.aliases.includes(reference)) return team;
  }
  return undefined;
}

/** Path of an entry's page below the base path. */
export function entryPath(collection: CollectionName, id: string): string {
  return collection === 'rotations' ? `/on-call/${id}/` : `/${collection}/${id}/`;
}

/** Path of a collection's index page. */
export function collectionPath(collection: CollectionName): string {
  return collection === 'rotations' ? '/on-call/' : `/${collection}/`;
}
