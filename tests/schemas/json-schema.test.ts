import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ContentFiles } from '../../src/book/assemble.ts';
import { readSource } from '../../src/book/source.ts';
import { apiJsonSchemas } from '../../src/publish/api/schemas.ts';
import { SCHEMAS } from '../../src/schemas/collections.ts';
import { Config } from '../../src/schemas/config.ts';
import { jsonSchemas } from '../../src/schemas/json-schema.ts';
import { COLLECTIONS, type CollectionName } from '../../src/schemas/reference.ts';
import { REGISTER_NAMES, REGISTERS, type RegisterName } from '../../src/schemas/registers/index.ts';
import { smallBook } from '../book/made.ts';
import { ROOT, sampleFiles } from '../book/sample.ts';
import { type Json, type JsonSchema, mutations, parts } from './json.ts';

const SCHEMA_OF = jsonSchemas() as Map<string, JsonSchema>;
const ajv = new Ajv({ strict: false });
formats.default(ajv);
const compiled = new Map([...SCHEMA_OF].map(([name, schema]) => [name, ajv.compile(schema)]));

interface Sample {
  readonly file: string;
  readonly kind: string;
  readonly data: Json;
  readonly zod: z.ZodType;
  readonly ajv: ValidateFunction;
}

/** Which schema a content file is under, by its path. */
function kindOf(file: string): string {
  const [folder = '', ...rest] = file.replace(/\.\w+$/, '').split('/');
  if (folder === 'watchbook') return folder;
  return folder === 'domains' && rest[1] !== 'index' ? `register-${rest[1]}` : folder;
}

function zodOf(kind: string): z.ZodType {
  if (kind === 'watchbook') return Config;
  return kind.startsWith('register-')
    ? REGISTERS[kind.slice(9) as RegisterName]
    : SCHEMAS[kind as CollectionName];
}

function samplesOf(files: ContentFiles): Sample[] {
  return [...files]
    .filter(([file]) => /\.(?:mdx|yaml)$/.test(file))
    .map(([file, text]) => {
      const kind = kindOf(file);
      return {
        file,
        kind,
        data: readSource(file, text).data as Json,
        zod: zodOf(kind),
        ajv: compiled.get(kind) as ValidateFunction,
      };
    });
}

const sample = samplesOf(await sampleFiles());
const all = [...samplesOf(smallBook()), ...sample];

describe('the JSON Schemas', () => {
  it('[G05] exist for the settings, every collection and every register, and are those that are committed', async () => {
    const names = ['watchbook', ...COLLECTIONS, ...REGISTER_NAMES.map((name) => `register-${name}`)];
    expect([...SCHEMA_OF.keys()]).toEqual(names);
    const folder = path.join(ROOT, 'schemas');
    const committed = (await readdir(folder)).filter((name) => name !== 'api');
    expect(committed.sort()).toEqual(names.map((name) => `${name}.schema.json`).sort());
    for (const [name, schema] of SCHEMA_OF) {
      const text = await readFile(path.join(folder, `${name}.schema.json`), 'utf8');
      expect(JSON.parse(text), `schemas/${name}.schema.json is outdated; run "npm run schemas"`).toEqual(
        JSON.parse(JSON.stringify(schema)),
      );
    }
  });

  it('[G05] have a sentence on every property, for the editor to show', () => {
    const silent: string[] = [];
    let seen = 0;
    for (const [name, schema] of SCHEMA_OF) {
      for (const part of parts(schema)) {
        for (const [key, property] of Object.entries(part.schema.properties ?? {})) {
          seen += 1;
          if (!/^.{3,}[.:]?$/.test(property.description ?? '')) silent.push(`${name}${part.path}.${key}`);
        }
      }
    }
    expect(silent).toEqual([]);
    expect(seen).toBeGreaterThan(400);
  });

  it('[G05] refuse unknown keys in every group of fields whose keys are known', () => {
    const open = [...SCHEMA_OF].flatMap(([name, schema]) =>
      [...parts(schema)]
        .filter((part) => part.schema.properties && part.schema.additionalProperties !== false)
        .map((part) => name + part.path),
    );
    expect(open).toEqual([]);
  });
});

