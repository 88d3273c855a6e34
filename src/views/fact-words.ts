import { durationWords, parseTarget, targetWords } from '../schemas/duration.ts';
import { Limit } from '../schemas/vocabulary.ts';
import { type Cell, plain, unknown } from './model.ts';
import { limitWords } from './words.ts';

/** A typed value as it is said in a sentence: durations and targets in words, limits in short form, null as unknown. */
export function factWords(value: unknown): Cell {
  if (value === null || value === undefined) return unknown('not set');
  if (typeof value === 'string') {
    const target = parseTarget(value);
    if (target?.kind === 'duration' && target.bound === 'in') return plain(durationWords(target.text));
    return plain(target ? targetWords(value) : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return plain(String(value));
  if (Array.isArray(value)) return plain(value.map((item) => factWords(item).text).join(', '));
  const limit = Limit.safeParse(value);
  if (limit.success) return plain(limitWords(limit.data));
  const named = value as { title?: unknown; name?: unknown; description?: unknown };
  const name = named.title ?? named.name ?? named.description;
  if (typeof name === 'string') return plain(name);
  throw new RangeError(
    `a group of fields cannot stand in a sentence; name one of: ${Object.keys(value as object).join(', ')}`,
  );
}
