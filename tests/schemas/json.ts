/** The parts of a JSON Schema (draft 7) that the schemas of content files use. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** Every schema inside a schema, with the path of properties that leads to it. */
export function* parts(schema: JsonSchema, path = ''): Generator<{ path: string; schema: JsonSchema }> {
  yield { path, schema };
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* parts(child, `${path}.${name}`);
  if (schema.items) yield* parts(schema.items, `${path}[]`);
  if (typeof schema.additionalProperties === 'object') yield* parts(schema.additionalProperties, `${path}.*`);
  for (const child of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    yield* parts(child, path);
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A change to data that its schema must refuse. */
export interface Mutation {
  readonly what: 'unknown key' | 'required field removed' | 'word of an enumeration changed' | 'type changed';
  readonly path: string;
  readonly data: Json;
}

const isObject = (data: Json | undefined): data is { readonly [key: string]: Json } =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** Every single change to valid data that the schema has to notice. */
export function* mutations(schema: JsonSchema, data: Json, path = ''): Generator<Mutation> {
  const chosen = choose(schema, data);
  if (Array.isArray(data)) {
    const list = data as readonly Json[];
    yield { what: 'type changed', path, data: 'text in place of a list' };
    if (chosen.items) {
      for (const [index, item] of list.entries()) {
        for (const inner of mutations(chosen.items, item, `${path}[${index}]`))
          yield { ...inner, data: list.with(index, inner.data) };
      }
    }
    return;
  }
  if (isObject(data)) {
    if (chosen.additionalProperties === false)
      yield { what: 'unknown key', path, data: { ...data, nobodyKnowsThis: 1 } };
    for (const key of chosen.required ?? []) {
      const { [key]: _, ...rest } = data;
      yield { what: 'required field removed', path: `${path}.${key}`, data: rest };
    }
    for (const [key, value] of Object.entries(data)) {
      const child = chosen.properties?.[key];
      if (!child) continue;
      for (const inner of mutations(child, value, `${path}.${key}`))
        yield { ...inner, data: { ...data, [key]: inner.data } };
    }
    return;
  }
  if (chosen.enum || chosen.const !== undefined)
    yield { what: 'word of an enumeration changed', path, data: 'no such word' };
  yield { what: 'type changed', path, data: { group: 'of fields' } };
  if (data !== null && typeof data !== 'number') yield { what: 'type changed', path, data: 7 };
}

/** The alternative of a union that the data means: by its constant fields, else by its type. */
function choose(schema: JsonSchema, data: Json): JsonSchema {
  const options = schema.anyOf ?? schema.oneOf;
  if (!options) return schema;
  const found = options.find((option) => {
    if (!isObject(data))
      return option.type === (data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data);
    const constants = Object.entries(option.properties ?? {}).filter(
      ([, child]) => child.const !== undefined,
    );
    return option.type === 'object' && constants.every(([key, child]) => data[key] === child.const);
  });
  if (!found) throw new Error(`no alternative fits ${JSON.stringify(data)}`);
  return choose(found, data);
}
