import type { z } from 'zod';
import { type ReferenceTarget, referenceTarget } from '../schemas/reference.ts';
import type { DataPath } from './source.ts';

/** One reference found in an entry: where it stands and what it should point at. */
export interface Reference {
  readonly path: DataPath;
  readonly target: ReferenceTarget;
  readonly id: string;
  /** True where the name of a field refers, not its value. */
  readonly inKey: boolean;
}

/** Every reference in a value that has passed its schema, found by walking schema and value together. */
export function collectReferences(schema: z.core.$ZodType, value: unknown): Reference[] {
  const found: Reference[] = [];
  walk(schema, value, [], found);
  return found;
}

function walk(
  schema: z.core.$ZodType,
  value: unknown,
  path: DataPath,
  found: Reference[],
  inKey = false,
): void {
  if (value === undefined || value === null) return;
  const target = referenceTarget(schema);
  if (target) {
    if (typeof value === 'string') found.push({ path, target, id: value, inKey });
    return;
  }
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case 'object':
      for (const [key, child] of Object.entries(def.shape)) {
        walk(child, (value as Record<string, unknown>)[key], [...path, key], found);
      }
      return;
    case 'array':
      (value as unknown[]).forEach((item, index) => {
        walk(def.element, item, [...path, index], found);
      });
      return;
    case 'record':
      for (const [key, item] of Object.entries(value as Record<string, unknown>)) {
        walk(def.keyType, key, [...path, key], found, true);
        walk(def.valueType, item, [...path, key], found);
      }
      return;
    case 'union': {
      const option = def.options.find((candidate) => accepts(candidate, value));
      if (option) walk(option, value, path, found);
      return;
    }
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      walk(def.innerType, value, path, found);
      return;
    case 'pipe':
      walk(def.in, value, path, found);
      return;
    default:
      return;
  }
}

function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  return (schema as z.ZodType).safeParse(value).success;
}

/** The keys an object schema allows at a path, for suggesting the nearest; empty where the path is no object. */
export function keysAt(schema: z.core.$ZodType, path: DataPath, value: unknown): string[] {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const [head, ...rest] = path;
  switch (def.type) {
    case 'object': {
      if (head === undefined) return Object.keys(def.shape);
      const child = def.shape[head as string];
      return child
        ? keysAt(child, rest, (value as Record<string, unknown> | undefined)?.[head as string])
        : [];
    }
    case 'array':
      return keysAt(def.element, rest, (value as unknown[] | undefined)?.[head as number]);
    case 'record':
      return keysAt(def.valueType, rest, (value as Record<string, unknown> | undefined)?.[head as string]);
    case 'union': {
      const kind = (value as { kind?: unknown } | undefined)?.kind;
      const matching = def.options.filter((option) => kindOf(option) === kind);
      return (matching.length > 0 ? matching : def.options).flatMap((option) => keysAt(option, path, value));
    }
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return keysAt(def.innerType, path, value);
    case 'pipe':
      return keysAt(def.in, path, value);
    default:
      return [];
  }
}

function kindOf(schema: z.core.$ZodType): unknown {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type !== 'object') return undefined;
  const kind = def.shape.kind;
  const kindDef = kind ? (kind as z.core.$ZodTypes)._zod.def : undefined;
  return kindDef?.type === 'literal' ? kindDef.values[0] : undefined;
}