describe('Zod and JSON Schema', () => {
  it('are both asked about every kind of file', () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(SCHEMA_OF.keys()));
  });

  it('[G05] both accept every entry and register of the sample book', () => {
    expect(sample.length).toBeGreaterThan(150);
    for (const one of all) {
      expect(one.zod.safeParse(one.data).error?.issues ?? [], one.file).toEqual([]);
      expect([one.ajv(one.data), one.ajv.errors], one.file).toEqual([true, null]);
    }
  });

  it('[G05] both refuse an unknown key, a missing field, an unknown word and another type, wherever it stands', () => {
    const counts: Record<string, number> = {};
    const disagreements: string[] = [];
    const taken: Record<string, number> = {};
    for (const one of all) {
      taken[one.kind] = (taken[one.kind] ?? 0) + 1;
      if ((taken[one.kind] as number) > 3) continue;
      for (const { what, path: place, data } of mutations(SCHEMA_OF.get(one.kind) as JsonSchema, one.data)) {
        counts[what] = (counts[what] ?? 0) + 1;
        const refused = { zod: !one.zod.safeParse(data).success, json: !one.ajv(data) };
        if (!refused.zod || !refused.json)
          disagreements.push(`${one.file}${place}: ${what}: ${JSON.stringify(refused)}`);
      }
    }
    expect(disagreements).toEqual([]);
    expect(Object.keys(counts).sort()).toEqual([
      'required field removed',
      'type changed',
      'unknown key',
      'word of an enumeration changed',
    ]);
    for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(50);
  });

  it.each([
    ['a date that is no day', 'slos/acme/shop.yaml', { since: '2026-02-30' }],
    [
      'a local time in place of an instant',
      'incidents/2026-01-01-shop.mdx',
      { startedAt: '2026-01-01T00:00:00+01:00' },
    ],
    ['a target of one', 'slos/acme/shop.yaml', { target: '1' }],
    ['a target as number', 'slos/acme/shop.yaml', { target: 0.999 }],
    ['a month as duration', 'slos/acme/shop.yaml', { window: '1mo' }],
    ['an address of another kind', 'watchbook.yaml', { repository: 'javascript:alert(1)' }],
    [
      'an address of another kind in a probe',
      'services/acme/shop.mdx',
      { probes: [{ id: 'a', kind: 'http', url: 'ftp://shop.test/' }] },
    ],
    ['a base path without slash', 'watchbook.yaml', { basePath: 'status' }],
    ['too short a summary', 'guides/acme/basics.mdx', { summary: 'Short' }],
    ['a coverage above one', 'slos/acme/shop.yaml', { minCoverage: 1.1 }],
    ['half a look', 'watchbook.yaml', { record: { staleAfterIntervals: 2.5 } }],
  ])('[G05] both refuse %s', (_, file, change) => {
    const one = all.find((candidate) => candidate.file === file) as Sample;
    const data = { ...(one.data as object), ...change };
    expect(one.zod.safeParse(data).success).toBe(false);
    expect(one.ajv(data)).toBe(false);
  });
});

describe('npm run schemas', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/schemas.ts', ...args], { cwd: ROOT, encoding: 'utf8' });

  it('--check names what is missing, outdated and left over, and writing mends it', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'schemas-'));
    try {
      await cp(path.join(ROOT, 'schemas'), dir, { recursive: true });
      await rm(path.join(dir, 'slos.schema.json'));
      await writeFile(path.join(dir, 'teams.schema.json'), '{}\n');
      await writeFile(path.join(dir, 'old.schema.json'), '{}\n');
      const found = run('--check', '--out', dir);
      expect(found.status).toBe(1);
      expect(found.stdout).toMatch(
        /slos\.schema\.json is missing[\s\S]*teams\.schema\.json is outdated[\s\S]*old\.schema\.json belongs to nothing/,
      );
      expect(run('--out', dir).status).toBe(0);
      expect(run('--check', '--out', dir)).toMatchObject({
        status: 0,
        stdout: `${SCHEMA_OF.size + apiJsonSchemas().size} schemas are up to date\n`,
      });
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it('ends with 2 on an option it does not have', () => {
    expect(run('--chek').status).toBe(2);
  });
});
