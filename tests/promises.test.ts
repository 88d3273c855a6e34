import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const ID = /\[([USGK]\d+)\]/g;

interface Promised {
  readonly id: string;
  readonly promise: string;
  readonly file: string;
  readonly test: string;
}

/** Rows of the table in docs/promises.md. */
function promisedIn(markdown: string): Promised[] {
  return markdown
    .split('\n')
    .filter((line) => /^\| [A-Z]+\d/.test(line))
    .map((line) => {
      const [, id = '', promise = '', test = ''] = line.split('|').map((cell) => cell.trim());
      const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(test) ?? [];
      return { id, promise, file, test: name };
    });
}

/** Every text in a file of tests that carries ids: names of tests, and of cases in tables of tests. */
function namesIn(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) && node.text.match(ID)) names.push(node.text);
    if (ts.isObjectLiteralExpression(node)) names.push(...nameOfCase(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** The name a case of a table gives its test: the ids in `shows`, then the words of `about`. */
function nameOfCase(node: ts.ObjectLiteralExpression): string[] {
  const initializerOf = (key: string) =>
    node.properties.find(
      (property): property is ts.PropertyAssignment =>
        ts.isPropertyAssignment(property) && property.name.getText() === key,
    )?.initializer;
  const shows = initializerOf('shows');
  const about = initializerOf('about');
  if (!shows || !about || !ts.isArrayLiteralExpression(shows)) return [];
  const ids = shows.elements.filter(ts.isStringLiteralLike).map(({ text }) => `[${text}]`);
  const words = ts.isTemplateExpression(about)
    ? [about.head.text, ...about.templateSpans.map(({ literal }) => literal.text)].join('…')
    : ts.isStringLiteralLike(about)
      ? about.text
      : '';
  return ids.length > 0 ? [`${ids.join(' ')} ${words}`] : [];
}

const idsOf = (text: string): string[] => [...text.matchAll(ID)].map((match) => match[1] as string);

const rows = promisedIn(readFileSync(path.join(ROOT, 'docs/promises.md'), 'utf8'));
const files = readdirSync(path.join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
  .map((name) => `tests/${name.split(path.sep).join('/')}`)
  .filter((name) => name.endsWith('.ts'));
const named = new Map(files.map((file) => [file, namesIn(file)]));

describe('docs/promises.md', () => {
  it('names for every promise a test that is there and carries its id', () => {
    expect(rows.length).toBeGreaterThan(50);
    const broken = rows.flatMap(({ id, file, test }) => {
      if (!existsSync(path.join(ROOT, file))) return [`${id}: there is no file ${file}`];
      const found = named.get(file)?.some((name) => idsOf(name).includes(id) && name.includes(test));
      return found && test.length > 8
        ? []
        : [`${id}: ${file} has no test "${test}" with [${id}] in its name`];
    });
    expect(broken).toEqual([]);
  });

  it('has a row for every id that a test carries', () => {
    const known = new Set(rows.map(({ id }) => id));
    const missing = [...named].flatMap(([file, names]) =>
      names.flatMap((name) =>
        idsOf(name)
          .filter((id) => !known.has(id))
          .map((id) => `${id}: ${file}: ${name}`),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('has each id once, in order, with a sentence', () => {
    const order = (id: string) => 'USGK'.indexOf(id[0] as string) * 1000 + Number(id.slice(1));
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => order(a) - order(b)));
    for (const { id, promise } of rows) expect(promise, id).toMatch(/^[A-Z].{20,}\.$/);
  });
});
