import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { ROOMS } from './rooms.table.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const LONGEST = 400;

/** Files of a folder of the repository, as paths from its root; nothing that was installed, built or hidden. */
function filesIn(folder: string): string[] {
  if (!existsSync(path.join(ROOT, folder))) return [];
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (/^(?:node_modules|dist|\..*)$/.test(entry.name)) return [];
    return entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`];
  });
}

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** The script of a file: all of a .ts, the fences and <script> elements of an .astro. */
function codeOf(file: string, text: string): string {
  if (!file.endsWith('.astro')) return text;
  const fence = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1] ?? '';
  const scripts = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
  return [fence, ...scripts].join('\n');
}

/** What a file of code imports (types included), and where it reaches for what a pure room must not have. */
function look(file: string, text: string): { imports: string[]; impure: string[] } {
  const source = ts.createSourceFile(
    file,
    codeOf(file, text),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const imports: string[] = [];
  const impure: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      imports.push(node.moduleSpecifier.text);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      imports.push(first && ts.isStringLiteral(first) ? first.text : 'computed');
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      imports.push(node.argument.literal.text);
    } else if (
      ts.isNewExpression(node) &&
      node.expression.getText() === 'Date' &&
      (node.arguments?.length ?? 0) === 0
    ) {
      impure.push('new Date()');
    } else if (
      ts.isCallExpression(node) &&
      /^(?:fetch|setTimeout|setInterval|Date)$/.test(node.expression.getText())
    ) {
      impure.push(`${node.expression.getText()}()`);
    } else if (
      ts.isPropertyAccessExpression(node) &&
      /^(?:Date\.now|Math\.random|Temporal\.Now|process\.\w+|performance\.\w+|crypto\.\w+)$/.test(
        node.getText(),
      )
    ) {
      impure.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, impure };
}

/** The room, part of a room, package or `node` that an import in a file leads to. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return path.posix.join(path.posix.dirname(file), specifier).replace(/^src\//, '');
  if (specifier.startsWith('node:')) return 'node';
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : (scope.split(':')[0] as string);
}

/** What is wrong with the imports of one file, in words. */
function complaints(file: string, imports: readonly string[]): string[] {
  const [, room = ''] = file.split('/');
  const rule = ROOMS[room];
  if (!rule) return [`${file}: the room ${room} is not in tests/rooms.table.ts`];
  return imports.flatMap((specifier) => {
    const target = targetOf(file, specifier);
    if (target === room || target.startsWith(`${room}/`)) return [];
    const allowed = rule.may.find((name) => target === name || target.startsWith(`${name}/`));
    if (!allowed)
      return [`${file} imports ${target}; ${room} may import ${rule.may.join(', ') || 'nothing'}`];
    const only = rule.only?.[allowed];
    return only && file !== `src/${room}/${only}`
      ? [`${file} imports ${target}; in ${room} only ${only} may`]
      : [];
  });
}

const source = filesIn('src').filter((file) => /\.(?:ts|astro)$/.test(file));
const looked = new Map(source.map((file) => [file, look(file, textOf(file))]));

describe('the rooms of src/', () => {
  it('import only what their table allows, types included', () => {
    expect(source.length).toBeGreaterThan(150);
    expect([...looked].flatMap(([file, { imports }]) => complaints(file, imports))).toEqual([]);
  });

  it('hold no clock, chance, network or environment where they are pure', () => {
    const found = [...looked]
      .filter(([file]) => ROOMS[file.split('/')[1] ?? '']?.pure)
      .flatMap(([file, { impure }]) => impure.map((what) => `${file}: ${what}`));
    expect(found).toEqual([]);
  });

  it('are all in use, and none is missing', () => {
    const there = new Set(filesIn('src').map((file) => file.split('/')[1] as string));
    expect([...there].sort()).toEqual(Object.keys(ROOMS).sort());
  });

  it('import each other in one direction only', () => {
    const reading = new Set(['pages', 'layouts', 'components', 'site', 'styles', 'content.config.ts']);
    const names = Object.keys(ROOMS).filter((name) => !reading.has(name));
    const reach = (name: string, seen = new Set<string>()): Set<string> => {
      for (const next of ROOMS[name]?.may ?? []) {
        const room = next.split('/')[0] as string;
        if (!names.includes(room) || seen.has(room)) continue;
        seen.add(room);
        reach(room, seen);
      }
      return seen;
    };
    expect(names.filter((name) => reach(name).has(name))).toEqual([]);
  });
});

describe('the look at a file', () => {
  const imports = (text: string, file = 'src/lint/x.ts') => complaints(file, look(file, text).imports);

  it.each([
    ["import { readFileSync } from 'node:fs';", 'src/lint/x.ts imports node;'],
    ["import type { Sample } from '../record/read.ts';", 'src/lint/x.ts imports record/read.ts;'],
    ["export * from '../site/site.ts';", 'src/lint/x.ts imports site/site.ts;'],
    ["const later = await import('../views/words.ts');", 'src/lint/x.ts imports views/words.ts;'],
    ["type X = import('../incidents/incident.ts').Incident;", 'src/lint/x.ts imports incidents/incident.ts;'],
    ["import { runProbes } from '../probe/engine.ts';", 'src/lint/x.ts imports probe/engine.ts;'],
    ["import ts from 'typescript';", 'src/lint/x.ts imports typescript;'],
    ['const later = await import(name);', 'src/lint/x.ts imports computed;'],
  ])('notices %s', (text, complaint) => {
    expect(imports(text)).toEqual([expect.stringContaining(complaint)]);
  });

  it('notices the disk in book outside load.ts, and imports between the fences of a page', () => {
    expect(imports("import path from 'node:path';", 'src/book/load.ts')).toEqual([]);
    expect(imports("import path from 'node:path';", 'src/book/body.ts')).toEqual([
      'src/book/body.ts imports node; in book only load.ts may',
    ]);
    expect(
      imports(
        "---\nimport { readRecord } from '../record/read.ts';\n---\n<p>import x from 'y'</p>",
        'src/pages/x.astro',
      ),
    ).toHaveLength(1);
    expect(
      imports("---\n---\n<script>import '../record/read.ts';</script>", 'src/pages/x.astro'),
    ).toHaveLength(1);
  });

  it('notices every way to the clock and to chance, and no word in a comment or a text', () => {
    const impure = (text: string) => look('src/slo/x.ts', text).impure;
    for (const text of [
      'Date.now()',
      'new Date()',
      'new Date',
      'Math.random()',
      'process.env.X',
      'performance.now()',
      'Temporal.Now.instant()',
      'fetch("/")',
      'const now = Date.now',
      'setTimeout(run, 1)',
    ]) {
      expect(impure(text), text).toHaveLength(1);
    }
    expect(
      impure(
        "// Date.now() is not asked\nconst text = 'process.env'; new Date(5); Date.parse(text); const processor = 1;",
      ),
    ).toEqual([]);
  });
});

describe('docs/rooms.md', () => {
  const rows = textOf('docs/rooms.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  it('has the same table', () => {
    const cell = (line: string, index: number) => line.split('|')[index + 1]?.trim() ?? '';
    const expected = Object.entries(ROOMS).map(([room, { may, only, pure }]) => {
      const names = may.map((name) =>
        only?.[name] ? `\`${name}\` in \`${only[name]}\` only` : `\`${name}\``,
      );
      return [`\`${room}\``, pure ? 'yes' : '', names.join(', ') || 'nothing'];
    });
    expect(rows.map((line) => [cell(line, 0), cell(line, 2), cell(line, 3)])).toEqual(expected);
  });

  it('says of each room in one sentence what it holds', () => {
    for (const line of rows) expect(line.split('|')[2]?.trim(), line).toMatch(/^[a-z].{20,150}$/);
  });
});

describe('files', () => {
  it(`are no longer than ${LONGEST} lines`, () => {
    const code = ['src', 'scripts', 'tests', 'bench']
      .flatMap(filesIn)
      .filter((file) => /\.(?:ts|mts|js|mjs|astro|css)$/.test(file));
    const long = code
      .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > LONGEST);
    expect(long).toEqual([]);
  });

  it('are named after what they hold, never after having no home', () => {
    const homeless = ['src', 'scripts', 'tests', 'bench']
      .flatMap(filesIn)
      .filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common)\b/.test(file));
    expect(homeless).toEqual([]);
  });
});
