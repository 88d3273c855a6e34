import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';

const addFormats = addFormatsModule as unknown as (ajv: Ajv) => void;

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<Record<string, { content?: Readonly<Record<string, { schema?: object }>> }>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const description = JSON.parse(
  readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'),
) as Description;

/** OpenAPI 3.0 allows `nullable` without a type; JSON Schema has no word for that. */
function withNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNull);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withNull(inner)]));
  if (copy['nullable'] !== true) return copy;
  if (Array.isArray(copy['enum'])) copy['enum'] = [...copy['enum'], null];
  if (copy['type'] !== undefined) return copy;
  const { nullable: _, ...rest } = copy;
  return { anyOf: [{ type: 'null' }, rest] };
}

const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, schemaId: '$id' });
addFormats(ajv);
ajv.addFormat('repo.nwo', /^[^/]+\/[^/]+$/);
ajv.addSchema({ $id: 'github', ...(withNull(description) as object) });
/** Parameters of an address are text. */
const loose = new Ajv({ strict: false, coerceTypes: 'array' });
addFormats(loose);
const compiled = new Map<string, ValidateFunction>();

/** A request as it came over the wire. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** The operation of a request: its address in the description, and the parts that fill its braces. */
function operationOf({ method, path }: Asked): { template: string; operation: Operation } | null {
  const parts = path.split('/');
  // An address that is written out goes before one with a part that may be anything.
  const byBraces = Object.entries(description.paths).sort(
    ([a], [b]) => a.split('{').length - b.split('{').length,
  );
  for (const [template, methods] of byBraces) {
    const wanted = template.split('/');
    const fits =
      wanted.length === parts.length &&
      wanted.every((part, place) => part.startsWith('{') || part === parts[place]);
    const operation = methods[method.toLowerCase()];
    if (fits && operation) return { template, operation };
  }
  return null;
}

/** What GitHub's description says is wrong with a request; nothing for one that it allows. */
export function requestProblems(asked: Asked): string[] {
  const found = operationOf(asked);
  if (!found) return [`${asked.method} ${asked.path} is not described`];
  const { template, operation } = found;
  const where = `${asked.method} ${template}`;
  const parameters = (operation.parameters ?? []).map(resolved);
  const known = new Map(parameters.filter((one) => one.in === 'query').map((one) => [one.name, one]));
  const problems: string[] = [];
  for (const [name, value] of asked.query) {
    const parameter = known.get(name);
    if (!parameter) problems.push(`${where}: no parameter ${name}`);
    else if (!loose.validate(withNull(parameter.schema) as object, value))
      problems.push(`${where}: ${name}=${value}: ${loose.errorsText()}`);
  }
  for (const { name, required } of known.values())
    if (required && !asked.query.has(name)) problems.push(`${where}: ${name} is missing`);
  return [...problems, ...bodyProblems(where, template, asked, operation)];
}

function bodyProblems(where: string, template: string, asked: Asked, operation: Operation): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema as
    | { properties?: Record<string, unknown> }
    | undefined;
  if (!schema) return asked.body === undefined ? [] : [`${where}: a body where none is described`];
  const problems = Object.keys((asked.body ?? {}) as object)
    .filter((name) => !(name in (schema.properties ?? {})))
    .map((name) => `${where}: no field ${name}`);
  const place = `github#/paths/${pointer(template)}/${asked.method.toLowerCase()}/requestBody/content/application~1json/schema`;
  return [...problems, ...problemsOf(place, asked.body, where)];
}

/** Where the answers of the emulator are known to lack something that is not used here. */
const KNOWN_GAPS = [/GET \/repos\/\{owner\}\/\{repo\} 200: .*'(?:network|subscribers)_count'/];

/** What the description says is wrong with an answer. */
export function answerProblems(asked: Asked, status: number, body: unknown): string[] {
  const found = operationOf(asked);
  if (!found) return [];
  const { template, operation } = found;
  const answer = operation.responses[String(status)];
  const where = `${asked.method} ${template} ${status}`;
  if (!answer) return [`${where}: not described`];
  const resolvedAnswer = '$ref' in answer ? null : answer;
  if (!resolvedAnswer?.content?.['application/json']?.schema) return [];
  const place = `github#/paths/${pointer(template)}/${asked.method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
  return problemsOf(place, body, where).filter((problem) => !KNOWN_GAPS.some((gap) => gap.test(problem)));
}

function problemsOf(place: string, value: unknown, where: string): string[] {
  const validate = compiled.get(place) ?? ajv.compile({ $ref: place });
  compiled.set(place, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath}: ${message}`);
}

function pointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function resolved(parameter: Parameter): Parameter {
  if (!parameter.$ref) return parameter;
  const [, , kind = '', name = ''] = parameter.$ref.split('/');
  return description.components[kind]?.[name] as Parameter;
}
