import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Package {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
}
const pkg = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
const readme = readFileSync('README.md', 'utf8');

describe('README', () => {
  it('gives a reason for every dependency and names no other', () => {
    const table = readme.slice(readme.indexOf('## Dependencies'), readme.indexOf('## Contributing'));
    const named = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap((row) =>
      [...(row[1] as string).matchAll(/`([^`]+)`/g)].map((match) => match[1]),
    );
    expect(named.sort()).toEqual(Object.keys({ ...pkg.dependencies, ...pkg.devDependencies }).sort());
  });

  it('pins every dependency', () => {
    const loose = Object.entries({ ...pkg.dependencies, ...pkg.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('names every command', () => {
    const missing = Object.keys(pkg.scripts).filter(
      (name) => !readme.includes(name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
