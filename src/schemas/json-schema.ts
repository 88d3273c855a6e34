import { z } from 'zod';
import { SCHEMAS } from './collections.ts';
import { Config } from './config.ts';
import { COLLECTIONS } from './reference.ts';
import { REGISTER_NAMES, REGISTERS } from './registers/index.ts';

/**
 * JSON Schemas of every kind of content file by name: `watchbook`, one for each collection, and
 * `register-<name>` for the registers of a domain. Rules that cross fields are beyond JSON Schema; `check` keeps them.
 */
export function jsonSchemas(): ReadonlyMap<string, object> {
  made ??= makeSchemas();
  return made;
}

let made: ReadonlyMap<string, object> | undefined;

function makeSchemas(): ReadonlyMap<string, object> {
  const schemas = new Map<string, object>();
  const add = (name: string, title: string, schema: z.ZodType) => {
    schemas.set(name, { title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) });
  };
  add('watchbook', 'Settings of the book', Config);
  for (const name of COLLECTIONS) add(name, `Entry of ${name}`, SCHEMAS[name]);
  for (const name of REGISTER_NAMES) add(`register-${name}`, `Register ${name} of a domain`, REGISTERS[name]);
  return schemas;
}
