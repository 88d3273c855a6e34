import type { CollectionName } from '../schemas/reference.ts';
import { COLLECTIONS } from '../schemas/reference.ts';
import { REGISTER_NAMES, type RegisterName } from '../schemas/registers/index.ts';
import type { Book } from './book.ts';
import { nearest } from './finding.ts';

export type FactResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly suggestion: string | null };

/**
 * Looks up a typed value by its address, so that prose never repeats a figure:
 * `domains/ai-film-studio/recovery#rto`, `domains/thorbis/severities#levels[P1].responds`,
 * `slos/thorbis/platform-availability#stated`. A part in brackets selects the list item whose id, name,
 * title, what, rule or step is that text.
 */
export function lookUpFact(book: Book, address: string): FactResult {
  const hash = address.indexOf('#');
  if (hash < 0)
    return miss(
      'write the address as entry#path, such as domains/thorbis/severities#levels[P1].responds',
      null,
    );
  const owner = address.slice(0, hash);
  const data = dataOf(book, owner);
  if (data === undefined)
    return miss(`there is no entry or register ${owner}`, nearest(owner, addresses(book)));
  return follow(data, address.slice(hash + 1), owner);
}

/** Every entry and register that facts can be taken from. */
function addresses(book: Book): string[] {
  const entries = COLLECTIONS.flatMap((name) =>
    [...book.collections[name].keys()].map((id) => `${name}/${id}`),
  );
  const registers = [...book.registers].flatMap(([domain, map]) =>
    [...map.keys()].map((name) => `domains/${domain}/${name}`),
  );
  return [...entries, ...registers];
}

function dataOf(book: Book, owner: string): unknown {
  const [collection, ...rest] = owner.split('/');
  if (!(COLLECTIONS as readonly string[]).includes(collection ?? '')) return undefined;
  const direct = (
    book.collections[collection as CollectionName] as ReadonlyMap<string, { data: unknown }>
  ).get(rest.join('/'));
  if (direct) return direct.data;
  const [domain, register] = rest;
  if (collection !== 'domains' || !domain || !register || !(REGISTER_NAMES as string[]).includes(register))
    return undefined;
  return book.registers.get(domain)?.get(register as RegisterName)?.data;
}

const STEP = /([^.[\]]+)|\[([^\]]+)\]/g;

function follow(data: unknown, path: string, owner: string): FactResult {
  let value = data;
  for (const match of path.matchAll(STEP)) {
    const [, key, item] = match;
    if (item !== undefined) {
      if (!Array.isArray(value))
        return miss(`${path}: ${item} is looked for in something that is no list`, null);
      const found = value.find((candidate) => names(candidate).includes(item)) ?? value[Number(item)];
      if (found === undefined)
        return miss(`${owner} has no ${item} at ${path}`, nearest(item, value.flatMap(names)));
      value = found;
      continue;
    }
    const fields = value as Record<string, unknown> | null;
    if (fields === null || typeof fields !== 'object' || !Object.hasOwn(fields, key as string)) {
      const known = fields !== null && typeof fields === 'object' ? Object.keys(fields) : [];
      return miss(`${owner} has no ${key} at ${path}`, nearest(key as string, known));
    }
    value = fields[key as string];
  }
  return { ok: true, value };
}

function names(candidate: unknown): string[] {
  if (candidate === null || typeof candidate !== 'object') return [String(candidate)];
  const fields = candidate as Record<string, unknown>;
  return ['id', 'name', 'title', 'what', 'rule', 'step', 'category', 'failure'].flatMap((key) =>
    typeof fields[key] === 'string' ? [fields[key]] : [],
  );
}

function miss(message: string, suggestion: string | null): FactResult {
  return { ok: false, message, suggestion };
}
