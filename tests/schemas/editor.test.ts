import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../src/schemas/json-schema.ts';
import { ROOT, sampleFiles } from '../book/sample.ts';

const settings = JSON.parse(await readFile(path.join(ROOT, '.vscode/settings.json'), 'utf8')) as {
  'yaml.schemas': Record<string, string>;
};
const mapped = Object.entries(settings['yaml.schemas']);

/** The name of the schema under which an editor reads a file. */
function schemaFor(file: string): string[] {
  return mapped
    .filter(([, glob]) => path.matchesGlob(`content/${file}`, glob))
    .map(([schema]) => path.basename(schema, '.schema.json'));
}

describe('the settings for editors', () => {
  it('[G05] give every YAML file of the sample book the one schema it is checked by', async () => {
    const files = [...(await sampleFiles()).keys()].filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) {
      const [folder = '', ...rest] = file.replace('.yaml', '').split('/');
      expect(schemaFor(file), file).toEqual([folder === 'domains' ? `register-${rest[1]}` : folder]);
    }
  });

  it('name only schemas that exist, and all that a YAML file can be under', () => {
    // A domain is always .mdx: its text is read by the extension for Astro.
    const wanted = [...jsonSchemas().keys()].filter((name) => name !== 'domains');
    expect(mapped.map(([schema]) => schema).sort()).toEqual(
      wanted.map((name) => `./schemas/${name}.schema.json`).sort(),
    );
  });
});
