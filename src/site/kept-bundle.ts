import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { filesOf } from './checked.ts';
import { publicTexts } from './public-texts.ts';

/**
 * The programs of the pages, as Astro bundled them, kept from one build of the public site to the next. Measurements
 * change every five minutes and programs hardly ever, so a refresh runs the kept ones instead of bundling them again.
 */
export interface KeptBundle {
  /** Name of the entry module below `server/`. */
  readonly entry: string;
  /** Origin of the addresses under which pages are rendered. */
  readonly origin: string;
  /** Path under which the site is served, with a slash at both ends. */
  readonly base: string;
  /** Stylesheets of each page, as Astro's renderer asks for them. */
  readonly pages: readonly (readonly [key: string, styles: unknown])[];
}

/** Bundles that are kept; a branch or two, and both of the addresses a site may have. */
const KEPT = 6;
/** What pages are made of, besides content and record. */
const PROGRAM = ['src', 'public', 'astro.config.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'];
/** Settings that end up in the bundle. */
const BOUND = ['WATCHBOOK_AUDIENCE', 'WATCHBOOK_SITE_URL', 'WATCHBOOK_BASE_PATH', 'WATCHBOOK_CONTENT'];

/**
 * The folder in which the bundle of a public build is kept, or would be: its name is a hash over everything that goes
 * into one: the programs, the settings of the book, the texts of public incidents, and the versions of both.
 */
export function bundleFolder(root: string, content: string, env: NodeJS.ProcessEnv): string {
  const hash = createHash('sha256').update(process.version);
  const take = (name: string, bytes: Uint8Array) => hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
  for (const name of BOUND) take(name, Buffer.from(env[name] ?? ''));
  for (const part of PROGRAM)
    for (const file of filesOf(path.join(root, part))) take(file, readFileSync(file));
  const settings = path.join(content, 'watchbook.yaml');
  if (existsSync(settings)) take('settings', readFileSync(settings));
  const incidents = path.join(content, 'incidents');
  for (const file of publicTexts(incidents)) take(file, readFileSync(path.join(incidents, file)));
  return path.join(root, 'node_modules', '.cache', 'watchbook', 'bundles', hash.digest('hex').slice(0, 32));
}

/** The bundle that is kept in a folder; null where there is none. */
export function keptBundle(folder: string): KeptBundle | null {
  const file = path.join(folder, 'bundle.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptBundle) : null;
}

/** File below the site that a path is written to, as Astro names it. */
export function outputFile(pathname: string, type: string): string {
  const bare = pathname.replace(/^\/|\/$/g, '');
  if (type === 'endpoint') return bare;
  if (bare === '404' || bare === '500') return `${bare}.html`;
  return bare === '' ? 'index.html' : `${bare}/index.html`;
}

/** What is used of the program that Astro renders pages with while it builds. */
interface BuildApp {
  getOptions(): {
    readonly origin: string;
    readonly allPages: Readonly<Record<string, { readonly key: string; readonly styles: unknown }>>;
  };
}

/** Keeps the bundle of this build in `folder`: what Astro would throw away once the pages are written. */
export function keepBundle(folder: string, base: string): AstroIntegration {
  const fresh = `${folder}.${process.pid}`;
  const rendered = new Set<string>();
  let outDir = '';
  return {
    name: 'watchbook:keep-bundle',
    hooks: {
      'astro:config:done': ({ config }) => {
        outDir = fileURLToPath(config.outDir);
      },
      'astro:build:start': ({ setPrerenderer }) => {
        setPrerenderer((inner) => ({
          name: 'watchbook:keep-bundle',
          async setup() {
            const server = path.join(outDir, '.prerender');
            await inner.setup?.();
            const { app } = inner as typeof inner & { app: BuildApp };
            const entry = readdirSync(server).find((name) => name.startsWith('prerender-entry'));
            if (!entry)
              throw new Error(`there is no prerender-entry in ${server}; Astro keeps it elsewhere now`);
            const { origin, allPages } = app.getOptions();
            const pages = Object.values(allPages).map(({ key, styles }) => [key, styles] as const);
            mkdirSync(fresh, { recursive: true });
            cpSync(server, path.join(fresh, 'server'), { recursive: true });
            const bundle: KeptBundle = { entry, origin, base, pages };
            writeFileSync(path.join(fresh, 'bundle.json'), JSON.stringify(bundle));
          },
          async getStaticPaths() {
            const paths = await inner.getStaticPaths();
            for (const { pathname, route } of paths) rendered.add(outputFile(pathname, route.type));
            return paths;
          },
          render: (request, options) => inner.render(request, options),
          async teardown() {
            await inner.teardown?.();
          },
        }));
      },
      'astro:build:done': () => {
        for (const file of filesOf(outDir)) {
          const name = path.relative(outDir, file);
          if (!rendered.has(name.split(path.sep).join('/'))) cpSync(file, path.join(fresh, 'static', name));
        }
        rmSync(folder, { recursive: true, force: true });
        renameSync(fresh, folder);
        forgetOld(path.dirname(folder));
      },
    },
  };
}

function forgetOld(bundles: string): void {
  const byAge = readdirSync(bundles)
    .map((name) => ({ folder: path.join(bundles, name), at: statSync(path.join(bundles, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { folder } of byAge.slice(KEPT)) rmSync(folder, { recursive: true, force: true });
}
